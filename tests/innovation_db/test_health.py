"""The address that monitoring asks."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_healthz_answers_from_the_database(client: Client) -> None:
    response = client.get("/healthz/")
    assert (response.status_code, response.content) == (200, b"ok")
