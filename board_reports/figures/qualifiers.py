"""What is said about a figure: “over 100”, “nearly 50”, “more than half of”, “up from 40 to 102”; and whether it holds.

A qualifier belongs to the number that stands in the text, which an officer rounds; what it is checked against is the
value that was worked out. “Over 2,724” is false at 2,724. Pure.
"""

from decimal import Decimal
from enum import StrEnum

from board_reports.figures.wording import Style, Unit, written

# How far below the number in the text a value may be that is “nearly” or “almost” it.
NEARLY = Decimal("0.9")
ALMOST = Decimal("0.95")
# A draft says “nearly” by itself only so close to it; an officer may be freer.
SUGGESTED_NEARLY = Decimal("0.98")


class Qualifier(StrEnum):
    """What is said about a figure."""

    EXACTLY = ""
    OVER = "over"
    AT_LEAST = "at least"
    NEARLY = "nearly"
    ALMOST = "almost"
    UNDER = "under"
    MORE_THAN_HALF = "more than half of"
    UP_FROM = "up from"
    ADDED_TO = "added to"


COMPARING = frozenset({Qualifier.MORE_THAN_HALF, Qualifier.UP_FROM, Qualifier.ADDED_TO})
# Those whose own number may be rounded as well: “over 100 added to last year’s 40”.
ROUNDED_TOO = frozenset({Qualifier.UP_FROM, Qualifier.ADDED_TO})
ROUNDED = frozenset({Qualifier.OVER, Qualifier.AT_LEAST, Qualifier.NEARLY, Qualifier.ALMOST, Qualifier.UNDER})


def holds(
    qualifier: Qualifier, value: Decimal | None, *, stated: Decimal | None = None, baseline: Decimal | None = None
) -> bool:
    """Return whether the words are true of `value`.

    `stated` is the number in the text where it is rounded (“over 100” of 103); `baseline` what the value is compared
    with: the whole of “more than half of”, or the earlier number; there `stated` is what the value is over. A value
    that is not known makes nothing true.
    """
    if value is None:
        return False
    if qualifier in COMPARING:
        if baseline is None:
            return False
        return {
            Qualifier.MORE_THAN_HALF: value * 2 > baseline > 0,
            Qualifier.UP_FROM: value > baseline,
            Qualifier.ADDED_TO: value > 0,
        }[qualifier] and (stated is None or qualifier not in ROUNDED_TOO or value > stated)
    if qualifier not in ROUNDED:
        return True
    if stated is None:
        return False
    return {
        Qualifier.OVER: value > stated,
        Qualifier.AT_LEAST: value >= stated,
        Qualifier.NEARLY: stated * NEARLY <= value < stated,
        Qualifier.ALMOST: stated * ALMOST <= value < stated,
        Qualifier.UNDER: value < stated,
    }[qualifier]


def phrase(
    qualifier: Qualifier,
    value: Decimal | None,
    unit: Unit = Unit.COUNT,
    style: Style = Style.HOUSE,
    *,
    stated: Decimal | None = None,
    baseline: Decimal | None = None,
    whose: str = "",
) -> str:
    """Return the words that stand in the text: "over 100", "six", "more than half of 12", "up from 40 to 102".

    `whose` stands before the number that it is compared with: "over 100 added to last year’s 40".
    """
    now = written(value, unit, style)
    if qualifier in ROUNDED:
        return f"{qualifier.value} {written(stated, unit, style)}"
    if qualifier in ROUNDED_TOO and stated is not None:
        now = f"over {written(stated, unit, style)}"
    before = f"{whose} {written(baseline, unit, style)}".strip()
    if qualifier is Qualifier.MORE_THAN_HALF:
        return f"more than half of {before}"
    if qualifier is Qualifier.UP_FROM:
        return f"up from {before} to {now}"
    if qualifier is Qualifier.ADDED_TO:
        return f"{now} added to {before}"
    return now


def suggested(value: Decimal | None) -> tuple[Qualifier, Decimal] | None:
    """Return a rounder way to say a count of more than twenty: (over, 100) of 103, (nearly, 50) of 49; or None."""
    if value is None or value != value.to_integral_value() or value <= 20:
        return None
    step = Decimal(10) ** (value.adjusted() - (1 if value.adjusted() > 1 else 0))
    below = (value // step) * step
    if below == value:
        return None  # round already
    if value - below <= step / 2:
        return Qualifier.OVER, below
    above = below + step
    return (Qualifier.NEARLY, above) if value >= above * SUGGESTED_NEARLY else None
