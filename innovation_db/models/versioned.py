"""The version number behind “no lost update”: counted by the database, so that no path of editing can skip it.

Comparing it with what a form started from is the form's part (`innovation_db/stale.py`).
"""

import pgtrigger
from django.db import models


class Versioned(models.Model):
    """A row whose `version` grows by at least one with every change to it or to its parts.

    Concrete models add `bump_version()` to their triggers, and parts `bump_parent_version(...)`.
    """

    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


def bump_version() -> pgtrigger.Trigger:
    """Return the trigger that counts changes of the row itself."""
    return pgtrigger.Trigger(
        name="bump_version",
        when=pgtrigger.Before,
        operation=pgtrigger.Update,
        condition=pgtrigger.AnyChange(),
        func="NEW.version = OLD.version + 1; RETURN NEW;",
    )


def bump_parent_version(table: str, column: str) -> pgtrigger.Trigger:
    """Return the trigger by which a part, when added, changed or deleted, counts as a change of its parent.

    `table` is the parent's database table, `column` the part's foreign key column to it.
    """
    return pgtrigger.Trigger(
        name="bump_parent_version",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'DELETE' THEN
                UPDATE {table} SET version = version + 1 WHERE id = NEW.{column};
            END IF;
            IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND OLD.{column} IS DISTINCT FROM NEW.{column}) THEN
                UPDATE {table} SET version = version + 1 WHERE id = OLD.{column};
            END IF;
            RETURN NULL;
        """,  # noqa: S608  names of our own tables and columns, never input
    )
