"""Every figure of the registry against what is in the database."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from board_reports import reading
from board_reports.figures import registry
from board_reports.figures.registry import WrongArgumentsError
from case_studies.models import CaseStudy, Council, Outcome
from innovation_db.models import PageVisit
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory
from tests.report_factories import FigureUseFactory
from tests.zone_factories import SessionFactory, ZoneFactory

pytestmark = pytest.mark.django_db


def worth(key: str, **arguments: Any) -> int | None:
    definition = registry.find(key)
    assert definition is not None
    number = definition.value(arguments).number
    return None if number is None else int(number)


def published_on(*days: str, **values: Any) -> list[CaseStudy]:
    made = []
    for day in days:
        study = CaseStudyFactory(published=True, **values)
        moment = timezone.make_aware(datetime.datetime.fromisoformat(f"{day}T12:00"))
        CaseStudy.objects.filter(pk=study.pk).update(published_at=moment)
        made.append(study)
    return made


def test_every_definition_says_what_it_is() -> None:
    for one in registry.everything():
        assert one.label
        assert one.definition.endswith("."), one.key
        assert registry.find(one.key) is one


def test_both_days_of_a_window_count() -> None:
    published_on("2015-03-22", "2015-03-23", "2015-07-14", "2015-07-15")
    assert worth("case_studies.added", since="2015-03-23", until="2015-07-14") == 2
    assert worth("case_studies.added", since="2015-07-15") == 1
    assert worth("case_studies.published", until="2015-07-14") == 3


def test_archived_ones_were_added_and_are_not_published() -> None:
    first, _ = published_on("2015-03-23", "2015-03-24")
    CaseStudy.objects.filter(pk=first.pk).update(
        state="archived", archived_at=timezone.now(), archived_by=first.published_by, archived_from="published"
    )
    assert worth("case_studies.added", since="2015-01-01") == 2
    assert worth("case_studies.published") == 1


def test_what_it_is_about_narrows_a_figure() -> None:
    theme, london = (
        ThemeFactory(slug="digital"),
        CouncilFactory(region=Council.Region.LONDON, kind=Council.Kind.DISTRICT),
    )
    CaseStudyFactory(published=True, themes=[theme], councils=[london])
    CaseStudyFactory(published=True, themes=[theme], councils=[CouncilFactory(), CouncilFactory()])
    CaseStudyFactory(published=True, councils=[london])
    assert worth("case_studies.published", theme="digital") == 2
    assert worth("case_studies.published", theme="digital", region=Council.Region.LONDON) == 1
    assert worth("councils.featured") == 3
    assert worth("councils.featured", theme="digital", council_kind=Council.Kind.DISTRICT) == 1


def test_savings_by_basis() -> None:
    study = CaseStudyFactory(published=True)
    for amount, basis in ((100, "audited"), (50, "forecast")):
        Outcome.objects.create(case_study=study, kind="saving", amount=amount, unit="pounds", basis=basis)
    Outcome.objects.create(case_study=CaseStudyFactory(), kind="saving", amount=9, unit="pounds")
    assert worth("savings") == 150
    assert worth("savings", basis="audited") == 100


def test_visits_to_a_page_since_a_date() -> None:
    for day, count in (("2015-03-22", 5), ("2015-03-23", 2_000), ("2015-07-14", 725)):
        PageVisit.objects.create(path="/zone/", day=day, count=count)
    assert worth("visits", path="/zone/", since="2015-03-23", until="2015-07-14") == 2725
    use = FigureUseFactory(
        definition="visits", arguments={"path": "/zone/", "since": "2015-03-23", "until": "2015-07-14"},
        qualifier="over", stated=Decimal(2724),
    )  # fmt: skip
    found = reading.figure(use, rows=True)
    assert (found.phrase, found.holds, found.window) == ("over 2,724", True, "from 23 March 2015 to 14 July 2015")
    assert [(row.label, row.detail) for row in found.rows] == [("23 March 2015", "2,000"), ("14 July 2015", "725")]


def test_the_most_visited_case_studies_of_a_window() -> None:
    assert worth("visits.most", since="2015-03-23") is None
    for slug, count in (("bins", 3), ("benches", 9)):
        CaseStudyFactory(published=True, slug=slug, title=slug.title())
        PageVisit.objects.create(path=f"/case-studies/{slug}/", day="2015-03-23", count=count)
    PageVisit.objects.create(path="/case-studies/bins/", day="2015-03-24", count=5)
    PageVisit.objects.create(path="/case-studies/bins/", day="2015-03-22", count=50)
    for path in ("/case-studies/", "/case-studies/gone/"):
        PageVisit.objects.create(path=path, day="2015-03-23", count=99)
    use = FigureUseFactory(definition="visits.most", arguments={"since": "2015-03-23", "until": "2015-03-31"})
    found = reading.figure(use, rows=True)
    assert found.number == "9"
    assert [tuple(row) for row in found.rows] == [
        ("Benches", "/case-studies/benches/", "9"), ("Bins", "/case-studies/bins/", "8"),
    ]  # fmt: skip


def test_a_zone() -> None:
    zone = ZoneFactory(year=2015)
    theme, councils = ThemeFactory(slug="digital"), CouncilFactory.create_batch(3)
    zone.themes.add(theme)
    for number, council in enumerate(councils):
        session = SessionFactory(zone=zone, theme=theme if number else None)
        session.councils.add(council, councils[0])
    SessionFactory(zone=zone, state="withdrawn")
    assert worth("zone.sessions", zone=2015) == 3
    assert worth("zone.sessions", zone=2015, theme="digital") == 2
    assert worth("zone.councils", zone=2015) == 3
    assert worth("zone.themes", zone=2015) == 1
    assert worth("zone.attendance", zone=2015) is None
    with pytest.raises(WrongArgumentsError, match="no Innovation Zone of 2031"):
        worth("zone.sessions", zone=2031)


@pytest.mark.parametrize(
    ("key", "arguments", "sentence"),
    [
        ("visits", {}, "needs a path"),
        ("visits", {"path": "/", "since": "yesterday"}, "is no date"),
        ("visits", {"path": "case-studies and nothing"}, "“case-studies and nothing” is not there any more"),
        ("visits", {"path": "/admin/"}, "“/admin/” is not there any more"),
        ("case_studies.added", {"since": "2015-02-01", "until": "2015-01-01"}, "ends before it begins"),
        ("adoptions", {"colour": "red"}, "does not ask for “colour”"),
    ],
)
def test_wrong_arguments_are_named(key: str, arguments: dict[str, Any], sentence: str) -> None:
    with pytest.raises(WrongArgumentsError, match=sentence):
        worth(key, **arguments)


def test_a_theme_that_was_renamed_is_named_as_it_is_now() -> None:
    theme = ThemeFactory(slug="digital", name="Digital")
    use = FigureUseFactory(arguments={"theme": "digital"})
    theme.name = "Digital and data"
    theme.save()
    assert reading.figure(use).about == "theme Digital and data"


@pytest.mark.parametrize(
    ("number", "said", "expected"),
    [
        (0, {}, "no case studies"),
        (1, {}, "one case study"),
        (3, {}, "three case studies"),
        (3, {"qualifier": "over", "stated": Decimal(1)}, "over one case study"),
        (
            3,
            {"qualifier": "up from", "baseline": Decimal(1), "baseline_source": "May"},
            "up from one to three case studies",
        ),
    ],
)
def test_the_noun_follows_in_the_right_number(number: int, said: dict[str, Any], expected: str) -> None:
    CaseStudyFactory.create_batch(number, published=True)
    assert reading.figure(FigureUseFactory(with_noun=True, **said)).phrase == expected
