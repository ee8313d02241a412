"""Two versions of a thing, field by field and part by part, in words that a template only has to print."""

from dataclasses import dataclass, field
from typing import Any

from innovation_db.history.aggregates import Aggregate, Part, Row, State
from innovation_db.history.naming import label, names_in, part_fields, readable_fields, row_title
from innovation_db.history.words import Names, Piece, compare, shorten, shown
from innovation_db.rich_text import RichTextField


@dataclass(frozen=True)
class Change:
    """One column that differs. `pieces` are its words; `note` says what words cannot."""

    name: str
    label: str
    pieces: list[Piece]
    note: str = ""


@dataclass(frozen=True)
class RowChange:
    """One row of a part: "added", "removed" or "changed", with what differs in it."""

    kind: str
    title: str
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """What differs between two versions: own columns, then rows by part."""

    changes: list[Change]
    parts: dict[str, list[RowChange]]

    def __bool__(self) -> bool:
        return bool(self.changes or self.parts)


def compare_states(aggregate: Aggregate, older: State, newer: State) -> Comparison:
    """Return what differs between two states of one thing. Costs one or two queries a model referred to."""
    names = names_in(aggregate, [older, newer])
    own = [next(iter(state[""].values()), {}) for state in (older, newer)]
    fields = readable_fields(aggregate.model, aggregate.hidden)
    parts = {
        part.name: rows
        for part in aggregate.parts
        if (rows := _row_changes(part, older[part.name], newer[part.name], names))
    }
    return Comparison(_changes(fields, own[0], own[1], names), parts)


def _changes(fields: list[Any], older: Row, newer: Row, names: Names) -> list[Change]:
    return [
        change_of(field, older.get(field.attname), newer.get(field.attname), names)
        for field in fields
        if older.get(field.attname) != newer.get(field.attname)
    ]


def change_of(field: Any, older: Any, newer: Any, names: Names) -> Change:
    """Return how one column differs."""
    texts = shown(field, older, names), shown(field, newer, names)
    if texts[0] == texts[1]:
        note = (
            "Only the formatting changed, not the words."
            if isinstance(field, RichTextField)
            else "The file was replaced by another of the same name."
        )
        return Change(field.name, label(field), [], note)
    return Change(field.name, label(field), shorten(compare(*texts)))


def _row_changes(part: Part, older: dict[int, Row], newer: dict[int, Row], names: Names) -> list[RowChange]:
    if part.other:  # a many-to-many's rows are told apart by what they lead to, not by their keys
        column = f"{part.other}_id"
        older = {row[column]: row for row in older.values()}
        newer = {row[column]: row for row in newer.values()}
    fields = [] if part.other else part_fields(part)
    changes = []
    for key in [*older, *(key for key in newer if key not in older)]:
        old, new = older.get(key), newer.get(key)
        title = row_title(part, new or old or {}, names)
        if old is None or new is None:
            given = _changes(fields, old or {}, new or {}, names)
            telling = [change for change in given if change.pieces and not _is_default(part, change, new or old or {})]
            changes.append(RowChange("removed" if new is None else "added", title, telling))
        elif differing := _changes(fields, old, new, names):
            changes.append(RowChange("changed", title, differing))
    return changes


def _is_default(part: Part, change: Change, row: Row) -> bool:
    """Whether a column of a new or removed row only says what every row says at first."""
    field: Any = part.model._meta.get_field(change.name)
    return bool(field.has_default() and field.get_default() == row.get(field.attname))
