"""The library in the API: what the finder finds, by the finder's own parameters."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory

pytestmark = pytest.mark.django_db


def ask(client: Client, path: str) -> Any:
    return client.get(f"/api/v1/{path}").json()


def test_case_studies_are_what_the_finder_finds(client: Client) -> None:
    theme = ThemeFactory(name="Waste", slug="waste")
    CaseStudyFactory(published=True, title="Bins of one kind", summary="Ask bin@example.org.", themes=[theme])
    CaseStudyFactory(published=True, title="Roads")
    CaseStudyFactory(title="Bins in draft")
    assert {one["title"] for one in ask(client, "case-studies/")["results"]} == {"Bins of one kind", "Roads"}
    (found,) = ask(client, "case-studies/?q=bins&theme=waste")["results"]
    assert (found["title"], found["themes"]) == ("Bins of one kind", [{"slug": "waste", "name": "Waste"}])
    assert "@" not in found["summary"]
    assert found["address"].endswith(f"/case-studies/{found['slug']}/")


def test_pages_follow_one_another(client: Client) -> None:
    for _ in range(21):
        CaseStudyFactory(published=True)
    first = ask(client, "case-studies/?sort=newest")
    assert (first["count"], len(first["results"]), first["previous"]) == (21, 20, None)
    second = client.get(first["next"]).json()
    assert (len(second["results"]), second["next"]) == (1, None)
    assert not {one["slug"] for one in first["results"]} & {one["slug"] for one in second["results"]}
    assert client.get("/api/v1/case-studies/?page=3").status_code == 404


@pytest.mark.parametrize("query", ["theme=nothing", "sort=best", "year=soon"])
def test_what_there_is_not_is_said_in_a_sentence(client: Client, query: str) -> None:
    response = client.get(f"/api/v1/case-studies/?{query}")
    assert response.status_code == 400
    assert response.json()["detail"].endswith(".")


def test_councils_and_themes_by_name_with_their_counts(client: Client) -> None:
    kent = CouncilFactory(short_name="Kent", official_name="Kent County Council", region="south-east")
    CouncilFactory(short_name="Leeds", official_name="Leeds City Council", region="yorkshire-and-the-humber")
    theme = ThemeFactory(name="Waste", slug="waste")
    CaseStudyFactory(published=True, councils=[kent], themes=[theme])
    found = {one["short_name"]: one["case_studies"] for one in ask(client, "councils/")["results"]}
    assert found == {"Kent": 1, "Leeds": 0}
    assert [one["short_name"] for one in ask(client, "councils/?region=south-east")["results"]] == ["Kent"]
    assert client.get("/api/v1/councils/?region=nowhere").status_code == 400
    assert [(one["name"], one["case_studies"]) for one in ask(client, "themes/")["results"]] == [("Waste", 1)]


@pytest.mark.parametrize("path", ["case-studies/", "councils/", "themes/"])
def test_a_fixed_number_of_queries_and_304(client: Client, path: str) -> None:
    counts = []
    for number in (1, 2):
        for _ in range(number):
            CaseStudyFactory(published=True, councils=[CouncilFactory()], themes=[ThemeFactory()])
        answer = client.get(f"/api/v1/{path}")
        with CaptureQueriesContext(connection) as queries:
            again = client.get(f"/api/v1/{path}", headers={"if-none-match": answer["ETag"]})
        assert (answer.status_code, again.status_code) == (200, 304)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 12
