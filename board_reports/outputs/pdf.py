"""A report as a PDF: tagged for screen readers (PDF/UA-1) and made to last (PDF/A-2a).

Here a document is put into the shape that the files in `typst/` set; numbers and levels come with it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from board_reports.document import Block, Document, Span, Words, plain
from board_reports.numbering import Kind
from board_reports.outputs import charts, parts, typesetting
from board_reports.outputs.parts import clean, line

UNKNOWN = "not known"
LOOKS = {Kind.PART: "part", Kind.APPENDIX: "appendix", Kind.HEADING: "heading", Kind.SUBHEADING: "subheading"}


def pdf(
    document: Document, *, site: str, fonts: Path, at: datetime, pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """Return the report as PDF.

    `site` goes before the addresses of links; `fonts` is a folder with Source Sans; `at` is the time that the file
    says it was made; `pictures` are the images by the addresses that the document has for them. One that is missing,
    or that cannot be typeset, leaves its description and a note.
    """
    files = Files(pictures or {})
    data = {"report": shape(document, site=site, files=files)}
    return typesetting.compiled("report.typ", data, pictures=files.kept, fonts=fonts, at=at)


class Files:
    """The pictures that are used, under names that say nothing to the file system."""

    def __init__(self, pictures: Mapping[str, bytes]) -> None:
        self.pictures = pictures
        self.names: dict[str, str] = {}

    def name(self, url: str) -> str:
        """Return the name of the file for this picture, "" where there is none."""
        if url not in self.pictures:
            return ""
        return self.names.setdefault(url, f"picture-{len(self.names) + 1}")

    @property
    def kept(self) -> dict[str, bytes]:
        """The files by their names."""
        return {name: self.pictures[url] for url, name in self.names.items()}


def shape(document: Document, *, site: str, files: Files) -> dict[str, Any]:
    """Return the report as the data that `typst/paper.typ` sets."""
    speak = _Speaker(document, site)
    notes, given = parts.notes(document), parts.given(document)
    return {
        "title": line(document.title) or "Untitled report",
        "board": line(document.board),
        "running": parts.running(document),
        "description": line(plain(document.summary)),
        "restricted": parts.restriction(document),
        "late": document.counted_late,
        "head": [
            {"name": piece.name, "paragraphs": [speak(words) for words in piece.paragraphs]}
            for piece in parts.head(document)
        ],
        "contacts_name": parts.contacts_name(document),
        "contacts_at_end": document.contacts_at_end,
        "contacts": [
            [line(part) for part in (one.name, one.position, one.telephone, one.email) if part.strip()]
            for one in document.contacts
        ],
        "flow": _flow(document, speak, files),
        "about": {
            "name": parts.ABOUT, "table": _about(notes, speak) if notes else None,
            "given_name": parts.GIVEN, "given": given,
        } if notes or given else None,
    }  # fmt: skip


class _Speaker:
    """Turns words into spans for typst, with links to what is really there."""

    def __init__(self, document: Document, site: str) -> None:
        self.site = site
        self.blocks = {f"#{block.key}" for block in document.blocks}
        self.figures = {note.key for note in parts.notes(document)}

    def __call__(self, words: Words) -> list[dict[str, Any]]:
        spans = [self._span(span) for span in words]
        return [span for span in spans if span["text"]]

    def _span(self, span: Span) -> dict[str, Any]:
        href = parts.address(span.href, self.site)
        if href.startswith("#") and href not in self.blocks:
            href = ""
        if span.figure:
            href = f"#figure-{span.figure}" if span.figure in self.figures else ""
        return {
            "text": clean(span.text), "bold": span.bold, "italic": span.italic, "href": href, "figure": span.figure,
        }  # fmt: skip


def _flow(document: Document, speak: _Speaker, files: Files) -> list[dict[str, Any]]:
    """Return what follows the head, in its order; paragraphs that follow each other are one list."""
    levels = parts.levels(document.blocks)
    found: list[dict[str, Any]] = []
    for block in document.blocks:
        if block.number and block.kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH):
            _add_numbered(found, block, speak)
        else:  # what shows nothing is there still: a reference may lead to it
            shaped = _shaped(block, levels, speak, files) or {"is": "nothing"}
            found.append(shaped | {"key": block.key})
    return found


def _add_numbered(found: list[dict[str, Any]], block: Block, speak: _Speaker) -> None:
    """Add a paragraph to the list before it, below its last one, or as the first of a new list."""
    item = {"key": block.key, "number": parts.numbered(block), "words": speak(block.words), "below": []}
    last = found[-1] if found and found[-1]["is"] == "numbered" else None
    if last is None:
        found.append({"is": "numbered", "level": block.level, "items": [item]})
    elif last["level"] == block.level:
        last["items"].append(item)
    elif block.level > last["level"]:
        last["items"][-1]["below"].append(item)
    else:
        found.append({"is": "numbered", "level": block.level, "items": [item]})


def _shaped(block: Block, levels: dict[str, int], speak: _Speaker, files: Files) -> dict[str, Any] | None:
    if block.kind in LOOKS:
        words = speak(parts.heading(block))
        if not any(span["text"].strip() for span in words):
            return None  # one without words would stand in the bookmarks too
        return {"is": "heading", "look": LOOKS[block.kind], "level": levels[block.key], "words": words}
    if block.kind is Kind.PAGE_BREAK:
        return {"is": "break"}
    if block.chart:
        return _chart(block, speak)
    if block.picture:
        return {
            "is": "picture", "file": files.name(block.picture.url), "alt": line(block.picture.alt),
            "decorative": block.picture.decorative,
            "note": parts.unseen(block.picture), "words": speak(block.words),
        }  # fmt: skip
    if block.table:
        columns, rows = parts.squared(block.table)
        if not columns:
            return None
        return _table(line(block.table.caption), columns, [[speak(cell) for cell in row] for row in rows])
    words = speak(block.words)
    return {"is": "text", "words": words} if words else None


def _table(
    caption: str, columns: Sequence[str], rows: Sequence[Sequence[list[dict[str, Any]]]], *, compact: bool = False
) -> dict[str, Any]:
    """Return a table; `compact`: no wider than its words."""
    texts = [[line("".join(span["text"] for span in cell)) for cell in row] for row in rows]
    return {
        "is": "table",
        "key": "",
        "caption": caption,
        "columns": list(columns),
        "rows": [list(row) for row in rows],
        "widths": parts.widths(columns, texts),
        "right": [_numeric([row[at] for row in texts]) for at in range(len(columns))],
        "anchors": [],
        "compact": compact,
    }


def _numeric(cells: Sequence[str]) -> bool:
    told = [cell for cell in cells if cell not in ("", UNKNOWN)]
    return bool(told) and all(parts.NUMBER.fullmatch(cell) for cell in told)


def _chart(block: Block, speak: _Speaker) -> dict[str, Any]:
    assert block.chart is not None
    title = parts.chart_title(block)
    rows = [[speak((Span(label),)), speak((Span(words),))] for label, _, words in block.chart.rows]
    return {
        "is": "chart",
        "title": title,
        "alt": charts.described(block.chart, title),
        "drawing": str(charts.svg(block.chart, title)) if block.chart.rows else "",
        "table": _table("" if block.chart.rows else title, parts.CHART_COLUMNS, rows, compact=True),
    }


def _about(notes: Sequence[parts.Note], speak: _Speaker) -> dict[str, Any]:
    rows = [[speak((Span(cell),)) for cell in note.cells] for note in notes]
    return _table("", parts.ABOUT_COLUMNS, rows) | {"anchors": [f"figure-{n.key}" for n in notes]}
