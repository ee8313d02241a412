"""Numbers that somebody typed into a report's words: each is to become a figure, or be confirmed with its source.

Dates, years, times, telephone numbers, references to paragraphs and parts of names (“Day 2”) are no such numbers. Pure.
"""

import calendar
import re
from typing import NamedTuple

_MONTH = rf"(?:{'|'.join([*calendar.month_name[1:], *calendar.month_abbr[1:]])})"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_WORD = (
    "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    f"|nineteen|{_TENS}|hundred|thousand|million|billion|dozen|half"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NAMES = "paragraphs?|appendix|appendices|items?|day|release|section|part|table|figure|page|level|round|phase|stage"

# What is taken out first, because its digits say something else. Each is as narrow as can be.
_NO_COUNTS = re.compile(
    "|".join(
        [
            rf"\b{_DAY}(?:\s*(?:to|and|[–/,-])\s*{_DAY})*\s+(?:of\s+)?{_MONTH}\b(?:\s+\d{{4}})?",  # 2 and 3 July 2013
            rf"\b{_MONTH}\s+{_DAY}\b(?:,?\s+\d{{4}})?",  # July 2nd, 2013
            rf"\b{_MONTH}\s+\d{{4}}\b",  # July 2015
            r"\b\d{4}-\d{2}-\d{2}\b",
            r"\b\d{1,2}/\d{1,2}/\d{2,4}\b",
            r"\b(?:19|20)\d{2}(?:\s*(?:[–/-]|to|and)\s*(?:19|20)?\d{2})?\b(?![,.]?\d)",  # 2015, 2013-14, 2013 to 2015
            r"\b\d{1,2}:\d{2}\b(?:\s*[ap]m)?",
            r"\bat\s+\d{1,2}\.\d{2}\b(?:\s*[ap]m)?",  # at 11.00
            r"\b\d{1,2}(?:\.\d{2})?\s*[ap]m\b",
            r"(?:\+44|\b0)[\d\s()]{8,}\d",  # a telephone
            rf"\b(?:{_NAMES})\s+\d+(?:\.\d+)*(?:\s*(?:,|and|to)\s*\d+(?:\.\d+)*)*",  # paragraphs 2.1 and 3
            r"\b[a-z]+\d\w*\b",  # NG12
        ]
    ),
    re.IGNORECASE,
)
# Words that are numbers only in form.
_SAYINGS = re.compile(r"\b(?:two-way|half[- ]?(?:day|way)|third party|hundred per cent behind)\b", re.IGNORECASE)
_NUMBER = re.compile(
    r"£?\d[\d,]*(?:\.\d+)?(?:\s*(?:%|per\s+cent\b|million\b|billion\b|trillion\b))?"
    rf"|\b(?:{_WORD})(?:[-\s](?:and\s+)?(?:{_WORD}|(?<=ty-)one))*\b",
    re.IGNORECASE,
)


# What may stand before a number and belongs to it, and the words after it in the same sentence.
_BEFORE = re.compile(
    r"\b(?:over|nearly|almost|about|around|some|under|up to|at least|at most|(?:more|fewer|less) than)\s+$",
    re.IGNORECASE,
)
_AFTER = re.compile(r"(?:\s+[^\W\d_][\w’'-]*){0,3}")
LONGEST_WORDS = 200


class BareNumber(NamedTuple):
    """A number in a text: as it is written, and where it begins."""

    text: str
    start: int


def find(text: str) -> list[BareNumber]:
    """Return the counts, sums and shares that stand in `text` as digits or words, in their order.

    “One” is not looked for: it is a pronoun more often than a number.
    """
    cleared = _SAYINGS.sub(_blank, _NO_COUNTS.sub(_blank, text))
    return [BareNumber(text[one.start() : one.end()].rstrip(" ,"), one.start()) for one in _NUMBER.finditer(cleared)]


def said(text: str, number: BareNumber) -> str:
    """Return a number of `text` with what is said about it: "over 50"."""
    before = _BEFORE.search(text[max(number.start - 20, 0) : number.start])
    return " ".join(f"{before[0] if before else ''}{number.text}".split())


def with_words(text: str, number: BareNumber) -> str:
    """Return it with the three words after it, or as many as follow, in small letters: "over 50 councils showed what".

    Whether two numbers say the same is told by these.
    """
    after = _AFTER.match(text, number.start + len(number.text))
    return " ".join(f"{said(text, number)}{after[0] if after else ''}".lower().split())[:LONGEST_WORDS]


def _blank(found: re.Match[str]) -> str:
    """Return as many spaces, so that everything else stays where it was."""
    return " " * len(found[0])
