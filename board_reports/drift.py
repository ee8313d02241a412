"""Figures that are another number now than what a report says: pinned in clearance, frozen when published.

What a figure is worth is `figures/`; taking the new value is `actions.take`.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from board_reports import comparing, reading
from board_reports.document import Document
from board_reports.figures import registry
from board_reports.figures.qualifiers import Qualifier, holds
from board_reports.figures.registry import WrongArgumentsError
from board_reports.figures.wording import Style, Unit, written
from board_reports.models import FigureUse, Report


class Drift(NamedTuple):
    """A figure that moved: its key, what it is, what the report says, what it is now, and whether that still holds."""

    key: str
    label: str
    said: str
    before: str
    now: str
    holds: bool

    @property
    def sentence(self) -> str:
        """“Case studies added” (f1): 102 in the report, 107 now."""
        false = "" if self.holds else f" “{self.said}” is no longer true."
        return f"“{self.label}” ({self.key}): {self.before} in the report, {self.now} now.{false}"


def of_pinned(uses: Iterable[FigureUse]) -> list[Drift]:
    """Return the pinned figures whose value is another one now. Costs at most three queries a figure."""
    found = []
    for use in uses:
        definition = registry.find(use.definition)
        if use.pinned_at is None or definition is None:
            continue
        number, whole = _now(use.definition, use.arguments), comparing.of_use(use).number
        if _moved(use, number, whole):
            said = reading.figure(use).phrase
            before, now = (written(one, definition.unit, Style.DIGITS) for one in (use.pinned_number, number))
            if use.compared_with:
                before, now = _of(before, _kept(use), definition.unit), _of(now, whole, definition.unit)
            true = holds(Qualifier(use.qualifier), number, **use.said | {"baseline": whole})
            found.append(Drift(use.key, definition.label, said, before, now, true))
    return found


def of_published(document: Document) -> list[Drift]:
    """Return the frozen figures of a published report whose value is another one now, or cannot be told any more."""
    found = []
    for figure in document.figures:
        number = _now(figure.definition_key, figure.arguments)
        before = round(Decimal(figure.number), 2) if figure.number else None
        whole_before = Decimal(figure.baseline) if figure.baseline else None
        whole = comparing.of_published(figure, document) if figure.compared_with else whole_before
        if (number, whole) != (before, whole_before):
            unit = Unit(figure.unit)
            said, now = written(before, unit, Style.DIGITS), written(number, unit, Style.DIGITS)
            if figure.compared_with:
                said, now = _of(said, whole_before, unit), _of(now, whole, unit)
            found.append(Drift(figure.key, figure.label, figure.phrase, said, now, number is not None))
    return found


def drifted_in_clearance() -> list[int]:
    """Return the reports in clearance with a figure that drifted. Costs a query, and those of their figures."""
    uses = FigureUse.objects.filter(report__state=Report.State.CLEARANCE, pinned_at__isnull=False)
    moved: set[int] = set()
    for use in uses:
        if use.report_id in moved:
            continue
        if _moved(use, _now(use.definition, use.arguments), comparing.of_use(use).number):
            moved.add(use.report_id)
    return sorted(moved)


def _moved(use: FigureUse, number: Decimal | None, whole: Decimal | None) -> bool:
    """Whether a pinned figure is another number now, or what it is compared with is."""
    return number != use.pinned_number or bool(use.compared_with and whole != _kept(use))


def _kept(use: FigureUse) -> Decimal | None:
    """Return what a pinned figure was compared with when it was pinned."""
    kept = (use.pinned or {}).get("baseline")
    return Decimal(kept) if kept else None


def _of(said: str, whole: Decimal | None, unit: Unit) -> str:
    return f"{said} compared with {written(whole, unit, Style.DIGITS)}"


def _now(key: str, arguments: dict) -> Decimal | None:
    """Return what a figure is now, as exactly as it is kept; None where it is not known, or not there any more."""
    definition = registry.find(key)
    try:
        number = definition.value(arguments).number if definition else None
    except WrongArgumentsError:
        return None
    return None if number is None else round(number, 2)
