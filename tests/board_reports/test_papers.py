"""Uploaded papers: on the agenda, in packs and at their own address, for whoever may read them; how they come in."""

import datetime
import io

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from board_reports.models import UploadedPaper
from board_reports.outputs import paper_reading
from innovation_db.roles import Role
from innovation_db.stale import token_of
from tests.board_reports import others
from tests.board_reports.publishing import paper as published_report
from tests.board_reports.reading_back import spoken
from tests.factories import UserFactory
from tests.report_factories import (
    AgendaItemFactory,
    BoardFactory,
    MeetingFactory,
    MembershipFactory,
    ReportFactory,
    UploadedPaperFactory,
)

pytestmark = pytest.mark.django_db
RESTRICTED = {"restricted": True, "restricted_reason": "It names people."}


def uploaded(**values: object) -> UploadedPaper:
    """A paper at item 4 of a meeting."""
    item = AgendaItemFactory(meeting=MeetingFactory(board=BoardFactory(slug="board")), number=4, title="Libraries")
    made: UploadedPaper = UploadedPaperFactory(**{"item": item} | values)
    return made


def member_of(paper: UploadedPaper) -> Client:
    user = UserFactory(roles=[Role.BOARD_MEMBER])
    MembershipFactory(board=paper.item.meeting.board, user=user)
    return signed_in(user)


def signed_in(user: object) -> Client:
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]
    return client


def officer() -> Client:
    return signed_in(UserFactory(roles=[Role.REPORT_AUTHOR]))


def pack(client: Client, paper: UploadedPaper, name: str = "pack") -> bytes:
    found = client.get(f"{paper.item.meeting.get_absolute_url()}{name}.pdf")
    assert found.status_code == 200
    return bytes(found.content)


