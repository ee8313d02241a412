"""What the tests of imports share: running the command, and reading and writing its files."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path

from django.core.management import call_command


def as_csv(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as a CSV file's text."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()


def run(path: Path, *options: str) -> str:
    """Import the file at `path` and return what the command said."""
    out = io.StringIO()
    call_command("import_case_studies", str(path), *options, stdout=out)
    return out.getvalue()


def rejected(path: Path) -> list[list[str]]:
    """Return the rejected file beside `path` as rows, [] when there is none."""
    beside = path.with_suffix(".rejected.csv")
    if not beside.exists():
        return []
    return list(csv.reader(io.StringIO(beside.read_text("utf-8-sig"), newline="")))
