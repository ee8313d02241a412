"""Statements that are planned once: answered as any other, also where a pooler or a change of tables lost the plan."""

import pytest
from django.db import connection

from innovation_db.prepared import Prepared

GREETING = Prepared("test_greeting", ("text", "int"), lambda: "SELECT $1 || ' 100%', $2 + 1")


def ask(statement: Prepared, *values: object) -> tuple[object, ...]:
    with connection.cursor() as cursor:
        statement.execute(cursor, *values)
        row: tuple[object, ...] = cursor.fetchone()
        return row


@pytest.mark.django_db
def test_it_answers_each_time_with_the_values_given() -> None:
    assert ask(GREETING, "It's", 1) == ("It's 100%", 2)
    assert ask(GREETING, "%s $2", -5) == ("%s $2 100%", -4)


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_lost_it_is_answered_without() -> None:
    ask(GREETING, "a", 1)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert ask(GREETING, "b", 2) == ("b 100%", 3)


@pytest.mark.django_db(transaction=True)
def test_tables_that_changed_are_read_as_they_are() -> None:
    everything = Prepared("test_everything", ("int",), lambda: "SELECT $1, * FROM test_changing")
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE test_changing AS SELECT 1 AS one")
        try:
            assert ask(everything, 0) == (0, 1)
            cursor.execute("ALTER TABLE test_changing ADD two int DEFAULT 2")
            assert ask(everything, 0) == (0, 1, 2)
        finally:
            cursor.execute("DROP TABLE test_changing")
