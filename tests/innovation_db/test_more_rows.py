"""One more row in a form of the admin without scripts: nothing lost, nothing saved, nothing judged."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from board_reports.models import Board, Contact, Meeting
from innovation_db.roles import Role
from innovation_db.stale import token_of
from tests.factories import UserFactory
from tests.report_factories import BoardFactory, ContactFactory, MeetingFactory, ReportFactory

pytestmark = pytest.mark.django_db


def asked(client: Client, address: str, prefix: str, sent: dict[str, Any], count: int = 0, kept: int = 0) -> Any:
    sizes = {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": kept}
    return client.post(address, sizes | sent | {"_more": prefix})


def test_a_form_comes_back_with_one_more_row_and_all_that_was_typed(admin_client: Client) -> None:
    sent = {"name": "", "slug": "half written", "memberships-0-name": "Cllr Fleming", "memberships-0-begins_on": "soon"}
    sent |= {"clearance_steps-TOTAL_FORMS": "0", "clearance_steps-INITIAL_FORMS": "0"}
    page = asked(admin_client, "/admin/board_reports/board/add/", "memberships", sent, count=1)
    assert page.status_code == 200
    html = page.content.decode()
    for kept in ('value="half written"', 'value="Cllr Fleming"', 'value="soon"', 'name="memberships-1-name"'):
        assert kept in html
    assert "errornote" not in html
    assert "errorlist" not in html
    assert not Board.objects.exists()


def test_rows_that_are_kept_stay_as_they_are(admin_client: Client) -> None:
    report = ReportFactory()
    contact = ContactFactory(report=report)
    address = f"/admin/board_reports/report/{report.pk}/change/"
    sent = {
        "title": "Another title",
        "started_from": str(token_of(type(report), report.pk)),
        "contacts-0-id": contact.pk,
        "contacts-0-report": report.pk,
        "contacts-0-name": "Somebody else",
    }
    page = asked(admin_client, address, "contacts", sent, count=1, kept=1)
    html = page.content.decode()
    assert page.status_code == 200
    assert 'value="Somebody else"' in html
    assert 'name="contacts-1-name"' in html
    assert f'name="started_from" value="{sent["started_from"]}"' in html
    assert Contact.objects.get(pk=contact.pk).name == contact.name


def test_a_row_more_has_the_choices_of_the_others(admin_client: Client) -> None:
    meeting = MeetingFactory()
    ReportFactory(board=meeting.board, title="Its own board’s")
    ReportFactory(title="Another board’s")
    address = f"/admin/board_reports/meeting/{meeting.pk}/change/"
    page = asked(admin_client, address, "items", {"started_from": str(token_of(Meeting, meeting.pk))})
    html = page.content.decode()
    assert 'name="items-0-report"' in html
    assert ">Its own board’s" in html
    assert "Another board’s" not in html


def test_files_have_to_be_chosen_again(admin_client: Client) -> None:
    sent = {"images-0-file": SimpleUploadedFile("bench.png", b"x")}
    page = asked(admin_client, "/admin/case_studies/casestudy/add/", "images", sent, count=1)
    assert "Choose again before you save: bench.png." in page.content.decode()


@pytest.mark.parametrize("count", ["", "many", "-1", "99999999999999999999"])
def test_tampered_counts_do_no_harm(admin_client: Client, count: Any) -> None:
    page = asked(admin_client, "/admin/board_reports/board/add/", "memberships", {}, count=count)
    assert page.status_code == 200
    assert not Board.objects.exists()


def test_who_may_not_change_it_gets_no_row() -> None:
    client = Client()
    client.force_login(UserFactory(roles=[Role.REPORT_AUTHOR]))
    address = f"/admin/board_reports/board/{BoardFactory().pk}/change/"
    assert asked(client, address, "memberships", {}).status_code == 403
    assert b'name="_more"' not in client.get(address).content
