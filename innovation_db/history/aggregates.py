"""What a version of a thing consists of: its own row, the rows that belong to it, and its many-to-manys.

Each app declares its aggregates (`case_studies/history.py`); this module turns them into the state at a moment.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import connection, models

Row = dict[str, Any]  # one row's columns by attribute name, as `case_study_id`
State = dict[str, dict[int, Row]]  # by part ("" is the thing's own row), then by primary key

# Columns that say nothing to a reader, whatever the model.
SILENT = frozenset({"id", "version", "changed_at", "created_at", "created_by_id"})


@cache
def event_model(model: type[models.Model]) -> Any:
    """Return the model of a tracked model's events."""
    for candidate in apps.get_models():
        if issubclass(candidate, pghistory.models.Event) and candidate.pgh_tracked_model is model:  # type: ignore[attr-defined]
            return candidate
    raise LookupError(f"{model._meta.label} is not tracked.")


@dataclass(frozen=True)
class Part:
    """Rows that belong to a thing through their foreign key `to`; with `other` they are a many-to-many's.

    `name` is the plural shown to officers; `title` are the columns that tell one row from another; `under` is the
    name of another part, when the rows belong to that part's rows.
    """

    name: str
    model: type[models.Model]
    to: str
    title: tuple[str, ...] = ()
    other: str = ""
    under: str = ""
    hidden: frozenset[str] = frozenset()

    @property
    def column(self) -> str:
        return f"{self.to}_id"


@dataclass(frozen=True)
class Aggregate:
    """A thing with its parts. `kept` are columns that are shown in comparisons but that restoring leaves alone.

    `taken(thing, column, value)` says whether a value belongs to another thing in a way that no column is unique for.
    """

    model: type[models.Model]
    parts: tuple[Part, ...] = ()
    hidden: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    taken: Callable[[models.Model, str, Any], bool] = field(default=lambda thing, column, value: False)
    after_restore: Callable[[Iterable[int]], None] = field(default=lambda ids: None)

    def part(self, name: str) -> Part:
        return next(part for part in self.parts if part.name == name)

    def events(self, pk: int) -> dict[str, Any]:
        """Return the queryset of all events of the thing and its parts, by part."""
        own = event_model(self.model).objects.filter(pgh_obj_id=pk)
        return {"": own} | {part.name: self._part_events(part, pk) for part in self.parts}

    def _part_events(self, part: Part, pk: int) -> Any:
        events = event_model(part.model).objects
        parents: Any = [pk]
        if part.under:
            parents = self._part_events(self.part(part.under), pk).values("id")
        here = events.filter(**{f"{part.column}__in": parents})
        if not hasattr(events.model, "pgh_obj_id"):
            return here
        # A row that moved elsewhere is still found: what happened to it later ends its time here.
        return events.filter(pgh_obj_id__in=here.values("pgh_obj_id"))

    def state(self, pk: int, at: datetime | None = None) -> State:
        """Return everything as it was at a moment (or is now, as history knows it). Costs one query a part."""
        state: State = {}
        for name, events in self.events(pk).items():
            if at is not None:
                events = events.filter(pgh_created_at__lte=at)
            latest = events.order_by("id", "-pgh_id").distinct("id").values()
            state[name] = {row["id"]: tidy(row) for row in latest if row["pgh_label"] != "delete"}
        self._drop_moved(state, pk)
        return state

    def _drop_moved(self, state: State, pk: int) -> None:
        for part in self.parts:
            parents = state[part.under].keys() if part.under else {pk}
            state[part.name] = {key: row for key, row in state[part.name].items() if row[part.column] in parents}

    def forget(self, pk: int) -> None:
        """Remove every event of a thing and its parts: for purging only."""
        querysets = self.events(pk)
        for name in [*reversed([part.name for part in self.parts]), ""]:
            querysets[name].delete()


def tidy(event: Row) -> Row:
    """Return the tracked columns of an event."""
    return {name: value for name, value in event.items() if not name.startswith("pgh_")}


def database_clock() -> datetime:
    """Return the time by the clock that stamps the events."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment


_AGGREGATES: dict[type[models.Model], Aggregate] = {}


def register(*aggregates: Aggregate) -> None:
    """Declare what versions of some models consist of."""
    _AGGREGATES.update({aggregate.model: aggregate for aggregate in aggregates})


def aggregate_of(model: type[models.Model]) -> Aggregate:
    """Return what a version of `model` consists of: as declared, or its own row alone."""
    return _AGGREGATES.get(model) or Aggregate(model)
