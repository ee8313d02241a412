"""The made-up board of the demonstration: every page of the area has something to show, and only where it may be."""

import datetime
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from board_reports.models import Action, Board, Clearance, Comment, Report, Subscription, Version
from innovation_db.models import Message, User
from tests.factories import CaseStudyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(settings: Any) -> Board:
    settings.DEMO = True
    CaseStudyFactory(published=True)
    call_command("load_demo_reports", stdout=StringIO())
    return Board.objects.get(slug="demonstration-board")


def test_every_part_of_the_area_has_something_to_show(board: Board, client: Client) -> None:
    client.force_login(User.objects.get(email="board@example.org"))
    page = client.get("/members/")
    seat = next(one for one in page.context["seats"] if one.board == board)
    assert [(one.item, one.state, one.report.restricted) for one in seat.papers] == [
        (4, "new", False), (6, "new", False), (7, "new", True),
    ]  # fmt: skip
    held = Report.objects.get(board=board, meeting__date__lt=timezone.localdate())
    page = client.get(held.get_absolute_url())
    assert page.context["standing"].changes == 2
    assert len(page.context["notes"].lost) == 1
    assert [one.outcome for one in page.context["outcome"].decisions] == ["Noted", "Agreed with changes"]
    assert [one.state for one in page.context["outcome"].actions] == ["done", "open", "open"]
    assert [one.is_late for one in page.context["outcome"].actions] == [False, False, True]
    versions = Version.objects.filter(report__title="What is outstanding").order_by("number")
    assert list(versions.values_list("kind", flat=True)) == ["submitted", "returned", "submitted", "approved"]
    assert Clearance.objects.next_steps().get().name == "Chair’s office"
    following = Report.objects.get(board=board, previous=held)
    assert following.blocks.filter(text="Since the last report").exists()
    assert Message.objects.filter(template="board_report_published").count() == 2  # not of the restricted one


def test_what_is_made_up_is_put_in_once_and_for_the_demonstration_alone(board: Board, settings: Any) -> None:
    Action.objects.filter(report__board=board).delete()
    output = StringIO()
    call_command("load_demo_reports", stdout=output)
    assert output.getvalue() == "The demonstration’s reports are there; what was typed since is kept.\n"
    assert not Action.objects.filter(report__board=board).exists()


def test_without_the_demonstration_nothing_is_made_up() -> None:
    call_command("load_demo_reports", stdout=StringIO())
    assert not Board.objects.filter(slug="demonstration-board").exists()
    assert not Comment.objects.exists()
    assert not Subscription.objects.exists()


def test_meetings_are_on_a_tuesday(board: Board) -> None:
    dates = list(board.meetings.order_by("date").values_list("date", flat=True))
    assert [one.isoweekday() for one in dates] == [2, 2, 2]
    assert dates[0] < timezone.localdate() < dates[1] <= timezone.localdate() + datetime.timedelta(days=15)
