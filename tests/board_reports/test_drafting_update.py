"""The update: what became of the Zone, the database and the programmes, as the report of July 2015 told it."""

import datetime
from html import unescape
from typing import Any

import pytest
from django.test import Client

from board_reports.drafting.actions import draft
from board_reports.drafting.brief import Choices, Stated
from board_reports.models import Report
from case_studies.models import Outcome, Participation, Partner
from innovation_db.models import PageVisit
from innovation_db.refusals import RefusedError
from tests.board_reports.drafts import (
    author,
    drafted,
    headings,
    meeting_on,
    nothing_is_open,
    paragraphs,
    read,
    ready,
    summary,
    under,
)
from tests.board_reports.publishing import publish
from tests.board_reports.test_figures import published_on
from tests.factories import (
    CaseStudyFactory,
    CohortFactory,
    CouncilFactory,
    PartnerFactory,
    ProgrammeFactory,
    ThemeFactory,
)
from tests.report_factories import BoardFactory, ReportFactory
from tests.zone_factories import DayFactory, DoorCountFactory, SessionFactory, ZoneFactory
from zone_programme.models import Day, Zone

pytestmark = pytest.mark.django_db

SAID = "Report to the Board, 14 July 2015"
THEMES = ("Political leadership", "Commercialisation", "Digital and technology", "Community action", "Integration",
          "Partnership working")  # fmt: skip


def council(name: str) -> object:
    return CouncilFactory(short_name=name)


@pytest.fixture
def zone() -> Zone:
    """The Zone of 2015 with three days, six themes and four sessions."""
    zone: Zone = ZoneFactory(
        year=2015, city="Harrogate", conference="LGA annual conference", state=Zone.State.CLOSED, venue=""
    )
    zone.themes.set([ThemeFactory(name=name) for name in THEMES])
    zone.partners.add(PartnerFactory(name="Design Council"))
    political, digital, _ = (
        DayFactory(zone=zone, date=datetime.date(2015, month, day), track=track)
        for month, day, track in ((6, 30, "political leadership"), (7, 1, "digital"), (7, 2, "design tools and skills"))
    )
    show(zone, political, "Politically led innovation", ("Hampshire", "South Lakeland", "Wolverhampton"),
         lessons="<ul><li>Politicians need ambition.</li><li>Social media open conversations.</li></ul>",
         obstacles="<ul><li>There are legal and financial barriers</li></ul>")  # fmt: skip
    show(zone, digital, "My Croydon", ("Croydon",),
         what_we_did="<p>Its decibel feature lets residents report noise.</p>")  # fmt: skip
    show(zone, digital, "Everyday Telford", ("Telford and Wrekin",), reuse_terms="free",
         reuse_note="Other councils may take all 3 parts of it")  # fmt: skip
    return zone


def show(zone: Zone, day: Day, title: str, councils: tuple[str, ...], **values: str) -> None:
    study = CaseStudyFactory(title=title, published=True, **values)
    session = SessionFactory(zone=zone, title=f"Session on {title}", day_wanted=day, councils=map(council, councils))
    session.case_studies.add(study)


def design_programme() -> str:
    programme = ProgrammeFactory(name="Design in the Public Sector", also_called="Better by Design")
    programme.partners.set(Partner.objects.filter(name="Design Council"))
    CohortFactory(programme=programme, name="East", councils_at_launch=16, days=90)
    south_west = CohortFactory(programme=programme, name="South West", councils_at_launch=16, days=90)
    for name in ("Teignbridge", "Devon", "Mendip", "South Somerset", "North Somerset", "Tewkesbury"):
        Participation.objects.create(cohort=south_west, council=council(name))
    return str(programme.slug)


