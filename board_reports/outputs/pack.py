"""The papers of a meeting as one PDF: cover, agenda and every report, set together so that their pages count through.

Reports are set from their documents and not joined from PDFs: one bookmark tree, one run of page numbers, one set of
tags. Papers that others wrote follow a leaf that says what they are, and are joined by `joining.py`. A supplementary
pack goes on counting where the pack before it ended. Where a reader may not read a paper a sheet says how many pages
are left out, so that every page has the same number for everybody.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from board_reports.document import Document, plain
from board_reports.outputs import joining, parts, typesetting
from board_reports.outputs.paper_reading import Found
from board_reports.outputs.parts import line
from board_reports.outputs.pdf import Files, shape

EDITION = 3  # goes up when the same papers are to be set in another way

WITHHELD = "Restricted paper"
GONE = "Its file could not be read when this pack was made, so it is not in it."


@dataclass(frozen=True)
class Attached:
    """A paper of others at an item: its file, what was found in it, and what the agenda says below its title.

    Without its file it is named in the agenda and not joined.
    """

    title: str
    content: bytes
    found: Found
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Withheld:
    """A paper that the reader may not read: how many pages it has in the pack of those who may, and nothing else."""

    pages: int


@dataclass(frozen=True)
class Item:
    """A line of the agenda. `notes` are what the agenda says below its title; `document` its report, if it is read."""

    number: str
    title: str
    notes: tuple[str, ...] = ()
    document: Document | Withheld | None = None
    papers: tuple[Attached | Withheld, ...] = ()


@dataclass(frozen=True)
class Pack:
    """The papers of a meeting. `date` in ISO 8601; `place` when and where; `supplementary` is 0 for the pack itself.

    `agenda_pages` is how many pages the agenda has for who may read every paper; 0: as many as this one takes.
    """

    board: str
    date: str
    place: str
    items: tuple[Item, ...]
    supplementary: int = 0
    first_page: int = 1
    agenda_pages: int = 0

    @property
    def kind(self) -> str:
        return f"Supplementary agenda pack {self.supplementary}" if self.supplementary else "Agenda pack"

    @property
    def title(self) -> str:
        return line(f"{self.kind}: {self.board}, {parts.day(self.date)}")


def pack_pdf(pack: Pack, *, site: str, fonts: Path, at: datetime, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the pack as PDF. The parameters are those of `pdf.pdf`."""
    files = Files(pictures or {})
    made = typesetting.compiled("pack.typ", _shape(pack, site, files), pictures=files.kept, fonts=fonts, at=at)
    # The bookmarks of a pack: its agenda, then each report, leaf and sheet in their order.
    bookmarked: list[Document | Attached | Withheld] = []
    for item in pack.items:
        bookmarked += [item.document] if item.document else []
        bookmarked += [one for one in item.papers if isinstance(one, Withheld) or one.content]
    papers = {
        at: joining.Paper(one.content, one.found.pages, line(one.title), one.found.tagged)
        for at, one in enumerate(bookmarked, start=1)
        if isinstance(one, Attached)
    }
    accessible = all(one.found.accessible for one in bookmarked if isinstance(one, Attached))
    return joining.joined(made, papers, accessible=accessible) if papers else made


def report_pages(documents: Sequence[Document], *, site: str, fonts: Path, pictures: Mapping[str, bytes]) -> list[int]:
    """Return how many pages each report has in a pack; it begins on a new page, so whatever else is in the pack."""
    pack = Pack("Board", "2000-01-01", "", tuple(Item("1", "Report", (), one) for one in documents))
    begins, pages = _begins(_shape(pack, site, files := Files(pictures)), files, fonts)
    return [after - begin for begin, after in pairwise([*begins[1:], pages])]


def agenda_pages(pack: Pack, *, site: str, fonts: Path) -> int:
    """Return how many pages the agenda of a pack has. Its papers are not set for that."""
    shaped = _shape(pack, site, files := Files({}))
    papers = [one | {"is": "sheet", "title": WITHHELD, "pages": 1} for one in shaped["papers"]]
    begins, pages = _begins(shaped | {"papers": papers}, files, fonts)
    return (begins[1] if papers else pages) - begins[0]


def _begins(shaped: dict[str, Any], files: Files, fonts: Path) -> tuple[list[int], int]:
    """Return the places of the pages on which the agenda and each paper begin, and how many pages there are."""
    at = datetime.fromtimestamp(0, UTC)
    made = typesetting.compiled("pack.typ", shaped, pictures=files.kept, fonts=fonts, at=at)
    return joining.bookmarked_pages(made)


def fingerprint(*facts: Any) -> str:
    """Return a hash of what a pack is made from: the same facts give the same pack, other facts another."""
    told = json.dumps([EDITION, *facts], ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _shape(pack: Pack, site: str, files: Files) -> dict[str, Any]:
    rows: list[dict[str, Any]] = []
    papers: list[dict[str, Any]] = []

    def row(item: Item, title: str, notes: Sequence[str], paper: dict[str, Any] | None) -> None:
        told = [line(note) for note in notes if note.strip()]
        rows.append({"number": item.number, "title": line(title), "notes": told, "paper": None})
        if paper is not None:
            rows[-1]["paper"] = len(papers)
            papers.append(paper | {"kicker": f"Item {item.number}", "running": _running(pack, item), "notes": told})

    def sheet(one: Withheld) -> dict[str, Any]:
        return {"is": "sheet", "title": WITHHELD, "pages": one.pages}

    for item in pack.items:
        if item.document is None:
            row(item, item.title, item.notes, None)
        elif isinstance(item.document, Withheld):
            row(item, item.title, item.notes, sheet(item.document))
        else:
            report = {"is": "report"} | shape(item.document, site=site, files=files)
            row(item, item.title, [item.document.purpose, *item.notes], report)
        for one in item.papers:
            if isinstance(one, Withheld):
                row(item, WITHHELD, (), sheet(one))
                continue
            leaf = {"is": "leaf", "title": line(one.title), "pages": one.found.pages}
            row(item, one.title, one.notes, leaf) if one.content else row(item, one.title, [*one.notes, GONE], None)
    return {
        "title": pack.title,
        "kind": pack.kind,
        "board": line(pack.board),
        "day": parts.day(pack.date),
        "place": line(pack.place),
        "description": line(f"Agenda and reports. {' '.join(plain(r.summary) for r in _documents(pack))}")[:500],
        "first_page": pack.first_page,
        "agenda_pages": pack.agenda_pages,
        "left_out_at_end": papers[-1]["pages"] - 1 if papers and papers[-1]["is"] == "sheet" else 0,
        "items": rows,
        "papers": papers,
    }


def _running(pack: Pack, item: Item) -> str:
    return f"{parts.day(pack.date)}, item {item.number}"


def _documents(pack: Pack) -> list[Document]:
    return [item.document for item in pack.items if isinstance(item.document, Document)]
