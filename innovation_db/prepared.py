"""Statements that PostgreSQL plans once for each connection, because planning them takes longer than answering them.

Written as SQL (`PREPARE`), not left to the driver, so that counted and logged queries show them. Where connections
change between statements, as with some poolers, they are sent as they are.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from psycopg import sql as psycopg_sql

# By connection, the names of what it has prepared.
_PREPARED: WeakKeyDictionary[psycopg.Connection, set[str]] = WeakKeyDictionary()
# Another connection prepared it, or the tables have changed since.
_NOT_HERE = (
    psycopg.errors.InvalidSqlStatementName,
    psycopg.errors.DuplicatePreparedStatement,
    psycopg.errors.FeatureNotSupported,
)


def written(queryset: QuerySet[Any], value: str | int) -> str:
    """Return the SQL of `queryset` with `$1` where it filters by `value`, which must occur nowhere else in it."""
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        text: str = cursor.mogrify(sql, parameters)
        return text.replace(psycopg_sql.Literal(value).as_string(connection.connection).strip(), "$1")


@dataclass(frozen=True)
class Prepared:
    """A statement with `$1`, `$2` … in its text, which `sql` makes when needed, and the type of each; at least one."""

    name: str
    types: tuple[str, ...]
    sql: Callable[[], str]

    def execute(self, cursor: CursorWrapper, *values: Any) -> None:
        """Run it with `values`, one for each type. One query, and one more on a connection that has not yet run it."""
        assert len(values) == len(self.types)
        known = _PREPARED.setdefault(connection.connection, set())
        places = ", ".join(f"%s::{type_}" for type_ in self.types)
        try:
            if self.name not in known:
                cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self.sql()}")
                known.add(self.name)
            cursor.execute(f"EXECUTE {self.name} ({places})", values)
        except DatabaseError as error:
            if not isinstance(error.__cause__, _NOT_HERE) or connection.in_atomic_block:
                raise
            self._as_it_is(cursor, values)

    def _as_it_is(self, cursor: CursorWrapper, values: tuple[Any, ...]) -> None:
        text = self.sql().replace("%", "%%")
        for number, type_ in enumerate(self.types, 1):
            text = text.replace(f"${number}", f"%(p{number})s::{type_}")
        cursor.execute(text, {f"p{number}": value for number, value in enumerate(values, 1)})
