"""The plain words of a document, part by part: what search finds, and what two versions are compared by. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

from board_reports.document import Block, Document, plain
from board_reports.numbering import Kind

HEAD = {"title": "Title", "summary": "Summary", "recommendations": "Recommendations", "action": "Action"}

_CALLED = {Kind.PAGE_BREAK: "Page break", Kind.TABLE: "Table", Kind.IMAGE: "Picture", Kind.CHART: "Chart"}


@dataclass(frozen=True)
class Part:
    """A part of a document: a block, or what stands at its head. `name` is what a reader calls it.

    A block keeps its `key` whatever its place and its words become.
    """

    key: str
    name: str
    text: str


def parts(document: Document) -> list[Part]:
    """Return every part that has words, in reading order."""
    return [part for part in _all(document) if part.text]


def parts_for_officers(document: Document) -> list[Part]:
    """Return every part, and what is no text of the report itself: purpose, contacts, restriction, page breaks."""
    contacts = (", ".join(filter(None, (c.name, c.position, c.telephone, c.email))) for c in document.contacts)
    formal = [
        Part("purpose", "Purpose", document.purpose),
        Part("contacts", "Contact officers", "\n".join(contacts)),
        Part("restricted", "Restriction", document.restriction),
    ]
    breaks = {block.key for block in document.blocks if block.kind is Kind.PAGE_BREAK}
    found = [Part(one.key, one.name, "Page break") if one.key in breaks else one for one in _all(document)]
    return [part for part in [*formal, *found] if part.text]


def text_of(block: Block) -> str:
    """Return what a block says, without its number: tables by rows, pictures by what they show."""
    lines = [block.text]
    if block.table:
        lines += [block.table.caption, " | ".join(block.table.columns)]
        lines += [" | ".join(plain(cell) for cell in row) for row in block.table.rows]
    if block.picture:
        lines.append(block.picture.alt)
    if block.chart:
        lines += [f"{label}: {value}" for label, _, value in block.chart.rows]
    return "\n".join(line for line in lines if line.strip())


def _all(document: Document) -> Iterator[Part]:
    yield Part("title", HEAD["title"], document.title)
    yield Part("summary", HEAD["summary"], plain(document.summary))
    yield Part("recommendations", HEAD["recommendations"], "\n".join(plain(one) for one in document.recommendations))
    yield Part("action", HEAD["action"], plain(document.action))
    heading = ""
    for block in document.blocks:
        text = text_of(block)
        if block.kind in (Kind.PART, Kind.HEADING, Kind.APPENDIX, Kind.SUBHEADING):
            heading = text or block.number
        yield Part(block.key, _name(block, heading), text)


def _name(block: Block, heading: str) -> str:
    if block.kind is Kind.APPENDIX:
        return block.number
    if block.kind in (Kind.PART, Kind.HEADING, Kind.SUBHEADING):
        return "Heading"
    if block.number:
        return f"Paragraph {block.number}"
    called = {Kind.PAGE_BREAK: "Page break", Kind.TABLE: "Table", Kind.IMAGE: "Picture", Kind.CHART: "Chart"}.get(
        block.kind, "Text"
    )
    return f"{called} under “{heading}”" if heading else called
