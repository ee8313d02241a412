"""What the loaders of fixtures share: reading their tables, and telling what they put in from what people typed.

History knows which loader wrote a row (`pghistory.context(source=…)`), so a loader can leave alone what was edited or
removed since. The loaders are `council_fixture`, `word_lists` and `demo`.
"""

import csv
from pathlib import Path
from typing import Any

from django.db import models


class FixtureError(Exception):
    """The file cannot be used; the message is a sentence that says why."""


def read_table(path: Path, columns: set[str]) -> list[tuple[str, dict[str, str]]]:
    """Return the lines of the CSV file at `path`, each with words that say where it stands.

    Raises FixtureError where the file is missing, is no CSV in UTF-8, lacks a column or has a ragged line.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            table = csv.DictReader(file, strict=True)
            if missing := columns - set(table.fieldnames or []):
                raise FixtureError(f"{path} lacks the columns {', '.join(sorted(missing))}.")
            lines = []
            for line in table:
                where = f"{path}, line {table.line_num}"
                if None in line or None in line.values():
                    raise FixtureError(f"{where}: the line has more or fewer cells than the heading.")
                lines.append((where, line))
    except FileNotFoundError:
        raise FixtureError(f"There is no file {path}. It comes with the code: check it out again.") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FixtureError(f"{path} cannot be read as a CSV file in UTF-8: {error}.") from None
    if not lines:
        raise FixtureError(f"{path} holds nothing but its heading.")
    return lines


def parts(cell: str) -> list[str]:
    """Return the values of a cell that separates them by semicolons."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def written_by(source: str, model: type[models.Model]) -> "models.QuerySet[Any]":
    """Return the history of `model` that the loader `source` wrote, the latest first."""
    events: Any = model._meta.get_field("events").related_model
    return events.objects.filter(pgh_context__metadata__source=source).order_by("-pgh_id")
