"""A report and the agenda of its meeting: said on every page, put there in one press, asked for before it is out."""

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from board_reports import agenda
from board_reports.models import Meeting, Report
from innovation_db.models import User
from innovation_db.refusals import RefusedError
from tests.board_reports.publishing import officer
from tests.report_factories import AgendaItemFactory, MeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client: Client) -> User:
    found = officer()
    client.force_login(found)
    return found


def coming(**values: object) -> Meeting:
    made: Meeting = MeetingFactory(date=timezone.localdate() + datetime.timedelta(days=20), **values)
    return made


def on(meeting: Meeting) -> Report:
    return ReportFactory(board=meeting.board, meeting=meeting)


def page(client: Client, report: Report, name: str = "clearance") -> str:
    return client.get(reverse(f"admin:board_reports_report_{name}", args=[report.pk])).content.decode()


def test_it_is_put_after_the_last_item_in_one_press(client: Client, boss: User) -> None:
    meeting = coming()
    AgendaItemFactory(meeting=meeting, number=4, title="Notes")
    report = on(meeting)
    assert all("Put it on the agenda" in page(client, report, name) for name in ("body", "change", "versions"))
    answer = client.post(
        reverse("admin:board_reports_report_clearance", args=[report.pk]), {"do": "agenda"}, follow=True
    )
    assert f"It is item 5 of {meeting.date.day} " in answer.content.decode()
    assert report.agenda_item.number == 5
    assert "Item 5 of" in page(client, report, "body")


def test_a_late_one_goes_by_the_form_of_the_meeting(client: Client, boss: User) -> None:
    report = on(coming(published_on=timezone.localdate() - datetime.timedelta(days=1)))
    assert reverse("admin:board_reports_meeting_change", args=[report.meeting.pk]) in page(client, report)
    with pytest.raises(RefusedError, match="as a late item"):
        agenda.put(report=report, by=boss)


def test_it_stands_on_one_agenda(boss: User, client: Client) -> None:
    report, other = on(coming()), MeetingFactory(date=datetime.date(2015, 5, 12))
    with pytest.raises(RefusedError, match="Choose the meeting"):
        agenda.put(report=ReportFactory(meeting=None), by=boss)
    AgendaItemFactory(meeting=other, report=report, number=1, title="")
    assert "It stands on the agenda of 12 May 2015" in page(client, report)
    with pytest.raises(RefusedError, match="already"):
        agenda.put(report=report, by=boss)


def test_publishing_says_that_no_pack_has_it(client: Client, boss: User) -> None:
    report = on(coming())
    Report.objects.filter(pk=report.pk).update(state="clearance")
    assert "no pack has it" in page(client, report)
    AgendaItemFactory(meeting=report.meeting, report=report, number=1, title="")
    assert "no pack has it" not in page(client, report)
