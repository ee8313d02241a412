"""What the next report on a subject says of the last one: decided, asked, done and still to be done."""

import datetime

import pytest
import time_machine

from board_reports import checks
from board_reports.models import Report
from tests.board_reports.drafts import drafted, headings, meeting_on, read, ready, under
from tests.board_reports.publishing import publish
from tests.report_factories import ActionFactory, ActionNoteFactory, BoardFactory, DecisionFactory, DirectionFactory

pytestmark = pytest.mark.django_db
HEADING = "Since the last report"


def discussed(**values: object) -> Report:
    """An update of May that its board has discussed."""
    report = drafted("update", meeting_on("2015-05-12", BoardFactory(slug="board")), title="Innovation in May")
    Report.objects.filter(pk=report.pk).update(**values)
    return publish(ready(report))


def following(report: Report) -> Report:
    return drafted("update", meeting_on("2015-07-14", report.board), since="2015-05-12")


@time_machine.travel("2015-07-01")
def test_the_next_report_says_what_became_of_the_last() -> None:
    report = discussed()
    DecisionFactory(report=report, number=1, outcome="amended", note="With 3 more councils.")
    DirectionFactory(report=report, text="Tell the Board how rural councils can join.")
    given_on = datetime.date(2015, 5, 12)
    late = ActionFactory(
        report=report, text="Write to 40 rural councils", owner="Programme team", given_on=given_on,
        due_on=datetime.date(2015, 6, 1),
    )  # fmt: skip
    ActionNoteFactory(action=late, text="All addresses are known.")
    ActionFactory(report=report, text="Add maps.", given_on=given_on, state="done", ended_on=datetime.date(2015, 6, 8))
    found = following(report)
    assert under(read(found), HEADING) == [
        "On 12 May 2015 the Board decided on “Innovation in May”:",
        "Agreed with changes: That the Board notes the report and says what it thinks of it. With 3 more councils.",
        "It asked officers to act on this:",
        "Tell the Board how rural councils can join.",
        "Done since:",
        "Add maps.",
        "Still to be done:",
        "Write to 40 rural councils (Programme team, due on 1 June 2015 and late). All addresses are known.",
    ]
    assert checks.open_numbers(found) == [], "numbers that the Board wrote have their source"


def test_nothing_is_said_where_nothing_came_of_it() -> None:
    assert HEADING not in headings(read(following(discussed())))


def test_nothing_is_said_of_a_restricted_report() -> None:
    report = discussed(restricted=True, restricted_reason="It names people.")
    DecisionFactory(report=report, number=1)
    assert HEADING not in headings(read(following(report)))


@pytest.mark.parametrize("kind", ["blank", "portfolio"])
def test_kinds_with_words_of_their_officers_say_it_too(kind: str) -> None:
    report = discussed()
    ActionFactory(report=report, text="Add maps.", given_on=datetime.date(2015, 5, 12))
    later = drafted(kind, meeting_on("2015-07-14", report.board), previous=report.slug)
    assert under(read(later), HEADING)[0] == "Still to be done:"


def test_a_blank_report_goes_on_from_one_only_by_choice() -> None:
    first = drafted("blank", meeting_on("2015-05-12", BoardFactory(slug="board")), title="Places for a Zone")
    publish(ready(first))
    assert drafted("blank", meeting_on("2015-07-14", first.board)).previous is None


def test_the_period_begins_where_the_last_report_stopped_counting() -> None:
    """A report that was out before its meeting counted up to that day, and the next one does not count it again."""
    with time_machine.travel("2015-05-04"):
        first = drafted("update", meeting_on("2015-05-12", BoardFactory(slug="board")))
        publish(ready(first))
    with time_machine.travel("2015-07-01"):
        later = drafted("update", meeting_on("2015-07-14", first.board))
    assert "It covers what happened since 5 May 2015." in str(read(later).as_json())
