"""What the site says of itself, and what it still says when its database is gone."""

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests import databases


@pytest.fixture
def no_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A site whose database does not answer."""
    own = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        databases.use("there_is_none")
        yield
        databases.use(own)


@pytest.mark.django_db
def test_healthz_answers_from_the_database(client: Client) -> None:
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok")


def test_healthz_says_when_the_database_does_not_answer(no_database: None) -> None:
    response = Client().get("/healthz/")
    assert (response.status_code, response.content) == (503, b"the database does not answer")


@pytest.mark.parametrize("path", ["/", "/case-studies/?q=waste", "/case-studies/any/", "/councils/", "/themes/any/"])
def test_without_its_database_the_site_says_that_something_went_wrong(no_database: None, path: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 500
    assert "<h1>Something went wrong</h1>" in response.content.decode()


@pytest.mark.parametrize(("path", "status"), [("/about/", 200), ("/robots.txt", 200), ("/no/", 404)])
def test_pages_of_text_do_without_the_database(no_database: None, path: str, status: int) -> None:
    assert Client().get(path).status_code == status