def test_the_report_of_july_2015_in_structure_and_facts(zone: Zone) -> None:
    board = BoardFactory(name="Improvement and Innovation Board")
    meeting_on("2015-05-12", board)
    published_on(*["2015-04-01"] * 103)
    report = drafted(
        "update", meeting_on("2015-07-14", board), since="2014-10-13", visits_since="2015-03-23", zone=2015,
        programmes=(design_programme(),),
        stated={
            "zone.councils": Stated("50", SAID, "over"), "case_studies.added": Stated("100", SAID, "over"),
            "case_studies.before": Stated("40", SAID), "visits": Stated("2724", SAID, "over"),
        },
    )  # fmt: skip
    found = read(report)
    assert (found.title, found.date, found.purpose) == (
        "Innovation in councils", "2015-07-14", "For information and discussion.",
    )  # fmt: skip
    assert "further to the Board’s meeting of 12 May 2015" in summary(found)
    assert len(found.recommendations) == 1
    assert found.action
    assert [(one.name, one.position) for one in found.contacts] == [("Robin Officer", "Programme Manager")]
    assert headings(found) == [
        "heading: Background",
        "heading: Issues",
        "subheading: Innovation Zone",
        "subheading: Innovation Database",
        "subheading: Design in the Public Sector programme",
        "heading: Next steps",
        "heading: Financial implications",
    ]
    told = paragraphs(found)
    assert list(told) == [
        "1",
        "2",
        "3",
        "4",
        "4.1",
        "4.2",
        "4.3",
        "5",
        "6",
        "7",
        "8",
        "9",
        "10",
        "11",
        "12",
        "13",
        "14",
    ]
    assert told["2"] == (
        "The Innovation Zone 2015 was held at the LGA annual conference in Harrogate from 30 June to 2 July 2015. "
        "The Zone’s organisers counted over 50 councils; five of them are recorded here. It had six themes: "
        "commercialisation, community action, digital and technology, integration, partnership working and political "
        "leadership. "
        "Its partner was the Design Council."
    )
    assert told["3"] == "The first day was about political leadership."
    assert told["4"].startswith("Hampshire, South Lakeland and Wolverhampton told of “Politically led innovation”.")
    assert [told["4.1"], told["4.3"]] == ["Politicians need ambition.", "There are legal and financial barriers."]
    assert told["5"] == "The second day was about digital."
    assert told["6"].startswith("Telford and Wrekin told of “Everyday Telford”.")
    assert told["6"].endswith("Other councils may take all 3 parts of it.")
    assert told["7"] == "Croydon told of “My Croydon”. Its decibel feature lets residents report noise."
    assert told["8"].startswith("The third day was about design tools and skills.")
    assert "without signing in" in told["9"]
    assert told["10"].startswith(
        "Over 100 case studies have been added to the Innovation Database since 13 October 2014, "
        "in addition to the 40 of the year before."
    )
    assert told["11"] == "From 23 March 2015 to 14 July 2015, its front page had over 2,724 visits."
    assert told["12"] == (
        "Design in the Public Sector (also called Better by Design), with the Design Council, has begun: two launch "
        "events were held in the East and the South West, with officers from 16 councils at each. Which councils have "
        "places in the East is not recorded yet. Six councils have places in the South West: Devon, Mendip, North "
        "Somerset, South Somerset, Teignbridge and Tewkesbury. They work for 90 days with mentors and guidance, and "
        "then meet again to share what they know."
    )
    assert under(found, "Next steps") == [
        "Members are asked to:", "note the report, and say what officers should do differently.",
    ]  # fmt: skip
    assert told["14"] == "[Say what it costs, or that it costs nothing.]"
    assert {(one.number, one.source) for one in report.confirmed_numbers.all()} >= {
        ("50", SAID), ("40", SAID), ("2,724", SAID), ("3", "Case study “Everyday Telford”"),
    }  # fmt: skip
    added = next(one for one in found.figures if one.definition_key == "case_studies.added")
    assert (added.phrase, added.holds) == ("over 100 case studies", True)
    nothing_is_open(report)


def test_nothing_is_said_that_is_not_there() -> None:
    report = drafted("update", meeting_on("2015-07-14"))
    found = read(report)
    assert headings(found) == [
        "heading: Background", "heading: Issues", "subheading: Innovation Database", "heading: Next steps",
        "heading: Financial implications",
    ]  # fmt: skip
    assert under(found, "Innovation Database") == [
        "No case studies have been added to the Innovation Database since 14 July 2014. It holds no case studies yet."
    ]
    assert report.drafted_from["highlights"] == []
    nothing_is_open(report)


