"""Copies to read without the site: all papers of a meeting in one file, with a member’s own notes and no others."""

import io
import re
import zipfile

import pytest
from django.template.defaultfilters import filesizeformat
from django.test import Client

from board_reports.models import Meeting
from innovation_db.roles import Role
from tests.board_reports import others
from tests.board_reports.publishing import RESTRICTED, member_of, paper
from tests.factories import UserFactory
from tests.report_factories import AgendaItemFactory, CommentFactory, MeetingFactory, UploadedPaperFactory

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


def taken(client: Client, meeting: Meeting) -> tuple[str, dict[str, bytes]]:
    """The page of the archive, and the files beside it."""
    answer = client.get(f"{meeting.get_absolute_url()}offline.zip")
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name) for name in archive.namelist()}
    page = files.pop(f"{meeting.board.slug}-{meeting.date.isoformat()}.html").decode()
    assert set(re.findall(r'href="(item-[^"]+)"', page)) == set(files)
    return page, files


def test_papers_of_others_lie_beside_the_page(client: Client, meeting: Meeting) -> None:
    first = meeting.items.get(number=4)
    UploadedPaperFactory.create_batch(2, item=first)
    member = member_of(first.report)
    CommentFactory(report=first.report, block="p1", audience="self", text="Ask.", written_by=member, version=4)
    client.force_login(member)
    page, files = taken(client, meeting)
    assert files == {
        "item-4-1-libraries-and-wellbeing.pdf": others.paper(),
        "item-4-2-libraries-and-wellbeing.pdf": others.paper(),
    }
    for said in ("First", "Second", "Ask.", "Library Partnership, 2 pages."):
        assert said in page
    answer = client.get(f"{meeting.get_absolute_url()}offline.zip")
    assert answer.getvalue()
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].endswith('.zip"')
    alone = fetched(client, meeting)
    assert f'{first.papers.first().get_absolute_url()}">Libraries and wellbeing</a>' in alone
    assert "They are not in this file." in alone


def test_a_restricted_paper_of_others_is_in_the_copy_of_its_board_alone(client: Client, meeting: Meeting) -> None:
    item = meeting.items.get(number=4)
    UploadedPaperFactory(item=item, title="Names", **RESTRICTED)
    UploadedPaperFactory(item=item, title="Not ready", published=False)
    for user in (None, UserFactory(roles=[Role.EDITOR])):
        if user:
            client.force_login(user)
        page, files = taken(client, meeting)
        assert files == {}
        assert "Names" not in page
        assert "Names" not in fetched(client, meeting)
    client.force_login(member_of(item.report))
    page, files = taken(client, meeting)
    assert list(files) == ["item-4-1-names.pdf"]
    assert "Restricted: only the board and officers may read it." in page


def test_a_paper_of_others_whose_file_is_gone_is_said_in_words(client: Client, meeting: Meeting) -> None:
    paper = UploadedPaperFactory(item=meeting.items.get(number=4))
    paper.file.storage.delete(paper.file.name)
    page, files = taken(client, meeting)
    assert files == {}
    assert "Libraries and wellbeing" in page
    assert "Its file is gone, so it is not in this copy." in page


def test_papers_of_others_alone_are_taken_along(client: Client) -> None:
    paper = UploadedPaperFactory()
    page, files = taken(client, paper.item.meeting)
    assert len(files) == 1
    assert "Libraries and wellbeing" in page
    assert client.get(f"{paper.item.meeting.get_absolute_url()}offline.html").status_code == 404
    assert client.get(f"{MeetingFactory().get_absolute_url()}offline.zip").status_code == 404


def test_the_agenda_leads_to_the_copies_that_its_reader_may_take(client: Client, meeting: Meeting) -> None:
    def ways(of: Meeting) -> list[tuple[str, str]]:
        page = client.get(of.get_absolute_url()).content.decode()
        found = re.findall(r'<a href="([^"]+offline[^"]+)">([^<]+)</a>', page)
        for address, _ in found:
            answer = client.get(address)
            assert answer.status_code == 200
            assert answer.getvalue() if answer.streaming else answer.content
        return [(address.removeprefix(of.get_absolute_url()), words) for address, words in found]

    assert ways(meeting) == [("offline.html", "Reports, to read offline")]
    UploadedPaperFactory(item=meeting.items.get(number=4))
    size = f"(zip, about {filesizeformat(len(others.paper()))})"
    assert ways(meeting)[1] == ("offline.zip", f"Reports and papers of others, to read offline {size}")
    gone = UploadedPaperFactory()
    assert ways(gone.item.meeting) == [("offline.zip", f"Papers of others, to read offline {size}")]
    gone.file.storage.delete(gone.file.name)
    assert ways(gone.item.meeting) == []
    assert ways(MeetingFactory()) == []
    client.force_login(member_of(meeting.items.get(number=4).report))
    assert ways(meeting)[0] == ("offline.html", "Reports with your notes, to read offline")
