"""The papers of a meeting as one PDF: cover, agenda and every report, set together so that their pages count through.

It is set from the documents and not joined from PDFs: one bookmark tree, one run of page numbers, one set of tags. A
supplementary pack goes on counting where the pack before it ended.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from board_reports.document import Document, plain
from board_reports.outputs import parts, typesetting
from board_reports.outputs.parts import line
from board_reports.outputs.pdf import Files, shape

EDITION = 1  # goes up when the same papers are to be set in another way


@dataclass(frozen=True)
class Item:
    """A line of the agenda. `notes` are what the agenda says below its title; `document` its report, if it is read."""

    number: str
    title: str
    notes: tuple[str, ...] = ()
    document: Document | None = None


@dataclass(frozen=True)
class Pack:
    """The papers of a meeting. `date` in ISO 8601; `place` when and where; `supplementary` is 0 for the pack itself."""

    board: str
    date: str
    place: str
    items: tuple[Item, ...]
    supplementary: int = 0
    first_page: int = 1

    @property
    def kind(self) -> str:
        return f"Supplementary agenda pack {self.supplementary}" if self.supplementary else "Agenda pack"

    @property
    def title(self) -> str:
        return line(f"{self.kind}: {self.board}, {parts.day(self.date)}")


def pack_pdf(pack: Pack, *, site: str, fonts: Path, at: datetime, pictures: Mapping[str, bytes] | None = None) -> bytes:
    """Return the pack as PDF. The parameters are those of `pdf.pdf`."""
    files = Files(pictures or {})
    return typesetting.compiled("pack.typ", _shape(pack, site, files), pictures=files.kept, fonts=fonts, at=at)


def fingerprint(*facts: Any) -> str:
    """Return a hash of what a pack is made from: the same facts give the same pack, other facts another."""
    told = json.dumps([EDITION, *facts], ensure_ascii=False, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _shape(pack: Pack, site: str, files: Files) -> dict[str, Any]:
    items: list[dict[str, Any]] = []
    reports: list[dict[str, Any]] = []
    for item in pack.items:
        notes = [line(note) for note in item.notes if note.strip()]
        told: dict[str, Any] = {"number": item.number, "title": line(item.title), "notes": notes, "report": None}
        if item.document is not None:
            told |= {"report": len(reports), "notes": [line(item.document.purpose), *notes]}
            running = f"{parts.day(pack.date)}, item {item.number}"
            named = {"kicker": f"Item {item.number}", "running": running}
            reports.append(shape(item.document, site=site, files=files) | named)
        items.append(told)
    return {
        "title": pack.title,
        "kind": pack.kind,
        "board": line(pack.board),
        "day": parts.day(pack.date),
        "place": line(pack.place),
        "description": line(f"Agenda and reports. {' '.join(plain(r.summary) for r in _documents(pack))}")[:500],
        "first_page": pack.first_page,
        "items": items,
        "reports": reports,
    }


def _documents(pack: Pack) -> list[Document]:
    return [item.document for item in pack.items if item.document is not None]
