"""Small helpers of wording that every generator uses: lists, dates, and rich text as sentences and items. Pure."""

import datetime
import html
import re
from collections.abc import Iterable

from board_reports.inline import escape
from innovation_db.history.words import day, listed
from innovation_db.rich_text import without_tags

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WITH_ARTICLE = frozenset({"Council", "Office", "University", "Network", "Association", "Agency"})
_PARAGRAPH = re.compile(r"<p>(.*?)</p>", re.DOTALL)
_ITEM = re.compile(r"<li>(.*?)</li>", re.DOTALL)


def names(things: Iterable[object]) -> str:
    """Return "a, b and c", each as it is called and safe in the notation."""
    return listed([escape(str(one)) for one in things])


def the(name: str) -> str:
    """Return the name of a body as it stands in a sentence: "the Design Council", "Nesta"."""
    article = name.startswith(("Department", "Ministry")) or name.split()[-1] in _WITH_ARTICLE
    return f"the {name}" if article else name


def ordinal(place: int) -> str:
    """Return "first" for 1, up to "tenth"; beyond that "latest"."""
    return ORDINALS[place - 1] if 0 < place <= len(ORDINALS) else "latest"


def days(dates: list[datetime.date]) -> str:
    """Return "2 and 3 July 2013", "30 June to 2 July 2015", "14 July 2015"; days in their order."""
    first, last = dates[0], dates[-1]
    if first == last:
        return day(first)
    if (first.year, first.month) != (last.year, last.month):
        begins = f"{first.day} {first:%B}" if first.year == last.year else day(first)
        return f"{begins} to {day(last)}"
    return f"{first.day} {'and' if len(dates) == 2 else 'to'} {day(last)}"


def paragraphs(rich: str) -> list[str]:
    """Return the paragraphs of rich text outside its lists and headings, safe in the notation."""
    return [text for text in map(_plain, _PARAGRAPH.findall(_ITEM.sub("", rich))) if text]


def items(rich: str) -> list[str]:
    """Return the items of its lists."""
    return [text for text in map(_plain, _ITEM.findall(rich)) if text]


def sentence(text: str) -> str:
    """Return it with a full stop at its end, safe in the notation; "" stays so."""
    text = escape(" ".join(text.split()))
    return text if not text or text[-1] in ".!?" else f"{text}."


def _plain(rich: str) -> str:
    return sentence(html.unescape(without_tags(rich)))
