"""How a figure reads in a sentence: in words or digits, as money, a share or a score. Pure."""

import re
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

_SMALL = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
)  # fmt: skip
_TEENS = (
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((Decimal(10) ** 12, "trillion"), (Decimal(10) ** 9, "billion"), (Decimal(10) ** 6, "million"))


class Unit(StrEnum):
    """What a figure counts."""

    COUNT = "count"
    MONEY = "money"  # pounds
    PER_CENT = "per_cent"
    SCORE = "score"  # a mean, with one decimal
    DAYS = "days"


class Style(StrEnum):
    """How an officer wants a count to read."""

    HOUSE = "house"  # in words below eleven, else in digits
    DIGITS = "digits"


def written(value: Decimal | int | None, unit: Unit = Unit.COUNT, style: Style = Style.HOUSE) -> str:
    """Return the figure as it reads: "six", "2,724", "£1.5 million", "80 per cent", "4.2", "not known" for None."""
    if value is None:
        return "not known"
    amount = Decimal(value)
    if unit is Unit.MONEY:
        return _money(amount)
    if unit is Unit.PER_CENT:
        return f"{_digits(_rounded(amount, 0))} per cent"
    if unit is Unit.SCORE:
        return str(_rounded(amount, 1))
    return in_words(amount) if style is Style.HOUSE else _digits(amount)


def in_words(amount: Decimal) -> str:
    """Return a count below eleven as a word, any other number in digits with commas: "no", "ten", "11", "1,250"."""
    if amount == amount.to_integral_value() and 0 <= amount < len(_SMALL):
        return _SMALL[int(amount)]
    return _digits(amount)


def beginning(words: str) -> str:
    """Return words as they begin a sentence: with a capital, and a number below a hundred never in digits."""
    found = re.match(r"(\d{1,2})(?![\d.,]*\d)\b", words)
    if found:
        number = int(found[1])
        tens, ones = divmod(number, 10)
        spelled = (*_SMALL, *_TEENS)[number] if number < 20 else _TENS[tens - 2] + (f"-{_SMALL[ones]}" if ones else "")
        words = spelled + words[found.end() :]
    return words[:1].upper() + words[1:]


def counted(value: Decimal | int, one: str, many: str) -> str:
    """Return the noun that goes with a number: one council, two councils, no councils."""
    return one if value == 1 else many


def _digits(amount: Decimal) -> str:
    sign = "−" if amount < 0 else ""
    text = f"{abs(amount):,f}"
    return sign + (text.rstrip("0").rstrip(".") if "." in text else text)


def _money(amount: Decimal) -> str:
    sign, size = ("−" if amount < 0 else ""), abs(amount)
    for scale, name in _SCALES:
        if size >= scale:
            return f"{sign}£{_digits(_rounded(size / scale, 2))} {name}"
    pence = "" if size == size.to_integral_value() else ".2f"
    return f"{sign}£{size:,{pence or '.0f'}}"


def _rounded(amount: Decimal, places: int) -> Decimal:
    return amount.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
