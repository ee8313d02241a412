"""What every output of a report says in the same words: dates, headings' levels, the notes about its figures.

Nothing here knows PDF, Word or HTML.
"""

import datetime
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from board_reports.document import Block, Document, Figure, Picture, Span, Table, Words, plain
from board_reports.numbering import Kind

RANKS = {Kind.PART: 0, Kind.APPENDIX: 0, Kind.HEADING: 1, Kind.SUBHEADING: 2}
ABOUT = "About the figures"
GIVEN = "Numbers given with a source"
ABOUT_COLUMNS = ("In the text", "What was counted", "Value, and when")
LONGEST_WORD, MOST_WEIGHT = 24, 48  # letters by which the columns of a table share its width
CHART_COLUMNS = ("Measure", "Value")
NUMBER = re.compile(r"[£−-]?[0-9][0-9,]*(\.[0-9]+)?( ?%| per cent)?")
# Control characters, lone surrogates and non-characters: no font draws them and XML refuses them.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")


class Note(NamedTuple):
    """A line of “About the figures”: the phrase, what was counted, and what it was when."""

    key: str
    phrase: str
    counted: str
    value: str

    @property
    def cells(self) -> tuple[str, str, str]:
        return self.phrase, self.counted, self.value


class Piece(NamedTuple):
    """A line at the head of a report: its name, and its paragraphs."""

    name: str
    paragraphs: tuple[Words, ...]


def clean(text: str) -> str:
    """Return `text` without what cannot be shown; line ends as \\n, tabs as spaces."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " "))


def line(text: str) -> str:
    """Return `text` on one line."""
    return " ".join(clean(text).split())


def day(date: str) -> str:
    """Return "14 July 2015" for a day in ISO 8601, "" for none."""
    if not date:
        return ""
    found = datetime.date.fromisoformat(date[:10])
    return f"{found.day} {found:%B %Y}"


def moment(at: str) -> str:
    """Return "8 July 2015, 16:02" for a moment in ISO 8601, "" for none."""
    return f"{day(at)}, {at[11:16]}" if len(at) >= len("2015-07-08T16:02") else day(at)


def running(document: Document) -> str:
    """Return what stands at the head beside the board: "14 July 2015, item 6"."""
    return ", ".join(filter(None, [day(document.date), f"item {document.item}" if document.item else ""]))


def head(document: Document) -> list[Piece]:
    """Return what stands at the head, before the contacts. What is empty is left out."""
    recommendations = document.recommendations
    pieces = [
        Piece("Purpose", ((Span(document.purpose),),) if document.purpose.strip() else ()),
        Piece("Summary", (document.summary,)),
        Piece("Recommendation" if len(recommendations) == 1 else "Recommendations", recommendations),
        Piece("Action", (document.action,)),
        Piece("Further to", (_previous(document),)),
    ]
    return [piece for piece in pieces if any(plain(words).strip() for words in piece.paragraphs)]


def contacts_name(document: Document) -> str:
    return "Contact officer" if len(document.contacts) == 1 else "Contact officers"


def _previous(document: Document) -> Words:
    """Return the title of the report before this one with its address, nothing where there is none."""
    href = f"/reports/{document.previous_slug}/" if document.previous_slug else ""
    return (Span(document.previous_title, href=href),) if document.previous_title else ()


def restriction(document: Document) -> str:
    """Return the sentence that says who may read it, "" for a public report."""
    return line(document.restriction)


def levels(blocks: Iterable[Block]) -> dict[str, int]:
    """Return the level of each heading by the key of its block: 1 at the top and never one left out below it.

    A portfolio holder's part is above a heading and that above a sub-heading; where there is none above, a heading
    takes its level, because a reader who goes from heading to heading would look for what is missing.
    """
    found: dict[str, int] = {}
    above: list[int] = []
    for block in blocks:
        if block.kind in RANKS:
            rank = RANKS[block.kind]
            while above and above[-1] >= rank:
                above.pop()
            found[block.key] = len(above) + 1
            # One without words is in no output, so nothing stands below it.
            if "".join(span.text for span in heading(block)).strip():
                above.append(rank)
    return found


def heading(block: Block) -> Words:
    """Return the words of a heading: a part's in capitals, an appendix's after its number."""
    if block.kind is Kind.PART:
        return tuple(Span(s.text.upper(), s.bold, s.italic, s.href, s.figure) for s in block.words)
    if block.kind is Kind.APPENDIX:
        named = bool(block.text.strip())
        return (Span(f"{block.number}: " if named else block.number), *(block.words if named else ()))
    return block.words


def numbered(block: Block) -> str:
    """Return the number as it stands before its paragraph: "2." and "2.1"."""
    return f"{block.number}." if block.level == 1 else block.number


def squared(table: Table) -> tuple[list[str], list[list[Words]]]:
    """Return the columns and the rows of a table, all of the same length, so that no cell is lost and none missing."""
    width = max([len(table.columns), *map(len, table.rows)])
    columns = [line(name) for name in table.columns] + [""] * (width - len(table.columns))
    return columns, [[*row, *[()] * (width - len(row))] for row in table.rows]


def widths(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
    """Return which share of a table's width each column gets: enough for its longest word, more for more to say."""
    found = []
    for at, name in enumerate(columns):
        cells = [name, *(row[at] for row in rows)]
        longest_word = max((len(word) for cell in cells for word in cell.split()), default=1)
        longest = max(map(len, cells), default=1)
        found.append(max(min(longest_word, LONGEST_WORD) + 2, min(longest, MOST_WEIGHT), 4))
    return found


def chart_title(block: Block) -> str:
    return line(block.text or (block.chart.title if block.chart else ""))


def unseen(picture: Picture) -> str:
    """Return what stands where a picture cannot be shown."""
    if picture.decorative:
        return ""
    told = line(picture.alt)
    return f"[Picture: {told}. It could not be shown here.]" if told else "[A picture could not be shown here.]"


def address(href: str, site: str) -> str:
    """Return where a link leads as a whole address; what leads to another block (#…) stays."""
    return f"{site}{href}" if href.startswith("/") else href


def notes(document: Document) -> list[Note]:
    """Return the lines of “About the figures”; none where it is switched off."""
    return [_note(figure) for figure in document.figures] if document.about_the_figures else []


def given(document: Document) -> list[str]:
    """Return a line for each number that an officer gave with a source; none where “About the figures” is off."""
    numbers = document.given if document.about_the_figures else ()
    return [line(f"“{one.said}” ({one.where}): {one.source}") for one in numbers]


def _note(figure: Figure) -> Note:
    counted = f"{figure.label}. {figure.definition}".strip(". ") + "." if figure.label or figure.definition else ""
    narrowed = [part for part in (figure.about, figure.window) if part]
    if narrowed:
        counted += f" Counted: {'; '.join(narrowed)}."
    if figure.baseline:
        counted += f" Compared with {figure.baseline} ({figure.baseline_source})."
    if figure.problem:
        counted += f" {figure.problem}"
    value = ", ".join(filter(None, [figure.value if figure.number else "", moment(figure.at)]))
    return Note(figure.key, line(figure.phrase), line(counted), line(value))