@pytest.mark.parametrize(
    ("number", "begins"),
    [
        (1, "One case study has been added to the Innovation Database since 12 May 2015. It now holds one case study."),
        (2, "Two case studies have been added to the Innovation Database since 12 May 2015. It now holds two case"),
        (49, "Nearly 50 case studies have been added"),
    ],
)
def test_one_and_many_read_right(number: int, begins: str) -> None:
    published_on(*["2015-06-01"] * number)
    board = BoardFactory()
    meeting_on("2015-05-12", board)
    found = read(drafted("update", meeting_on("2015-07-14", board)))
    assert under(found, "Innovation Database")[0].startswith(begins)


def test_it_goes_on_from_the_previous_report_of_its_kind() -> None:
    board = BoardFactory()
    meeting = meeting_on("2015-05-12", board)
    earlier = publish(ReportFactory(board=board, meeting=meeting, kind="update", title="The last one"))
    report = drafted("update", meeting_on("2015-07-14", board))
    assert report.previous == earlier
    assert "further to the report “The last one”, of 12 May 2015" in summary(read(report))


def told_before(number: int, **values: object) -> Report:
    """The update of 12 May 2015, published when there were so many case studies; the next meeting is on 14 July."""
    published_on(*["2015-01-05"] * number)
    report: Report = publish(ready(drafted("update", meeting_on("2015-05-12"), since="2014-10-13")))
    Report.objects.filter(pk=report.pk).update(**values)
    return Report.objects.get(pk=report.pk)


def growth(earlier: Report, **choices: Any) -> tuple[Report, str]:
    report = drafted("update", meeting_on("2015-07-14", earlier.board), **choices)
    return report, under(read(report), "Innovation Database")[0]


def test_the_earlier_number_comes_from_the_previous_report_as_it_was_published() -> None:
    earlier = told_before(2)
    published_on(*["2015-06-01"] * 3)
    report, said = growth(earlier, stated={"case_studies.before": Stated("2", SAID)})
    assert said == (
        "Three case studies have been added to the Innovation Database since 12 May 2015. What it holds has gone up "
        "from two to five case studies."
    )
    use = report.figures.get(definition="case_studies.published")
    assert (use.baseline, use.baseline_source) == (2, f"“{earlier.title}” of 12 May 2015")
    assert not report.confirmed_numbers.filter(source=SAID).exists()
    page = Client().get(publish(ready(report)).get_absolute_url())
    assert "Compared with 2: “Innovation in councils” of 12 May 2015." in unescape(page.content.decode())


def test_nothing_is_compared_that_has_not_grown() -> None:
    report, said = growth(told_before(2))
    assert said.endswith("It now holds two case studies.")
    assert report.figures.get(definition="case_studies.published").baseline is None


def test_nothing_is_compared_with_a_report_that_not_everybody_may_read() -> None:
    earlier = told_before(2, restricted=True, restricted_reason="It names people.")
    published_on(*["2015-06-10"] * 3)
    stated = {"case_studies.before": Stated("2", SAID)}
    report, said = growth(earlier, previous=earlier.slug, stated=stated)
    assert said == (
        "Three case studies have been added to the Innovation Database since 12 May 2015, in addition to the 2 of the "
        f"year before. It now holds five case studies. What was added is told as in the source, “{SAID}”; what it "
        "holds is counted here, and not every older case study is recorded."
    )
    assert report.previous == earlier


def test_nothing_is_compared_with_a_report_that_is_not_published() -> None:
    published_on("2015-01-05", "2015-01-05")
    earlier = drafted("update", meeting_on("2015-05-12"), since="2014-10-13")
    published_on("2015-06-10")
    assert growth(earlier)[1].endswith("It now holds three case studies.")


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("", "Since 23 March 2015, its front page has had three visits."),
        ("2015-04-30", "From 23 March 2015 to 30 April 2015, its front page had two visits."),
    ],
    ids=["still growing", "ended"],
)
def test_visits_before_the_meeting_are_told_without_a_now(until: str, said: str) -> None:
    for on in ("2015-03-22", "2015-03-23", "2015-04-30", "2015-05-01"):
        PageVisit.objects.create(path="/", day=on, count=1)
    meeting = meeting_on("2015-07-14")
    choices = Choices(since="2015-03-01", until=until, visits_since="2015-03-23")
    report = draft(
        kind="update", board=meeting.board, meeting=meeting, by=author(), choices=choices,
        today=datetime.date(2015, 6, 30),
    )  # fmt: skip
    assert said in under(read(report), "Innovation Database")


