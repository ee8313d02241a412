"""Suggestions of plain English: sentences that are too long, abbreviations that nobody explained, length. Pure.

They are suggestions: nothing waits for them. What does is `checks.py`.
"""

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

# Everybody at a board knows these.
KNOWN = frozenset(
    {"LGA", "UK", "EU", "MP", "MPS", "BBC", "NHS", "IT", "TV", "VAT", "PDF", "CSV", "ID", "AM", "PM", "II", "III", "IV"}
)
_ENDS = re.compile(r"(?<=[.!?])[”’\")\]]*\s+(?=[“‘\"(]?[A-Z0-9£])")
_NO_END = re.compile(r"\b(?:Cllr|Mr|Mrs|Ms|Dr|St|No|e\.g|i\.e|etc|vs|para|paras)\.$", re.IGNORECASE)
_ABBREVIATION = re.compile(r"\b[A-Z][A-Z0-9&]{1,7}s?\b")


class Suggestion(NamedTuple):
    """What could be plainer: where (the key of a block, or a part of the head), and a sentence about it."""

    where: str
    sentence: str


def sentences(text: str) -> list[str]:
    """Return the sentences of `text`."""
    found: list[str] = []
    for part in _ENDS.split(text.strip()):
        if found and _NO_END.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part:
            found.append(part)
    return found


def suggestions(texts: Iterable[tuple[str, str]], longest: int) -> list[Suggestion]:
    """Return what could be plainer in these (where, text), in their order; `longest` is in words of a sentence."""
    pairs = list(texts)
    explained = _explained(" ".join(text for _, text in pairs))
    found, named = [], set()
    for where, text in pairs:
        for sentence in sentences(text):
            count = len(sentence.split())
            if count > longest:
                found.append(
                    Suggestion(where, f"A sentence of {count} words: “{_beginning(sentence)}” Make two of it.")
                )
        for short in dict.fromkeys(one[0] for one in _ABBREVIATION.finditer(text)):
            plain = short.rstrip("s")
            if plain not in named and plain not in explained and plain not in KNOWN and not text.isupper():
                named.add(plain)
                found.append(
                    Suggestion(where, f"Say in full what {plain} is where it comes first: “full name ({plain})”.")
                )
    return found


def sides(words: int, a_side: int) -> int:
    """Return how many sides so many words fill."""
    return max(math.ceil(words / a_side), 1)


def _explained(text: str) -> set[str]:
    """Return the abbreviations in brackets after their words, and those with their words in brackets after them."""
    # From the last letter before the bracket: from any letter, a long text without brackets is read over and over.
    before = {
        one.rstrip("s") for one in re.findall(r"\w[^\w()]*\(\s*(?:the\s+)?[“‘]?([A-Z][A-Z0-9&]{1,7}s?)[”’]?\s*\)", text)
    }
    after = {
        one.rstrip("s") for one in re.findall(r"\b([A-Z][A-Z0-9&]{1,7}s?)\s+\((?:the\s+)?[A-Z]?[a-z]\w*\s+\w", text)
    }
    return before | after


def _beginning(sentence: str) -> str:
    words = sentence.split()
    return f"{' '.join(words[:8])} …"
