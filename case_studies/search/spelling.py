"""Spelling: a word that the corpus does not know becomes the nearest one that it does know."""

from typing import TYPE_CHECKING

from django.db import connection
from rapidfuzz import process
from rapidfuzz.distance import OSA

from case_studies.search.language import ASKING, Question, Run

if TYPE_CHECKING:
    from case_studies.search.names import Names
    from case_studies.search.plan import Known

SHORTEST = 4
LONGEST = 40
_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ers", "ly", "al", "ment", "ion", "ions")
_CANDIDATES = """
SELECT word, documents FROM case_studies_vocabularyword
WHERE length(word) BETWEEN %s AND %s AND documents > 0 AND word ~ '^[[:alpha:]]+$'
"""


def corrections(question: Question, known: "dict[str, Known]", names: "Names") -> dict[str, str]:
    """Return the correction of each misspelt word. Words in quotation marks are meant as they stand.

    One query when a word is unknown, none otherwise.
    """
    runs = [part for group in question.groups for part in group if isinstance(part, Run)]
    doubtful = {word for run in runs for word in run.words if _doubtful(word, known, names)}
    if not doubtful:
        return {}
    lengths = [len(word) for word in doubtful]
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [min(lengths) - 2, max(lengths) + 2])
        candidates = dict(cursor.fetchall())
    for word in names.words:
        if word.isalpha():
            candidates.setdefault(word, 0)
    choices = list(candidates)
    found = {}
    for word in doubtful:
        if (best := _nearest(word, choices, candidates)) is not None:
            found[word] = best
    return found


def _doubtful(word: str, known: "dict[str, Known]", names: "Names") -> bool:
    """Whether neither the corpus nor a name has this word, in this form or another form of it."""
    if not word.isalpha() or not SHORTEST <= len(word) <= LONGEST or word in names.words or word in ASKING:
        return False
    here = known.get(word)
    if here is None or here.documents or not here.stem:
        return False
    if here.stem_documents and here.stem != word:
        return False  # an inflected form of a word that is known
    # “wast” happens to be the stem of “waste”, but nobody writes it so; “bin” is a word if “bins” is one.
    return not any(form.startswith(word) and form[len(word) :] in _ENDINGS for form in here.forms)


def _nearest(word: str, choices: list[str], documents: dict[str, int]) -> str | None:
    """Return the word with the fewest slips from `word`; among equals the same first letter, then the commonest.

    Slips are counted by optimal string alignment, in which two letters swapped are one slip. One slip is allowed
    in words up to seven letters, two in longer ones, and none that would leave less than three quarters.
    """
    allowed = 1 if len(word) < 8 else 2
    near = process.extract(word, choices, scorer=OSA.distance, score_cutoff=allowed, limit=50)
    ranked = [
        (slips, choice[0] != word[0], -documents[choice], choice)
        for choice, slips, _ in near
        if choice != word and len(choice) >= SHORTEST - 1
    ]
    return min(ranked)[-1] if ranked else None
