"""How fast reports are made: `python -m benchmarks.reports` writes its table into docs/performance.md.

A report of four pages in each form and an agenda pack of forty pages, in this process, after two of each to warm up.
No two that are measured have a paragraph in common, so nothing that typst keeps from one serves the next. No database.
"""

import argparse
import io
import os
import platform
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from random import Random

from pypdf import PdfReader

from benchmarks.__main__ import ROOT, TABLE, percentile, say, yardstick
from board_reports.document import Block, Chart, Document, Figure, Person, Span, Table
from board_reports.numbering import Kind, numbers
from board_reports.outputs import paper_reading
from board_reports.outputs.pack import Attached, Item, Pack, Withheld, agenda_pages, pack_pdf, report_pages
from board_reports.outputs.pdf import pdf
from board_reports.outputs.text import text
from board_reports.outputs.word import word

BEGIN, END = "<!-- written by benchmarks.reports: begin -->", "<!-- written by benchmarks.reports: end -->"
FONTS = ROOT / "node_modules" / "source-sans" / "TTF"
AT = datetime(2015, 7, 14, tzinfo=UTC)
SITE = "https://example.org"
WORDS = (
    *("councils", "members", "officers", "residents", "service", "design", "digital", "savings", "programme", "place"),
    *("learning", "evidence", "practice", "leadership", "partners", "innovation", "showed", "shared", "tried", "the"),
    *("adopted", "measured", "of", "and", "with", "for", "their", "across", "to", "what", "others", "next", "year"),
)
TIMES = 15


def report(random: Random) -> Document:
    """Return a report of four pages: twelve paragraphs, six below them, two tables, a chart, six figures."""

    def said(count: int) -> tuple[Span, ...]:
        return (Span(" ".join(random.choices(WORDS, k=count)).capitalize()), Span("over 100", figure="f1"), Span("."))

    blocks = []
    for at in range(12):
        if at % 4 == 0:
            blocks.append(Block(f"h{at}", Kind.HEADING, (Span(f"Heading {random.random()}"),)))
        blocks.append(Block(f"p{at}", Kind.PARAGRAPH, said(60)))
        if at % 5 == 1:
            blocks += [Block(f"s{at}{n}", Kind.SUBPARAGRAPH, said(18)) for n in range(2)]
        if at in (5, 9):
            rows = tuple((said(2), said(9), (Span(str(random.randrange(900))),)) for _ in range(8))
            blocks.append(Block(f"t{at}", Kind.TABLE, table=Table("A table", ("Theme", "What", "Councils"), rows)))
    bars = tuple((f"Theme {random.random():.3f}", str(n), str(n)) for n in random.choices(range(900), k=5))
    blocks.append(Block("c1", Kind.CHART, (Span("A chart"),), chart=Chart("bar", "A chart", bars)))
    found = numbers((block.key, block.kind) for block in blocks)
    numbered = tuple(
        Block(b.key, b.kind, b.words, found[b.key].text, found[b.key].level) if b.key in found else b for b in blocks
    )
    figures = tuple(
        Figure(f"f{n}", "added", "Case studies added", "Those first published in the window.", 1, "count", "103",
               "103", "over 100", "2015-07-08T16:02+01:00", window=f"from {n} July 2014 to 8 July 2015")
        for n in range(1, 7)
    )  # fmt: skip
    return Document(
        title=f"Report {random.random()}", board="Improvement and Innovation Board", board_slug="board", slug="report",
        kind="update", purpose="For information and discussion.", summary=said(30), recommendations=(said(12),),
        action=said(10), contacts=(Person("Robin Officer", "Manager", "020 7000 0000", "robin@example.org"),),
        date="2015-07-14", item="6", blocks=numbered, figures=figures,
    )  # fmt: skip


def pack(random: Random) -> Pack:
    items = tuple(Item(str(n), f"Report {n}", (), report(random)) for n in range(1, 10))
    return Pack("Improvement and Innovation Board", "2015-07-14", "11:00, London", items)


