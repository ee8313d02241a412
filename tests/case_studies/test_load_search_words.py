"""`load_search_words`: search gets its first words once, and officers' edits are never undone."""

from io import StringIO

import pytest
from django.core.management import call_command

from case_studies.models import Abbreviation, SynonymGroup

pytestmark = pytest.mark.django_db


def load() -> str:
    out = StringIO()
    call_command("load_search_words", stdout=out)
    return out.getvalue()


def test_there_are_words_enough_and_none_is_in_two_groups() -> None:
    load()

    terms = [term.casefold() for group in SynonymGroup.objects.all() for term in group.terms]
    assert SynonymGroup.objects.count() >= 60
    assert Abbreviation.objects.values("short").distinct().count() >= 80
    assert len(terms) == len(set(terms))
    for short in ("SEND", "ASC", "MASH", "EHCP", "LAC", "ASB", "OPE", "TCA", "S106", "LADO", "LGR", "NEET"):
        assert Abbreviation.objects.filter(short=short).exists(), short


def test_edits_and_removals_stay() -> None:
    load()
    edited = SynonymGroup.objects.get(terms__contains=["bins"])
    edited.terms = [*edited.terms, "wheelie bin"]
    edited.save()
    Abbreviation.objects.get(short="ASB").delete()
    counts = (SynonymGroup.objects.count(), Abbreviation.objects.count())

    assert load() == "The words of search are up to date.\n"
    assert (SynonymGroup.objects.count(), Abbreviation.objects.count()) == counts
    assert SynonymGroup.objects.get(terms__contains=["bins"]).terms == edited.terms
