"""Spelling: a word that the corpus does not know becomes the nearest one that it does know."""

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from case_studies.search.language import ASKING, Question, Run
from case_studies.search.near import near as words_near
from case_studies.search.words import remember

if TYPE_CHECKING:
    from case_studies.search.names import Names

SHORTEST = 4
LONGEST = 40
_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ers", "ly", "al", "ment", "ion", "ions")
_CANDIDATES = """
SELECT word, stem, documents FROM case_studies_vocabularyword
WHERE length(word) BETWEEN %s AND %s AND documents > 0 AND stem <> '' AND word ~ '^[[:alpha:]]+$'
"""

_APART = """
SELECT q.word, a.stem, b.stem FROM unnest(%s::text[], %s::text[], %s::text[]) AS q (word, first, second)
JOIN case_studies_vocabularyword a ON a.word = q.first AND a.documents > 0 AND a.stem <> ''
JOIN case_studies_vocabularyword b ON b.word = q.second AND b.documents > 0 AND b.stem <> ''
WHERE EXISTS (
    SELECT FROM case_studies_searchdocument d
    WHERE d.words @@ tsquery_phrase(quote_literal(a.stem)::tsquery, quote_literal(b.stem)::tsquery)
)
"""


@dataclass
class Known:
    """A word as the corpus knows it: `documents` by this word alone, `stem_documents` by any form of it."""

    stem: str
    documents: int
    stem_documents: int
    forms: list[str]


@dataclass
class Spelling:
    """`corrected` is taken for granted (and said); `near` is only offered when nothing is found."""

    corrected: dict[str, str] = field(default_factory=dict)
    near: dict[str, list[str]] = field(default_factory=dict)


def apart(question: Question, known: dict[str, Known], names: "Names") -> dict[str, list[str]]:
    """Return the stems of two words that stand for an unknown one together: “wi-fi” for “wifi”.

    One query when a word is unknown, none otherwise.
    """
    doubtful = [word for word in question.words if _doubtful(word, known, names)]
    pairs = [(word, word[:at], word[at:]) for word in doubtful for at in range(2, len(word) - 1)]
    if not pairs:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_APART, [list(column) for column in zip(*pairs, strict=True)])
        return {word: [first, second] for word, first, second in cursor.fetchall()}


def corrections(question: Question, known: dict[str, Known], names: "Names", apart: Collection[str] = ()) -> Spelling:
    """Return the correction of each misspelt word, and words near those that have none.

    Words in quotation marks are meant as they stand, so for them there are only words near. What is learnt about the
    corrected words goes into `known`. One query when a word is unknown, none otherwise.
    """
    parts = [part for group in question.groups for part in group]
    doubtful = {word for part in parts for word in part.words if _doubtful(word, known, names)} - set(apart)
    loose = {word for part in parts if isinstance(part, Run) for word in part.words}
    if not doubtful:
        return Spelling()
    lengths = [len(word) for word in doubtful]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [min(lengths) - 2, max(lengths) + 2])
        rows = cursor.fetchall()
    candidates = {word: documents for word, _, documents in rows}
    stem_of = {word: stem for word, stem, _ in rows}
    for word in names.words:
        if word.isalpha():
            candidates.setdefault(word, 0)
    choices = list(candidates)
    spelling = Spelling()
    for word in doubtful:
        near = _nearest(word, choices, candidates, slips=1 if len(word) < 8 else 2)
        if near and word in loose and not words_near(word):  # an English word that nothing has is no slip
            spelling.corrected[word] = near[0]
        else:
            further = _nearest(word, choices, candidates, slips=len(word) // 3)
            spelling.near[word] = [choice for choice in further if candidates[choice]][:3]
    for best in spelling.corrected.values():
        if best in stem_of:
            remember(best, stem_of[best])
            known[best] = Known(stem_of[best], candidates[best], candidates[best], [])
    return spelling


def _doubtful(word: str, known: dict[str, Known], names: "Names") -> bool:
    """Whether neither the corpus nor a name has this word, in this form or another form of it."""
    if not word.isalpha() or not SHORTEST <= len(word) <= LONGEST or word in names.words or word in ASKING:
        return False
    if word[-1] == "s" and word[:-1] in names.short:
        return False  # more than one of what an abbreviation stands for: “NEETs”
    here = known.get(word)
    if here is None or here.documents or not here.stem:
        return False
    if here.stem_documents and here.stem != word:
        return False  # an inflected form of a word that is known
    # “wast” happens to be the stem of “waste”, but nobody writes it so; “bin” is a word if “bins” is one.
    return not any(form.startswith(word) and form[len(word) :] in _ENDINGS for form in here.forms)


def _nearest(word: str, choices: list[str], documents: dict[str, int], *, slips: int) -> list[str]:
    """Return the words with at most so many slips from `word`, best first.

    Slips are counted by optimal string alignment, in which two letters swapped are one slip. Among equals the same
    first letter comes first, then the commonest word.
    """
    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=slips, limit=50)
    ranked = [
        (distance, choice[0] != word[0], -documents[choice], choice)
        for choice, distance, _ in near
        if choice != word and len(choice) >= SHORTEST - 1
    ]
    return [rank[-1] for rank in sorted(ranked)]
