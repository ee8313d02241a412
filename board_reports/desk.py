"""What the editor of a report shows: every block with its number and how it reads now, and what is still to be done."""

from dataclasses import dataclass, field
from typing import Any

from django.template.defaultfilters import linebreaksbr
from django.template.loader import render_to_string

from board_reports import (
    checks,
    document,
    editing,
    figure_actions,
    implications,
    pictures,
    plain_english,
    reading,
    remarks,
    typed_numbers,
)
from board_reports.document import Document
from board_reports.drafting import anew
from board_reports.drafting.sources import Source, sources
from board_reports.models import Block, FigureUse, Report
from board_reports.numbering import Kind
from board_reports.remarks import Talk
from board_reports.templatetags.reports import marked
from board_reports.typed_numbers import TypedNumber

LABELS = {
    Kind.PARAGRAPH: "Paragraph",
    Kind.SUBPARAGRAPH: "Paragraph below",
    Kind.HEADING: "Heading",
    Kind.SUBHEADING: "Heading below",
    Kind.PART: "Part heading",
    Kind.TEXT: "Words without a number",
    Kind.APPENDIX: "Appendix",
    Kind.TABLE: "Table",
    Kind.CHART: "Chart",
    Kind.IMAGE: "Picture",
    Kind.PAGE_BREAK: "Page break",
}
ADDED = (Kind.PARAGRAPH, Kind.SUBPARAGRAPH, Kind.HEADING, Kind.SUBHEADING, Kind.PART, Kind.TEXT, Kind.TABLE,
         Kind.CHART, Kind.IMAGE, Kind.PAGE_BREAK, Kind.APPENDIX)  # fmt: skip
NO_SOURCE = (Kind.HEADING, Kind.SUBHEADING, Kind.PART, Kind.APPENDIX)  # what stands below them says where it is from
EMPTY_TABLE = {"caption": "", "columns": ["Heading", "Heading"], "rows": [["", ""]]}


