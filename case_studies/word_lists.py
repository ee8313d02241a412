"""The words that search starts with: synonyms and abbreviations from `fixtures/search`.

Officers edit them in the admin. A word list that was loaded once is never loaded again, edited or removed as it may be.
"""

from dataclasses import dataclass
from pathlib import Path

import pghistory
from django.db import transaction

from case_studies.loading import FixtureError, parts, read_table, written_by
from case_studies.models import Abbreviation, SynonymGroup

SOURCE = "load_search_words"  # what history says about the words put in here


@dataclass
class Words:
    """The lists of the fixtures: groups of terms, and pairs of short and long form."""

    groups: list[tuple[str, ...]]
    abbreviations: list[tuple[str, str]]


@dataclass
class Report:
    groups: int
    abbreviations: int

    def sentence(self) -> str:
        if not (self.groups or self.abbreviations):
            return "The words of search are up to date."
        return f"Words of search: {self.groups} groups of synonyms and {self.abbreviations} abbreviations added."


def read(folder: Path) -> Words:
    """Return the lists in `folder`; raise FixtureError with a sentence where one is missing or broken."""
    groups = []
    for where, line in read_table(folder / "synonyms.csv", {"terms"}):
        terms = tuple(parts(line["terms"]))
        if len(terms) < 2:
            raise FixtureError(f"{where}: a group of synonyms needs two terms or more.")
        groups.append(terms)
    pairs = [
        (line["short"].strip(), line["long"].strip())
        for _where, line in read_table(folder / "abbreviations.csv", {"short", "long"})
    ]
    return Words(groups, pairs)


@transaction.atomic
def load(words: Words) -> Report:
    """Add what was never there; return how much that was."""
    known_groups = {tuple(terms) for terms in SynonymGroup.objects.values_list("terms", flat=True)}
    known_groups |= {tuple(terms) for terms in written_by(SOURCE, SynonymGroup).values_list("terms", flat=True)}
    known_pairs = set(Abbreviation.objects.values_list("short", "long"))
    known_pairs |= set(written_by(SOURCE, Abbreviation).values_list("short", "long"))
    groups = [terms for terms in dict.fromkeys(words.groups) if terms not in known_groups]
    pairs = [pair for pair in dict.fromkeys(words.abbreviations) if pair not in known_pairs]
    with pghistory.context(source=SOURCE):
        SynonymGroup.objects.bulk_create(SynonymGroup(terms=list(terms)) for terms in groups)
        Abbreviation.objects.bulk_create(Abbreviation(short=short, long=long) for short, long in pairs)
    return Report(len(groups), len(pairs))
