"""Choices on the admin's forms of Board reports: plain lists that need no script, of what an officer may open."""

import re
from html import unescape
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client

from board_reports.models import Action, Report
from innovation_db.models import User
from innovation_db.roles import Role
from innovation_db.stale import token_of
from tests.board_reports.publishing import paper
from tests.factories import UserFactory
from tests.report_factories import (
    ActionFactory,
    BoardFactory,
    DirectionFactory,
    MeetingFactory,
    MembershipFactory,
    ReportFactory,
)

pytestmark = pytest.mark.django_db
NARROW = {"restricted": True, "restricted_reason": "It names people.", "audience": Report.Audience.NAMED}


@pytest.fixture
def officer() -> User:
    user: User = UserFactory(roles=[Role.REPORT_AUTHOR], name="Robin")
    return user


def offered(user: User, address: str, field: str) -> list[str]:
    """The choices of a field as they stand in the page, without the empty one."""
    client = Client()
    client.force_login(user)
    page = client.get(f"/admin/board_reports/{address}")
    assert page.status_code == 200
    box = re.search(rf'<select name="{field}"[^>]*>(.*?)</select>', page.content.decode(), re.DOTALL)
    assert box
    assert "admin-autocomplete" not in box[0]
    return [unescape(one) for one in re.findall(r"<option value=\"\d+\"[^>]*>(.*?)</option>", box[1], re.DOTALL)]


def test_no_form_of_board_reports_needs_a_script_to_choose() -> None:
    classes: list[Any] = []
    for model, own in admin.site._registry.items():
        if model._meta.app_label == "board_reports":
            classes += [own, *own.inlines]
    assert len(classes) > 10
    for one in classes:
        assert not one.autocomplete_fields, one
        assert not [*one.filter_horizontal, *one.filter_vertical, *one.raw_id_fields], one


def test_who_sits_on_a_board_and_who_clears_is_chosen_from_all_accounts(admin_user: User) -> None:
    board = BoardFactory()
    User.objects.filter(pk=admin_user.pk).update(name="Ada", email="ada@example.org")
    UserFactory(name="Zoe", email="zoe@example.org")
    UserFactory(name="", email="nameless@example.org")
    for number in (1, 2):
        MembershipFactory(board=board, user=UserFactory(name="Kim", email=f"kim{number}@example.org"))
    told = [
        "nameless@example.org", "Ada (ada@example.org)", "Kim (kim1@example.org)", "Kim (kim2@example.org)",
        "Zoe (zoe@example.org)",
    ]  # fmt: skip
    assert offered(admin_user, f"board/{board.pk}/change/", "memberships-0-user") == told
    assert offered(admin_user, f"board/{board.pk}/change/", "memberships-1-user") == told
    assert offered(admin_user, f"board/{board.pk}/change/", "clearance_steps-__prefix__-people") == told


def test_accounts_are_asked_for_once_however_many_members(admin_user: User, django_assert_max_num_queries: Any) -> None:
    board = BoardFactory()
    client = Client()
    client.force_login(admin_user)
    address = f"/admin/board_reports/board/{board.pk}/change/"
    client.get(address)
    with django_assert_max_num_queries(100) as before:
        client.get(address)
    MembershipFactory.create_batch(5, board=board)
    with django_assert_max_num_queries(len(before)):
        client.get(address)


def test_the_previous_report_is_one_that_the_officer_may_open(officer: User) -> None:
    board = BoardFactory()
    old = MeetingFactory(board=board, date="2014-10-13")
    new = MeetingFactory(board=board, date="2015-01-20")
    ReportFactory(board=board, meeting=old, title="First")
    ReportFactory(board=board, meeting=new, title="Second")
    ReportFactory(board=board, title="Secret", **NARROW)
    own = ReportFactory(board=board, meeting=new, title="Own")
    told = offered(officer, f"report/{own.pk}/change/", "previous")
    assert told == ["Second, 20 January 2015", "First, 13 October 2014"]
    assert "Own, 20 January 2015" in offered(officer, "report/add/", "previous")


def test_a_previous_report_that_is_closed_to_an_officer_stays_chosen(officer: User) -> None:
    secret = ReportFactory(title="Secret", **NARROW)
    own = ReportFactory(board=secret.board, title="Own", previous=secret)
    assert offered(officer, f"report/{own.pk}/change/", "previous") == ["A report that is not open to you"]


def test_the_direction_of_an_action_is_one_that_the_officer_may_open(officer: User) -> None:
    report = paper(title="Innovation")
    secret = paper(slug="secret", title="Secret", board=report.board, readers=[UserFactory()], **NARROW)
    direction = DirectionFactory(report=report, text="Count them.")
    DirectionFactory(report=secret, text="Keep it quiet.")
    action = ActionFactory(report=report, direction=direction)
    day = (report.meeting and f", {report.meeting.date.day} {report.meeting.date:%B %Y}") or ""
    assert offered(officer, f"action/{action.pk}/change/", "direction") == [f"Innovation{day}: Count them."]
    client = Client()
    client.force_login(officer)
    sent = {
        "report": report.pk, "direction": secret.directions.get().pk, "text": "x", "owner": "y",
        "given_on": "2015-07-14", "state": "open", "started_from": str(token_of(Action, action.pk)),
        "notes-TOTAL_FORMS": 0, "notes-INITIAL_FORMS": 0,
    }  # fmt: skip
    page = client.post(f"/admin/board_reports/action/{action.pk}/change/", sent)
    assert page.status_code == 200
    assert "Select a valid choice." in page.content.decode()
    assert Action.objects.get(pk=action.pk).direction == direction
