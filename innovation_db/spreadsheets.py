"""What tables for spreadsheets need, whichever app writes them."""

from typing import Any

BYTE_ORDER_MARK = "\ufeff"  # without it Excel takes UTF-8 for Windows-1252


def harmless(value: Any) -> Any:
    """Return a cell that a spreadsheet takes for text: nothing that somebody typed may run as a formula there."""
    return f"'{value}" if isinstance(value, str) and value.lstrip().startswith(("=", "+", "-", "@")) else value
