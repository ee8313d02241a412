"""The Zone report: background, contacts in two columns, the programme by day and theme, as in the report on 2014."""

import datetime

import pytest

from board_reports.document import Person
from board_reports.drafting.actions import draft
from board_reports.drafting.brief import Choices, Stated
from innovation_db.refusals import RefusedError
from tests.board_reports.drafts import author, drafted, headings, meeting_on, nothing_is_open, paragraphs, read, summary
from tests.factories import CouncilFactory, PartnerFactory, ProgrammeFactory, ThemeFactory
from tests.report_factories import BoardFactory, MembershipFactory
from tests.zone_factories import (
    DayFactory,
    DoorCountFactory,
    FeedbackFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    ZoneFactory,
)
from zone_programme.models import Session, Zone

pytestmark = pytest.mark.django_db

THEMES = ("Political leadership", "Service redesign", "Transformation", "Demand management", "Data",
          "Digital and technology")  # fmt: skip
FULL = (
    "Stewards at the doors counted an attendance of 80. In 100 per cent of the counted sessions every place was taken. "
    "The fullest was “How we slowed the streets”. "
    "Delegates gave five answers to the questions about a session and found the sessions 4.0 of a possible five useful."
)
CONTACTS = [Person("A", "Programme Manager", "020 7946 0101", "a@example.org"), Person("B", "Adviser")]


@pytest.fixture
def zone() -> Zone:
    """The Zone of 2014 as far as it is known: no days and no sessions; and the first one, of 2013."""
    first = ZoneFactory(year=2013, conference="LGA annual conference", city="", state=Zone.State.CLOSED)
    DayFactory(zone=first, date=datetime.date(2013, 7, 2))
    first.partners.add(nesta := PartnerFactory(name="Nesta"))
    for name, began, ended in (
        ("Creative Councils", None, 2013),
        ("Later", 2014, None),
        ("Of no known time", None, None),
    ):
        programme = ProgrammeFactory(
            name=name, started_on=began and datetime.date(began, 1, 1), ended_on=ended and datetime.date(ended, 12, 31)
        )
        programme.partners.add(nesta)
    zone: Zone = ZoneFactory(
        year=2014, conference="LGA annual conference", city="Bournemouth", state=Zone.State.CLOSED,
        introduction="Three days for coming, going and changing sessions, with a board of asks and offers. Councils "
        "told how they had done it, as well as what",
    )  # fmt: skip
    zone.themes.set([ThemeFactory(name=name, description=f"What {name} is") for name in THEMES])
    return zone


def test_the_report_on_2014_in_structure_and_facts(zone: Zone) -> None:
    board = BoardFactory(about="The Board helps councils to innovate")
    MembershipFactory(board=board, name="Cllr Peter Fleming", role="chair")
    meeting = meeting_on("2014-10-13", board)
    stated = {"zone.days": Stated("3", "Report to the Board, 13 October 2014")}
    report = draft(
        kind="zone", board=board, meeting=meeting, by=author(), contacts=CONTACTS, today=meeting.date,
        choices=Choices(zone=2014, stated=stated),
    )  # fmt: skip
    found = read(report)
    assert (found.title, found.purpose) == ("Innovation Zone 2014", "For discussion and direction.")
    assert summary(found).startswith(
        "For the second year running, an Innovation Zone was held at the LGA annual conference in Bournemouth. "
        "Cllr Peter Fleming will report on it to the Board."
    )
    assert found.contacts == tuple(CONTACTS)
    assert not found.action, "as the report on 2014 had none"
    assert headings(found) == [
        "heading: Background", "heading: Financial implications", "appendix: Programme of the Innovation Zone 2014",
    ]  # fmt: skip
    told = paragraphs(found)
    assert list(told) == ["1", "2", "3", "4", "5", "6", "7"]
    assert told["2"] == "The Board helps councils to innovate."
    assert told["3"] == (
        "The first Innovation Zone was held at the LGA annual conference in July 2013, together with Nesta, the "
        "partner in Creative Councils."
    )
    assert told["6"].startswith("Appendix 1 has the programme of three days. Three days for coming")
    assert told["6"].endswith("as well as what.")
    assert told["5"] == (
        "The Innovation Zone 2014 was held at the LGA annual conference in Bournemouth in 2014. No council’s session "
        "is recorded here yet; its programme has six themes: data, demand management, digital and technology, "
        "political leadership, service redesign and transformation."
    )
    assert told["7"] == "[Say what it costs, or that it costs nothing.]"
    (text, table) = found.appendices[1:]
    assert text.text.startswith("The sessions of this Zone are not recorded here.")
    assert table.table is not None
    assert (table.table.columns, len(table.table.rows)) == (("Theme", "What it is about"), 6)
    nothing_is_open(report)


