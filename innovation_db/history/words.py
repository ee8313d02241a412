"""Values in words, and two texts compared word by word. Knows nothing of models' meaning or of pages."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from diff_match_patch import diff_match_patch
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from innovation_db.rich_text import RichTextField

Names = dict[tuple[type[models.Model], Any], str]  # how related rows are called


class Piece(NamedTuple):
    """A run of words that is the "same" in both texts, only in the newer one ("added") or the older ("removed")."""

    kind: str
    text: str


def day(value: date) -> str:
    """Return a date in house style: 3 May 2026."""
    return f"{value.day} {value:%B %Y}"


def moment(value: datetime) -> str:
    """Return a time in house style: 3 May 2026, 14:05."""
    local = timezone.localtime(value)
    return f"{day(local)}, {local:%H:%M}"


def shown(field: models.Field, value: Any, names: Names) -> str:
    """Return a column's value as an officer reads it; "" when there is none."""
    if value is None or value == "" or value == []:
        return ""
    if isinstance(field, models.ForeignKey):
        return names.get((field.related_model, value), str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if isinstance(field, RichTextField):
        return readable(str(value))
    if isinstance(field, ArrayField):
        return ", ".join(map(str, value))
    if isinstance(field, models.FileField):
        return PurePosixPath(str(value)).name
    return _plain(field, value)


def _plain(field: models.Field, value: Any) -> str:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal):
        return f"{value:,f}".removesuffix(".00")
    if isinstance(value, int) and not isinstance(field, models.SmallIntegerField | models.PositiveSmallIntegerField):
        return f"{value:,}"
    return str(value)


class _Reader(HTMLParser):
    """Turns rich text into lines: one for each paragraph, heading, point of a list or row of a table."""

    LINES = {"p", "h3", "h4", "li", "tr", "blockquote", "br", "ul", "ol", "table"}

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in self.LINES:
            self.parts.append("\n")
        if tag == "li":
            self.parts.append("• ")
        elif tag in {"td", "th"}:
            self.parts.append(" | ")
        elif tag == "a":
            self.links.append(dict(attributes).get("href") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.LINES:
            self.parts.append("\n")
        elif tag == "a" and self.links:
            self.parts.append(f" ({self.links.pop()})")

    def handle_data(self, data: str) -> None:
        self.parts.append(re.sub(r"\s+", " ", data))


def readable(html: str) -> str:
    """Return rich text as plain lines: points of a list begin with •, a link is followed by its address."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (line.strip() for line in "".join(reader.parts).replace("\n• \n", "\n• ").split("\n"))
    return "\n".join(line for line in lines if line)


def compare(older: str, newer: str) -> list[Piece]:
    """Return the pieces by which two texts differ, word by word, in reading order."""
    differ = diff_match_patch()
    differ.Diff_Timeout = 1.0  # seconds; after that the answer is coarser, never wrong
    # Its comparison by lines serves for words when each word stands on a line of its own.
    a, b, words = differ.diff_linesToChars(_one_a_line(older), _one_a_line(newer))
    runs = differ.diff_main(a, b, False)
    differ.diff_charsToLines(runs, words)
    kinds = {-1: "removed", 0: "same", 1: "added"}
    return [Piece(kinds[kind], _joined(text)) for kind, text in runs if text]


_BREAK = "\N{PILCROW SIGN}"


def _one_a_line(text: str) -> str:
    words = text.replace("\n", f" {_BREAK} ").split()
    return "".join(f"{word}\n" for word in words)


def _joined(text: str) -> str:
    return " ".join(text.split("\n")).strip().replace(f" {_BREAK} ", "\n").replace(_BREAK, "\n")


def shorten(pieces: list[Piece], around: int = 25) -> list[Piece]:
    """Return `pieces` with long runs of the same words cut to those near a change."""
    return [
        Piece(kind, _cut(text, around, first=index == 0, last=index == len(pieces) - 1)) if kind == "same" else piece
        for index, piece in enumerate(pieces)
        for kind, text in [piece]
    ]


def _cut(text: str, around: int, *, first: bool, last: bool) -> str:
    words = re.findall(r"\S+\s*", text)
    if len(words) <= around * 2:
        return text
    before = [] if first else words[:around]
    after = [] if last else words[-around:]
    return "".join(before) + " […] " + "".join(after)


def listed(items: Iterable[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    items = list(items)
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
