"""Which words of a shown text were found, so that a page can mark them. Gives parts, never markup."""

import re
from collections.abc import Iterable

from case_studies.search.plan import Plan
from case_studies.search.words import split, stems

_PIECES = re.compile(r"([^\W_]+)")


def found_stems(plan: Plan) -> set[str]:
    """Return the stems that a shown word may have to be marked."""
    found: set[str] = set()
    for term in plan.terms:
        for query in [*term.own, *term.alike]:
            found.update(re.findall(r"'((?:[^']|'')+)'", query))
    return {stem for stem in found if not stem.startswith("#")}


def mark(texts: Iterable[str], found: set[str]) -> list[list[tuple[str, bool]]]:
    """Return each text as parts, with whether to mark them. At most one query for all of them."""
    pieces = [_PIECES.split(text) for text in texts]
    words = {word for text in pieces for piece in text[1::2] for word in split(piece)}
    stem = stems(words) if words and found else {}
    marked = []
    for text in pieces:
        parts: list[tuple[str, bool]] = []
        for number, piece in enumerate(text):
            hit = bool(number % 2) and any(stem.get(word) in found for word in split(piece))
            if parts and not hit and not parts[-1][1]:
                parts[-1] = (parts[-1][0] + piece, False)
            elif piece:
                parts.append((piece, hit))
        marked.append(parts)
    return marked