def session(zone: Zone, title: str, theme: str, hour: int, day: int = 7) -> Session:
    """A session of one council on a day of July, at an hour of London."""
    made: Session = SessionFactory(
        zone=zone, title=title, theme=zone.themes.get(name=theme), councils=[CouncilFactory(short_name=f"{title}ton")]
    )
    begins = datetime.datetime(2014, 7, day, hour - 1, tzinfo=datetime.UTC)
    ends = begins + datetime.timedelta(minutes=45)
    SlotFactory(session=made, space=SpaceFactory(zone=zone), starts_at=begins, ends_at=ends)
    return made


def test_the_programme_stands_by_day_and_theme(zone: Zone) -> None:
    DayFactory(zone=zone, date=datetime.date(2014, 7, 8), track="data")
    DayFactory(zone=zone, date=datetime.date(2014, 7, 9))
    late = session(zone, "Late", "Data", 14, day=8)
    for title, theme, hour, day in (("Two", "Data", 10, 8), ("One", "Transformation", 10, 8), ("Next", "Data", 9, 9)):
        session(zone, title, theme, hour, day)
    SlotFactory(
        session=late, space=SpaceFactory(zone=zone), starts_at=datetime.datetime(2014, 7, 9, 11, tzinfo=datetime.UTC)
    )
    SessionFactory(zone=zone, title="5 lessons, day not known")
    report = drafted("zone", meeting_on("2014-10-13"), zone=2014)
    first, second, unknown = (block.table for block in read(report).appendices if block.table)
    assert first.columns == ("Time", "Theme", "Session", "Councils")
    assert [first.caption, second.caption, unknown.caption] == [
        "Tuesday 8 July 2014: data", "Wednesday 9 July 2014", "Sessions whose day is not recorded",
    ]  # fmt: skip
    rows = [tuple("".join(span.text for span in cell) for cell in row) for row in first.rows]
    assert rows == [
        ("10:00 to 10:45", "Data", "Two", "Twoton"),
        ("10:00 to 10:45", "Transformation", "One", "Oneton"),
        ("14:00 to 14:45", "Data", "Late", "Lateton"),
    ]
    assert len(unknown.rows) == 1
    nothing_is_open(report)


@pytest.mark.parametrize(
    ("people", "answers", "words"),
    [
        (0, 0, None),
        (1, 0, "Stewards at the doors counted an attendance of one."),
        (80, 5, FULL),
    ],
    ids=["nobody counted", "one", "many"],
)  # fmt: skip
def test_attendance_is_told_where_somebody_counted(zone: Zone, people: int, answers: int, words: str | None) -> None:
    one = SessionFactory(zone=zone, title="How we slowed the streets")
    if people:
        DoorCountFactory(session=one, most=people)
    for _ in range(answers):
        FeedbackFactory(session=one)
    report = drafted("zone", meeting_on("2014-10-13"), zone=2014)
    told = [text for text in paragraphs(read(report)).values() if "Stewards" in text or "Delegates gave" in text]
    assert bool(told) == (words is not None)
    if words:
        assert told[0].startswith(words)
    nothing_is_open(report)


def test_without_a_zone_it_says_what_to_do() -> None:
    with pytest.raises(RefusedError, match="There is no Innovation Zone to report on yet"):
        drafted("zone", meeting_on("2014-10-13"))


def test_sessions_that_name_no_council_are_recorded_all_the_same() -> None:
    zone = ZoneFactory(year=2014, state="closed")
    SessionFactory(zone=zone, title="Ask a designer")
    told = " ".join(paragraphs(read(drafted("zone", meeting_on("2014-10-13"), zone=2014))).values())
    assert "None of its sessions names a council yet" in told
    assert "is recorded here yet" not in told
