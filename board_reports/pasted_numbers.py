"""Which numbers in front of pasted paragraphs are the paragraphs' own, which the site gives itself; figures stay.

A number that stays can be deleted; one that is lost is a wrong figure: so what may be either stays. Pure.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

_BULLET = re.compile(r"\s*(?:[•·▪◦§\uf0b7]\s+|o\s+(?=[^\W\d_]))")
_MARK = re.compile(
    r"\s*(?P<open>\(?)(?P<number>\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivx]{1,4})(?P<end>\.\)|[.)]|(?=\s))(?P<gap>\s+)(?=\S)"
)
_SIGNS = re.compile(r"[\s*_\[\\“”‘’\"'(]*")  # what may stand between the number and the first word
_WORD = re.compile(r"[^\W\d_]+")
# What a share or a sum is counted in, however it is written: “2.5 Million” is no paragraph.
_UNITS = re.compile(
    r"(?:[mb]illion|trillion|thousand|hundred|point|hour|day|week|month|year|minute|second|mile|metre|acre|hectare|tonne|euro"
    r"|pound|dollar)s?|dozen|per|percent|percentage|times|pence|kilometres|kilograms|litres|degrees"
    r"|[kmgt](?:b|bps|wh?)|fte",
    re.IGNORECASE,
)
# Words that begin a sentence, and that no name of anything counted begins with.
_OPENERS = re.compile(
    "The|This|These|That|Those|There|Its?|In|At|On|As|An?|If|For|From|With|We|Our|They|Their|Members|Officers|Since"
    "|When|Where|While|Following|Although|However"
)
_LONG = 60  # characters from which on a line without a full stop may go on in the next one

type Steps = tuple[int, ...]


class Line(NamedTuple):
    """A pasted paragraph or heading: its words, where a tab stands for one; `typed` of plain text, cut into lines."""

    text: str
    heading: bool = False
    typed: bool = False


class _Found(NamedTuple):
    """A number in front: where the words begin, its steps (2, 1) or none of a letter, and how it is written."""

    end: int
    steps: Steps
    bare: bool  # neither a dot nor a bracket follows
    bracket: bool
    tab: bool
    capital: bool
    word: str


def without(lines: Iterable[Line]) -> list[str]:
    """Return the words of the lines, each without the number or the bullet of its paragraph, and without tabs."""
    lines = list(lines)
    found = [_find(one.text) for one in lines]
    near = _in_sequence(found)
    kept = []
    for at, (line, one) in enumerate(zip(lines, found, strict=True)):
        text = line.text
        if bullet := _BULLET.match(text):
            text = text[bullet.end() :]
        elif one is not None:
            broken = line.typed and at > 0 and _goes_on(lines[at - 1].text)
            text = text[one.end if _is_own(one, near[at], heading=line.heading, broken=broken) else 0 :]
        kept.append(" ".join(text.split()))
    return kept


def _in_sequence(found: Sequence[_Found | None]) -> dict[int, list[bool]]:
    """Return of each line whether its number is in sequence with the one before and the one after it, if any."""
    near: dict[int, list[bool]] = {at: [] for at in range(len(found))}
    for (first, one), (then, other) in pairwise((at, one) for at, one in enumerate(found) if one and one.steps):
        follows = _follows(one.steps, other.steps)
        near[first].append(follows)
        near[then].append(follows)
    return near


def _find(text: str) -> _Found | None:
    """Return the number in front of a text if it may be that of a paragraph; None for what never is."""
    mark = _MARK.match(text)
    if mark is None or (mark["open"] and ")" not in mark["end"]):
        return None
    steps: Steps = tuple(map(int, mark["number"].split("."))) if mark["number"][0].isdigit() else ()
    bare = not mark["end"]
    signs = _SIGNS.match(text, mark.end())
    assert signs is not None  # it matches nothing at least
    first = _WORD.match(text, signs.end())
    word = first[0] if first else ""
    capital = word[:1].isupper()
    if bare and (len(steps) < 2 or not capital or _UNITS.fullmatch(word) or (len(word) > 1 and word.isupper())):
        return None
    # A table of two columns has a tab as well; one of more has several.
    tab = "\t" in mark["gap"] and "\t" not in text[mark.end() :]
    return _Found(mark.end(), steps, bare, ")" in mark["end"], tab, capital, word)


def _is_own(one: _Found, near: Sequence[bool], *, heading: bool, broken: bool) -> bool:
    """Whether a number is the paragraph's own. `near` says of each numbered neighbour whether the two are in sequence.

    `broken` is whether the line before may go on in this one.
    """
    if not one.steps:
        return one.bracket or one.capital
    if any(near):
        return True
    if broken:
        return False
    if not one.bare:
        return one.capital
    return heading or bool(_OPENERS.fullmatch(one.word)) or (one.tab and not near)


def _follows(first: Steps, then: Steps) -> bool:
    """Whether a paragraph numbered `then` may come after `first`: 2.1 after 2 and 1.3, 3 after 2.4, 3.1 after 2."""
    for depth in range(len(first)):
        grown = (*first[:depth], first[depth] + 1)
        if then[: depth + 1] == grown and set(then[depth + 1 :]) <= {1}:
            return True
    return len(then) > len(first) and then[: len(first)] == first and set(then[len(first) :]) == {1}


def _goes_on(text: str) -> bool:
    return len(text) >= _LONG and text.rstrip()[-1:] not in tuple(".!?:;”")
