"""What a figure was in the previous report on the subject, as that was published: what a new one is compared with."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from board_reports import reading
from board_reports.document import Document
from board_reports.figures.registry import Definition, ParameterKind


class Earlier(NamedTuple):
    """What the same figure was in the previous report on the subject, and where that stands."""

    number: str
    value: str
    source: str


def told_in(document: Document, definition: Definition, arguments: Mapping[str, Any]) -> Earlier | None:
    """Return what the figure was in a published report, of the same things in any window; None where it is not told."""
    wanted = _without_dates(definition, arguments)
    for one in document.figures:
        if one.definition_key == definition.key and one.number and _without_dates(definition, one.arguments) == wanted:
            when = f" of {reading.day(document.date)}" if document.date else ""
            return Earlier(one.number, one.value, f"“{document.title}”{when}"[:200])
    return None


def _without_dates(definition: Definition, arguments: Mapping[str, Any]) -> dict[str, str]:
    dates = {one.name for one in definition.parameters if one.kind is ParameterKind.DATE}
    return {name: str(value) for name, value in arguments.items() if name not in dates and value not in (None, "")}
