"""What the database itself keeps about every edit: each row's history, and the version behind “no lost update”.

Both are triggers, so that forms, bulk updates, imports, the shell and plain SQL are all caught. Reading the history is
`innovation_db/history`; comparing a version with what a form started from is `innovation_db/stale.py`.
"""

from collections.abc import Callable
from typing import Any

import pghistory
import pgtrigger
from django.db import models


class Versioned(models.Model):
    """A row whose `version` grows by at least one with every change to it, to its parts and to its many-to-manys.

    Concrete models add `bump_version()` to their triggers, and parts `*bump_parent_version(...)`.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def tracked[M: type[models.Model]](*, exclude: list[str] | None = None, **options: Any) -> Callable[[M], M]:
    """Return the decorator that keeps every insert, change and deletion of a model's rows as an event.

    Changes of nothing but the version or the time of the last save say nothing, so they leave no event. Columns in
    `exclude` are neither kept nor watched. Other `options` are those of `pghistory.track`.
    """

    def decorate(model: M) -> M:
        columns = {field.name for field in model._meta.local_fields}
        silent = sorted(columns & {"version", "changed_at", *(exclude or [])})
        change = pgtrigger.AnyChange(exclude=silent) if silent else pgtrigger.AnyChange()
        trackers = (pghistory.InsertEvent(), pghistory.UpdateEvent(condition=change), pghistory.DeleteEvent())
        return pghistory.track(*trackers, exclude=exclude, **options)(model)

    return decorate


def bump_version(*, exclude: list[str] | None = None) -> pgtrigger.Trigger:
    """Return the trigger that counts changes of the row itself, except changes of the columns in `exclude`."""
    return pgtrigger.Trigger(
        name="bump_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(exclude=exclude) if exclude else pgtrigger.AnyChange(),
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )


def bump_parent_version(table: str, column: str) -> list[pgtrigger.Trigger]:
    """Return the triggers by which a part, when added, changed or deleted, counts as a change of its parent.

    `table` is the parent's database table, `column` the part's foreign key column to it. They run once a statement,
    so that adding 1,000 parts at once costs one update of their parents, locked in one order to avoid deadlocks.
    """
    before, after = pgtrigger.Referencing(old="old_parts"), pgtrigger.Referencing(new="new_parts")
    both = pgtrigger.Referencing(old="old_parts", new="new_parts")
    changed = (
        f"SELECT unnest(ARRAY[o.{column}, n.{column}]) FROM old_parts o FULL JOIN new_parts n USING (id) "  # noqa: S608
        "WHERE o IS DISTINCT FROM n"
    )
    return [
        _count_parts("added", pgtrigger.Insert, after, table, f"SELECT {column} FROM new_parts"),  # noqa: S608
        _count_parts("changed", pgtrigger.Update, both, table, changed),
        _count_parts("removed", pgtrigger.Delete, before, table, f"SELECT {column} FROM old_parts"),  # noqa: S608
    ]


def _count_parts(
    name: str, operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, table: str, parents: str
) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"bump_parent_{name}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"""
            UPDATE {table} SET version = version + 1 WHERE id IN (
                SELECT id FROM {table} WHERE id IN ({parents}) ORDER BY id FOR NO KEY UPDATE
            );
            RETURN NULL;
        """,  # noqa: S608  names of our own tables and columns, never input
    )
