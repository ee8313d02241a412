"""Kept connections: the site goes on after its database ended them, and asks nothing while all is well."""

from collections.abc import Iterator

import psycopg
import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@pytest.fixture
def kept(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection of its own that a request has used and the next one finds."""
    own = connections.create_connection("default")
    own.settings_dict = connection.settings_dict | {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    with own.cursor() as cursor:
        cursor.execute("SELECT 'the last page'")
    own.close_if_unusable_or_obsolete()  # what Django does between two requests
    yield own
    own.close()


def ask(own: BaseDatabaseWrapper, sql: str, *values: object) -> object:
    with own.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


def pid(own: BaseDatabaseWrapper) -> int:
    return int(own.connection.info.backend_pid)


@pytest.mark.django_db
def test_a_connection_that_the_server_ended_is_made_anew(kept: BaseDatabaseWrapper) -> None:
    before = pid(kept)
    assert ask(connection, "SELECT pg_terminate_backend(%s, 5000)", before)

    assert ask(kept, "SELECT 'here again'") == "here again"
    assert pid(kept) != before


@pytest.mark.django_db
def test_a_connection_that_works_is_asked_nothing(kept: BaseDatabaseWrapper) -> None:
    kept.health_check_enabled, kept.health_check_done = True, False
    kept.close_if_health_check_failed()

    assert kept.health_check_done
    assert "the last page" in str(ask(connection, "SELECT query FROM pg_stat_activity WHERE pid = %s", pid(kept)))


@pytest.mark.django_db
def test_a_notice_is_no_end(kept: BaseDatabaseWrapper) -> None:
    before = pid(kept)
    kept.connection.execute("LISTEN test_notice")
    with psycopg.connect(kept.connection.info.dsn, autocommit=True) as other:
        other.execute("NOTIFY test_notice")

    assert kept.is_usable()
    assert pid(kept) == before
