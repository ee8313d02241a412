"""What stands between a draft and its clearance: figures that do not hold, numbers without a source, empty places."""

import re
from collections.abc import Iterator

from board_reports import audience, implications, pictures, typed_numbers
from board_reports.document import PORTFOLIO, Block, Document, plain
from board_reports.models import ClearanceStep, Report
from board_reports.numbering import Kind
from board_reports.typed_numbers import TypedNumber

# What a draft leaves to its officer stands in the text like this: [Say what it costs.]
QUESTION = re.compile(r"\[(Say [^\[\]]+)\]")
# Without its title, which not every officer may know.
PREVIOUS = (
    "The previous report on the subject is not published, or fewer may read it than this one, so this one cannot name "
    "it. Choose another, or none."
)
TYPED_NUMBERS = "Numbers that are typed in"
LONGEST = 30  # words of a sentence in plain English
# About how many words fill a side of A4 in the Board's style: 12 points, with headings.
WORDS_A_SIDE = 450
# How deep a heading stands: what follows it belongs to it until the next that is as high.
_PARAGRAPHS = (Kind.PARAGRAPH, Kind.SUBPARAGRAPH)
DEPTHS = {Kind.PART: 0, Kind.APPENDIX: 0, Kind.HEADING: 1, Kind.SUBHEADING: 2}


class Point(str):
    """A sentence about one block, which is to be settled there: `where` is the key of the block."""

    where: str

    def __new__(cls, sentence: str, where: str) -> "Point":
        made = super().__new__(cls, sentence)
        made.where = where
        return made


def blocking(report: Report, document: Document) -> list[str]:
    """Return a sentence for each thing to settle before the report can be submitted; those at a block are `Point`s."""
    found = []
    for figure in document.figures:
        if figure.problem:
            found.append(f"Figure {figure.key}, “{figure.label}”: {figure.problem}")
        elif not figure.holds:
            found.append(f"Figure {figure.key} says “{figure.phrase}”, but the value is {figure.value}.")
    missing = [span.text for _, words in _words(document) for span in words if span.text.endswith(" is missing]")]
    found += [f"The text refers to something that is not there: {text}." for text in missing]
    asked = [one for _, words in _words(document) for one in QUESTION.findall(plain(words))]
    found += [f"A question waits for an answer in the text: “{one}”" for one in dict.fromkeys(asked)]
    numbers = open_numbers(report)
    if numbers:
        listed = "; ".join(f"“{one.number}” in “{one.around}”" for one in numbers[:5])
        more = f" and {len(numbers) - 5} more" if len(numbers) > 5 else ""
        found.append(f"{TYPED_NUMBERS}, without a figure or a source: {listed}{more}.")
    if not document.contacts:
        found.append("It needs a contact officer.")
    if report.kind != PORTFOLIO:  # it tells; members are asked for nothing
        found += [] if document.purpose else ["Choose its purpose."]
        found += [] if document.recommendations else ["It needs a recommendation."]
    if report.meeting is None:
        found.append("Choose the meeting that it goes to.")
    found += _unfinished(report, document)
    found += [f"Nothing stands under the heading “{words}”: write there, or take it out." for words in empty(document)]
    return found + implications.problems(report, document) + _who_reads_and_clears(report)


