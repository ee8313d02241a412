"""The forward plan: who sees what comes to which meeting, drafting from it, carrying over, and the deadlines."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from board_reports import deadlines
from board_reports.models import Board, ForwardItem, Meeting, Report
from innovation_db.roles import Role
from tests.board_reports.drafts import meeting_on
from tests.factories import UserFactory
from tests.report_factories import (
    AgendaItemFactory,
    BoardFactory,
    ClearanceStepFactory,
    ForwardItemFactory,
    MembershipFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board() -> Board:
    made: Board = BoardFactory(name="Innovation Board", slug="board")
    return made


@pytest.fixture
def meeting(board: Board) -> Meeting:
    meeting_on("2098-05-12", board)
    return meeting_on("2098-03-11", board)


@pytest.fixture
def officer() -> Client:
    return client_of(Role.REPORT_AUTHOR)


def client_of(*roles: Role) -> Client:
    own = Client()
    own.force_login(UserFactory(roles=list(roles)))
    return own


def plan(board: Board) -> str:
    return f"/admin/board_reports/forwarditem/plan/{board.pk}/"


def press(client: Client, item: ForwardItem, do: str) -> Any:
    fresh = ForwardItem.objects.get(pk=item.pk)
    return client.post(plan(fresh.board), {"item": item.pk, "version": fresh.version, "do": do})


def text_of(page: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.parametrize(
    ("meeting", "last_day"),
    [
        ("2015-07-14", "2015-07-06"),  # a Tuesday: Monday to Friday of the week before, and the Monday, are between
        ("2026-06-02", "2026-05-22"),  # over a bank holiday, 25 May
        ("2026-04-14", "2026-04-02"),  # over Good Friday and Easter Monday
        ("2027-01-05", "2026-12-23"),  # over Christmas, with Boxing Day kept on the Monday, and New Year
        ("2023-05-10", "2023-04-28"),  # over two bank holidays, one for a coronation
    ],
)
def test_five_clear_days_know_bank_holidays(meeting: str, last_day: str) -> None:
    found = deadlines.last_day_to_publish(datetime.date.fromisoformat(meeting))
    assert found.isoformat() == last_day
    between = [found + datetime.timedelta(days=n) for n in range(1, 40)]
    clear = [day for day in between if day < datetime.date.fromisoformat(meeting) and deadlines.is_working_day(day)]
    assert len(clear) == 5


def test_drafts_are_due_when_clearance_still_has_its_days() -> None:
    day = datetime.date(2015, 7, 14)
    found = deadlines.deadlines(day, drafts_on=None, published_on=None, clearance_days=[3, 2])
    assert (found.drafts_on, found.published_on) == (datetime.date(2015, 6, 29), datetime.date(2015, 7, 6))
    own = deadlines.deadlines(day, drafts_on=day, published_on=datetime.date(2015, 7, 7), clearance_days=[3])
    assert own.drafts_on == day
    assert own.too_late
    assert not found.too_late


def test_an_item_is_added_and_checked(officer: Client, board: Board, meeting: Meeting) -> None:
    sent: dict[str, Any] = {"board": board.pk, "meeting": meeting.pk, "subject": "The Zone of 2098", "kind": "zone",
                            "lead": "Senior Adviser"}  # fmt: skip
    done = officer.post("/admin/board_reports/forwarditem/add/", sent)
    assert done.headers["Location"] == plan(board)
    assert ForwardItem.objects.get().meeting == meeting
    other = meeting_on("2098-03-11", BoardFactory())
    page = officer.post("/admin/board_reports/forwarditem/add/", sent | {"meeting": other.pk})
    assert "That is a meeting of another board." in text_of(page)
    page = officer.post("/admin/board_reports/forwarditem/add/", sent | {"restricted": "on"})
    assert "Say why it is restricted." in text_of(page)


def test_the_page_shows_meetings_with_deadlines_and_items(officer: Client, board: Board, meeting: Meeting) -> None:
    ClearanceStepFactory(board=board, days=3)
    ForwardItemFactory(board=board, meeting=meeting, subject="The Zone")
    ForwardItemFactory(board=board, subject="Some day")
    past = meeting_on("2015-07-14", board)
    meeting_on("2015-05-14", board)
    ForwardItemFactory(board=board, meeting=past, subject="Left over")
    done = ReportFactory(board=board, meeting=past)
    Report.objects.filter(pk=done.pk).update(state="published", published_at="2015-07-01T00:00Z")
    ForwardItemFactory(board=board, meeting=past, subject="Done", report=done)
    page = officer.get(plan(board))
    found = [
        (one.meeting and one.meeting.date.year, [item.subject for item in one.items])
        for one in page.context["sittings"]
    ]
    assert found == [(2015, ["Left over"]), (2098, ["The Zone"]), (2098, []), (None, ["Some day"])]
    assert "Drafts by 26 February 2098, papers published by 3 March 2098." in text_of(page)
    Meeting.objects.filter(pk=meeting.pk).update(published_on="2098-03-10")
    assert "That leaves fewer than five clear days: the last day is 3 March 2098." in text_of(officer.get(plan(board)))


def test_a_report_is_drafted_in_one_press(officer: Client, board: Board, meeting: Meeting) -> None:
    secret = {"restricted": True, "restricted_reason": "It names a contract."}
    item = ForwardItemFactory(board=board, meeting=meeting, subject="Innovation, spring", kind="update", **secret)
    done = press(officer, item, "draft")
    report = Report.objects.get()
    assert done.headers["Location"] == f"/admin/board_reports/report/{report.pk}/body/"
    assert (report.title, report.kind, report.meeting) == ("Innovation, spring", "update", meeting)
    assert (report.restricted, report.restricted_reason) == (True, "It names a contract.")
    assert ForwardItem.objects.get().report == report
    page = press(officer, item, "draft")
    assert page.status_code == 409
    assert "Its report is begun already" in text_of(page)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    ("values", "sentence"),
    [({"meeting": None}, "Choose its meeting first."), ({"kind": "plan"}, "There is no work plan of this board")],
)
def test_what_cannot_be_drafted_says_why(
    officer: Client, board: Board, meeting: Meeting, values: dict[str, Any], sentence: str
) -> None:
    item = ForwardItemFactory(**{"board": board, "meeting": meeting} | values)
    page = press(officer, item, "draft")
    assert page.status_code == 422
    assert sentence in text_of(page)
    assert ForwardItem.objects.get().report is None


def test_an_item_is_carried_over_with_its_draft(officer: Client, board: Board, meeting: Meeting) -> None:
    item = ForwardItemFactory(board=board, meeting=meeting)
    press(officer, item, "draft")
    assert press(officer, item, "carry").headers["Location"] == plan(board)
    item.refresh_from_db()
    assert item.meeting is not None
    assert item.meeting.date == datetime.date(2098, 5, 12)
    assert Report.objects.get().meeting == item.meeting
    page = press(officer, item, "carry")
    assert page.status_code == 422
    assert "There is no later meeting of this board yet." in text_of(page)
    stale = officer.post(plan(board), {"item": item.pk, "version": 1, "do": "carry"})
    assert stale.status_code == 409


@pytest.mark.parametrize("what", ["on the agenda", "in clearance"])
def test_a_report_on_its_way_is_not_carried_over(officer: Client, board: Board, meeting: Meeting, what: str) -> None:
    report = ReportFactory(board=board, meeting=meeting)
    item = ForwardItemFactory(board=board, meeting=meeting, report=report)
    if what == "on the agenda":
        AgendaItemFactory(meeting=meeting, report=report)
    else:
        Report.objects.filter(pk=report.pk).update(state="clearance")
    page = press(officer, item, "carry")
    assert page.status_code == 422
    assert f"Its report is {what}." in text_of(page)
    assert ForwardItem.objects.get().meeting == meeting


def test_readers_see_the_plan_and_of_restricted_items_only_that_they_are(board: Board, meeting: Meeting) -> None:
    ForwardItemFactory(board=board, meeting=meeting, subject="The Zone", lead="Adviser", kind="zone")
    secret = {"restricted": True, "restricted_reason": "It names a contract."}
    ForwardItemFactory(board=board, meeting=meeting, subject="A secret", lead="Solicitor", **secret)
    member = UserFactory(roles=[Role.BOARD_MEMBER])
    MembershipFactory(board=board, user=member)
    on_it, other = Client(), client_of(Role.BOARD_MEMBER)
    on_it.force_login(member)
    for client, sees in [(Client(), False), (other, False), (client_of(Role.EDITOR), False), (on_it, True),
                         (client_of(Role.REPORT_AUTHOR), True)]:  # fmt: skip
        page = text_of(client.get(board.get_absolute_url()))
        assert "The Zone Zone report, Adviser" in page
        assert ("A secret" in page, "Solicitor" in page, "Restricted item" in page) == (sees, sees, not sees)
        assert "It names a contract." not in page


def test_who_only_reads_changes_nothing(board: Board, meeting: Meeting) -> None:
    item = ForwardItemFactory(board=board, meeting=meeting)
    clearer = client_of(Role.REPORT_CLEARER)
    assert clearer.get(plan(board)).status_code == 200
    assert "Carry over" not in text_of(clearer.get(plan(board)))
    for do in ("draft", "carry"):
        assert press(clearer, item, do).status_code == 403
    assert not Report.objects.exists()
