"""Noting what came of a report on one page: decisions by recommendation, directions and an action, nothing lost."""

import datetime

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from board_reports.models import Action, Decision, Direction, Report
from innovation_db.models import User
from innovation_db.roles import Role
from tests.board_reports.publishing import officer, paper
from tests.factories import UserFactory
from tests.report_factories import DecisionFactory, MeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db
TWO = "That the Board notes it.\nThat officers widen it."


@pytest.fixture
def boss(client: Client) -> User:
    found = officer()
    client.force_login(found)
    return found


@pytest.fixture
def report(boss: User) -> Report:
    return paper(recommendations=TWO)


def address(report: Report) -> str:
    return reverse("admin:board_reports_report_after", args=[report.pk])


def send(client: Client, report: Report, **typed: str) -> HttpResponse:
    """Send the page as it is shown now, with some answers typed."""
    after = client.get(address(report)).context["after"]
    shown = {
        f"{row.form.prefix}-{name}": row.form[name].value() or "" for row in after.rows for name in row.form.fields
    }
    answers = {name.replace("_", "-", 1): value for name, value in typed.items()}
    return client.post(address(report), shown | {"directions": "", "action-text": ""} | answers, follow=True)


def decided(report: Report) -> list[tuple[int, str, str, str]]:
    return list(report.decisions.values_list("number", "outcome", "note", "recommendation"))


def test_all_of_it_is_noted_at_once(client: Client, report: Report) -> None:
    page = send(
        client, report, r1_outcome="noted", r2_outcome="amended", r2_note="To rural councils first.",
        directions="Tell us how they join.\n\nCome back in May.", action_text="Write to rural councils",
        action_owner="Programme team", action_due_on="2015-09-01",
    )  # fmt: skip
    assert "Noted. Readers of the report see it now." in page.content.decode()
    assert decided(report) == [
        (1, "noted", "", "That the Board notes it."),
        (2, "amended", "To rural councils first.", "That officers widen it."),
    ]
    assert [one.text for one in Direction.objects.order_by("pk")] == ["Tell us how they join.", "Come back in May."]
    action = Action.objects.get()
    assert (action.given_on, action.due_on) == (report.meeting.date, datetime.date(2015, 9, 1))
    assert "Nothing was changed." in send(client, report).content.decode()


def test_a_decision_is_taken_back(client: Client, report: Report) -> None:
    DecisionFactory(report=report, number=1, outcome="noted")
    send(client, report, r1_outcome="")
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"r1_note": "To rural councils first."}, "Choose what was decided"),
        ({"r1_outcome": "perhaps"}, "Select a valid choice"),
        ({"action_text": "Write", "action_owner": ""}, "This field is required."),
        ({"action_text": "Write", "action_owner": "Team", "action_due_on": "2015-07-01"}, "before the meeting"),
        ({"directions": "x" * 1001}, "longer than 1,000 characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: Client, report: Report, typed: dict[str, str], sentence: str
) -> None:
    page = send(client, report, r2_outcome="agreed", **{"directions": "Come back in May."} | typed)
    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert typed.get("directions", "Come back in May.") in page.content.decode()
    assert not Decision.objects.exists()
    assert not Direction.objects.exists()


def test_of_two_at_the_same_time_the_second_is_shown_the_first(client: Client, report: Report) -> None:
    seen = {"r1-seen": "", "r2-seen": "", "r1-outcome": "agreed", "r2-outcome": "", "directions": "Come back in May."}
    DecisionFactory(report=report, number=1, outcome="refused")
    page = client.post(address(report), seen)
    assert page.status_code == 409
    assert "Somebody else noted another decision on recommendation 1 meanwhile: “Not agreed”" in page.content.decode()
    assert "Come back in May." in page.content.decode()
    assert not Direction.objects.exists()
    again = {f"r{number}-seen": page.context["after"].rows[number - 1].form["seen"].value() for number in (1, 2)}
    assert client.post(address(report), seen | again).status_code == 302
    assert decided(report)[0][1] == "agreed"


def test_nothing_is_noted_of_a_draft_or_before_the_meeting(client: Client, boss: User, report: Report) -> None:
    assert "this report is not" in client.get(address(ReportFactory())).content.decode()
    meeting = MeetingFactory(board=report.board, date=timezone.localdate() + datetime.timedelta(days=1))
    Report.objects.filter(pk=report.pk).update(meeting=meeting)
    assert "from that day on" in client.get(address(report)).content.decode()
    sent = client.post(address(report), {"r1-outcome": "noted"})
    assert sent.status_code == 422
    assert not Decision.objects.exists()


def test_a_form_of_its_own_refuses_what_was_never_recommended(client: Client, report: Report) -> None:
    add = reverse("admin:board_reports_decision_add")
    answers = {"report": report.pk, "number": 7, "outcome": "agreed", "recommendation": "", "note": ""}
    page = client.post(add, answers).content.decode()
    assert "The published report has 2." in page
    assert f"{report.title}, 14 July 2015" in page, "two reports of one title are told apart by their day"
    client.post(add, answers | {"number": 2})
    assert decided(report) == [(2, "agreed", "", "")]


def test_who_may_only_look_sees_and_saves_nothing(report: Report) -> None:
    reader = Client()
    reader.force_login(UserFactory(roles=[Role.REPORT_CLEARER]))
    may = reader.get(address(report)).context["may_note"]
    assert reader.post(address(report), {"r1-outcome": "noted"}).status_code == (302 if may else 403)
