"""Boards, meetings and reports in the admin: what is typed there, what is refused, and by whom."""

from typing import Any

import pytest
from django.test import Client

from board_reports.models import AgendaItem, Board, Meeting, Report
from innovation_db.roles import Role
from innovation_db.stale import token_of
from tests.factories import UserFactory
from tests.report_factories import BoardFactory, ContactFactory, MeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer() -> Client:
    own = Client()
    own.force_login(UserFactory(roles=[Role.REPORT_AUTHOR]))
    return own


def rows(prefix: str, *given: dict[str, Any]) -> dict[str, Any]:
    """What a browser sends for the new rows of an inline."""
    sent = {f"{prefix}-{n}-{name}": value for n, row in enumerate(given) for name, value in row.items()}
    return {f"{prefix}-TOTAL_FORMS": len(given), f"{prefix}-INITIAL_FORMS": 0} | sent


def test_a_board_with_members_and_steps(admin_client: Client) -> None:
    person = UserFactory()
    sent = {"name": "Innovation Board", "slug": "innovation", "year_begins": 9}
    sent |= rows("memberships", {"name": "Cllr Fleming", "role": "chair", "user": person.pk})
    sent |= rows("clearance_steps", {"place": 1, "name": "Head of team", "days": 2, "people": [person.pk]})
    assert admin_client.post("/admin/board_reports/board/add/", sent).status_code == 302
    board = Board.objects.get()
    assert str(board.memberships.get()) == "Cllr Fleming, Chair"
    assert list(board.clearance_steps.get().people.all()) == [person]


def test_an_author_reads_boards_and_does_not_change_them(officer: Client) -> None:
    board = BoardFactory()
    page = officer.get(f"/admin/board_reports/board/{board.pk}/change/")
    assert page.status_code == 200
    assert not page.context["has_change_permission"]
    assert officer.post(f"/admin/board_reports/board/{board.pk}/change/", {"name": "X"}).status_code == 403


@pytest.mark.parametrize(
    ("item", "error"),
    [
        ({"title": "Late news", "late_reason": "It came yesterday", "chair_agreed": "on"}, ""),
        ({"title": "Late news", "late_reason": "It came yesterday"}, "taken only when the Chair agreed"),
        ({"title": ""}, "Give a title, or choose a report."),
    ],
    ids=["agreed", "not agreed", "about nothing"],
)
def test_agenda_items(officer: Client, item: dict[str, Any], error: str) -> None:
    meeting = MeetingFactory()
    sent = {"board": meeting.board_id, "date": "2015-07-14", "started_from": str(token_of(Meeting, meeting.pk))}
    sent |= rows("items", {"number": 4, "supplementary": 0} | item)
    page = officer.post(f"/admin/board_reports/meeting/{meeting.pk}/change/", sent)
    assert page.status_code == (200 if error else 302)
    assert error in page.content.decode()
    assert AgendaItem.objects.count() == (0 if error else 1)


def test_drafts_are_due_before_the_meeting(officer: Client) -> None:
    sent = {"board": BoardFactory().pk, "date": "2015-07-14", "drafts_due_on": "2015-07-15"} | rows("items")
    page = officer.post("/admin/board_reports/meeting/add/", sent)
    assert "Drafts are due before the meeting, not after it." in page.content.decode()


def head(**values: Any) -> dict[str, Any]:
    return {
        "title": "Zone", "slug": "zone", "kind": "zone", "purpose": "information", "target_sides": 4, "summary": "",
        "recommendations": "", "action": "", "audience": "board",
    } | rows("contacts", {"name": "Robin"}) | values  # fmt: skip


def test_a_new_report_goes_on_to_its_text(officer: Client) -> None:
    meeting = MeetingFactory()
    sent = head(board=meeting.board_id, meeting=meeting.pk, _save="Save")
    done = officer.post("/admin/board_reports/report/add/", sent)
    report = Report.objects.get()
    assert done.headers["Location"] == f"/admin/board_reports/report/{report.pk}/body/"
    assert report.contacts.get().name == "Robin"


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"restricted": "on"}, "Say why it is restricted."),
        ({"meeting": "other"}, "That is a meeting of another board."),
    ],
    ids=["restricted without a reason", "a meeting of another board"],
)
def test_a_report_that_is_refused(officer: Client, values: dict[str, Any], error: str) -> None:
    if values.get("meeting"):
        values = {"meeting": MeetingFactory().pk}
    page = officer.post("/admin/board_reports/report/add/", head(board=BoardFactory().pk) | values)
    assert error in page.content.decode()
    assert not Report.objects.exists()


def test_a_stale_head_is_refused(officer: Client) -> None:
    report = ReportFactory(contact=None)
    seen = str(token_of(Report, report.pk))
    ContactFactory(report=report)
    sent = head(board=report.board_id, slug=report.slug, started_from=seen)
    assert officer.post(f"/admin/board_reports/report/{report.pk}/change/", sent).status_code == 409
    assert Report.objects.get().title == report.title
