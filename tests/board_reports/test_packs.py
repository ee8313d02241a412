"""The agenda pack of a meeting: what is in it for whom, how its pages are numbered, and when it is made anew."""

import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from board_reports import actions
from board_reports.models import AgendaItem, Report
from board_reports.outputs.pack import Item, Pack, pack_pdf
from innovation_db.roles import Role
from tests.board_reports.documents import PORTFOLIO, UPDATE
from tests.board_reports.reading_back import leaves, spoken
from tests.board_reports.test_outputs import AT, FONTS, SITE
from tests.board_reports.test_pages import RESTRICTED, published
from tests.board_reports.test_pdf_accessibility import problems
from tests.factories import UserFactory
from tests.report_factories import AgendaItemFactory, MembershipFactory, ReportFactory

PACK = Pack(
    "Improvement and Innovation Board",
    "2015-07-14",
    "11:00, London",
    (
        Item("1", "Apologies #read(1)"),
        Item("6", UPDATE.title, ("Late item, taken with the Chair’s agreement: snow.",), UPDATE),
        Item("7", PORTFOLIO.title, (), PORTFOLIO),
    ),
)


def made(pack: Pack) -> bytes:
    return pack_pdf(pack, site=SITE, fonts=FONTS, at=AT)


def titles(outline: Any) -> list[str]:
    return [one.title for one in outline if not isinstance(one, list)]


def test_pack_counts_its_pages_through_and_leads_to_each_report() -> None:
    content = made(PACK)
    reader = PdfReader(io.BytesIO(content))
    assert problems(reader) == []
    total = len(reader.pages)
    assert reader.page_labels == [str(number) for number in range(1, total + 1)]
    assert titles(reader.outline) == ["Agenda", UPDATE.title, PORTFOLIO.title]
    begins = {one.title: reader.get_destination_page_number(one) + 1 for one in reader.outline if hasattr(one, "title")}
    agenda = [leaf.text for leaf in leaves(content) if {"TD", "TH"} & set(leaf.tags)][:14]
    assert agenda[:5] == ["Item", "Title", "Page", "1", "Apologies #read(1)"]
    assert str(begins[UPDATE.title]) in agenda
    assert str(begins[PORTFOLIO.title]) in agenda
    for number, page in enumerate(reader.pages[1:], 2):
        assert f"Page {number} of {total}" in page.extract_text()
    assert "item 7" in reader.pages[-1].extract_text()


def test_supplementary_pack_counts_on() -> None:
    content = made(Pack(PACK.board, PACK.date, "", PACK.items[2:], supplementary=1, first_page=41))
    reader = PdfReader(io.BytesIO(content))
    assert reader.page_labels == [str(number) for number in range(41, 41 + len(reader.pages))]
    assert reader.metadata is not None
    assert reader.metadata.title == "Supplementary agenda pack 1: Improvement and Innovation Board, 14 July 2015"
    assert "Page 43 of 43" in reader.pages[2].extract_text()


def test_two_reports_with_the_same_blocks_keep_their_links_apart() -> None:
    twice = Pack("Board", "2015-07-14", "", (Item("1", "A", (), UPDATE), Item("2", "B", (), UPDATE)))
    reader = PdfReader(io.BytesIO(made(twice)))
    assert problems(reader) == []


@pytest.mark.django_db
def test_pack_of_a_meeting_holds_what_its_reader_may_read(client: Client) -> None:
    report = published(**RESTRICTED)
    draft = ReportFactory(title="Secret plans", board=report.board, meeting=report.meeting)
    AgendaItemFactory(meeting=report.meeting, report=draft, number=8, title="")
    address = f"{report.meeting.get_absolute_url()}pack.pdf"
    public = client.get(address)
    assert public["Cache-Control"] == "public, no-cache"
    assert "6Restrictedpaper" in spoken(public.content)
    assert "Innovationincouncils" not in spoken(public.content)
    assert "Secretplans" not in spoken(public.content)
    member = UserFactory(roles=[Role.BOARD_MEMBER])
    MembershipFactory(board=report.board, user=member)
    client.force_login(member)
    members = client.get(address)
    assert members["Cache-Control"] == "private, no-store"
    assert "Item6Innovationincouncils" in spoken(members.content)
    assert "1.Nocasestudies." in spoken(members.content)
    assert Client().get(address).content == public.content


@pytest.mark.django_db
def test_pack_is_made_anew_when_its_content_changes(client: Client) -> None:
    report = published()
    address = f"{report.meeting.get_absolute_url()}pack.pdf"
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    AgendaItemFactory(meeting=report.meeting, number=9, title="Flooding")
    second = client.get(address, headers={"if-none-match": first["ETag"]})
    assert "Flooding" in spoken(second.content)
    report.blocks.filter(kind="heading").update(text="Foreground")
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    actions.correct(report=report, version=Report.objects.get(pk=report.pk).version, by=by, note="A wrong heading.")
    third = client.get(address, headers={"if-none-match": second["ETag"]})
    assert "Foreground" in spoken(third.content)
    assert client.get(address).content == third.content


@pytest.mark.django_db
def test_supplementary_packs_are_numbered_on_from_the_pack(client: Client) -> None:
    report = published()
    AgendaItemFactory(meeting=report.meeting, number=9, title="Flooding", supplementary=1)
    base = report.meeting.get_absolute_url()
    pages = len(PdfReader(io.BytesIO(client.get(f"{base}pack.pdf").content)).pages)
    second = PdfReader(io.BytesIO(client.get(f"{base}pack-1.pdf").content))
    assert second.page_labels[0] == str(pages + 1)
    assert "Flooding" in second.pages[1].extract_text()
    assert client.get(f"{base}pack-2.pdf").status_code == 404
    AgendaItem.objects.all().delete()
    assert client.get(f"{base}pack.pdf").status_code == 404
