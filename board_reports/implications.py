"""The sections in which a report says what it implies: for money, in law, for equalities and for Wales.

They are headings with paragraphs like any other. Which are missing, and where a new one goes, is here. Only money and
law have advisers who clear the report where it is ticked; what it means for equalities and for Wales its author writes.
"""

import re
from collections.abc import Iterable

from board_reports import editing, texts
from board_reports.document import Document
from board_reports.models import Block, Report
from board_reports.numbering import Kind
from case_studies.models import Council
from innovation_db.history.words import listed
from innovation_db.models import User
from innovation_db.refusals import RefusedError

FINANCIAL, LEGAL, WALES = "Financial implications", "Legal implications", "Implications for Wales"
# In the order in which they stand, the last ones before the appendices.
SECTIONS = (FINANCIAL, LEGAL, "Equalities implications", WALES)
_RANKS = {title.casefold(): rank for rank, title in enumerate(SECTIONS)}
_HEADINGS = frozenset({Kind.PART, Kind.HEADING, Kind.SUBHEADING})


def missing(headings: Iterable[str]) -> list[str]:
    """Return the sections that none of these headings begins, in their order."""
    there = {words.strip().casefold() for words in headings}
    return [title for title in SECTIONS if title.casefold() not in there]


def proposed(document: Document) -> list[tuple[str, str]]:
    """Return the sections that are missing, each with why it is proposed, "" where nothing in the text says so.

    Costs a query while the section on Wales is missing.
    """
    without = missing(block.text for block in document.body if block.kind in _HEADINGS)
    welsh = _named_in(document, Council.Nation.WALES) if WALES in without else []
    return [(title, f"The report names {listed(welsh)}." if title == WALES and welsh else "") for title in without]


def _named_in(document: Document, nation: Council.Nation) -> list[str]:
    """Return the councils of a nation that the text names, in the order of the alphabet."""
    names = Council.objects.filter(nation=nation).order_by("short_name").values_list("short_name", flat=True)
    words = "\n".join(part.text for part in texts.parts(document))
    return [name for name in dict.fromkeys(names) if re.search(rf"\b{re.escape(name)}\b", words)]


def problems(report: Report, document: Document) -> list[str]:
    """Return a sentence where advice is needed and no section says what it is."""
    without = missing(block.text for block in document.body if block.kind in _HEADINGS)
    ticked = (report.needs_legal, "legal advice", LEGAL), (report.needs_finance, "advice of finance", FINANCIAL)
    return [f"It is ticked as needing {advice}: add the section “{section}”."
            for tick, advice, section in ticked if tick and section in without]  # fmt: skip


def add(*, report: Report, title: str, by: User) -> list[Block]:
    """Put in a section with an empty paragraph, in its order and before the appendices; return its blocks.

    Raises `RefusedError` where it is there already, or is none of the four.
    """
    blocks = list(report.blocks.all())
    if title not in missing(block.text for block in blocks if block.kind in _HEADINGS):
        raise RefusedError("This section is there already." if title in SECTIONS else "Choose a section.")
    new: list[tuple[str, str, dict]] = [(Kind.HEADING.value, title, {}), (Kind.PARAGRAPH.value, "", {})]
    following = next((block.key for block in blocks if _comes_after(block, title)), "")
    return editing.add(report=report, after=following, before=bool(following), blocks=new, by=by)


def _comes_after(block: Block, title: str) -> bool:
    """Whether this block begins what stands below the section: a later one, or the appendices."""
    if block.kind == Kind.APPENDIX:
        return True
    return block.kind in _HEADINGS and _RANKS.get(block.text.strip().casefold(), -1) > SECTIONS.index(title)
