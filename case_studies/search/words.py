"""Words: how text is folded and taken apart, and what the stem of a word is. PostgreSQL alone decides on stems."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from django.db import connection

WORD = re.compile(r"[^\W_]+")
# A stem follows from the word alone, so it may be remembered for ever; the limit is for memory.
_STEMS: dict[str, str] = {}
_SPELLINGS: dict[str, str] = {}
_REMEMBERED = 200_000


def fold(text: str) -> str:
    """Return `text` in lower case without accents, as the search documents hold it."""
    if text.isascii():
        return text.lower()
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).lower()


@lru_cache(maxsize=10_000)
def split(text: str) -> tuple[str, ...]:
    """Return the folded words of `text` in order."""
    return tuple(WORD.findall(fold(text)))


def stems(words: Iterable[str]) -> dict[str, str]:
    """Return the stem of each folded word, "" for stop words. Costs a query when a word was never seen before."""
    words = set(words)
    new = {word for word in words if word not in _STEMS}  # `words - _STEMS.keys()` would go through all of _STEMS
    if new:
        if len(_STEMS) > _REMEMBERED:
            _STEMS.clear()
            new = words
        with connection.cursor() as cursor:
            cursor.execute("SELECT w, case_studies_search_stem(w) FROM unnest(%s::text[]) AS w", [list(new)])
            _STEMS.update(cursor.fetchall())
    return {word: _STEMS[word] for word in words}


def spellings(words: Iterable[str]) -> dict[str, str]:
    """Return the stem of each of these words as texts have them, in capitals or with accents. Costs as `stems` does."""
    words = set(words)
    new = {word for word in words if word not in _SPELLINGS}
    if new:
        if len(_SPELLINGS) > _REMEMBERED:
            _SPELLINGS.clear()
            new = words
        folded = {word: split(word) for word in new}
        stem = stems(parts[0] for parts in folded.values() if parts)
        _SPELLINGS.update({word: stem[parts[0]] if parts else "" for word, parts in folded.items()})
    return {word: _SPELLINGS[word] for word in words}


def remember(word: str, stem: str) -> None:
    """Keep a stem that another query brought."""
    _STEMS[word] = stem
