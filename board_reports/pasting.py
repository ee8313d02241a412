"""From what Word puts on the clipboard, or plain text, to blocks: headings, lists, tables, bold, italic and links stay.

Everything else is dropped: fonts, colours, comments, images, scripts. Pure; `editing.add` writes what this returns.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from typing import Any, NamedTuple

from board_reports import inline, pasted_numbers
from board_reports.numbering import Kind
from board_reports.pasted_numbers import Line

type Pasted = tuple[str, str, dict[str, Any]]  # kind, text, data
MOST = 3_000_000  # characters that are looked at

_SKIPPED = {"style", "script", "head", "title", "xml", "svg", "math", "object", "template", "noscript", "o:p"}
_DELETED = {"del", "s", "strike"}  # what Word shows as deleted
_VOID = {"br", "img", "hr", "meta", "link", "input", "col", "wbr", "base"}
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_BLOCKS = {"p", "div", "li", "blockquote", "section", "article", "dd", "dt", "pre", "ul", "ol", *_HEADINGS}
_ESCAPED = re.compile(r"[ ()]")  # what would end an address in the notation
_LEVEL = re.compile(r"mso-list:[^;]*\blevel(\d)", re.IGNORECASE)
_TAB = re.compile(r"mso-tab-count|tab-span", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\xa0]*\xa0{3,}\s*")  # what stands for a tab in Word on the web
_HEADING_CLASS = re.compile(r"MsoHeading\D*(\d)|\bMsoTitle\b", re.IGNORECASE)


class _Read(NamedTuple):
    """A block as it was pasted: `level` is that of a heading, 0 of anything else."""

    kind: Kind
    text: str
    data: dict[str, Any]
    level: int = 0


def from_text(text: str) -> list[Pasted]:
    """Return a paragraph for each line of plain text that has words."""
    lines = [Line(line.strip(), typed=True) for line in text[:MOST].splitlines() if line.strip()]
    return [(Kind.PARAGRAPH, inline.escape(line), {}) for line in pasted_numbers.without(lines) if line]


def from_html(html: str, *, parts: bool = False) -> list[Pasted]:
    """Return the blocks of pasted HTML; `parts` for a report that has part headings in capitals above the others."""
    reader = _Reader()
    reader.feed(re.sub(r"<!\[(?:if|endif)[^\]]*\]>", "", html[:MOST]))
    reader.close()
    reader.end_block()
    blocks = reader.blocks
    kinds = _headings([one for one in blocks if one.level], parts=parts)
    words = [one for one in blocks if one.kind is not Kind.TABLE]
    texts = iter(pasted_numbers.without(Line(one.text, heading=bool(one.level)) for one in words))
    read = [
        (kinds.get(one.level, one.kind), one.text if one.kind is Kind.TABLE else next(texts), one.data)
        for one in blocks
    ]  # fmt: skip
    return [one for one in read if one[1] or one[0] is Kind.TABLE]


def _headings(read: Sequence[_Read], *, parts: bool) -> dict[int, Kind]:
    """Return what the pasted levels become: the shallowest a heading, all below it headings below that.

    With `parts` the shallowest becomes a part where it is in capitals, or has two levels below. A lone third level is
    what somebody copied from below a heading that is not there.
    """
    levels = sorted({one.level for one in read})
    if not levels:
        return {}
    ranks = [Kind.HEADING, Kind.SUBHEADING]
    if parts and (len(levels) > 2 or all(one.text.isupper() for one in read if one.level == levels[0])):
        ranks.insert(0, Kind.PART)
    elif len(levels) == 1 and levels[0] > 2:
        ranks = [Kind.SUBHEADING]
    return {level: ranks[min(at, len(ranks) - 1)] for at, level in enumerate(levels)}


def pictures_in(html: str) -> int:
    """Return how many pictures pasted HTML has: none is taken in, because Word names files of its own computer."""
    return len(
        re.findall(r"<(?:img|v:imagedata)\b", re.sub(r"<!--.*?-->", "", html[:MOST], flags=re.DOTALL), re.IGNORECASE)
    )


def about_pictures(count: int) -> str:
    """Return the sentence about pictures that were left out, "" where there are none."""
    if not count:
        return ""
    told, it = ("One picture was", "it") if count == 1 else (f"{count} pictures were", "each")
    return f"{told} left out: save {it} as a file and add it as a picture, with words for those who cannot see it."


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Read] = []
        self.parts: list[str] = []
        self.kind = Kind.PARAGRAPH
        self.level = 0  # of the heading that is read
        self.skipping = 0
        self.lists = 0
        self.ignored: list[str] = []  # spans that Word hides from browsers: the number in front of a list's paragraph
        self.table: list[list[str]] | None = None
        self.depth = 0
        self.marks: list[tuple[str, str]] = []  # (tag, what ends it)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag in _SKIPPED | _DELETED:
            self.skipping += 1
        elif self.skipping or tag in _VOID:
            if tag == "br" and not self.skipping:
                self.parts.append(" ")
        elif tag == "table":
            self._begin_table()
        elif self.table is not None and tag in ("tr", "td", "th"):
            self._cell(tag)
        elif tag == "span" and (self.ignored or "mso-list:ignore" in given.get("style", "").replace(" ", "").lower()):
            self.ignored.append(tag)
        elif tag == "span" and _TAB.search(f"{given.get('style', '')} {given.get('class', '')}"):
            self.parts.append("\t")
        elif self.table is not None and tag in _BLOCKS:
            self.parts.append(" ")
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists += 1
        elif tag in _BLOCKS:
            self.end_block()
            self.kind, self.level = self._kind_of(tag, given)
        elif tag in ("b", "strong", "i", "em", "a"):
            self._begin_mark(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag in _SKIPPED | _DELETED:
            self.skipping = max(self.skipping - 1, 0)
        elif self.skipping:
            return
        elif tag == "table" and self.table is not None:
            self._end_table()
        elif tag == "span" and self.ignored:
            self.ignored.pop()
        elif self.table is not None and tag in _BLOCKS:
            self.parts.append(" ")
        elif tag in ("ul", "ol"):
            self.end_block()
            self.lists = max(self.lists - 1, 0)
        elif tag in _BLOCKS:
            self.end_block()
        elif self.marks and self.marks[-1][0] == tag:
            self._end_mark()

    def handle_data(self, data: str) -> None:
        if not self.skipping and not self.ignored:
            tabbed = _SPACES.split(data)
            self.parts.append(inline.escape("\t".join(re.sub(r"\s+", " ", part) for part in tabbed)))

    def end_block(self) -> None:
        """Keep what was read since the last block, if it has words."""
        while self.marks:
            self._end_mark()
        text = "".join(self.parts).strip()
        self.parts = []
        kind, self.kind, level, self.level = self.kind, Kind.PARAGRAPH, self.level, 0
        if level:
            text = text.replace("**", "")
        if text and self.table is None:
            self.blocks.append(_Read(kind, text, {}, level))

    def _kind_of(self, tag: str, given: dict[str, str]) -> tuple[Kind, int]:
        """Return what a block is, with its level where it is a heading."""
        if tag in _HEADINGS:
            return Kind.HEADING, _HEADINGS[tag]
        if found := _HEADING_CLASS.search(given.get("class", "")):
            return Kind.HEADING, max(int(found[1] or 1), 1)
        level = _LEVEL.search(given.get("style", ""))
        below = (level and level[1] != "1") or (tag == "li" and self.lists > 0)
        return Kind.SUBPARAGRAPH if below else Kind.PARAGRAPH, 0

    def _begin_table(self) -> None:
        self.depth += 1
        if self.depth == 1:
            self.end_block()
            self.table = []

    def _cell(self, tag: str) -> None:
        assert self.table is not None
        if self.depth > 1:
            self.parts.append(" ")
            return
        self._end_cell()
        if tag == "tr":
            self.table.append([])
        elif self.table:
            self.table[-1].append("")

    def _end_cell(self) -> None:
        while self.marks:
            self._end_mark()
        text = " ".join("".join(self.parts).split())
        self.parts = []
        if self.table and self.table[-1]:
            self.table[-1][-1] = text

    def _end_table(self) -> None:
        self.depth -= 1
        if self.depth:
            return
        self._end_cell()
        rows = [row for row in self.table or [] if any(row)]
        self.table = None
        if rows:
            width = max(map(len, rows))
            columns, *rest = [row + [""] * (width - len(row)) for row in rows]
            self.blocks.append(_Read(Kind.TABLE, "", {"caption": "", "columns": columns, "rows": rest}))

    def _begin_mark(self, tag: str, given: dict[str, str]) -> None:
        if tag == "a":
            href = _ESCAPED.sub(lambda found: f"%{ord(found[0]):02X}", given.get("href", "").strip())
            follows = re.fullmatch(r"(?:https?://|mailto:)[^\s()]+", href)
            self.marks.append((tag, f"]({href})" if follows else ""))
            self.parts.append("[" if follows else "")
        else:
            sign = "**" if tag in ("b", "strong") else "_"
            open_already = any(end == sign for _, end in self.marks)
            self.marks.append((tag, "" if open_already else sign))
            self.parts.append("" if open_already else sign)

    def _end_mark(self) -> None:
        _, end = self.marks.pop()
        begin = "[" if end.startswith("]") else end
        # Marks hug their words, and marks around nothing are none.
        at = max((n for n, part in enumerate(self.parts) if part == begin), default=None) if end else None
        if at is None:
            return
        inside = "".join(self.parts[at + 1 :])
        words = inside.strip()
        lead, trail = inside[: len(inside) - len(inside.lstrip())], inside[len(inside.rstrip()) :]
        self.parts[at:] = [lead, f"{begin}{words}{end}" if words else "", trail]