def test_a_paper_is_on_the_agenda_in_the_pack_and_at_its_own_address(client: Client) -> None:
    paper = uploaded()
    page = client.get(paper.item.meeting.get_absolute_url()).content.decode()
    assert f'<a href="{paper.get_absolute_url()}">Libraries and wellbeing (PDF)</a>' in page
    assert "Library Partnership, 2 pages." in page
    file = client.get(paper.get_absolute_url())
    assert file.content == others.paper()
    assert file["Content-Disposition"] == 'attachment; filename="libraries-and-wellbeing.pdf"'
    assert file["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get(paper.get_absolute_url(), headers={"if-none-match": file["ETag"]}).status_code == 304
    content = pack(client, paper)
    assert "4LibrariesandwellbeingLibraryPartnership,2pages.3" in spoken(content)
    assert "LibrariesandwellbeingBranchCentralBacktothebeginning." in spoken(content)
    assert len(PdfReader(io.BytesIO(content)).pages) == 5


def test_a_restricted_paper_is_nowhere_for_others() -> None:
    paper = uploaded(**RESTRICTED)
    former = MembershipFactory(
        board=paper.item.meeting.board, user=UserFactory(roles=[Role.BOARD_MEMBER]),
        ends_on=timezone.localdate() - datetime.timedelta(days=1),
    )  # fmt: skip
    elsewhere = MembershipFactory(user=UserFactory(roles=[Role.BOARD_MEMBER]))
    own = member_of(paper)
    meeting = paper.item.meeting.get_absolute_url()
    # Its own members come first, so that whatever is kept is there for others to be given by mistake.
    assert "Branch" in spoken(pack(own, paper))
    readers = [Client(), *map(signed_in, (former.user, elsewhere.user, UserFactory(roles=[Role.EDITOR])))]
    ways = [
        "/boards/", paper.item.meeting.board.get_absolute_url(), meeting, "/boards/?q=wellbeing",
        "/boards/board/reports.atom", "/boards/board/meetings.ics", "/sitemap-reports.xml", "/api/v1/reports/",
    ]  # fmt: skip
    for reader in readers:
        assert reader.get(paper.get_absolute_url()).status_code == 404
        assert "wellbeing" not in spoken(pack(reader, paper))
        for way in ways:
            found = reader.get(way)
            assert found.status_code == 200, way
            told = found.content.decode()
            assert "Libraries and wellbeing" not in told, way
            assert paper.get_absolute_url() not in told, way
        for guess in (f"/media/{paper.file.name}", f"/{paper.file.name}", f"/static/{paper.file.name}"):
            assert reader.get(guess).status_code == 404


def test_its_board_and_officers_read_a_restricted_paper() -> None:
    paper = uploaded(**RESTRICTED)
    for client in (member_of(paper), officer()):
        file = client.get(paper.get_absolute_url())
        assert file.status_code == 200
        assert (file["Cache-Control"], file["X-Robots-Tag"]) == ("private, no-store", "noindex")
        assert "ETag" not in file
        whole = client.get(f"{paper.item.meeting.get_absolute_url()}pack.pdf")
        assert whole["Cache-Control"] == "private, no-store"
        assert "Branch" in spoken(whole.content)
        assert "Libraries and wellbeing (PDF)" in client.get(paper.item.meeting.get_absolute_url()).content.decode()


def test_a_paper_that_becomes_restricted_leaves_every_pack(client: Client) -> None:
    paper = uploaded()
    before = client.get(f"{paper.item.meeting.get_absolute_url()}pack.pdf")
    UploadedPaper.objects.update(**RESTRICTED)
    after = client.get(before.request["PATH_INFO"], headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert "Branch" not in spoken(after.content)


def test_until_it_is_put_before_readers_only_officers_see_it(client: Client) -> None:
    paper = uploaded(published=False)
    assert client.get(paper.get_absolute_url()).status_code == 404
    assert member_of(paper).get(paper.get_absolute_url()).status_code == 404
    assert officer().get(paper.get_absolute_url())["Cache-Control"] == "private, no-store"
    assert "wellbeing" not in client.get(paper.item.meeting.get_absolute_url()).content.decode()
    assert "Branch" not in spoken(pack(officer(), paper))


def test_the_pack_is_made_anew_when_a_paper_is_replaced(client: Client) -> None:
    paper = uploaded()
    before = client.get(f"{paper.item.meeting.get_absolute_url()}pack.pdf")
    paper.file = ContentFile(others.paper(tagged=False), "new.pdf")
    paper.save()
    after = client.get(before.request["PATH_INFO"], headers={"if-none-match": before["ETag"]})
    assert "Ithasnotags" in spoken(after.content)
    assert client.get(paper.get_absolute_url()).content == others.paper(tagged=False)


def test_a_file_that_is_gone_keeps_nobody_from_the_pack(client: Client) -> None:
    paper = uploaded()
    paper.file.storage.delete(paper.file.name)
    assert client.get(paper.get_absolute_url()).status_code == 404
    assert "Itsfilecouldnotbereadwhenthispackwasmade" in spoken(pack(client, paper))


def test_a_file_that_is_gone_is_said_in_words_and_not_linked(client: Client) -> None:
    paper = uploaded()
    meeting = paper.item.meeting
    type(meeting).objects.update(date=timezone.localdate() + datetime.timedelta(days=5))
    meeting.refresh_from_db()
    paper.file.storage.delete(paper.file.name)
    for reader, address in ((client, meeting.get_absolute_url()), (member_of(paper), "/members/")):
        page = reader.get(address).content.decode()
        assert "Libraries and wellbeing" in page
        assert "Its file is missing. Ask the officers of the board for it." in page
        assert paper.get_absolute_url() not in page


def test_supplementary_packs_go_on_from_the_pack_before(client: Client) -> None:
    """A late paper of an early item, and a late item with a paper of its own."""
    paper = uploaded()
    item = paper.item
    UploadedPaperFactory(
        item=item, title="Late figures", supplementary=1, late_reason="Counted today.", chair_agreed=True
    )
    late = AgendaItemFactory(
        meeting=item.meeting, number=9, title="Flooding", supplementary=2, late_reason="Rain.", chair_agreed=True
    )
    UploadedPaperFactory(item=late, title="Map of the flood")  # where its item is, whatever its own number says
    page = client.get(item.meeting.get_absolute_url()).content.decode()
    for number in (1, 2):
        assert f'pack-{number}.pdf">Supplementary pack {number} (PDF)</a>' in page
        assert f"In supplementary pack {number}." in page
    assert "Late paper, taken with the Chair’s agreement: Counted today." in page
    packs = [PdfReader(io.BytesIO(pack(client, paper, name))) for name in ("pack", "pack-1", "pack-2")]
    labels = [label for one in packs for label in one.page_labels]
    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    said = [spoken(pack(client, paper, name)) for name in ("pack", "pack-1", "pack-2")]
    assert [("Latefigures" in one, "Mapoftheflood" in one, "Flooding" in one) for one in said] == [
        (False, False, False),
        (True, False, False),
        (False, True, True),
    ]
    assert (
        "4Libraries4LatefiguresLibraryPartnership,2pages.Latepaper,takenwiththeChair’sagreement:Countedtoday.8"
        in said[1]
    )
    assert client.get(f"{item.meeting.get_absolute_url()}pack-3.pdf").status_code == 404


def test_a_supplementary_pack_of_restricted_papers_alone_is_not_there_for_others(client: Client) -> None:
    paper = uploaded(supplementary=1, **RESTRICTED)
    address = f"{paper.item.meeting.get_absolute_url()}pack-1.pdf"
    assert client.get(address).status_code == 404
    assert "Supplementary" not in client.get(paper.item.meeting.get_absolute_url()).content.decode()
    assert member_of(paper).get(address).status_code == 200


def test_a_paper_without_a_report_is_listed_to_members_and_follows_its_report(client: Client) -> None:
    report = published_report()
    report.meeting.date = timezone.localdate() + datetime.timedelta(days=5)
    report.meeting.save()
    item = AgendaItemFactory(meeting=report.meeting, report=report, number=2, title="")
    paper = UploadedPaperFactory(item=item)
    said = spoken(pack(client, paper))
    assert said.index("Croydonlistens.") < said.index("BranchCentral")
    assert "Libraries and wellbeing (PDF)" in member_of(paper).get("/members/").content.decode()


def sent(content: bytes, **values: object) -> dict[str, object]:
    item = AgendaItemFactory(number=4, title="Libraries")
    usual = {"item": item.pk, "title": "Libraries", "source": "", "supplementary": 0, "place": 1, "late_reason": "",
             "restricted_reason": "", "file": SimpleUploadedFile("a.pdf", content, "application/pdf")}  # fmt: skip
    return usual | values


def test_an_officer_uploads_a_paper_and_is_told_of_missing_tags() -> None:
    page = officer().post("/admin/board_reports/uploadedpaper/add/", sent(others.paper(tagged=False)), follow=True)
    paper = UploadedPaper.objects.get()
    assert (paper.pages, paper.size, paper.published) == (2, len(others.paper(tagged=False)), False)
    assert paper.file.name.startswith("board_papers/")
    assert "It has no tags: a screen reader may read it" in page.content.decode()
    assert page.redirect_chain
    change = officer().get(f"/admin/board_reports/uploadedpaper/{paper.pk}/change/").content.decode()
    assert "It does not say in which language it is" in change


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"late_reason": "It came today."}, "A late paper is taken only when the Chair agreed to it."),
        ({"restricted": "on"}, "Say why it is restricted."),
        ({"file": SimpleUploadedFile("a.pdf", b"MZ")}, "This is no PDF."),
        ({"file": ""}, "This field is required."),
    ],
    ids=["late", "restricted", "no pdf", "nothing"],
)
def test_what_an_officer_is_asked_to_mend(values: dict[str, object], error: str) -> None:
    page = officer().post("/admin/board_reports/uploadedpaper/add/", sent(others.paper(), **values))
    assert error in page.content.decode()
    assert not UploadedPaper.objects.exists()


