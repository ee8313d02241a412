"""Copies of reports in one file that needs neither the site nor scripts, with what a member noted at paragraphs.

The papers of others of a meeting lie beside it in an archive: a phone opens a PDF as a file of its own, and seldom one
that is within a page.
"""

import base64
import mimetypes
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import IO

from board_reports import commenting, document
from board_reports.commenting import Note, Notes
from board_reports.document import Block, Document, Words
from board_reports.models import Report, UploadedPaper, Version
from innovation_db.models import User


@dataclass(frozen=True)
class Part:
    """A block with its picture as an address that holds it, or "", and the notes at it."""

    block: Block
    picture: str
    notes: list[Note]


@dataclass(frozen=True)
class Copy:
    """One report of the file. `number` is its item on the agenda, or ""; `anchor` leads to it."""

    report: Report
    version: Version
    document: Document
    parts: list[Part]
    notes: Notes
    anchor: str


@dataclass(frozen=True)
class Other:
    """A paper of others at an item of the agenda. `file` is its name in the archive, "" where its file is gone."""

    paper: UploadedPaper
    number: int
    file: str


def others(agenda: Iterable[tuple[int, Sequence[UploadedPaper]]]) -> list[Other]:
    """Return the papers of these items, each with its number, in their order."""
    return [
        Other(one, number, f"item-{number}-{place}-{one.download_name}" if one.is_there else "")
        for number, papers in agenda
        for place, one in enumerate(papers, start=1)
    ]


def bundle(into: IO[bytes], page: str, name: str, others: Iterable[Other]) -> None:
    """Write an archive: the page under `name`, and beside it the papers of others whose files are there."""
    with zipfile.ZipFile(into, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, page)
        for one in others:
            if one.file:  # a PDF is packed already
                archive.writestr(one.file, one.paper.content(), compress_type=zipfile.ZIP_STORED)


def copy(
    report: Report, version: Version, *, site: str, pictures: Mapping[str, bytes], reader: User | None, anchor: str = ""
) -> Copy:
    """Return the copy of a published report; `reader` is the member whose notes go into it, or None.

    Addresses of pages begin with `site`. Those within it begin with `anchor`, because of several reports in one file
    each has a paragraph “b1”.
    Costs what `commenting.notes` costs where there is a reader.
    """
    read = document.from_json(version.content)
    notes = commenting.notes(reader, report, read) if reader else Notes()
    apart = _apart(read, anchor, site)
    parts = [
        Part(block, _embedded(block, pictures), notes.at.get(original.key, []))
        for original, block in zip(read.blocks, apart.blocks, strict=True)
    ]
    return Copy(report, version, apart, parts, notes, anchor)


def _embedded(block: Block, pictures: Mapping[str, bytes]) -> str:
    """Return the picture of a block as an address that holds it; "" where it has none, or its file is gone."""
    url = block.picture.url if block.picture else ""
    if url not in pictures:
        return ""
    kind = mimetypes.guess_type(url)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(pictures[url]).decode()}"


def _apart(read: Document, anchor: str, site: str) -> Document:
    """Return the same document with `anchor` before each address within it, and `site` before those of pages."""

    def address(href: str) -> str:
        if href.startswith("#"):
            return f"#{anchor}{href[1:]}"
        return site + href if href.startswith("/") else href

    def words(spans: Words) -> Words:
        return tuple(replace(one, href=address(one.href), figure=one.figure and anchor + one.figure) for one in spans)

    def block(one: Block) -> Block:
        table = one.table
        if table:
            table = replace(table, rows=tuple(tuple(words(cell) for cell in row) for row in table.rows))
        return replace(one, key=anchor + one.key, words=words(one.words), table=table)

    return replace(
        read,
        summary=words(read.summary),
        recommendations=tuple(words(one) for one in read.recommendations),
        action=words(read.action),
        blocks=tuple(block(one) for one in read.blocks),
        figures=tuple(replace(one, key=anchor + one.key) for one in read.figures),
    )
