"""What a cell may hold: text, rich text, choices, money, dates, years, addresses, yes or no.

Each function takes the cell as written and returns the value to store, or raises `CellError` with a sentence that
says what is wrong and how to mend it. Nothing here asks the database.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from rapidfuzz import process

from innovation_db.invisible import without_invisible
from innovation_db.rich_text import sanitise

RICH_LIMIT = 100_000
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d %H:%M:%S")
SCALES = {"": 1, "k": 1_000, "thousand": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 10**9, "billion": 10**9}

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f\x80-\x9f]")
_MARKUP = re.compile(
    r"</?(?:p|br|strong|em|sub|sup|ul|ol|li|h3|h4|blockquote|a|table|thead|tbody|tr|th|td)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^\s*[-*•]\s+")
_NUMBER = re.compile(r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*(?P<scale>[a-z]*)", re.IGNORECASE)

Parse = Callable[[str], Any]


class CellError(ValueError):
    """One cell cannot be taken; the message is a sentence for the person who mends it."""


def tidy(text: str) -> str:
    """Return `text` without control and invisible characters, line ends as \\n, accents composed, edges trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return unicodedata.normalize("NFC", without_invisible(_CONTROL.sub(" ", text))).strip()


def line(limit: int) -> Parse:
    """Return the reader of text on one line, up to `limit` characters."""
    return lambda cell: _within(" ".join(tidy(cell).split()), limit)


def lines(limit: int) -> Parse:
    """Return the reader of text that may have several lines, up to `limit` characters."""
    return lambda cell: _within(tidy(cell), limit)


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise CellError(f"has {len(text):,} characters, and {limit:,} fit.")
    return text


def rich(cell: str) -> str:
    """Return sanitised HTML: plain text gains paragraphs and bullets, our own markup is kept, anything else is text."""
    text = _within(tidy(cell), RICH_LIMIT)
    return sanitise(text if _MARKUP.search(text) else paragraphs(text))


def paragraphs(text: str) -> str:
    """Return plain text as HTML: an empty line parts paragraphs, lines that begin with - or • make a list."""
    blocks = []
    for block in re.split(r"\n\s*\n", text.strip()):
        rows = [row.strip() for row in block.split("\n")]
        if all(_BULLET.match(row) for row in rows):
            items = "".join(f"<li>{escape(_BULLET.sub('', row), quote=False)}</li>" for row in rows)
            blocks.append(f"<ul>{items}</ul>")
        elif block.strip():
            blocks.append(f"<p>{'<br>'.join(escape(row, quote=False) for row in rows)}</p>")
    return "".join(blocks)


def choice(options: Sequence[tuple[Any, str]], *, blank: Any = "") -> Parse:
    """Return the reader of one of `options` (value, label), by either, in any case."""
    by_word = {_word(str(value)): value for value, _ in options} | {_word(label): value for value, label in options}
    labels = [f"{value} ({label})" if isinstance(value, int) else label for value, label in options]

    def parse(cell: str) -> Any:
        word = _word(cell)
        if not word:
            return blank
        if word in by_word and not (word.isdigit() and word != cell.strip()):  # -1 is not 1
            return by_word[word]
        close = process.extractOne(word, list(by_word), score_cutoff=75)
        hint = f" Did you mean “{close[0]}”?" if close else ""
        raise CellError(f"“{short(cell)}” is not one of: {', '.join(labels)}.{hint}")

    return parse


def _word(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())


def yes_or_no(cell: str) -> bool:
    word = _word(cell)
    if word in {"yes", "y", "true", "1"}:
        return True
    if word in {"", "no", "n", "false", "0"}:
        return False
    raise CellError(f"“{short(cell)}” is neither yes nor no.")


def money(cell: str) -> Decimal | None:
    """Return pounds: £1,234.50, 1234, £250k and £1.2 million are all taken."""
    text = tidy(cell)
    if not text:
        return None
    value = number(re.sub(r"^(?:£|gbp)\s*", "", text, flags=re.IGNORECASE))
    if value is None:
        raise CellError(f"“{short(cell)}” is not an amount: write £250,000, 250000 or £0.25m.")
    return value


def number(text: str) -> Decimal | None:
    """Return the number of at most two decimal places that `text` writes, None when it writes none."""
    match = _NUMBER.fullmatch(text.strip())
    if not match or match["scale"].casefold() not in SCALES:
        return None
    value = Decimal(match["digits"].replace(",", "")) * SCALES[match["scale"].casefold()]
    if value >= 10**12 or value != round(value, 2):  # in this order: rounding fails on hundreds of digits
        raise CellError(
            f"“{short(text)}” is too exact or too large: use at most two decimals, below a million million."
        )
    return round(value, 2)


def year(cell: str) -> int | None:
    text = tidy(cell)
    if not text:
        return None
    if not re.fullmatch(r"\d{4}(?:\.0)?", text) or not 1990 <= int(text[:4]) <= 2100:
        raise CellError(f"“{short(cell)}” is not a year from 1990 to 2100.")
    return int(text[:4])


def day(cell: str) -> date | None:
    """Return a date written as 2015-07-14, 14/07/2015 or 14 July 2015; the day always comes before the month."""
    text = " ".join(tidy(cell).split())
    if not text:
        return None
    for form in DATE_FORMS:
        try:
            found = datetime.strptime(text, form).date()  # noqa: DTZ007  a date has no time zone
        except ValueError:
            continue
        if 1900 <= found.year <= 2100:
            return found
    raise CellError(f"“{short(cell)}” is not a date: write 14/07/2015, 14 July 2015 or 2015-07-14.")


def address(limit: int) -> Parse:
    """Return the reader of a web address of at most `limit` characters."""
    validate = URLValidator(schemes=["http", "https"])

    def parse(cell: str) -> str:
        text = _within(tidy(cell), limit)
        try:
            if text:
                validate(text)
        except ValidationError:
            raise CellError(f"“{short(cell)}” is not a web address: it begins with https://.") from None
        return text

    return parse


def email(cell: str) -> str:
    text = _within(tidy(cell), 254)
    try:
        if text:
            validate_email(text)
    except ValidationError:
        raise CellError(f"“{short(cell)}” is not an e-mail address.") from None
    return text


def several(cell: str) -> list[str]:
    """Return the values of a cell that separates them by semicolons, each once, in order."""
    return list(dict.fromkeys(part for raw in tidy(cell).split(";") if (part := " ".join(raw.split()))))


def short(text: str, limit: int = 60) -> str:
    """Return `text` on one line, cut for a sentence."""
    flat = " ".join(_CONTROL.sub(" ", text).split())
    return flat if len(flat) <= limit else f"{flat[:limit].rstrip()} …"
