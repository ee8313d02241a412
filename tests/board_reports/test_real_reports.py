"""The demonstration's five reports against the real ones: each has their structure and their facts, in every output.

What those have is in `real_reports.py`. What the demonstration has was drafted by the site, edited as officers edit,
cleared and published.
"""

import html
import re

import pytest

from board_reports.document import Document, plain
from board_reports.numbering import Kind
from board_reports.outputs import parts
from tests.board_reports.conftest import Demonstration, Shown
from tests.board_reports.reading_back import leaves, spoken, squeezed, word_paragraphs
from tests.board_reports.real_reports import PLAN, REAL, ZONE, Real

each = pytest.mark.parametrize("real", REAL, ids=lambda real: real.called)
NUMBER = re.compile(r"\d+\.|\d+\.\d+")


def of(demonstration: Demonstration, real: Real) -> Shown:
    return demonstration.reports[real.kind]


def tables(document: Document) -> list[tuple[str, tuple[str, ...], list[tuple[str, ...]]]]:
    """Return caption, columns and rows of each table in the appendices."""
    return [
        (one.table.caption, one.table.columns, [tuple(plain(cell) for cell in row) for row in one.table.rows])
        for one in document.appendices
        if one.table
    ]


def places(document: Document) -> dict[str, str]:
    """Return what stands where: by the number of a paragraph, by the name of a part of the head; the appendix."""
    rows = [" | ".join(row) for _, _, found in tables(document) for row in found]
    return {
        "purpose": document.purpose,
        "summary": plain(document.summary),
        "recommendations": "\n".join(map(plain, document.recommendations)),
        "action": plain(document.action),
        "appendix": "\n".join(rows),
    } | {one.number: one.text for one in document.blocks if one.kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH)}


def test_the_demonstration_has_one_report_of_each_kind(demonstration: Demonstration) -> None:
    assert set(demonstration.reports) == {real.kind for real in REAL}


@each
def test_headings_stand_in_their_order_and_level(demonstration: Demonstration, real: Real) -> None:
    document = of(demonstration, real).document
    levels = parts.levels(document.blocks)
    assert document.title == real.title
    assert [
        (levels[one.key], plain(parts.heading(one))) for one in document.blocks if one.kind in parts.RANKS
    ] == list(real.headings)  # fmt: skip


@each
def test_the_head_has_these_parts_and_no_other(demonstration: Demonstration, real: Real) -> None:
    page = of(demonstration, real).page
    head = re.search(r'<dl class="report__head">(.*?)</dl>', page, re.DOTALL)
    assert tuple(re.findall(r"<dt>(.*?)</dt>", head[1] if head else "")) == real.head


@each
def test_paragraphs_are_numbered_like_this(demonstration: Demonstration, real: Real) -> None:
    document = of(demonstration, real).document
    numbers = [one.number for one in document.blocks if one.kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH)]
    assert numbers == real.numbers.split()


@each
def test_contact_officers_stand_in_their_place_with_all_that_is_needed(
    demonstration: Demonstration, real: Real
) -> None:
    shown = of(demonstration, real)
    assert tuple(one.position for one in shown.document.contacts) == real.contacts
    assert shown.document.contacts_at_end == real.contacts_at_end
    for one in shown.document.contacts:
        assert one.name
        assert re.fullmatch(r"020 7946 0\d{3}", one.telephone), "a number that nobody has"
        assert one.email.endswith("@example.org"), "an address that nobody has"
        in_text, first = shown.text.index(one.telephone), shown.text.index(f"\n{real.headings[0][1]}\n")
        assert (in_text > first) == real.contacts_at_end


@each
def test_its_appendix_is_this_table(demonstration: Demonstration, real: Real) -> None:
    document = of(demonstration, real).document
    found = tables(document)
    if real.appendix is None:
        assert document.appendices == []
        return
    [(_, columns, rows)] = found
    assert plain(parts.heading(document.appendices[0])) == real.appendix.title
    assert (columns, len(rows)) == (real.appendix.columns, real.appendix.rows)
    assert tuple(dict.fromkeys(row[0] for row in rows)) == real.appendix.first_column


@pytest.mark.parametrize(
    ("real", "place", "fact"),
    [pytest.param(real, *one, id=f"{real.kind} {one[0]}: {one[1][:40]}") for real in REAL for one in real.facts],
)
def test_its_facts_are_told_where_they_belong(demonstration: Demonstration, real: Real, place: str, fact: str) -> None:
    told = places(of(demonstration, real).document)
    assert re.search(fact, told[place]), told[place]