def test_a_hostile_paper_is_not_kept() -> None:
    page = officer().post("/admin/board_reports/uploadedpaper/add/", sent(others.paper(others.script)))
    assert paper_reading.SCRIPT in page.content.decode()
    assert not UploadedPaper.objects.exists()


def test_a_paper_is_in_no_pack_before_that_of_its_item() -> None:
    item = AgendaItemFactory(number=9, title="Flooding", supplementary=2)
    page = officer().post(
        "/admin/board_reports/uploadedpaper/add/", sent(others.paper(), item=item.pk, supplementary=1)
    )
    assert "Item 9 is in supplementary pack 2" in page.content.decode()


def test_an_officer_puts_a_paper_before_readers(client: Client) -> None:
    paper = uploaded(published=False)
    data = sent(b"", item=paper.item.pk, published="on", started_from=str(token_of(UploadedPaper, paper.pk)))
    del data["file"]
    address = f"/admin/board_reports/uploadedpaper/{paper.pk}/change/"
    assert officer().post(address, data).status_code == 302
    assert client.get(UploadedPaper.objects.get().get_absolute_url()).status_code == 200


def test_the_meeting_shows_its_papers_to_officers() -> None:
    paper = uploaded()
    page = officer().get(f"/admin/board_reports/meeting/{paper.item.meeting.pk}/change/").content.decode()
    assert "Item 4: Libraries and wellbeing" in page


def test_a_paper_is_not_found_by_the_title_of_a_report_that_this_officer_may_not_know() -> None:
    narrow = ReportFactory(
        title="Closing the branch", restricted=True, restricted_reason="It names people.", audience="named"
    )
    paper = UploadedPaperFactory(item=AgendaItemFactory(meeting=narrow.meeting, report=narrow, number=4, title=""))
    own = UploadedPaperFactory(
        item=AgendaItemFactory(meeting=narrow.meeting, report=ReportFactory(title="Branch lines"), number=5, title="")
    )

    def found(client: Client, words: str) -> list[UploadedPaper]:
        page = client.get("/admin/board_reports/uploadedpaper/", {"q": words})
        return sorted(page.context["cl"].queryset, key=lambda one: int(one.pk))

    assert found(officer(), "branch") == [own]
    assert found(officer(), "closing") == []
    assert found(officer(), "wellbeing") == [paper, own]
    assert found(signed_in(UserFactory(roles=[Role.ADMINISTRATOR])), "branch") == [paper, own]


def test_a_paper_added_from_a_meeting_is_for_an_item_of_its_agenda() -> None:
    paper = uploaded()
    AgendaItemFactory(meeting=MeetingFactory(date="2015-10-14"), number=5, title="Another day")
    address = f"/admin/board_reports/uploadedpaper/add/?meeting={paper.item.meeting.pk}"
    assert address in officer().get(f"/admin/board_reports/meeting/{paper.item.meeting.pk}/change/").content.decode()
    items = officer().get(address).context["adminform"].form.fields["item"].queryset
    assert list(items) == [paper.item]


@pytest.mark.parametrize("count", [1, 3])
def test_an_agenda_costs_the_same_however_many_papers(
    client: Client, count: int, django_assert_max_num_queries: object
) -> None:
    paper = uploaded()
    for number in range(count):
        UploadedPaperFactory(item=AgendaItemFactory(meeting=paper.item.meeting, number=20 + number))
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        assert client.get(paper.item.meeting.get_absolute_url()).status_code == 200
