"""What every test shares: a database cloned from a kept template, and settings that make tests quick.

Nothing of the site's own is replaced here.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client, TransactionTestCase, override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from pytest_django import DjangoDbBlocker

from innovation_db.models import User
from innovation_db.roles import Role
from tests import databases
from tests.factories import UserFactory
from zone_programme.board import facts


def pytest_configure() -> None:
    # Playwright keeps an event loop running in the main thread; the tests use the database beside it, never inside.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    # Tests read static files where they lie; WhiteNoise warns when the folder of the collected ones is missing.
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
    # A machine that stands still for a second says nothing about an example.
    hypothesis_settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    hypothesis_settings.load_profile("patient")
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    # Emptying every table would be lost work: a test with real transactions gives its whole database away.
    TransactionTestCase._fixture_teardown = lambda self: None


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """The name of this process among those that share the tests."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "alone"))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker, worker: str) -> Iterator[None]:
    """Give this process a clone of the migrated database, in place of running the migrations again."""
    own = connection.settings_dict["NAME"]
    name = f"test_{worker}"
    with django_db_blocker.unblock():
        databases.clone(databases.migrated(), name)
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        databases.use(own)
        databases.drop(name)


@pytest.fixture(scope="session")
def demonstration_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> str:
    """The name of the kept database that holds the demonstration, to clone; none of its tests may write to it."""
    # Only while it is made: this process goes on to tests that know nothing of it.
    with override_settings(DEMO=True), django_db_blocker.unblock():
        return databases.demonstration()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Give the next test a new database where this one had real transactions: nothing undoes what those did."""
    yield
    marker = item.get_closest_marker("django_db")
    committed = marker is not None and marker.kwargs.get("transaction")
    if nextitem is not None and (committed or "transactional_db" in getattr(item, "fixturenames", ())):
        connection.close()
        databases.clone(databases.migrated(), str(connection.settings_dict["NAME"]))


@pytest.fixture(autouse=True)
def _nothing_left_on() -> None:
    """Which test a process ran before decides nothing: the demonstration's settings end with what needed them."""
    assert not settings.DEMO, "An earlier test left DEMO on."


@pytest.fixture(autouse=True)
def _media_folder(settings: object, tmp_path: Path) -> None:
    """Keep uploads of a test in its own folder."""
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _search_at_once(request: pytest.FixtureRequest) -> None:
    """Let edits be found at once: most tests never commit, which is when search documents are written."""
    if request.node.get_closest_marker("django_db") or {"db", "client", "admin_client"} & set(request.fixturenames):
        request.getfixturevalue("_django_db_helper")
        if connection.in_atomic_block:
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS case_studies_search_commit IMMEDIATE")


@pytest.fixture(autouse=True)
def _forget_boards() -> None:
    """Another test's Zone may have the same number and the same versions as this one's."""
    facts.cache_clear()


@pytest.fixture
def admin_user(db: None) -> User:
    """Somebody who may do everything, with the second factor that the site demands."""
    user: User = UserFactory(roles=[Role.ADMINISTRATOR])
    return user


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    own = Client()
    own.force_login(admin_user)
    return own
