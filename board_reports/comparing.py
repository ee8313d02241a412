"""What a figure is compared with: a typed number, another figure of the report, or itself without what narrows it.

The last two are worked out as often as the figure itself. A figure's use keeps which one by a mark, [[f2]] or
[[whole]], where the source of a typed number would stand (`FigureUse.compared_with`).
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from board_reports.document import Document, Figure
from board_reports.figures import registry
from board_reports.figures.registry import Definition, ParameterKind, WrongArgumentsError
from board_reports.models import FigureUse
from board_reports.models.reports import WHOLE


class Compared(NamedTuple):
    """The number, None where it is not known; where it comes from; and why it cannot be told, or ""."""

    number: Decimal | None
    source: str
    problem: str = ""


def of_use(use: FigureUse) -> Compared:
    """Return what a figure of a report is compared with now. Costs the figures of the report, and at most a figure."""
    if not use.compared_with:
        return Compared(use.baseline, use.baseline_source)
    if use.compared_with == WHOLE:
        definition = registry.find(use.definition)
        arguments = widened(definition, use.arguments) if definition else {}
        return _now(use.definition, arguments, "the same figure of all of them")
    other = next((one for one in use.report.figures.all() if one.key == use.compared_with), None)
    if other is None:
        return Compared(None, "", f"The figure {use.compared_with} that it is compared with is not there any more.")
    known = registry.find(other.definition)
    label = known.label if known else other.definition
    return _now(other.definition, other.arguments, f"the figure {other.key}, “{label}”")


def of_published(figure: Figure, document: Document) -> Decimal | None:
    """Return what a frozen figure would be compared with now; None where that cannot be told."""
    if figure.compared_with == WHOLE:
        definition = registry.find(figure.definition_key)
        arguments = widened(definition, figure.arguments) if definition else {}
        return _now(figure.definition_key, arguments, "").number
    other = document.figure(figure.compared_with)
    return _now(other.definition_key, other.arguments, "").number if other else None


def widened(definition: Definition, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments without those that narrow the figure: its window and what it must have stay."""
    kept = {one.name for one in definition.parameters if one.required or one.kind is ParameterKind.DATE}
    return {name: value for name, value in arguments.items() if name in kept}


def _now(key: str, arguments: Mapping[str, Any], what: str) -> Compared:
    definition = registry.find(key)
    try:
        number = definition.value(arguments).number if definition else None
    except WrongArgumentsError as wrong:
        return Compared(None, "", str(wrong))
    problem = "" if number is not None else f"It is not known what it is compared with, {what}."
    return Compared(None if number is None else round(number, 2), f"{what}, counted with it", problem)
