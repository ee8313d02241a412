"""Copies to read without the site: all papers of a meeting in one file, with a member’s own notes and no others."""

import re

import pytest
from django.test import Client

from board_reports.models import Meeting
from innovation_db.roles import Role
from tests.board_reports.publishing import RESTRICTED, member_of, paper
from tests.factories import UserFactory
from tests.report_factories import AgendaItemFactory, CommentFactory, MeetingFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting() -> Meeting:
    """A meeting with two papers, the second restricted, and a paragraph p1 in each."""
    made: Meeting = MeetingFactory()
    first = paper("Croydon listens to [[paragraph:p1]].", slug="first", title="First", board=made.board, meeting=made)
    second = paper("Telford asks.", slug="second", title="Second", board=made.board, meeting=made, **RESTRICTED)
    for number, one in enumerate((first, second), start=4):
        AgendaItemFactory(meeting=made, report=one, number=number, title="")
    return made


def fetched(client: Client, meeting: Meeting) -> str:
    answer = client.get(f"{meeting.get_absolute_url()}offline.html")
    assert answer.status_code == 200
    text: str = answer.content.decode()
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids)
    assert not re.findall(r'href="/', text)
    return text


def test_a_member_takes_all_papers_and_their_own_notes_along(client: Client, meeting: Meeting) -> None:
    first, second = meeting.reports.order_by("slug")
    member = member_of(first)
    other = member_of(first)
    CommentFactory(report=first, block="p1", audience="self", text="Ask Croydon.", written_by=member, version=4)
    CommentFactory(report=second, block="", audience="members", text="Too long?", written_by=other, version=4)
    CommentFactory(report=second, block="p1", audience="self", text="Secret of another.", written_by=other, version=4)
    CommentFactory(report=first, block="gone", audience="self", text="Where did it go?", written_by=member, version=4)
    client.force_login(member)
    text = fetched(client, meeting)
    for said in ("First", "Second", "Ask Croydon.", "Too long?", "Where did it go?", 'id="item-5-p1"'):
        assert said in text
    assert "Secret of another." not in text
    answer = client.get("/reports/first/offline.html")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Ask Croydon." in answer.content.decode()


def test_others_take_what_is_public_along(client: Client, meeting: Meeting) -> None:
    first = meeting.reports.get(slug="first")
    CommentFactory(report=first, block="p1", audience="members", text="Among us.", written_by=member_of(first))
    for user in (None, UserFactory(roles=[Role.EDITOR])):
        if user:
            client.force_login(user)
        text = fetched(client, meeting)
        assert "First" in text
        assert "Second" not in text
        assert "Among us." not in text


def test_a_meeting_without_a_paper_has_none(client: Client) -> None:
    assert client.get(f"{MeetingFactory().get_absolute_url()}offline.html").status_code == 404


def test_of_a_restricted_paper_alone_nobody_else_learns(client: Client, meeting: Meeting) -> None:
    meeting.items.filter(number=4).delete()
    assert client.get(f"{meeting.get_absolute_url()}offline.html").status_code == 404
