"""Which figures there are: each with its key, its label, its definition in plain English, what it asks for, its query.

`catalogue.py` fills it. A definition's `revision` grows when its query changes, so that a frozen figure says by which
one it was worked out.
"""

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, NamedTuple

from board_reports.figures.wording import Unit

MOST_ROWS = 5_000  # that are kept behind one figure


class Row(NamedTuple):
    """One of the things that were counted: what it is called, its page or "", and more about it in a few words."""

    label: str
    url: str = ""
    detail: str = ""


@dataclass(frozen=True)
class Value:
    """What a figure is now. `number` is None where nothing can be said; `rows` are what was counted."""

    number: Decimal | None
    rows: Callable[[], Iterable[Row]] = tuple

    @classmethod
    def of(cls, number: float | Decimal | None, rows: Callable[[], Iterable[Row]] = tuple) -> "Value":
        return cls(None if number is None else Decimal(str(number)), rows)

    def listed(self) -> list[Row]:
        """Return the rows, as many as are kept. Costs a query."""
        found: list[Row] = []
        for row in self.rows():
            found.append(row)
            if len(found) == MOST_ROWS:
                break
        return found


class ParameterKind(StrEnum):
    """What a figure may ask for; the value is kept as JSON: a slug, a year, a date as 2015-07-14, a path."""

    DATE = "date"
    ZONE = "zone"
    BOARD = "board"
    THEME = "theme"
    SERVICE_AREA = "service area"
    PROGRAMME = "programme"
    COHORT = "cohort"
    REGION = "region"
    COUNCIL_KIND = "kind of council"
    EVIDENCE = "evidence level"
    BASIS = "basis"
    STATUS = "status"
    PATH = "path"
    PLAN = "work plan"
    CASE_STUDY = "case study"


@dataclass(frozen=True)
class Parameter:
    """Something that a figure asks for, by name."""

    name: str
    kind: ParameterKind
    required: bool = False


SINCE, UNTIL = Parameter("since", ParameterKind.DATE), Parameter("until", ParameterKind.DATE)
# Both days of a window count; without an end it lasts until the moment at which the figure is worked out.
WINDOW = (SINCE, UNTIL)

type Arguments = Mapping[str, Any]


class WrongArgumentsError(ValueError):
    """What a figure was given is not what it asks for, or is not there any more. The message is for officers."""


@dataclass(frozen=True)
class Definition:
    """A figure: `one` and `many` are the noun that follows it in a sentence, "" where it has none."""

    key: str
    label: str
    definition: str
    work_out: Callable[[Arguments], Value]
    parameters: Sequence[Parameter] = field(default=())
    unit: Unit = Unit.COUNT
    one: str = ""
    many: str = ""
    revision: int = 1

    def value(self, arguments: Arguments) -> Value:
        """Return what the figure is now. Raises `WrongArgumentsError`.

        Costs at most three queries, and one for each argument that is a row.
        """
        return self.work_out(self.cleaned(arguments))

    def cleaned(self, arguments: Arguments) -> dict[str, Any]:
        """Return the arguments as Python's values, dates as dates. Raises `WrongArgumentsError`."""
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in arguments:
            if name not in known:
                raise WrongArgumentsError(f"“{self.label}” does not ask for “{name}”.")
        found = {}
        for name, parameter in known.items():
            given = arguments.get(name)
            if given in (None, ""):
                if parameter.required:
                    raise WrongArgumentsError(f"“{self.label}” needs a {parameter.kind}.")
                continue
            found[name] = _as_python(parameter, given)
        if "since" in found and "until" in found and found["until"] < found["since"]:
            raise WrongArgumentsError("The window ends before it begins.")
        return found


# Whether what is given is there: by kind of parameter, for those whose values are rows or choices.
_IS_THERE: dict[ParameterKind, Callable[[Any], bool]] = {}


def check_with(checks: Mapping[ParameterKind, Callable[[Any], bool]]) -> None:
    """Let arguments of these kinds be refused unless they are there. A check may cost a query."""
    _IS_THERE.update(checks)


def _as_python(parameter: Parameter, given: Any) -> Any:
    if parameter.kind is ParameterKind.DATE and not isinstance(given, datetime.date):
        try:
            return datetime.date.fromisoformat(str(given))
        except ValueError:
            raise WrongArgumentsError(f"“{given}” is no date. Write it as 2015-07-14.") from None
    is_there = _IS_THERE.get(parameter.kind)
    if is_there is not None and not is_there(given):
        raise WrongArgumentsError(f"The {parameter.kind} “{given}” is not there any more. Choose it again.")
    return given


_DEFINITIONS: dict[str, Definition] = {}


def register(*definitions: Definition) -> None:
    """Add definitions. Raises `ValueError` for a key that is taken."""
    for one in definitions:
        if one.key in _DEFINITIONS:
            raise ValueError(f"There are two figures “{one.key}”.")
        _DEFINITIONS[one.key] = one


def find(key: str) -> Definition | None:
    """Return the definition of this key, or None where there is none (any more)."""
    return _DEFINITIONS.get(key)


def everything() -> list[Definition]:
    """Return every definition in the order in which they were registered."""
    return list(_DEFINITIONS.values())
