"""Words that are used as another one is: “shops” and “stores”. Found in English text, not written by officers.

They are no synonyms (“vote” is near “ballot” and near “referendum”), so they only help where few records have the words
themselves. Where they come from is in `docs/adr/0008-near-words.md`; synonyms are rows that officers edit.
"""

from functools import cache, lru_cache

from django.conf import settings

FILE = "near_words.txt"


@cache
def _lines() -> dict[str, str]:
    """Return the words near each word as one text, which takes a tenth of the memory of lists."""
    path = settings.BASE_DIR / "fixtures" / "search" / FILE
    return dict(line.split(" ", 1) for line in path.read_text(encoding="utf-8").splitlines())


@lru_cache(maxsize=10_000)
def near(word: str) -> tuple[str, ...]:
    """Return at most eight words near the folded `word`, nearest first; none for a word that is not in the file."""
    return tuple(_lines().get(word, "").split())