def joining_pack(random: Random) -> Pack:
    """Return a pack of forty pages of which twelve are a tagged paper that is joined."""
    theirs = as_pdf(replace(report(random), blocks=tuple(b for n in range(3) for b in again(report(random).blocks, n))))
    paper = Attached("A paper", theirs, paper_reading.read(theirs))
    items = tuple(Item(str(n), f"Report {n}", (), report(random)) for n in range(1, 7))
    return Pack(
        "Improvement and Innovation Board",
        "2015-07-14",
        "11:00, London",
        (*items, Item("7", "A paper", (), None, (paper,))),
    )


def again(blocks: tuple[Block, ...], number: int) -> list[Block]:
    """Return the blocks under keys of their own."""
    return [replace(block, key=f"{block.key}n{number}") for block in blocks]


def as_pdf(what: Document) -> bytes:
    return pdf(what, site=SITE, fonts=FONTS, at=AT)


def as_word(what: Document) -> bytes:
    return word(what, site=SITE, fonts=FONTS, at=AT)


def as_text(what: Document) -> bytes:
    return text(what, site=SITE).encode()


def as_pack(what: Pack) -> bytes:
    return pack_pdf(what, site=SITE, fonts=FONTS, at=AT)


def as_public_pack(what: Pack) -> bytes:
    """Count the pages of its last report as if it were restricted, and those of its agenda; write what others get."""
    *items, last = what.items
    assert isinstance(last.document, Document)
    (pages,) = report_pages([last.document], site=SITE, fonts=FONTS, pictures={})
    items.append(Item(last.number, "Restricted paper", (), Withheld(pages)))
    agenda = agenda_pages(what, site=SITE, fonts=FONTS)
    return as_pack(replace(what, items=tuple(items), agenda_pages=agenda))


def as_counted(what: Pack) -> bytes:
    """Count the pages of each report, and of the agenda: what the first page of the next pack is known by."""
    documents = [item.document for item in what.items if isinstance(item.document, Document)]
    report_pages(documents, site=SITE, fonts=FONTS, pictures={})
    agenda_pages(what, site=SITE, fonts=FONTS)
    return b""


def measured[What](name: str, aim: str, make: Callable[[Random], What], write: Callable[[What], bytes]) -> str:
    """Return a line of the table: what a reader waits and what the processor works, in milliseconds."""
    random = Random(name)
    waits, works, pages = [], [], ""
    for at in range(TIMES + 2):
        what = make(random)
        wait, work = time.perf_counter(), time.process_time()
        made = write(what)
        if at >= 2:
            waits.append((time.perf_counter() - wait) * 1000)
            works.append((time.process_time() - work) * 1000)
        if made[:4] == b"%PDF":
            pages = str(len(PdfReader(io.BytesIO(made)).pages))
    return (
        f"| {name} | {pages} | {statistics.median(waits):.0f} ms | {percentile(waits):.0f} ms "
        f"| {statistics.median(works):.0f} ms | {aim} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reports", description=__doc__)
    parser.add_argument("--no-table", action="store_true", help="print the table and leave docs/performance.md alone")
    options = parser.parse_args()
    before = os.getloadavg()[0]
    lines = [
        measured("report, PDF", "100 ms", report, as_pdf),
        measured("report, Word", "100 ms", report, as_word),
        measured("report, plain text", "100 ms", report, as_text),
        measured("agenda pack, PDF", "1,000 ms", pack, as_pack),
        measured("agenda pack with a joined paper", "1,000 ms", joining_pack, as_pack),
        measured("agenda pack with a report left out and counted", "1,000 ms", pack, as_public_pack),
        measured("counting the pages of an agenda pack", "1,000 ms", pack, as_counted),
    ]
    facts = (
        f"`python -m benchmarks.reports`: Python {platform.python_version()}, one process on {os.cpu_count()} cores, "
        f"{TIMES} of each; the load of the machine was {before:.1f} before and {os.getloadavg()[0]:.1f} after. "
        f"The yardstick takes {yardstick():.0f} ms."
    )
    table = "\n".join(
        [facts, "", "| what | pages | median wait | 95th percentile | median of processor | aim |",
         "|---|---:|---:|---:|---:|---:|", *lines]
    )  # fmt: skip
    print(table)
    if not options.no_table:
        whole = TABLE.read_text()
        start, end = whole.index(BEGIN) + len(BEGIN), whole.index(END)
        TABLE.write_text(f"{whole[:start]}\n{table}\n{whole[end:]}")
        say("Written into docs/performance.md.")


if __name__ == "__main__":
    main()
