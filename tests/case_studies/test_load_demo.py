"""The demonstration content: complete, traceable, put in once, and never over what somebody typed."""

import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pghistory
import pytest
from django.conf import settings as site
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import DjangoDbBlocker

from case_studies import actions
from case_studies.models import CaseStudy, Cohort, Council, Involvement, Outcome, Participation, Programme, Theme
from innovation_db import demo_accounts
from innovation_db.models import User
from innovation_db.roles import Role
from tests import databases

FOLDER = site.BASE_DIR / "fixtures" / "demo"


def load() -> str:
    out = StringIO()
    for command in ("load_councils", "load_demo"):
        call_command(command, stdout=out)
    return out.getvalue()


@pytest.fixture(scope="module")
def content(django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker: str) -> Iterator[str]:
    """The name of a database with the content in it."""
    own, name = str(connection.settings_dict["NAME"]), f"loaded_{worker}"
    with django_db_blocker.unblock():
        databases.clone(databases.migrated(), name)
        databases.use(name)
        load()
        databases.use(own)
    yield name
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def loaded(content: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Lets a test read what was loaded once for all of them."""
    own = str(connection.settings_dict["NAME"])
    with django_db_blocker.unblock():
        databases.use(content)
        yield
        databases.use(own)


@pytest.mark.usefixtures("loaded")
def test_everything_is_there_and_traceable() -> None:
    published = CaseStudy.objects.published()
    listed = published.exclude(record_id__startswith="zone-")
    assert (listed.count(), published.count()) == (121, 126)
    assert not published.filter(source="").exists()
    assert not published.filter(source_link="").exists()
    assert not published.filter(themes__isnull=True).exists()
    assert not published.filter(service_areas__isnull=True).exists()
    assert not published.filter(evidence_level__isnull=False, evidence_reason="").exists()
    assert list(published.filter(councils__isnull=True).values_list("record_id", flat=True)) == ["P-1"]
    assert not published.filter(last_confirmed_on__isnull=False).exists()
    assert Involvement.objects.filter(inferred=True).count() == 3
    states = CaseStudy.objects.exclude(state="published").order_by("state").values_list("state", "title")
    assert [(state, title.startswith("Demonstration ")) for state, title in states] == [
        *[("draft", True)] * 3,
        *[("in-review", True)] * 2,
    ]


@pytest.mark.usefixtures("loaded")
def test_numbers_are_as_the_sources_state_them() -> None:
    found = Outcome.objects.values_list("case_study__record_id", "kind", "amount", "unit", "year")
    assert sorted((record, kind, float(amount), unit, year) for record, kind, amount, unit, year in found) == sorted(
        [
            ("AJ-1", "other", 7.4, "per-cent", None),
            ("AL-1", "other", 39.0, "per-cent", None),
            ("AQ-1", "funding", 400_000.0, "pounds", 2014),
            ("AQ-3", "funding", 1_500_000.0, "pounds", 2014),
            ("AQ-5", "funding", 12_400_000.0, "pounds", 2014),
            ("AR-2", "funding", 500_000.0, "pounds", 2013),
            ("AR-4", "funding", 200_000.0, "pounds", 2013),
            ("AT-2", "saving", 8_000_000.0, "pounds", 2017),
            ("BI-1", "time", 8.2, "days", None),
            ("BO-1", "income", 450_000.0, "pounds", None),
            ("P-3", "other", 47.0, "homes", None),
            ("U-2", "people", 250.0, "people", None),
        ]
    )
    assert CaseStudy.objects.get(reuse_terms="free").record_id == "zone-2015-everyday-telford"


@pytest.mark.usefixtures("loaded")
def test_councils_are_those_of_the_time() -> None:
    def councils(record_id: str) -> set[str]:
        return set(CaseStudy.objects.get(record_id=record_id).councils.values_list("slug", flat=True))

    assert councils("BS-1") == {"devon", "somerset-county-former", "torbay"}
    assert councils("zone-2015-routemaster") == {"forest-heath", "st-edmundsbury"}
    assert councils("zone-2015-politically-led-innovation") == {"wolverhampton", "hampshire", "south-lakeland"}
    assert councils("AI-1") == {"north-yorkshire-county-former"}
    assert councils("D-4") == {"dorset"}


@pytest.mark.usefixtures("loaded")
def test_programmes_bring_their_cohorts() -> None:
    won = Participation.objects.filter(cohort__name="South West", role="Place won")
    assert set(won.values_list("council__slug", flat=True)) == {
        "teignbridge", "devon", "mendip", "south-somerset", "north-somerset", "tewkesbury",
    }  # fmt: skip
    assert Cohort.objects.get(name="South West").days == 90
    pilots = Participation.objects.filter(cohort__programme__slug="one-public-estate")
    assert pilots.count() == 12
    assert pilots.filter(council=Council.objects.get(slug="kingston-upon-hull")).exists()
    assert set(Theme.objects.values_list("colour", flat=True)) == {1, 2, 3, 4, 5, 6}


@pytest.mark.django_db
def test_a_second_load_keeps_what_was_typed_and_removed() -> None:
    load()
    somebody = User.objects.create_user("somebody@example.org", name="Somebody")
    with pghistory.context(user=somebody.pk):
        CaseStudy.objects.filter(record_id="zone-2015-my-croydon").update(title="Typed since")
        Theme.objects.filter(slug="data").update(slug="facts", name="Facts")
        Programme.objects.filter(slug="food-waste-pilot").delete()
        gone = CaseStudy.objects.get(record_id="A-1")
        actions.archive(case_study=gone, by=somebody)
        actions.purge(case_study=gone, by=somebody, reason="Tried out")
    counts = (CaseStudy.objects.count(), Theme.objects.count(), Programme.objects.count(), Involvement.objects.count())

    said = load()

    assert said.endswith("The demonstration content is there; what was typed since is kept.\n")
    assert (
        CaseStudy.objects.count(),
        Theme.objects.count(),
        Programme.objects.count(),
        Involvement.objects.count(),
    ) == counts
    assert CaseStudy.objects.get(record_id="zone-2015-my-croydon").title == "Typed since"
    assert not CaseStudy.objects.filter(record_id="A-1").exists()


@pytest.mark.django_db
def test_accounts_exist_in_the_demonstration_only(settings: object) -> None:
    load()
    assert not User.objects.filter(email__in=demo_accounts.EMAILS).exists()
    assert not User.objects.filter(is_active=True).exists()

    settings.DEMO = True  # type: ignore[attr-defined]
    load()
    groups = User.objects.filter(email__in=demo_accounts.EMAILS).values_list("groups__name", flat=True)
    assert sorted(groups) == sorted(Role)


@pytest.mark.django_db
def test_without_councils_it_says_what_to_do() -> None:
    with pytest.raises(CommandError, match="run load_councils first"):
        call_command("load_demo")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.csv")), ids=lambda path: path.stem)
def test_no_personal_address_or_number_is_in_the_fixtures(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert re.findall(r"[\w.+-]+@(?!example\.org\b)[\w-]+\.\w+", text) == []
    assert re.findall(r"\b0\d{2,4}[ -]\d{3,4}[ -]\d{3,4}\b", text) == []
