"""Amounts as people read them: “£1,250,000 each year”, “30 per cent”, “1 day”. Nothing here is rounded."""

from decimal import Decimal

_SINGULAR = {
    "days": "day",
    "hours": "hour",
    "people": "person",
    "households": "household",
    "homes": "home",
    "tonnes": "tonne",
}


def number(amount: Decimal) -> str:
    """Return `amount` with thousands commas and only the decimals that say something: "1,250", "2.5"."""
    text = f"{amount:,.2f}"
    return text.removesuffix(".00") if text.endswith(".00") else text.rstrip("0")


def money(amount: Decimal) -> str:
    """Return pounds, with pence only when there are some: "£1,250", "£3.50"."""
    text = f"{abs(amount):,.2f}".removesuffix(".00")
    return f"{'−' if amount < 0 else ''}£{text}"


def quantity(amount: Decimal, unit: str) -> str:
    """Return `amount` of `unit` (a value of `Outcome.Unit`) in words: "1 tonne", "30 per cent", "£20"."""
    if unit == "pounds":
        return money(amount)
    words = number(amount).replace("-", "−")
    if unit == "number":
        return words
    if unit == "per-cent":
        return f"{words} per cent"
    return f"{words} {_SINGULAR.get(unit, unit) if amount == 1 else unit}"


def file_size(size: int) -> str:
    """Return bytes in the unit a reader thinks in: "230 kB", "1.4 MB"."""
    if size < 1000:
        return f"{size} bytes"
    if size < 999_500:
        return f"{round(size / 1000)} kB"
    return f"{size / 1_000_000:.1f}".removesuffix(".0") + " MB"
