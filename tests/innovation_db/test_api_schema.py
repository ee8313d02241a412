"""The schema of the API and the page made from it: valid, without a warning, and true."""

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema
from rest_framework.settings import api_settings

from innovation_db.api.limits import Throttle

PATHS = {
    "/api/v1/case-studies/", "/api/v1/case-studies/{slug}/", "/api/v1/councils/", "/api/v1/themes/",
    "/api/v1/zones/", "/api/v1/zones/{year}/",
    "/api/v1/zones/{year}/sessions/", "/api/v1/zones/{year}/sessions/{slug}/", "/api/v1/zones/{year}/speakers/",
    "/api/v1/zones/{year}/spaces/", "/api/v1/reports/", "/api/v1/reports/{slug}/",
}  # fmt: skip


def test_valid_without_a_warning() -> None:
    GENERATOR_STATS.reset()
    with GENERATOR_STATS.silence():
        schema = SchemaGenerator().get_schema(request=None, public=True)
    assert not GENERATOR_STATS, dict(GENERATOR_STATS._warn_cache) | dict(GENERATOR_STATS._error_cache)
    validate_schema(schema)
    assert set(schema["paths"]) == PATHS
    assert {method for one in schema["paths"].values() for method in one} == {"get"}


@pytest.mark.django_db
def test_sent_and_not_sent_again(client: Client) -> None:
    first = client.get("/api/v1/schema/")
    assert (first.status_code, first.json()["openapi"][:2]) == (200, "3.")
    assert client.get("/api/v1/schema/", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_the_page_names_every_address(client: Client) -> None:
    text = client.get("/api/v1/").content.decode()
    assert [path for path in PATHS if path not in text] == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["nothing/", "nothing", "/", "zones/2027/nothing/", "case-studies/Nothing Here/"])
def test_an_address_that_there_is_not_answers_as_the_others_do(client: Client, path: str) -> None:
    response = client.get(f"/api/v1/{path}", follow=True)
    assert (response.status_code, response["Content-Type"]) == (404, "application/json")
    assert response.json()["detail"].endswith(".")


@pytest.mark.django_db
def test_schema_and_page_count_with_the_other_requests(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(api_settings.DEFAULT_THROTTLE_RATES, "api", "2/min")
    monkeypatch.setattr(Throttle, "THROTTLE_RATES", api_settings.DEFAULT_THROTTLE_RATES)
    assert [client.get(path).status_code for path in ("/api/v1/", "/api/v1/themes/")] == [200, 200]
    page, schema = client.get("/api/v1/"), client.get("/api/v1/schema/")
    assert (page.status_code, page["Content-Type"]) == (429, "text/html; charset=utf-8")
    assert (schema.status_code, schema["Content-Type"]) == (429, "application/json")
    assert 0 < int(page["Retry-After"]) <= 60