@each
def test_numbers_are_counted_by_the_site_or_have_their_source(demonstration: Demonstration, real: Real) -> None:
    document = of(demonstration, real).document
    counted = {(one.definition_key, one.phrase) for one in document.figures if one.holds and one.number and one.at}
    assert set(real.counted.items()) <= counted
    assert len(counted) == len({(one.definition_key, one.phrase) for one in document.figures}), "every figure holds"
    named = {span.figure for block in document.blocks for span in block.words if span.figure}
    assert {one.key for one in document.figures} == named, "they stand in the text, and none is told of that does not"
    assert all(one.source for one in document.given)


@each
def test_every_output_has_the_same_numbers_words_and_figures(demonstration: Demonstration, real: Real) -> None:
    shown = of(demonstration, real)
    numbers = [number if "." in number else f"{number}." for number in real.numbers.split()]
    body = html.unescape(re.sub(r"<[^>]+>", "", shown.page[shown.page.index('class="report__body"') :]))
    in_page = re.findall(r'class="numbered__number">([^<]+)<', shown.page)
    in_pdf = [one.text.strip() for one in leaves(shown.pdf) if one.tags[-1] == "Lbl"]
    in_word = [one.number for one in word_paragraphs(shown.word)]
    in_text = re.findall(r"^(?:(\d+\.)| {5}(\d+\.\d+)) +\S", shown.text, re.MULTILINE)
    assert in_page == numbers
    assert [one for one in in_pdf if NUMBER.fullmatch(one)] == numbers
    assert [one for one in in_word if NUMBER.fullmatch(one)] == numbers
    assert ["".join(one) for one in in_text] == numbers
    in_words = "".join(one.number + one.text for one in word_paragraphs(shown.word))
    without_addresses = re.sub(r"\s<http\S+?>", "", shown.text)
    for output in (body, spoken(shown.pdf), in_words, without_addresses):
        _says_in_order(shown.document, squeezed(output))


def _says_in_order(document: Document, output: str) -> None:
    place = 0
    for block in document.blocks:
        if block.number and block.kind is not Kind.APPENDIX:
            wanted = squeezed(f"{parts.numbered(block)}{block.text}")
            assert wanted in output[place:]
            place = output.index(wanted, place) + len(wanted)


@pytest.mark.parametrize("real", [ZONE, PLAN], ids=lambda real: real.called)
def test_every_output_has_the_appendix(demonstration: Demonstration, real: Real) -> None:
    shown = of(demonstration, real)
    [(_, columns, rows)] = tables(shown.document)
    cells = squeezed("".join(["".join(columns), *("".join(row) for row in rows)]))
    assert cells in squeezed(html.unescape(re.sub(r"<[^>]+>", "", shown.page)))
    assert cells in spoken(shown.pdf)
    assert cells in squeezed("".join(one.text for one in word_paragraphs(shown.word)))
    for row in rows:
        lines = "".join(f"{name}: {cell}" for name, cell in zip(columns, row, strict=True))
        assert squeezed(lines) in squeezed(shown.text)


def test_where_sessions_are_recorded_the_appendix_is_the_programme_by_day_and_theme(
    demonstration: Demonstration,
) -> None:
    """Of the Zone of 2014 none is recorded; of the made-up one all are."""
    document = demonstration.made_up_zone
    assert [one.number for one in document.blocks if one.kind is Kind.APPENDIX] == ["Appendix 1"]
    days = tables(document)
    assert [re.sub(r"\d+ \w+ \d{4}", "…", caption) for caption, _, _ in days][:3] == [
        "Tuesday …: leading places", "Wednesday …: digital", "Thursday …: working together",
    ]  # fmt: skip
    for caption, columns, rows in days:
        assert columns == ("Time", "Theme", "Session", "Councils")
        order = [(row[0][:5], row[1]) for row in rows]
        assert order == sorted(order), f"{caption}: by the time when they begin, then by theme"
        assert all(row[1] and row[2] for row in rows)
    timed = [row[0] for _, _, rows in days[:3] for row in rows]
    assert all(re.fullmatch(r"\d\d:\d\d to \d\d:\d\d", time) for time in timed)
    assert len({row[1] for _, _, rows in days for row in rows}) > 5
