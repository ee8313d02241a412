"""A report as it is read: every word, number and figure in its place. Pure; knows no database.

`reading.py` makes one from a draft; a version keeps one as JSON for ever; each output is written from one, so that
page, PDF, Word and plain text say the same.
"""

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from typing import Any

from board_reports.figures.registry import Row
from board_reports.numbering import Kind

PORTFOLIO = "portfolio"  # the kind of a portfolio holder's report
LATE = 60  # days after its meeting from which on a report says that its figures were counted later


@dataclass(frozen=True)
class Span:
    """A run of words. `figure` is the key of the figure that they are, or ""; `href` leads to a page or a block."""

    text: str
    bold: bool = False
    italic: bool = False
    href: str = ""
    figure: str = ""


type Words = tuple[Span, ...]


@dataclass(frozen=True)
class Table:
    """A table with a heading for every column. `caption` may be empty."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Words, ...], ...]


@dataclass(frozen=True)
class Picture:
    """An image: the address of its file, and what it shows, for those who cannot see it; nothing where it adorns."""

    url: str
    alt: str
    decorative: bool = False


@dataclass(frozen=True)
class Chart:
    """Numbers as a picture: `kind` is bar or line, `rows` are (label, number as text, words)."""

    kind: str
    title: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Block:
    """One block of the body. `number` is "" where it has none; `level` 1 or 2."""

    key: str
    kind: Kind
    words: Words = ()
    number: str = ""
    level: int = 1
    table: Table | None = None
    picture: Picture | None = None
    chart: Chart | None = None

    @property
    def text(self) -> str:
        return plain(self.words)


@dataclass(frozen=True)
class Figure:
    """A figure of the report as it stands: what it is, its words, when and how it was worked out, what was counted.

    `number` is the value as text, "" where it is not known; `at` the moment in ISO 8601; `window` a phrase such as
    "from 23 March 2015 to 14 July 2015" or "". `holds` is whether what the text says about it is true; `problem` why
    it could not be worked out, or "".
    """

    key: str
    definition_key: str
    label: str
    definition: str
    revision: int
    unit: str
    number: str
    value: str
    phrase: str
    at: str
    arguments: dict[str, Any] = field(default_factory=dict)
    about: str = ""
    window: str = ""
    holds: bool = True
    problem: str = ""
    baseline: str = ""
    baseline_source: str = ""
    compared_with: str = ""  # the key of a figure, or “whole”: the baseline was worked out, not typed
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True)
class Given:
    """A number that an officer typed: what is said (“over 50”), where it stands (“paragraph 5”), where it comes from.

    `block` is the key of its block, "" where it stands at the head.
    """

    said: str
    where: str
    block: str
    source: str


@dataclass(frozen=True)
class Person:
    """A contact officer."""

    name: str
    position: str = ""
    telephone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Document:
    """A whole report. `date` is the meeting's, in ISO 8601, or "", and so is `review_on`, the restriction's."""

    title: str
    board: str
    board_slug: str
    slug: str
    kind: str
    purpose: str
    summary: Words = ()
    recommendations: tuple[Words, ...] = ()
    action: Words = ()
    contacts: tuple[Person, ...] = ()
    date: str = ""
    item: str = ""
    previous_title: str = ""
    previous_slug: str = ""
    restricted: bool = False
    restricted_reason: str = ""
    restricted_to: str = "members of the board and officers"
    review_on: str = ""
    about_the_figures: bool = True
    blocks: tuple[Block, ...] = ()
    figures: tuple[Figure, ...] = ()
    given: tuple[Given, ...] = ()

    @property
    def tells_of_figures(self) -> bool:
        """Whether it ends with “About the figures”."""
        return self.about_the_figures and bool(self.figures or self.given)

    @property
    def counted_late(self) -> str:
        """A sentence where figures were counted long after the meeting, "" elsewhere: they are not what it was told."""
        if not self.date:
            return ""
        latest = datetime.date.fromisoformat(self.date) + datetime.timedelta(days=LATE)
        counted = {datetime.date.fromisoformat(one.at[:10]) for one in self.figures if one.at and one.number}
        late = sorted(day for day in counted if day > latest)
        if not late:
            return ""
        days = " to ".join(f"{day.day} {day:%B %Y}" for day in dict.fromkeys((late[0], late[-1])))
        return f"The figures were counted {'from' if late[0] != late[-1] else 'on'} {days}, long after the meeting."

    @property
    def has_head(self) -> bool:
        """Whether anything stands at its head: a portfolio holder's report may begin with its first part."""
        said = (self.purpose, self.summary, self.recommendations, self.action, self.previous_title)
        return any(said) or bool(self.contacts and not self.contacts_at_end)

    def figure(self, key: str) -> Figure | None:
        """Return the figure of this key, or None."""
        return next((one for one in self.figures if one.key == key), None)

    @property
    def contacts_at_end(self) -> bool:
        """Whether contact officers stand at the end, as in a portfolio holder's report, and not at the head."""
        return self.kind == PORTFOLIO

    @property
    def restriction(self) -> str:
        """The sentence that says who may read it and why, "" for a public report."""
        if not self.restricted:
            return ""
        review = datetime.date.fromisoformat(self.review_on) if self.review_on else None
        reviewed = f" To be reviewed on {review.day} {review:%B %Y}." if review else ""
        return f"Restricted to {self.restricted_to}: {self.restricted_reason}{reviewed}"

    @property
    def contents(self) -> list[Block]:
        """The headings that a reader may go to: parts, headings and appendices, without those below them."""
        return [block for block in self.blocks if block.kind in (Kind.PART, Kind.HEADING, Kind.APPENDIX)]

    @property
    def body(self) -> list[Block]:
        """The blocks before the first appendix."""
        return self.blocks_until_appendix()[0]

    @property
    def appendices(self) -> list[Block]:
        """The first appendix and everything after it."""
        return self.blocks_until_appendix()[1]

    def blocks_until_appendix(self) -> tuple[list[Block], list[Block]]:
        place = next((at for at, block in enumerate(self.blocks) if block.kind is Kind.APPENDIX), len(self.blocks))
        return list(self.blocks[:place]), list(self.blocks[place:])

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON's own types; `from_json` reads it back."""
        return asdict(self)