def _unfinished(report: Report, document: Document) -> list[str]:
    """Return a sentence for each thing that a picture, a table or a chart lacks, and for what was begun and left."""
    found: list[str] = []
    places = _places(document)
    before: Block | None = None
    for block in document.blocks:
        where, told = places[block.key], list[str]()
        cells = [cell for row in block.table.rows for cell in row] if block.table else []
        if any("[[" in plain(words) for words in (block.words, *cells)):
            told.append(f"“[[” {where} begins a figure or a reference that is not there: choose one, or take it out.")
        if block.kind in _PARAGRAPHS and not block.text.strip() and before and before.kind not in DEPTHS:
            told.append(f"Paragraph {block.number} is empty: write there, or delete its block.")
        before = block
        if block.picture:
            if not (block.picture.decorative or block.picture.alt.strip()):
                told.append(f"The picture {where} says nothing to those who cannot see it: write what it shows.")
            told += pictures.problems([(where, block.picture.url)])
        if block.table:
            if not block.table.caption.strip():
                told.append(f"The table {where} has no title: say in it what the table shows.")
            if not any(plain(cell).strip() for row in block.table.rows for cell in row):
                told.append(f"The table {where} has no rows below its headings: write them, or delete its block.")
            if any(len(row) > len(block.table.columns) for row in block.table.rows) or not all(block.table.columns):
                told.append(f"The table {where} has a column without a heading: give each of its columns one.")
        if block.chart:
            if not block.chart.title.strip():
                told.append(f"The chart {where} has no title: say in it what the chart shows.")
            if not block.chart.rows:
                told.append(f"The chart {where} has no values: give it some, or delete its block.")
        found += [Point(one, block.key) for one in told]
    return found + _without_figures(report, document, places)


def _without_figures(report: Report, document: Document, places: dict[str, str]) -> list[str]:
    """Return a sentence for each value of a chart that names no figure of the report: nothing would show of it."""
    there = {figure.key for figure in document.figures}
    found: list[str] = []
    for block in report.blocks.all():
        for label, key in block.data.get("rows", ()) if block.kind == Kind.CHART else ():
            said = f"“{label}” in the chart {places[block.key]}"
            if not key:
                found.append(Point(f"{said} has no figure: write its key after it, as in {label} | f2.", block.key))
            elif key not in there:
                found.append(Point(f"{said} names {key}, and the report has no such figure.", block.key))
    return found


def _who_reads_and_clears(report: Report) -> list[str]:
    """Return a sentence where nobody could read it, readers learnt of what they may not, or no step gives advice."""
    found = []
    for_named = report.restricted and report.audience == Report.Audience.NAMED
    if for_named and not report.may_read.filter(is_active=True).exists():
        found.append("Only the people named may read it, and nobody is named: name them, or choose another audience.")
    if report.previous and not audience.may_name(report, report.previous):
        found.append(PREVIOUS)
    only_for = ClearanceStep.OnlyFor
    legal, finance = ("legal advice", only_for.LEGAL), ("advice of finance", only_for.FINANCE)
    needed = [one for tick, one in ((report.needs_legal, legal), (report.needs_finance, finance)) if tick]
    steps = set(report.board.clearance_steps.values_list("only_for", flat=True)) if needed else set()
    # A board without steps has one for everything.
    return found + [
        f"It is ticked as needing {advice}, and no step of its board gives it: add the step, or take the tick out."
        for advice, step in needed
        if steps and step not in steps
    ]


def _places(document: Document) -> dict[str, str]:
    """Return where each block stands, by the last number before it: “after paragraph 4”."""
    found, last = {}, "at the beginning"
    for block in document.blocks:
        if block.number:
            of_paragraph = block.kind in (Kind.PARAGRAPH, Kind.SUBPARAGRAPH)
            last = f"after paragraph {block.number}" if of_paragraph else f"in {block.number}"
        found[block.key] = last
    return found


def empty(document: Document) -> list[str]:
    """Return the words of each heading that has nothing below it before the next of its level or above."""
    found: list[str] = []
    waiting: list[tuple[int, str]] = []  # each heading without words yet, from the outermost: its depth and its words
    for block in document.blocks:
        depth = DEPTHS.get(block.kind)
        if depth is not None:
            found += [words for other, words in waiting if other >= depth]
            waiting = [(other, words) for other, words in waiting if other < depth]
            waiting.append((depth, block.text))
        elif block.text.strip() or block.table or block.picture or block.chart:
            waiting = []
    return found + [words for _, words in waiting]


def open_numbers(report: Report) -> list[TypedNumber]:
    """Return the typed numbers that nobody has confirmed. Costs the blocks and the confirmed numbers."""
    return [one for one in typed_numbers.find(report) if not one.source]


def _words(document: Document) -> Iterator[tuple[str, tuple]]:
    yield "summary", document.summary
    for one in document.recommendations:
        yield "recommendations", one
    yield "action", document.action
    for block in document.blocks:
        yield block.key, block.words
