"""Test databases as clones: a migrated template (and one with the demonstration in it) is made once and kept.

A template's name carries a hash of what it was made from, so a changed migration or fixture makes a new one.
"""

import contextlib
import functools
import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from psycopg import sql

ROOT = Path(settings.BASE_DIR)
LOCK = 7_106_201  # any number that only these templates use


def use(name: str) -> None:
    """Make `name` the database of every new connection of this process."""
    connection.close()
    connection.settings_dict["NAME"] = name


@contextlib.contextmanager
def server() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Connect to the server's own database, outside of any transaction."""
    parameters = {**connection.get_connection_params(), "dbname": "postgres"}
    parameters.pop("cursor_factory", None)
    parameters.pop("context", None)
    with psycopg.connect(**parameters, autocommit=True) as link:
        yield link


def fingerprint(*patterns: str) -> str:
    """Return a short hash of the files that match."""
    digest = hashlib.sha256()
    for path in sorted({path for pattern in patterns for path in ROOT.glob(pattern)}):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@functools.cache
def migrated() -> str:
    """Return the name of the template that holds the migrated, empty database."""
    return _template("migrated", fingerprint("*/migrations/*.py", "requirements/development.txt"), None, _migrate)


@functools.cache
def demonstration() -> str:
    """Return the name of the template that holds the demonstration, as `make demo` first shows it."""
    apps = (f"{app}/**/*.py" for app in ("innovation_db", "case_studies", "zone_programme", "board_reports"))
    made_from = fingerprint(*apps, "fixtures/**/*", "requirements/*.txt")
    return _template("demonstration", made_from, migrated(), _load)


def clone(template: str, name: str) -> None:
    """Make the database `name` anew as a copy of `template`."""
    with server() as link:
        drop(name)
        link.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        link.execute(sql.SQL("ALTER DATABASE {} SET synchronous_commit = off").format(sql.Identifier(name)))


def drop(name: str) -> None:
    with server() as link:
        link.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _migrate() -> None:
    call_command("migrate", interactive=False, verbosity=0)


def _load() -> None:
    call_command("demo", prepare_only=True, stdout=io.StringIO())


def _template(kind: str, made_from: str, base: str | None, fill: object) -> str:
    """Return the template of `kind`, made now by `fill` if there is none; workers that come together wait."""
    prefix = f"template_{kind}_"
    name = prefix + made_from
    before = connection.settings_dict["NAME"]
    with server() as link:
        link.execute("SELECT pg_advisory_lock(%s)", [LOCK + len(kind)])
        names = [str(row[0]) for row in link.execute("SELECT datname FROM pg_database WHERE datname LIKE 'template_%'")]
        if name in names:
            return name
        for old in names:
            if old.startswith(prefix):
                drop(old)
        making = f"making_{kind}"
        clone(base or "template0", making)
        use(making)
        try:
            assert callable(fill)
            fill()
        finally:
            use(before)
        link.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(making), sql.Identifier(name)))
    return name
