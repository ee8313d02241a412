"""What search keeps: one document for each published case study, the vocabulary, and the words officers edit."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from case_studies.models.case_studies import CaseStudy
from innovation_db.models import Versioned, bump_version, tracked


class SearchDocument(models.Model):
    """A published case study as search sees it, rewritten in the transaction that changes the case study."""

    case_study = models.OneToOneField(CaseStudy, primary_key=True, on_delete=models.CASCADE, related_name="+")
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="search_words", fastupdate=False)]

    def __str__(self) -> str:
        return f"search document of {self.case_study_id}"


class VocabularyWord(models.Model):
    """A word of the corpus, and in how many documents it stands: what spelling is corrected from."""

    word = models.CharField(max_length=60, primary_key=True)
    documents = models.PositiveIntegerField()

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