@dataclass
class Line:
    """One thing to write at: a block, or a part of the head. `mine` is what was typed where it was refused."""

    where: str
    kind: str
    text: str
    caption: str = ""
    seen: str = ""
    number: str = ""
    level: int = 1
    block: document.Block | None = None
    words: document.Words = ()
    edited: bool = False
    source: Source | None = None
    comments: list[Talk] = field(default_factory=list)
    mine: editing.Typed | None = None
    pieces: list[Any] = field(default_factory=list)

    @property
    def label(self) -> str:
        return editing.HEAD.get(self.where) or LABELS[Kind(self.kind)]

    @property
    def decorative(self) -> bool:
        return self.block is not None and self.block.picture is not None and self.block.picture.decorative

    @property
    def chart(self) -> str:
        """How a chart is drawn, "" for what is none."""
        return self.block.chart.kind if self.block is not None and self.block.chart is not None else ""

    @property
    def in_words(self) -> bool:
        return self.kind in editing.IN_WORDS

    @property
    def rows(self) -> int:
        """How many lines the text box has before anybody types."""
        shown = (self.mine or self).text
        if self.kind in (Kind.PART, Kind.HEADING, Kind.SUBHEADING, Kind.APPENDIX):
            return 1
        return max(sum(len(line) // 88 + 1 for line in shown.split("\n")), 2)

    @property
    def same(self) -> bool:
        """Whether it reads as it is written: without figures, references and marks."""
        table = self.block is not None and (self.block.table or self.block.chart or self.block.picture)
        return (
            not table
            and document.plain(self.words) == self.text
            and not any(s.bold or s.italic or s.href for s in self.words)
        )

    @property
    def reads(self) -> str:
        """The HTML of how it reads now."""
        if self.block is None or not (self.block.table or self.block.chart or self.block.picture):
            return linebreaksbr(marked(self.words))  # a template for each paragraph would take most of a save
        missing = bool(self.block.picture) and not pictures.is_there(
            self.block.picture.url if self.block.picture else ""
        )
        return render_to_string("board_reports/admin/_reads.html", {"block": self.block, "missing": missing})


class Desk:
    """A report as its editor shows it. Costs what `reading.draft` costs, and at most eight queries."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.document: Document = reading.draft(report)
        self.talks = [one for one in remarks.talks(report) if one.comment.settled_at is None]
        self.blocks: list[Block] = list(report.blocks.all())
        self.sources = sources(report, (block for block in self.blocks if block.kind not in NO_SOURCE))
        self.head = [
            Line(name, "head", getattr(report, name), seen=editing.mark(getattr(report, name)), words=words,
                 comments=self._comments(name))
            for name, words in zip(
                editing.HEAD,
                (self.document.summary, _in_lines(self.document.recommendations), self.document.action),
                strict=True,
            )
        ]  # fmt: skip
        self.body = [self._line(block, read) for block, read in zip(self.blocks, self.document.blocks, strict=True)]

    def general(self) -> list[Talk]:
        """Return what was said at the whole report, and at parts that were taken out since."""
        places = {line.where for line in [*self.head, *self.body]}
        return [one for one in self.talks if one.comment.block not in places]

    def logged(self) -> int:
        """Return how many items were logged since the draft and are in no report. Costs a query for some kinds."""
        return len(anew.new_contributions(self.report))

    def line(self, where: str) -> Line | None:
        """Return the line of this key, or None."""
        return next((one for one in [*self.head, *self.body] if one.where == where), None)

    def side(self) -> dict[str, Any]:
        """Return what stands beside the text."""
        numbers = typed_numbers.find(self.report)
        open_ones = [one for one in numbers if not one.source]
        return {"points": self._points(), "numbers": open_ones, "given": _given(numbers), "plain": self.plain(),
                "length": self.length(), "figures": self.figures(), "document": self.document,
                "implications": implications.proposed(self.document)}  # fmt: skip

    def plain(self) -> list[plain_english.Suggestion]:
        head = [(line.where, document.plain(line.words)) for line in self.head]
        body = [(block.key, block.text) for block in self.document.blocks]
        typed = [
            plain_english.Suggestion(where, f"“{said}” is typed: put it in by “Reference …”, so that it stays right.")
            for where, said in typed_numbers.typed_references(self.report)
        ]
        return [*typed, *plain_english.suggestions([*head, *body], checks.LONGEST)]

    def length(self) -> dict[str, Any]:
        """Return how long it is, about, and whether that is more than was aimed at."""
        words = sum(len(document.plain(line.words).split()) for line in self.head)
        for block in self.document.blocks_until_appendix()[0]:
            words += len(block.text.split())
            if block.table:
                words += sum(len(document.plain(cell).split()) for row in block.table.rows for cell in row)
        sides = plain_english.sides(words, checks.WORDS_A_SIDE)
        return {"words": words, "sides": sides, "aim": self.report.target_sides,
                "over": sides > self.report.target_sides}  # fmt: skip

    def figures(self) -> list[dict[str, Any]]:
        """Return the figures with where they stand now, and whether they stand anywhere."""
        used = editing.used_figures(self.report)
        uses: dict[str, FigureUse] = {use.key: use for use in self.report.figures.all()}
        return [
            {"figure": one, "used": one.key in used, "seen": figure_actions.mark(uses[one.key])}
            for one in self.document.figures
        ]

    def _points(self) -> list[str]:
        """Return what is to be done before it can be submitted; typed numbers are listed by themselves."""
        return [one for one in checks.blocking(self.report, self.document) if not one.startswith(checks.TYPED_NUMBERS)]

    def _comments(self, where: str) -> list[Talk]:
        return [one for one in self.talks if one.comment.block == where]

    def _line(self, block: Block, read: document.Block) -> Line:
        what = editing.typed(block)
        return Line(
            block.key, block.kind, what.text, what.caption, editing.mark(block), read.number, read.level, read,
            read.words, block.edited, self.sources.get(block.key), self._comments(block.key),
        )  # fmt: skip


def _given(numbers: list[TypedNumber]) -> list[TypedNumber]:
    """Return those with a source, each once: the same words may stand in a block twice."""
    return list({(one.block, one.words): one for one in numbers if one.source}.values())


def _in_lines(recommendations: tuple[document.Words, ...]) -> document.Words:
    spans: list[document.Span] = []
    for n, words in enumerate(recommendations):
        spans += ([document.Span("\n")] if n else []) + list(words)
    return tuple(spans)
