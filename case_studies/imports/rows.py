"""From a line of cells to the values of a case study, all of its faults told at once."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from case_studies.imports import cells
from case_studies.imports.cells import CellError
from case_studies.imports.columns import COUNCILS, OUTCOMES, PLAIN, READERS, SAVING, SUBJECTS, Columns
from case_studies.imports.lookups import Lookups
from case_studies.imports.reading import Line
from case_studies.models import Outcome

MONEY_KINDS = {Outcome.Kind.SAVING, Outcome.Kind.INCOME, Outcome.Kind.FUNDING, Outcome.Kind.COST_AVOIDED}
OUTCOME_PARTS = ("kind", "amount", "unit", "period", "basis", "year", "description", "note")


class RowError(ValueError):
    """A row cannot be taken; the message says why, in one sentence or several."""


@dataclass(slots=True)
class Row:
    """A row that could be read. `values` holds only what the file has columns for, as it would be stored:

    plain fields by name; `themes` and the like as sorted ids; `councils` as sorted (council id, role, deduced);
    `outcomes` as sorted tuples in the order of OUTCOME_FIELDS; `links` as (title, address) in their order.
    """

    line: Line
    record_id: str
    values: dict[str, Any] = field(default_factory=dict)


OUTCOME_FIELDS = ("kind", "description", "amount", "unit", "period", "basis", "year", "note")


def read_row(line: Line, columns: Columns, lookups: Lookups) -> Row:
    """Return the values of `line`. Raises `RowError` with every fault found."""
    if len(line.cells) != columns.width:
        raise RowError(
            f"The row has {len(line.cells)} cells and the header {columns.width}: a comma or quotation mark too few or "
            "too many."
        )
    faults: list[str] = []
    plain = {name: _read(name, columns.cell(line.cells, name), faults) for name in PLAIN if columns.has(name)}
    row = Row(line, plain.pop("record_id") or "", plain)
    if not row.record_id and not faults:
        faults.append("record_id is empty.")
    begun, ended = plain.get("begun_on"), plain.get("ended_on")
    if begun and ended and ended < begun:
        faults.append("ended_on is before begun_on.")
    known_for = plain.get("year") or (begun.year if begun else None)
    for column in SUBJECTS:
        if columns.has(column):
            names = cells.several(columns.cell(line.cells, column))
            row.values[column] = _subjects(column, names, lookups, faults)
    if columns.has(*COUNCILS):
        row.values["councils"] = _councils(line, columns, lookups, known_for, faults)
    if columns.has(*OUTCOMES):
        row.values["outcomes"] = _outcomes(line, columns, faults)
    if columns.has("links"):
        row.values["links"] = _links(columns.cell(line.cells, "links"), faults)
    if faults:
        raise RowError(" ".join(faults))
    return row


def _read(column: str, cell: str, faults: list[str]) -> Any:
    try:
        return READERS[column](cell)
    except CellError as error:
        faults.append(f"{column}: {error}" if str(error).startswith("“") else f"{column} {error}")
        return None


def _subjects(column: str, names: list[str], lookups: Lookups, faults: list[str]) -> tuple[int, ...]:
    found = set()
    for name in names:
        try:
            found.add(lookups.subject(column, name))
        except CellError as error:
            faults.append(f"{column}: {error}")
    return tuple(sorted(found))


def _councils(
    line: Line, columns: Columns, lookups: Lookups, year: int | None, faults: list[str]
) -> tuple[tuple[int, str, bool], ...]:
    deduced = bool(_read("council_deduced", columns.cell(line.cells, "council_deduced"), faults))
    found: dict[int, tuple[int, str, bool]] = {}
    for column, role in (("council", "lead"), ("partner_councils", "partner")):
        for name in cells.several(columns.cell(line.cells, column)):
            try:
                council = lookups.council(name, year)
            except CellError as error:
                faults.append(f"{column}: {error}")
                continue
            if council in found and found[council][1] != role:
                faults.append(f"{lookups.council_names[council]} is named both as council and as partner.")
            found.setdefault(council, (council, role, deduced))
    return tuple(sorted(found.values()))


def _outcomes(line: Line, columns: Columns, faults: list[str]) -> tuple[tuple[Any, ...], ...]:
    found = []
    saving, period, basis, year = (_read(name, columns.cell(line.cells, name), faults) for name in SAVING)
    if saving is not None:
        found.append(_outcome({"kind": "saving", "amount": saving, "period": period, "basis": basis, "year": year}))
    elif period or basis or year:
        faults.append("saving is empty, but its period, basis or year is given.")
    for text in cells.tidy(columns.cell(line.cells, "outcomes")).split(";"):
        if text.strip():
            try:
                found.append(_outcome(read_outcome(text)))
            except CellError as error:
                faults.append(f"outcomes: {_in(text, error)}")
    return tuple(sorted(found, key=repr))


def _in(part: str, error: CellError) -> str:
    """Return what is wrong with one of the several parts of a cell, naming the part."""
    return f"{'in ' if str(error).startswith('“') else ''}“{cells.short(part)}” {error}".replace("” “", "”, “", 1)


def _outcome(parts: dict[str, Any]) -> tuple[Any, ...]:
    whole = {
        "description": "", "unit": Outcome.Unit.POUNDS.value, "note": "", "year": None,
    } | parts | {
        "period": parts.get("period") or Outcome.Period.ONE_OFF.value,
        "basis": parts.get("basis") or Outcome.Basis.ACHIEVED.value,
    }  # fmt: skip
    return tuple(whole[name] for name in OUTCOME_FIELDS)


def read_outcome(text: str) -> dict[str, Any]:
    """Read `kind | amount | unit | period | basis | year | description | note`; the last ones may be left out."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) > len(OUTCOME_PARTS):
        raise CellError(f"has {len(parts)} parts; the parts are {' | '.join(OUTCOME_PARTS)}.")
    given = dict(zip(OUTCOME_PARTS, parts + [""] * len(OUTCOME_PARTS), strict=False))
    kind = cells.choice(Outcome.Kind.choices)(given["kind"])
    if not kind:
        raise CellError("does not begin with a kind, such as saving.")
    unit = cells.choice(Outcome.Unit.choices)(given["unit"])
    amount, implied = _amount(given["amount"])
    if unit and implied and unit != implied:
        raise CellError(f"gives its amount in {implied} and its unit as {unit}.")
    unit = unit or implied or (Outcome.Unit.POUNDS.value if kind in MONEY_KINDS else Outcome.Unit.NUMBER.value)
    if kind in MONEY_KINDS and unit != Outcome.Unit.POUNDS:
        raise CellError("is money, so its unit must be pounds.")
    return {
        "kind": kind,
        "amount": amount,
        "unit": unit,
        "period": cells.choice(Outcome.Period.choices)(given["period"]),
        "basis": cells.choice(Outcome.Basis.choices)(given["basis"]),
        "year": cells.year(given["year"]),
        "description": cells.line(200)(given["description"]),
        "note": cells.line(300)(given["note"]),
    }


def _amount(text: str) -> tuple[Decimal, str]:
    """Return the amount and the unit that its sign implies."""
    implied = ""
    if text.startswith("£"):
        text, implied = text[1:], Outcome.Unit.POUNDS.value
    elif text.endswith("%"):
        text, implied = text[:-1], Outcome.Unit.PER_CENT.value
    value = cells.number(text)
    if value is None:
        raise CellError("needs an amount as its second part, such as £250,000, 15% or 1,200.")
    return value, implied


def _links(cell: str, faults: list[str]) -> tuple[tuple[str, str], ...]:
    found = []
    for part in cells.several(cell):
        title, _, target = part.rpartition("|")
        try:
            target = cells.address(500)(target)
            found.append((cells.line(200)(title) or target[:200], target))
        except CellError as error:
            faults.append(f"links: {_in(part, error)}")
    return tuple(dict.fromkeys(found))
