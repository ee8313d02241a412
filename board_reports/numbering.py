"""The numbers of a report's paragraphs, headings and appendices, worked out once from its blocks.

Every output takes its numbers from here, so HTML, PDF, Word and plain text agree. Pure: knows no database.
"""

from collections.abc import Hashable, Iterable
from enum import StrEnum
from typing import NamedTuple


class Kind(StrEnum):
    """What a block of a report is."""

    PART = "part"  # a heading in capitals, in a portfolio holder's report
    HEADING = "heading"
    SUBHEADING = "subheading"
    PARAGRAPH = "paragraph"
    SUBPARAGRAPH = "subparagraph"
    TEXT = "text"  # words without a number: the lines of an appendix
    TABLE = "table"
    IMAGE = "image"
    CHART = "chart"
    PAGE_BREAK = "page_break"
    APPENDIX = "appendix"


class Number(NamedTuple):
    """The number of a block. `level` is 1 for paragraphs and appendices, 2 for what stands below a paragraph."""

    text: str
    level: int


def numbers[Key: Hashable](blocks: Iterable[tuple[Key, Kind]]) -> dict[Key, Number]:
    """Return the number of each block that has one, by its key; `blocks` are (key, kind) in their order.

    Paragraphs run on through all headings: 1, 2, 3. Those below one begin again with it: 2.1, 2.2. A heading ends
    what may stand below the paragraph before it: a sub-paragraph that follows one counts as a paragraph, because
    nothing is there for it to stand under. Appendices are counted by themselves; paragraphs in them go on from none:
    they have the appendix in front (A1, A1.1).
    """
    found: dict[Key, Number] = {}
    appendices = paragraphs = below = 0
    under = False  # whether a paragraph is there that a sub-paragraph may stand under
    prefix = ""
    for key, kind in blocks:
        if kind is Kind.APPENDIX:
            appendices += 1
            paragraphs, under, prefix = 0, False, f"{chr(ord('A') + (appendices - 1) % 26)}"
            found[key] = Number(f"Appendix {appendices}", 1)
        elif kind in (Kind.PART, Kind.HEADING, Kind.SUBHEADING):
            under = False
        elif kind is Kind.SUBPARAGRAPH and under:
            below += 1
            found[key] = Number(f"{prefix}{paragraphs}.{below}", 2)
        elif kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH):
            paragraphs, below, under = paragraphs + 1, 0, True
            found[key] = Number(f"{prefix}{paragraphs}", 1)
    return found
