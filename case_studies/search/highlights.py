"""Which words of a shown text were found, so that a page can mark them. Gives parts, never markup."""

import re
from collections.abc import Iterable

from case_studies.search.plan import Plan
from case_studies.search.words import WORD, fold, split, stems

_LEXEME = re.compile(r"'((?:[^']|'')+)'")


def found_stems(plan: Plan) -> set[str]:
    """Return the stems that a shown word may have to be marked."""
    queries = [query for term in plan.terms for query in (*term.own, *term.alike)]
    return {stem for query in queries for stem in _LEXEME.findall(query) if not stem.startswith("#")}


def mark(texts: Iterable[str], found: set[str]) -> list[list[tuple[str, bool]]]:
    """Return each text as parts, with whether to mark them. At most one query for all of them."""
    texts = list(texts)
    if not found:
        return [[(text, False)] for text in texts]
    folded = [fold(text) for text in texts]
    words = {word for text in folded for word in WORD.findall(text)}
    hits = {word for word, stem in stems(words).items() if stem in found}
    # In ASCII, a word and its folded form have the same place.
    return [_parts(text, lower if text.isascii() else None, hits) for text, lower in zip(texts, folded, strict=True)]


def _parts(text: str, folded: str | None, hits: set[str]) -> list[tuple[str, bool]]:
    """Return `text` cut at the words in `hits`; without `folded` each of its words is folded by itself."""
    parts: list[tuple[str, bool]] = []
    end = 0
    for match in WORD.finditer(text if folded is None else folded):
        if match[0] in hits if folded is not None else not hits.isdisjoint(split(match[0])):
            start, after = match.span()
            if end < start:
                parts.append((text[end:start], False))
            parts.append((text[start:after], True))
            end = after
    if end < len(text):
        parts.append((text[end:], False))
    return parts
