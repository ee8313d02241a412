"""Which strings of a block are words of the report in the notation of `inline.py`, beside its text. Pure."""

from collections.abc import Mapping
from typing import Any

from board_reports.numbering import Kind


def of_block(kind: str, text: str, data: Mapping[str, Any]) -> list[str]:
    """Return the words of a block in order: of a table its caption, heads and cells, of a chart its labels."""
    if kind == Kind.TABLE:
        rows = [data.get("columns", ()), *data.get("rows", ())]
        return [text, str(data.get("caption", "")), *(str(cell) for row in rows for cell in row)]
    if kind == Kind.CHART:
        return [text, *(str(row[0]) for row in data.get("rows", ()) if row)]
    return [text]
