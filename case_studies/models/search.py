"""What search keeps: one document for each published case study, the vocabulary, and the words officers edit.

The functions and triggers that write the first three are SQL, in the migration `search`; `docs/adr` says why.
"""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.exceptions import ValidationError
from django.db import models

from case_studies.models.case_studies import CaseStudy
from innovation_db.models import Versioned, bump_version, tracked


class SearchDocument(models.Model):
    """A published case study as search sees it, rewritten in the transaction that changes the case study.

    Never written from Python: the database's own triggers keep it, whatever the path of the edit.
    """

    case_study = models.OneToOneField(
        CaseStudy, primary_key=True, on_delete=models.CASCADE, related_name="search_document"
    )
    # Stems: what the short document has, and all the sections (D). Kept out of line, as the exact words are, so that
    # the rows which are gone through and counted stay narrow.
    words = SearchVectorField()
    # The words as they are written, for "exact phrases" and for the vocabulary.
    exact = SearchVectorField()
    # Every facet value as one number: see `case_studies/search/facets.py`.
    facets = ArrayField(models.IntegerField())
    published_at = models.DateTimeField()
    saving = models.DecimalField(max_digits=16, decimal_places=2, null=True)
    # What a page of results shows: see `case_studies/search/cards.py`.
    card = models.JSONField()

    class Meta:
        indexes = [
            # A short list of what is not yet sorted in: imports write it in one go, and reading it costs little.
            GinIndex(fields=["words"], name="search_words", fastupdate=True, gin_pending_list_limit=512),
            GinIndex(fields=["facets"], name="search_facets", fastupdate=True, gin_pending_list_limit=128),
            models.Index(fields=["-published_at", "-case_study"], name="search_newest"),
            models.Index(
                models.F("saving").desc(nulls_last=True),
                models.F("published_at").desc(),
                models.F("case_study").desc(),
                name="search_saving",
            ),
        ]

    def __str__(self) -> str:
        return f"search document of {self.case_study_id}"


class ShortDocument(models.Model):
    """The few words by which most matches are put in order: a table of its own, because they stay in their rows.

    Written together with the search document.
    """

    case_study = models.OneToOneField(
        CaseStudy, primary_key=True, on_delete=models.CASCADE, related_name="short_document"
    )
    # Stems: title (A), names of councils, themes, programmes and partners (B), summary (C).
    short = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["short"], name="search_short", fastupdate=True, gin_pending_list_limit=256)]

    def __str__(self) -> str:
        return f"short document of {self.case_study_id}"


class SearchChange(models.Model):
    """Case studies whose document is to be rewritten when the transaction commits; empty in between."""

    case_studies = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{len(self.case_studies)} case studies to rewrite"


class SearchRewrite(models.Model):
    """Documents that were written, changed or removed lately, in the order of commits; the last thousand times.

    By it workers keep their bitmaps of facets right: `case_studies/search/tally.py`.
    """

    case_studies = ArrayField(models.BigIntegerField())

    def __str__(self) -> str:
        return f"{len(self.case_studies)} documents written"


class CaseStudyVisits(models.Model):
    """How often a case study's page was read, in all: a sum of `PageVisit` that the database keeps, for sorting.

    Kept by the case study and not by its address, so a new address loses nothing.
    """

    case_study = models.OneToOneField(CaseStudy, primary_key=True, on_delete=models.CASCADE, related_name="visit_total")
    total = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.total} visits to {self.case_study_id}"


class SearchNames(models.Model):
    """One row, whose version changes with every name, synonym or abbreviation: what workers remember hangs on it."""

    version = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return str(self.version)


class VocabularyWord(models.Model):
    """A word of the corpus, its stem, and in how many documents it stands: what spelling is corrected from."""

    word = models.CharField(max_length=60, primary_key=True)
    stem = models.CharField(max_length=60, db_index=True)
    documents = models.IntegerField()

    def __str__(self) -> str:
        return self.word


@tracked()
class SynonymGroup(Versioned):
    """Words and phrases that mean the same to a reader, such as bins, refuse and waste."""

    terms = ArrayField(models.CharField(max_length=60), help_text="Words or phrases, separated by commas.")

    class Meta:
        ordering = ["terms"]
        triggers = [bump_version()]

    def __str__(self) -> str:
        return ", ".join(self.terms)

    def clean(self) -> None:
        """Strip the terms, drop repeated ones, and refuse a group of one."""
        self.terms = list(dict.fromkeys(" ".join(term.split()) for term in self.terms or [] if term.strip()))
        if len(self.terms) < 2:
            raise ValidationError({"terms": "Give at least two words or phrases that mean the same."})


@tracked()
class Abbreviation(Versioned):
    """A short form and what it stands for; each finds the other."""

    short = models.CharField(max_length=20)
    long = models.CharField(max_length=120)

    class Meta:
        ordering = ["short"]
        triggers = [bump_version()]
        constraints = [models.UniqueConstraint(fields=["short", "long"], name="abbreviation_once")]

    def __str__(self) -> str:
        return f"{self.short}: {self.long}"
