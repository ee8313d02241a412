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
_YEAR = r"(?:19|20)\d{2}"
_YEARS = re.compile(rf"(?<!£)\b{_YEAR}(?:\s*(?:[–/-]|to|and)\s*(?:19|20)?\d{{2}})?\b(?![,.]?\d)", re.IGNORECASE)
# What looks like a year is none after these words; after the second ones only if a noun may follow: “over 2015 the …”.
_COUNTING = re.compile(r"\b(?:nearly|almost|approximately|(?:more|fewer|less) than)\s+$", re.IGNORECASE)
_PERHAPS_COUNTING = re.compile(r"\b(?:over|about|around|some|under|at (?:least|most)|up to)\s+$", re.IGNORECASE)
_NO_NOUN = (
    r"(?:the|an?|and|or|but|to|in|of|on|at|by|for|from|with|as|when|while|we|it|they|this|that|these|those|its|our|their"
    r"|will|was|were|is|are|has|had)\b"
)
_NOUN = re.compile(rf"\s+(?!{_NO_NOUN})[^\W\d_]{{3,}}", re.IGNORECASE)
# The things that figures count, which make a number of what stands before them: “2015 case studies”.
COUNTED = (
    "actions|activities|adoptions|answers|applications|appearances|asks|attendees|authorities|case studies|cases"
    "|children|cohorts|contributions|councillors|councils|days|delegates|districts|events|examples|homes|hours|houses"
    "|households|ideas|introductions|jobs|members|offers|officers|partners|people|persons|pieces|places|programmes"
    "|projects|proposals|pupils|reports|residents|responses|schools|searches|service areas|sessions|speakers|staff"
    "|stories|strands|submissions|targets|themes|tonnes|users|views|visitors|visits|weeks|workers|young people"
)
_OF_THEM = re.compile(
    rf"\s*%|\s+(?:per\s+cent|[mb]illion|pounds)\b|\s+(?:(?:new|more|different|other|further|additional|separate|published"
    rf"|page|public|English|Welsh|local|district|county|such)\s+)?(?:{COUNTED})\b",
    re.IGNORECASE,
)
# After these a year belongs to what follows: “the 2015 sessions”, “in 2015 councils came”.
_OF_A_YEAR = re.compile(
    r"(?:\b(?:the|an?|this|that|these|those|its|our|their|his|her|each|every|in|since|until|till|by|from|during|after"
    r"|before|throughout|zones?|conference|programme|plan|board|awards?"
    r"|(?:early|late|mid|year|spring|summer|autumn|winter)(?: of)?)\s+|[’']s?\s+|mid-)$",
    re.IGNORECASE,
)
# Words that are numbers only in form.
_SAYINGS = re.compile(
    r"\b(?:two-way|half[- ]?(?:day|way)|third party|hundred per cent behind"
    r"|(?:nothing|never)(?:\s+\w+){0,2}\s+twice|think\s+twice|once\s+or\s+twice)\b",
    re.IGNORECASE,
)
_PARTS = "halves|thirds|quarters|fifths|sixths|sevenths|eighths|ninths|tenths"
_PART = "third|quarter|fifth|sixth|seventh|eighth|ninth|tenth|twelfth|twentieth|hundredth"
_FIGURE = rf"(?:\d[\d,]*|(?:{_WORD}))"
_NUMBER = re.compile(
    # one in four, nine out of ten
    rf"\b(?:(?:one|{_FIGURE})\s+(?:out\s+of|in\s+every)|(?:one|1)\s+in)(?:\s+every)?\s+{_FIGURE}\b"
    # a quarter of, by a third, one third, two thirds
    rf"|\ban?\s+(?:{_PART})(?=\s+of\b)|(?<=\bby )an?\s+(?:{_PART})\b|(?<=\bthan )an?\s+(?:{_PART})\b"
    rf"|(?<=\bover )an?\s+(?:{_PART})\b|(?<=\bnearly )an?\s+(?:{_PART})\b|(?<=\balmost )an?\s+(?:{_PART})\b"
    rf"|\bone[-\s](?:{_PART})\b(?!\s+part)"
    rf"|\b{_FIGURE}[-\s](?:{_PARTS})\b"
    # twice, doubled, threefold
    r"|\b(?:twice|thrice|(?:doubl|trebl|tripl|quadrupl|halv)(?:ed?|es|ing))\b"
    r"(?![-\s](?:sided|glaz|deck|check|count|click|page|yellow|act\b|standard))"
    rf"|\b(?:{_WORD})-?fold\b"
    r"|£?\d[\d,]*(?:\.\d+)?(?:\s*(?:%|per\s+cent\b|million\b|billion\b|trillion\b))?"
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
    cleared = _SAYINGS.sub(_blank, _YEARS.sub(_blank_year, _NO_COUNTS.sub(_blank, text)))
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


def _blank_year(found: re.Match[str]) -> str:
    """Return spaces for a year, and a count that looks like one as it is."""
    before, after = found.string[max(found.start() - 30, 0) : found.start()], found.string[found.end() :][:60]
    counts = len(found[0]) == 4 and (
        _COUNTING.search(before)
        or (_PERHAPS_COUNTING.search(before) and _NOUN.match(after))
        or (_OF_THEM.match(after) and not _OF_A_YEAR.search(before))
    )
    return found[0] if counts else _blank(found)


def _blank(found: re.Match[str]) -> str:
    """Return as many spaces, so that everything else stays where it was."""
    return " " * len(found[0])
