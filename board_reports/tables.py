"""A table as lines of text, so that any text box can edit it: one row a line, cells parted by “|”, headings first.

A cell may hold “|” as “\\|”. Pure.
"""

import re
from collections.abc import Iterable, Sequence

_BETWEEN_CELLS = re.compile(r"(?<!\\)\|")


def as_lines(rows: Iterable[Sequence[str]]) -> str:
    """Return rows as text: `[["Council", "What"], ["Leeds", "A | B"]]` → "Council | What\\nLeeds | A \\\\| B"."""
    return "\n".join(" | ".join(_one_line(cell).replace("|", r"\|") for cell in row).rstrip() for row in rows)


def from_lines(text: str) -> list[list[str]]:
    """Return the rows of `text`, all as long as the first one; lines without any words are no rows."""
    rows = [
        [cell.replace(r"\|", "|").strip() for cell in _BETWEEN_CELLS.split(line)]
        for line in text.splitlines()
        if line.strip(" |\t")
    ]
    width = max((len(row) for row in rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _one_line(cell: str) -> str:
    return " ".join(str(cell).split())
