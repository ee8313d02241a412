"""The numbers that are typed into a report, each with the source that an officer gave for it, or none yet.

A source belongs to a number with its words: who confirmed “57 councils” said nothing of “57 people”. What counts as a
number is `bare_numbers.py`; giving and withdrawing a source, `editing.py`.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from board_reports import bare_numbers, inline, notations
from board_reports.models import Report

_TYPED_REFERENCE = re.compile(r"\b(?:paragraphs?|appendix|appendices)\s+\d+(?:\.\d+)*", re.IGNORECASE)
AROUND = 25  # characters on either side that are shown with it


class TypedNumber(NamedTuple):
    """A number that is typed in: in which block (a key, or the part of the head), and how it is written.

    `words` are what its source belongs to: the number with its qualifier and the words that follow. `source` is ""
    while it is open; `before` is then what was given for the same number of that block while other words stood there.
    """

    block: str
    number: str
    said: str
    words: str
    around: str
    source: str = ""
    before: str = ""


def find(report: Report) -> list[TypedNumber]:
    """Return the typed numbers in their order. Costs the blocks and the confirmed numbers."""
    rows = list(report.confirmed_numbers.all())
    sources = {(one.block, one.words): one.source for one in rows}
    earlier = {(one.block, one.number): one.source for one in rows}
    found = []
    for block, notation in _notations(report):
        text = plain(notation)
        for number in bare_numbers.find(text):
            words = bare_numbers.with_words(text, number)
            source = sources.get((block, words), "")
            before = "" if source else earlier.get((block, number.text), "")
            said = bare_numbers.said(text, number)
            found.append(TypedNumber(block, number.text, said, words, _around(text, number), source, before))
    return found


def typed_references(report: Report) -> list[tuple[str, str]]:
    """Return each “paragraph 7” or “Appendix 1” that is typed, after its block: it does not follow new numbers."""
    return [
        (block, found[0])
        for block, notation in _notations(report)
        for found in _TYPED_REFERENCE.finditer(plain(notation))
    ]


def plain(notation: str) -> str:
    """Return the words in which numbers are looked for: figures and references leave a space."""
    return inline.plain(inline.parse(notation), lambda span: " ")


def _around(text: str, number: bare_numbers.BareNumber) -> str:
    """Return a number with the whole words near it."""
    begin, end = max(number.start - AROUND, 0), number.start + len(number.text) + AROUND
    before, after = text[begin : number.start], text[number.start : end]
    if begin:
        before = before.partition(" ")[2]
    if end < len(text):
        after = after.rpartition(" ")[0] or after
    # Where a figure or a reference stands, only spaces are left.
    quoted = re.sub(r"“\s+”", "“…”", before + after)
    return re.sub(r"(?<=\S) {2,}(?=\S)", " … ", quoted).strip()


def _notations(report: Report) -> Iterator[tuple[str, str]]:
    yield "summary", report.summary
    yield "recommendations", report.recommendations
    yield "action", report.action
    for block in report.blocks.all():
        for notation in notations.of_block(block.kind, block.text, block.data):
            yield block.key, notation
