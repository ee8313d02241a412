"""A draft while it is written: its head, its blocks, its figures, its typed numbers with their sources, its highlights.

Figures are worked out once while the text is written, so that zero, one and many read right. Nothing is stored here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from board_reports import bare_numbers, inline, notations, reading
from board_reports.document import Document
from board_reports.drafting.brief import Brief, Stated
from board_reports.earlier import Earlier, told_in
from board_reports.figures import registry
from board_reports.figures.qualifiers import Qualifier, holds, suggested
from board_reports.figures.registry import WrongArgumentsError
from board_reports.figures.wording import Style, Unit, counted, written
from board_reports.models import Report, WorkPlan
from board_reports.numbering import Kind
from board_reports.plan_reading import Line, lines
from board_reports.typed_numbers import plain

LONGEST_KEY = 40


@dataclass(frozen=True)
class DraftedFigure:
    """A figure that the text names: as a `FigureUse` keeps it."""

    key: str
    definition: str
    arguments: dict[str, Any]
    qualifier: Qualifier = Qualifier.EXACTLY
    stated: Decimal | None = None
    baseline: Decimal | None = None
    baseline_source: str = ""
    style: Style = Style.HOUSE
    with_noun: bool = False


@dataclass(frozen=True)
class DraftedBlock:
    """A block of the text; `source` names the paragraph of the generator, and gives the block its key."""

    source: str
    kind: Kind
    text: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.source.replace(".", "-").replace(":", "-")


@dataclass(frozen=True)
class Confirmed:
    """A number that is typed, in the block `source` (or “summary”), and where it comes from."""

    source: str
    number: str
    words: str
    origin: str


@dataclass(frozen=True)
class Highlight:
    """Something worth an officer's while, and why it is proposed; `address` leads to it, or is "".

    By its `key` an officer leaves it out: what is said of it then is not written.
    """

    key: str
    text: str
    reason: str
    address: str = ""


@dataclass(frozen=True)
class Count:
    """A figure as it goes into a sentence: `mark` stands for its words, `number` is what it is now or None.

    `compared` is whether the words say what it was before: “up from 40 to 102 case studies”.
    """

    mark: str
    number: Decimal | None
    compared: bool = False

    def __bool__(self) -> bool:
        """Whether it is known, and more than nothing."""
        return self.number is not None and self.number > 0

    def __str__(self) -> str:
        return self.mark

    @property
    def bare(self) -> str:
        """What stands where nothing that is counted follows: “none” for nothing, never “no”."""
        return "none" if self.number == 0 else self.mark

    def verb(self, one: str, many: str) -> str:
        """Return the verb that goes with it: `one` for exactly one."""
        return counted(self.number or 0, one, many)


class Paper:
    """A draft of a report that is being written."""

    def __init__(self, brief: Brief) -> None:
        self.brief = brief
        self.title = ""
        self.purpose: str = Report.Purpose.INFORMATION_DISCUSSION
        self.summary = self.action = ""
        self.recommendations: list[str] = []
        self.blocks: list[DraftedBlock] = []
        self.figures: list[DraftedFigure] = []
        self.confirmed: list[Confirmed] = []
        self.highlights: list[Highlight] = []
        self._plan_lines: dict[int, list[Line]] = {}
        self._numbers: dict[str, Decimal | None] = {}
        self._typed: dict[str, str] = {}  # number as it is typed → where it comes from
        self._previous: list[Document | None] = []  # the previous report as it was published, once it was asked for
        self._phrases: list[str] = []  # with which a sentence may begin: “over 50 councils”

    def leaves_out(self, key: str) -> bool:
        """Whether the officer wants nothing said of what has this key, such as "session-12"."""
        return key in self.brief.choices.leave_out

    # --- Blocks ---

    def part(self, source: str, text: str) -> None:
        self._add(source, Kind.PART, text)

    def heading(self, source: str, text: str) -> None:
        self._add(source, Kind.HEADING, text)

    def subheading(self, source: str, text: str, origin: str = "") -> None:
        self._add(source, Kind.SUBHEADING, text, origin=origin)

    def paragraph(self, source: str, *sentences: str, origin: str = "") -> None:
        """Add a numbered paragraph; empty sentences are left out. `origin` is where numbers typed in it come from."""
        self._add(source, Kind.PARAGRAPH, _joined(map(self._begun, sentences)), origin=origin)

    def below(self, source: str, text: str, origin: str = "") -> None:
        """Add a paragraph that stands below the one before: 2.1."""
        self._add(source, Kind.SUBPARAGRAPH, text, origin=origin)

    def text(self, source: str, *sentences: str, origin: str = "") -> None:
        """Add words without a number."""
        self._add(source, Kind.TEXT, _joined(sentences), origin=origin)

    def appendix(self, source: str, title: str) -> None:
        self._add(source, Kind.APPENDIX, title)

    def table(
        self, source: str, caption: str, columns: Sequence[str], rows: Iterable[Sequence[str]], origin: str = ""
    ) -> None:
        """Add a table; the cells are in the notation of `inline`."""
        data = {"caption": caption, "columns": list(columns), "rows": [list(row) for row in rows]}
        self._add(source, Kind.TABLE, "", data, origin=origin)

    def _add(
        self, source: str, kind: Kind, text: str, data: Mapping[str, Any] | None = None, *, origin: str = ""
    ) -> None:
        if len(source) > LONGEST_KEY:
            raise ValueError(f"“{source}” is too long for the key of a block.")
        block = DraftedBlock(source, kind, text, dict(data or {}))
        self.blocks.append(block)
        self._confirm(block.key, notations.of_block(kind, text, block.data), origin)

    def _confirm(self, source: str, texts: Iterable[str], origin: str) -> None:
        """Note where the typed numbers of a block come from: what was stated, else the `origin` of all of it."""
        known = {(one.source, one.words) for one in self.confirmed}
        for text in map(plain, texts):
            for number in bare_numbers.find(text):
                where, words = self._typed.get(number.text) or origin, bare_numbers.with_words(text, number)
                if where and (source, words) not in known:
                    known.add((source, words))
                    self.confirmed.append(Confirmed(source, number.text, words, where[:300]))

    def reference(self, source: str) -> str:
        """Return the mark that reads as the number of another block: “Appendix 1”, “paragraph 7”."""
        return inline.reference("paragraph", DraftedBlock(source, Kind.TEXT).key)

    # --- Head ---

    def summarise(self, *sentences: str) -> None:
        self.summary = _joined(sentences)
        self._confirm("summary", [self.summary], "")

    # --- Figures ---

    def count(
        self, definition: str, *, stated: str = "", rounded: bool = True, noun: bool = True, digits: bool = False,
        compared: bool = False, **arguments: Any,
    ) -> Count:  # fmt: skip
        """Return a figure for a sentence, with what it counts after it unless `noun` is False.

        `stated` is the name under which the brief may state a number for it. A count above twenty is said more
        roundly where that reads better and `rounded` allows it. What cannot be worked out has no number.
        With `compared` it is “up from” what the previous report told, where that told it and it has grown since.
        """
        given = {name: value for name, value in arguments.items() if value not in (None, "")}
        number = self._number(definition, given)
        said = self.brief.choices.stated.get(stated) if stated else None
        qualifier, rounder = Qualifier.EXACTLY, None
        before = self._before(definition, given) if compared else None
        if before is not None and not (number is not None and number > Decimal(before.number)):
            before = None
        if said is not None:
            wanted, value = Qualifier(said.qualifier), Decimal(said.number)
            exact = wanted is Qualifier.EXACTLY
            if not (number == value if exact else holds(wanted, number, stated=value)):
                return self._typed_count(said, definition if noun else "")
            qualifier, rounder, before = wanted, None if exact else value, None
        elif before is not None:
            qualifier = Qualifier.UP_FROM
        elif rounded and (rounder_one := suggested(number)) and self._is_count(definition):
            qualifier, rounder = rounder_one
        use = DraftedFigure(
            key="", definition=definition, arguments=given, qualifier=qualifier, stated=rounder,
            baseline=Decimal(before.number) if before else None, baseline_source=before.source if before else "",
            style=Style.DIGITS if digits else Style.HOUSE, with_noun=noun,
        )  # fmt: skip
        return Count(inline.figure(self._key_of(use)), number, compared=before is not None)

    def _before(self, definition: str, arguments: Mapping[str, Any]) -> Earlier | None:
        """Return what the previous report told of this figure when it was published; None where it told nothing.

        None as well where that may not be named. Costs a query, once.
        """
        previous, found = self.brief.previous, registry.find(definition)
        if previous is None or found is None or not self.brief.names_previous:
            return None
        if not self._previous:
            self._previous.append(reading.published(previous))
        return told_in(self._previous[0], found, arguments) if self._previous[0] else None

    def stated(self, name: str) -> Stated | None:
        """Return a number that the brief states, and let it be typed in what is written from now on."""
        said = self.brief.choices.stated.get(name)
        if said is not None:
            self._typed[_shown(said)] = said.source
        return said

    def _typed_count(self, said: Stated, definition: str) -> Count:
        number, shown = Decimal(said.number), _shown(said)
        self._typed[shown] = said.source
        found = registry.find(definition)
        noun = f" {counted(number, found.one, found.many)}" if found and found.many else ""
        words = f"{said.qualifier} {shown}{noun}" if said.qualifier else f"{shown}{noun}"
        self._phrases.append(words)
        return Count(words, number)

    def _begun(self, sentence: str) -> str:
        """Begin a sentence with a capital where it begins with a typed number; a figure's words do so themselves."""
        begins = any(sentence.startswith(one) for one in self._phrases)
        return sentence[:1].upper() + sentence[1:] if begins else sentence

    def plan_lines(self, plan: WorkPlan) -> list[Line]:
        """Return how the activities of a plan stand on the day of the meeting; worked out once for all paragraphs."""
        if plan.pk not in self._plan_lines:
            self._plan_lines[plan.pk] = lines(plan, self.brief.today)
        return self._plan_lines[plan.pk]

    def _number(self, definition: str, arguments: Mapping[str, Any]) -> Decimal | None:
        asked = f"{definition} {sorted(arguments.items())}"
        if asked not in self._numbers:
            found = registry.find(definition)
            try:
                self._numbers[asked] = found.value(arguments).number if found else None
            except WrongArgumentsError:
                self._numbers[asked] = None
        return self._numbers[asked]

    def _is_count(self, definition: str) -> bool:
        found = registry.find(definition)
        return found is not None and found.unit is Unit.COUNT

    def _key_of(self, use: DraftedFigure) -> str:
        """Return the key of this figure: the same one for the same words."""
        for known in self.figures:
            if DraftedFigure(**{**known.__dict__, "key": ""}) == use:
                return known.key
        key = f"f{len(self.figures) + 1}"
        self.figures.append(DraftedFigure(**{**use.__dict__, "key": key}))
        return key

    # --- At the end ---

    def used_figures(self) -> list[DraftedFigure]:
        """Return the figures that the text names: some were only looked at."""
        texts = [self.summary, self.action, *self.recommendations]
        for block in self.blocks:
            texts += [block.text, *(cell for row in block.data.get("rows", ()) for cell in row)]
        named = set(inline.figures_in(texts))
        return [one for one in self.figures if one.key in named]


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(sentence.strip() for sentence in sentences if sentence and sentence.strip())


def _shown(said: Stated) -> str:
    return written(Decimal(said.number))