def plain(words: Iterable[Span]) -> str:
    """Return the words alone."""
    return "".join(span.text for span in words)


def from_json(kept: dict[str, Any]) -> Document:
    """Return the document that `Document.as_json` wrote. What a later release added keeps its default."""
    return Document(
        **_known(Document, kept)
        | {
            "summary": _words(kept.get("summary", ())),
            "recommendations": tuple(_words(one) for one in kept.get("recommendations", ())),
            "action": _words(kept.get("action", ())),
            "contacts": tuple(Person(**_known(Person, one)) for one in kept.get("contacts", ())),
            "blocks": tuple(_block(one) for one in kept.get("blocks", ())),
            "figures": tuple(figure_from_json(one) for one in kept.get("figures", ())),
            "given": tuple(Given(**_known(Given, one)) for one in kept.get("given", ())),
        }
    )


def figure_from_json(kept: dict[str, Any]) -> Figure:
    """Return the figure that was kept as JSON's own types."""
    return Figure(**_known(Figure, kept) | {"rows": tuple(Row(*row) for row in kept.get("rows", ()))})


def _known(shape: Any, kept: dict[str, Any]) -> dict[str, Any]:
    """Return what of `kept` is a field of `shape`: a version outlives the fields that it was written with."""
    return {name: value for name, value in kept.items() if name in shape.__dataclass_fields__}


def _words(kept: Iterable[dict[str, Any]]) -> Words:
    return tuple(Span(**_known(Span, one)) for one in kept)


def _block(kept: dict[str, Any]) -> Block:
    table, picture, chart = kept.get("table"), kept.get("picture"), kept.get("chart")
    return Block(
        **_known(Block, kept)
        | {
            "kind": Kind(kept["kind"]),
            "words": _words(kept.get("words", ())),
            "table": table and Table(
                table["caption"], tuple(table["columns"]),
                tuple(tuple(_words(cell) for cell in row) for row in table["rows"]),
            ),
            "picture": picture and Picture(**_known(Picture, picture)),
            "chart": chart and Chart(chart["kind"], chart["title"], tuple(tuple(row) for row in chart["rows"])),
        }
    )  # fmt: skip
