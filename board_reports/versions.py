"""Two versions of a report compared, block by block and word by word. What a version holds is `document.py`'s."""

from typing import NamedTuple

from board_reports import document
from board_reports.document import Block, Document
from board_reports.numbering import Kind
from innovation_db.history.words import Piece, compare


class Change(NamedTuple):
    """A part of the report that differs: what it is, where it stands in the newer version, and its words."""

    label: str
    key: str
    pieces: list[Piece]


def changes(older: Document, newer: Document) -> list[Change]:
    """Return what differs, in the order of the newer version; what was taken out stands where it stood before."""
    found = [
        Change(label, "", compare(before, now))
        for label, before, now in zip(_HEAD, _head(older), _head(newer), strict=True)
        if before != now
    ]
    before, now = _by_key(older), _by_key(newer)
    for key in _merged(list(before), list(now)):
        was, is_now = before.get(key), now.get(key)
        old, new = (_text(one) if one else "" for one in (was, is_now))
        if old != new:
            shown = is_now or was
            assert shown is not None
            what = "" if was and is_now else ", new" if is_now else ", taken out"
            found.append(Change(f"{_label(shown)}{what}", key if is_now else "", compare(old, new)))
    return found


_HEAD = ("Title", "Purpose", "Summary", "Recommendations", "Action", "Contact officers", "Restricted because")


def _head(one: Document) -> tuple[str, ...]:
    contacts = "\n".join(", ".join(filter(None, (c.name, c.position, c.telephone, c.email))) for c in one.contacts)
    recommendations = "\n".join(document.plain(words) for words in one.recommendations)
    restricted = one.restricted_reason if one.restricted else ""
    return (one.title, one.purpose, document.plain(one.summary), recommendations, document.plain(one.action),
            contacts, restricted)  # fmt: skip


def _by_key(one: Document) -> dict[str, Block]:
    return {block.key: block for block in one.blocks}


def _merged(before: list[str], now: list[str]) -> list[str]:
    """Return every key once, as they stand now, each that is gone after the one that it stood after."""
    merged = list(now)
    known = set(now)
    for place, key in enumerate(before):
        if key not in known:
            at = merged.index(before[place - 1]) + 1 if place else 0
            merged.insert(at, key)
    return merged


def _text(block: Block) -> str:
    lines = [block.text]
    if block.table:
        lines += [block.table.caption, " | ".join(block.table.columns)]
        lines += [" | ".join(document.plain(cell) for cell in row) for row in block.table.rows]
    if block.chart:
        lines += [f"{label}: {words}" for label, _, words in block.chart.rows]
    if block.picture:
        lines.append(block.picture.alt)
    if block.kind is Kind.PAGE_BREAK:
        lines.append("Page break")
    return "\n".join(line for line in lines if line)


def _label(block: Block) -> str:
    if block.number:
        return block.number if block.number.startswith("Appendix") else f"Paragraph {block.number}"
    return block.kind.replace("_", " ").capitalize()
