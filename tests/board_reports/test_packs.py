"""The agenda pack of a meeting: what is in it for whom, how its pages are numbered, and when it is made anew."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from board_reports import actions
from board_reports.models import AgendaItem, Report
from board_reports.outputs.pack import Item, Pack, Withheld, agenda_pages, pack_pdf, report_pages
from innovation_db.roles import Role
from tests.board_reports import publishing
from tests.board_reports.documents import PORTFOLIO, UPDATE
from tests.board_reports.reading_back import leaves, spoken
from tests.board_reports.test_outputs import AT, FONTS, SITE
from tests.board_reports.test_pages import RESTRICTED, published
from tests.board_reports.test_pdf_accessibility import problems
from tests.factories import UserFactory
from tests.report_factories import (
    AgendaItemFactory,
    MeetingFactory,
    MembershipFactory,
    ReportFactory,
    UploadedPaperFactory,
)

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


LEFT_OUT = Item("6", "Restricted paper", (), Withheld(5))


@pytest.mark.parametrize(
    ("items", "labels"),
    [
        ((PACK.items[0], LEFT_OUT, PACK.items[2]), ["1", "2", "3", "8"]),
        ((PACK.items[0], PACK.items[2], LEFT_OUT), ["1", "2", "3", "4"]),
        ((LEFT_OUT, replace(LEFT_OUT, document=Withheld(1))), ["1", "2", "3", "8"]),
    ],
    ids=["before another", "at the end", "one after the other"],
)
def test_a_sheet_says_how_many_pages_are_left_out_and_those_after_it_keep_their_numbers(
    items: tuple[Item, ...], labels: list[str]
) -> None:
    reader = PdfReader(io.BytesIO(made(replace(PACK, items=items))))
    assert problems(reader) == []
    assert reader.page_labels == labels
    (sheet,) = [page.extract_text() for page in reader.pages if "to " in page.extract_text().splitlines()[-1]]
    first = int(labels[-1]) if items[-1] is LEFT_OUT else 3
    assert f"Item 6\nRestricted paper\nPages {first} to {first + 4} are left out of this copy." in sheet
    assert sheet.endswith(f"Pages {first} to {first + 4} of 8")
    assert "of 8" in reader.pages[1].extract_text().splitlines()[-1]
    if items[-1].document == Withheld(1):
        assert "Page 8 is left out of this copy." in reader.pages[-1].extract_text()


def test_a_report_has_as_many_pages_by_itself_as_in_a_pack() -> None:
    long_agenda = (*(Item(str(at), "Words " * 20) for at in range(30)), *PACK.items)
    reader = PdfReader(io.BytesIO(made(replace(PACK, items=long_agenda))))
    begins = [reader.get_destination_page_number(one) for one in reader.outline if not isinstance(one, list)]
    assert report_pages([UPDATE, PORTFOLIO], site=SITE, fonts=FONTS, pictures={}) == [
        begins[2] - begins[1],
        len(reader.pages) - begins[2],
    ]
    assert agenda_pages(replace(PACK, items=long_agenda), site=SITE, fonts=FONTS) == begins[1] - begins[0] == 2


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


def pages_of(client: Client, address: str) -> dict[str, str]:
    """Return what stands on each page by its label, and that each says its number at its foot."""
    reader = PdfReader(io.BytesIO(client.get(address).content))
    return {label: page.extract_text() for label, page in zip(reader.page_labels, reader.pages, strict=True)}


@pytest.fixture
def mixed() -> Report:
    """Public papers before, between and after restricted ones, one of these of another body; return a restricted one.

    The agenda takes two pages for those who read all, and one for others.
    """
    meeting = MeetingFactory()
    usual = {"board": meeting.board, "meeting": meeting}
    first = publishing.paper("Croydon listens.", slug="first", title="First", **usual)
    secret = publishing.paper("Telford asks.", slug="secret", title="Secret plans " * 12, **usual, **RESTRICTED)
    last = publishing.paper("Doncaster goes.", slug="last", title="Last", **usual)
    for number, one in enumerate((first, secret, last), start=1):
        AgendaItemFactory(meeting=meeting, report=one, number=number, title="")
    others = AgendaItemFactory(meeting=meeting, number=4, title="Libraries")
    for at in range(6):
        UploadedPaperFactory(item=others, title=f"{at} hidden words " * 9, place=at, **RESTRICTED)
    for number in range(5, 16):
        AgendaItemFactory(meeting=meeting, number=number, title="An item without a paper")
    UploadedPaperFactory(item=others, title="Open words", place=9)
    AgendaItemFactory(meeting=meeting, number=19, title="Flooding", supplementary=1)
    UploadedPaperFactory(item=others, title="More hidden words", supplementary=1, **RESTRICTED)
    return secret


@pytest.mark.django_db
def test_every_page_has_the_same_number_for_every_reader(client: Client, mixed: Report) -> None:
    member = UserFactory(roles=[Role.BOARD_MEMBER])
    MembershipFactory(board=mixed.board, user=member)
    own = Client()
    own.force_login(member)
    base = mixed.meeting.get_absolute_url()
    whole, public = pages_of(own, f"{base}pack.pdf"), pages_of(client, f"{base}pack.pdf")
    assert list(whole) == [str(number) for number in range(1, len(whole) + 1)]
    assert "Item 1\nFirst" in whole["4"]
    assert "Item 1\nFirst" in public["4"]
    for words in ("Croydon listens.", "Doncaster goes.", "Open words\nThe next"):
        at = [label for label, said in whole.items() if words in said]
        assert at
        assert at == [label for label, said in public.items() if words in said]
    assert "hidden" not in "".join(public.values())
    assert "Secret" not in "".join(public.values())
    left_out = [label for label in public if f"Item 4\nRestricted paper\nPages {label} to " in public[label]]
    assert left_out == [label for label in whole if "hidden words" in whole[label] and "Item 4" in whole[label]]
    assert f"of {len(whole)}" in public["2"]
    more, others = pages_of(own, f"{base}pack-1.pdf"), pages_of(client, f"{base}pack-1.pdf")
    assert next(iter(more)) == next(iter(others)) == str(len(whole) + 1)
    assert (len(more), list(others)) == (5, list(more)[:3])
    assert f"Pages {list(more)[2]} to {list(more)[4]} are left out of this copy." in others[list(more)[2]]


@pytest.mark.django_db
def test_nobody_learns_from_the_pack_when_a_paper_they_may_not_read_changes(client: Client, mixed: Report) -> None:
    address = f"{mixed.meeting.get_absolute_url()}pack.pdf"
    before = client.get(address)
    mixed.blocks.update(text="Telford does not ask.")
    by = UserFactory(roles=[Role.ADMINISTRATOR])
    actions.correct(report=mixed, version=Report.objects.get(pk=mixed.pk).version, by=by, note="A wrong word.")
    assert client.get(address, headers={"if-none-match": before["ETag"]}).status_code == 304
    mixed.blocks.update(text="Telford asks for long. " * 200)
    actions.correct(report=mixed, version=Report.objects.get(pk=mixed.pk).version, by=by, note="Too short.")
    assert client.get(address, headers={"if-none-match": before["ETag"]}).status_code == 200


@pytest.mark.django_db
def test_a_pack_that_was_made_before_costs_few_queries(
    client: Client, mixed: Report, django_assert_max_num_queries: Any
) -> None:
    address = f"{mixed.meeting.get_absolute_url()}pack-1.pdf"
    first = client.get(address)
    with django_assert_max_num_queries(10):
        assert client.get(address).content == first.content
