"""Councils, themes, service areas, programmes and partners: lists, pages, and what they cost."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from case_studies.models import Cohort, Council, CouncilAlias, CouncilNeighbour, Involvement, Participation
from tests.factories import (
    CaseStudyFactory,
    CouncilFactory,
    PartnerFactory,
    ProgrammeFactory,
    ServiceAreaFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def suffolk() -> dict[str, Council]:
    """Two councils that became one, as Forest Heath and St Edmundsbury did."""
    heath = CouncilFactory(short_name="Forest Heath", ended_on=date(2019, 3, 31))
    bury = CouncilFactory(short_name="St Edmundsbury", ended_on=date(2019, 3, 31))
    west = CouncilFactory(short_name="West Suffolk", kind="district", region="east-of-england")
    for ended in (heath, bury):
        ended.successors.add(west)
    CouncilAlias.objects.create(council=heath, name="Forest Heath District Council")
    return {"heath": heath, "bury": bury, "west": west}


def listed(client: Client, query: str) -> list[tuple[str, list[str]]]:
    groups = client.get(f"/councils/{query}").context["groups"]
    return [(group.title, [council.short_name for council in group.councils]) for group in groups]


def test_councils_by_letter_region_and_kind(client: Client, suffolk: dict[str, Council]) -> None:
    assert listed(client, "") == [("F", ["Forest Heath"]), ("S", ["St Edmundsbury"]), ("W", ["West Suffolk"])]
    assert listed(client, "?by=region") == [
        ("East Midlands", ["Forest Heath", "St Edmundsbury"]), ("East of England", ["West Suffolk"]),
    ]  # fmt: skip
    assert listed(client, "?by=kind&region=east-of-england") == [("District council", ["West Suffolk"])]


@pytest.mark.parametrize("words", ["forest heath", "FOREST  heath district council", "orest hea"])
def test_a_former_name_leads_to_the_ended_council_and_its_successor(
    client: Client, suffolk: dict[str, Council], words: str
) -> None:
    response = client.get("/councils/", {"q": words})
    assert [council.slug for group in response.context["groups"] for council in group.councils] == ["forest-heath"]
    assert 'href="/councils/west-suffolk/"' in response.content.decode()


@pytest.mark.parametrize(
    "query", ["?q=zzzz", "?q=%00", "?region=atlantis", "?by=colour", "?q=" + "x" * 500, "?q=%25_%5C'%22"]
)
def test_odd_questions_get_an_answer(client: Client, suffolk: dict[str, Council], query: str) -> None:
    assert client.get(f"/councils/{query}").status_code == 200


def test_a_council_shows_what_its_predecessors_did_and_says_so(client: Client, suffolk: dict[str, Council]) -> None:
    CaseStudyFactory(title="Routemaster", published=True, councils=[suffolk["heath"], suffolk["bury"]])
    CaseStudyFactory(title="In draft", councils=[suffolk["west"]])
    response = client.get("/councils/west-suffolk/")
    assert [record.title for record in response.context["page"]] == ["Routemaster"]
    shown = response.content.decode()
    assert "Forest Heath and St Edmundsbury (now West Suffolk)" in shown
    assert ">Routemaster</a>" in shown
    assert client.get("/councils/forest-heath/").context["page"].paginator.count == 1
    assert client.get("/councils/Forest-Heath/")["Location"] == "/councils/forest-heath/"


def test_nearest_councils_tell_what_they_did_last(client: Client, suffolk: dict[str, Council]) -> None:
    near = CouncilFactory(short_name="Breckland")
    CouncilNeighbour.objects.create(council=suffolk["west"], neighbour=near, rank=1)
    for title in ("First", "Second"):
        CaseStudyFactory(title=title, published=True, councils=[near])
    for slug in ("west-suffolk", "forest-heath"):  # an ended council has its successor's
        (found,) = client.get(f"/councils/{slug}/").context["nearest"]
        assert (found["name"], found["newest"]["title"], found["others"]) == ("Breckland", "Second", 1)


def test_a_programme_shows_its_cohorts_clock_and_councils(client: Client, suffolk: dict[str, Council]) -> None:
    programme = ProgrammeFactory(name="Design")
    cohort = Cohort.objects.create(programme=programme, name="East", launched_on=date(2015, 1, 1), days=90, places=6)
    Participation.objects.create(cohort=cohort, council=suffolk["heath"], role="place won")
    page = client.get("/programmes/design/").content.decode()
    assert "90 days, to 1 April 2015" in page
    assert 'href="/councils/west-suffolk/"' in page
    (one,) = client.get("/councils/west-suffolk/").context["took_part"]
    assert (one.programme, one.cohort, one.year, one.role, one.council) == (
        "Design", "East", 2015, "place won", "Forest Heath",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("factory", "relation", "path"),
    [
        (ThemeFactory, "themes", "themes"),
        (ServiceAreaFactory, "service_areas", "service-areas"),
        (ProgrammeFactory, "programmes", "programmes"),
        (PartnerFactory, "partners", "partners"),
    ],
)
def test_subjects_count_and_page_what_is_published_at_a_fixed_cost(
    client: Client, factory: type, relation: str, path: str
) -> None:
    thing = factory(name="Some thing")  # type: ignore[call-arg]
    for number in range(21):
        getattr(CaseStudyFactory(published=number > 0, councils=[CouncilFactory()]), relation).add(thing)
    assert [one.case_study_count for one in client.get(f"/{path}/").context["things"]] == [20]
    one = CaseStudyFactory(title="The newest", published=True, councils=[CouncilFactory()])
    getattr(one, relation).add(thing)
    client.get("/case-studies/")  # what a worker keeps between requests is there
    with CaptureQueriesContext(connection) as queries:
        page = client.get(f"/{path}/some-thing/").context["page"]
        cost = len([query for query in queries.captured_queries if "pagevisit" not in query["sql"]])
    assert ([page.paginator.count, len(page)], page[0].title, cost <= 6) == ([21, 20], "The newest", True)
    assert len(client.get(f"/{path}/some-thing/?page=2").context["page"]) == 1
    assert client.get(f"/{path}/some-thing/?page=x").status_code == 200
    assert client.get(f"/{path}/nothing/").status_code == 404


def test_deduced_councils_are_said_to_be(client: Client, suffolk: dict[str, Council]) -> None:
    study = CaseStudyFactory(published=True)
    Involvement.objects.create(case_study=study, council=suffolk["heath"], inferred=True)
    assert "deduced from the source" in client.get(study.get_absolute_url()).content.decode()