def test_visits_after_a_meeting_that_is_over_do_not_count() -> None:
    for on in ("2015-07-14", "2015-07-15"):
        PageVisit.objects.create(path="/", day=on, count=1)
    report = drafted("update", meeting_on("2015-07-14"), since="2015-03-23")
    said = under(read(report), "Innovation Database")
    assert "From 23 March 2015 to 14 July 2015, its front page had one visit." in said
    assert read(report).figures[-1].window == "from 23 March 2015 to 14 July 2015"


def test_highlights_are_proposed_with_their_reasons(zone: Zone) -> None:
    (study,) = published_on("2015-06-01", title="Cheaper lamps")
    Outcome.objects.create(case_study=study, kind="saving", unit="pounds", amount=120000, basis="audited")
    DoorCountFactory(session=SessionFactory(zone=zone, title="A full room"), most=60, capacity=50)
    programme = ProgrammeFactory(slug="design")
    CohortFactory(programme=programme, name="East", launched_on=datetime.date(2015, 6, 1))
    board = BoardFactory()
    meeting_on("2015-05-12", board)
    report = drafted("update", meeting_on("2015-07-14", board), programmes=("design",))
    assert [(one["text"], one["reason"]) for one in report.drafted_from["highlights"]] == [
        ("A full room", "Fullest sessions: 60 people for 50 places"),
        ("Cheaper lamps", "Newest with audited savings: £120,000"),
        (f"{programme}: East", "A cohort that started: on 1 June 2015"),
    ]
    assert "The newest case study with audited savings is “Cheaper lamps” (£120,000)." in under(
        read(report), "Innovation Database"
    )
    nothing_is_open(report)


def test_a_zone_of_years_ago_is_no_news_but_one_that_was_chosen_is_told() -> None:
    zone = ZoneFactory(year=2015, state=Zone.State.CLOSED)
    DayFactory(zone=zone, date=datetime.date(2015, 7, 1))
    meeting = meeting_on("2027-03-02")
    assert "subheading: Innovation Zone" not in headings(read(drafted("update", meeting, since="2026-09-01")))
    meeting = meeting_on("2027-06-01", meeting.board)
    assert "subheading: Innovation Zone" in headings(read(drafted("update", meeting, since="2026-09-01", zone=2015)))


def test_a_zone_to_come_is_told_in_the_future_and_sessions_without_more_in_one_sentence() -> None:
    zone = ZoneFactory(year=2027, demonstration=True)
    day = DayFactory(zone=zone, date=datetime.date(2027, 7, 1), track="Digital")
    for title in ("A hard budget", "What leaders know"):
        SessionFactory(zone=zone, title=title, day_wanted=day, summary="A made-up session.")
    meeting = meeting_on("2027-03-02")
    found = read(drafted("update", meeting, since="2026-09-01", zone=2027))
    assert paragraphs(found)["3"] == (
        "The first day is to be about Digital. Its sessions are to include “A hard budget” and “What leaders know”."
    )


def test_a_period_that_has_not_begun_is_refused() -> None:
    meeting = meeting_on("2015-07-14")
    with pytest.raises(RefusedError) as refused:
        drafted("update", meeting, since="2015-07-15")
    assert str(refused.value) == "The period begins on 15 July 2015, after today: nothing has happened in it yet."


@pytest.mark.parametrize(("day", "is_told"), [("2014-01-21", False), ("2014-10-13", True), ("2015-01-20", True)])
def test_a_zone_whose_days_nobody_recorded_was_held_by_the_end_of_july(day: str, is_told: bool) -> None:
    ZoneFactory(year=2014, state="closed")
    report = drafted("update", meeting_on(day), since="2013-10-01")
    assert ("Innovation Zone" in str(headings(read(report)))) is is_told
