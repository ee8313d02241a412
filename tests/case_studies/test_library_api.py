"""The library in the API: what the finder finds, by the finder's own parameters."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    DocumentFactory,
    ThemeFactory,
)

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


@pytest.mark.parametrize(
    "known", [{"begun_on": "2024-03-01"}, {"year": 2024}, {"year": 2024, "begun_on": "2019-03-01"}]
)
def test_a_case_study_has_the_year_that_it_is_listed_by(client: Client, known: dict[str, object]) -> None:
    study = CaseStudyFactory(published=True, **known)
    (listed,) = ask(client, "case-studies/?year=2024")["results"]
    assert (listed["year"], ask(client, f"case-studies/{study.slug}/")["year"]) == (2024, 2024)


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


def test_one_case_study_with_all_that_its_page_tells(client: Client) -> None:
    kent = CouncilFactory(short_name="Kent")
    study = CaseStudyFactory(
        published=True, title="Bins of one kind", slug="bins", councils=[kent],
        themes=[ThemeFactory(name="Waste", slug="waste")], summary="Ask bin@example.org.",
        problem="<p>Write to <a href=\"mailto:bin@example.org\">bin@example.org</a></p>",
        contact_name="Bina Bin", contact_email="bina@example.org", reuse_contact="Rae, rae@example.org", cost="1250.50",
    )  # fmt: skip
    study.outcomes.create(kind="saving", amount=300, unit="pounds", note="Says sam@example.org")
    DocumentFactory(case_study=study, title="Checklist")
    study.links.create(title="More", url="https://example.org/more")
    response = client.get("/api/v1/case-studies/bins/")
    assert "@" not in response.text
    assert "Bina" not in response.text
    said = response.json()
    assert said["councils"] == [{"slug": kent.slug, "name": "Kent", "role": "lead", "deduced": False}]
    assert (said["themes"], said["cost"]) == ([{"slug": "waste", "name": "Waste"}], "1250.50")
    assert said["sections"]["problem"] == "<p>Write to (e-mail address kept back)</p>"
    assert [(one["kind"], one["amount"]) for one in said["outcomes"]] == [("saving", "300.00")]
    assert said["documents"][0]["address"].endswith("/checklist.pdf")
    assert said["links"] == [{"title": "More", "address": "https://example.org/more"}]
    assert client.get("/api/v1/case-studies/bins/", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_a_former_address_leads_on_and_a_draft_is_not_told(client: Client) -> None:
    study = CaseStudyFactory(published=True, slug="bins")
    study.slug = "one-bin"
    study.save()
    assert client.get("/api/v1/case-studies/bins/", follow=True).json()["slug"] == "one-bin"
    CaseStudyFactory(slug="draft")
    for slug in ("draft", "nothing"):
        response = client.get(f"/api/v1/case-studies/{slug}/")
        assert (response.status_code, response.json()) == (404, {"detail": "No case study has this address."})
