"""The question which case studies go with a proposal: offered by the finder's own search for what was typed so far."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from case_studies.models import CaseStudy
from case_studies.search.page import FinderPage
from case_studies.search.words import WORD
from innovation_db.form_kit import StepForm

OFFERED = 6
MOST = 10


def like(*texts: str) -> list[tuple[str, str]]:
    """Return (id, title and councils) of the case studies that the finder finds for these texts, best first.

    The first text counts most: the others are asked for only while too few are found. Costs some queries.
    """
    found: dict[str, str] = {}
    for text in texts:
        if len(found) >= OFFERED or not text:
            break
        query = QueryDict(mutable=True)
        # Its words alone: what a search means by quotation marks, hyphens and “or”, prose does not.
        query["q"] = " ".join(word for word in WORD.findall(text) if word.lower() != "or")
        for card in FinderPage(query).cards:
            councils = f" ({card.councils})" if card.councils else ""
            found.setdefault(str(card.id), f"{card.title}{councils}")
    return list(found.items())[:OFFERED]


def labels(studies: Iterable[CaseStudy]) -> list[tuple[str, str]]:
    return [(str(study.pk), study.title) for study in studies]


class CaseStudiesField(forms.MultipleChoiceField):
    """Published case studies: those that are offered, and any that were before."""

    widget = forms.CheckboxSelectMultiple

    def validate(self, value: list[str]) -> None:
        """Every published case study may be chosen, whether or not the search still finds it."""

    def clean(self, value: Any) -> list[CaseStudy]:
        chosen = [int(pk) for pk in super().clean(value) if pk.isascii() and pk.isdecimal() and len(pk) < 10]
        return list(CaseStudy.objects.published().filter(pk__in=chosen).order_by("title"))


class MoreCaseStudiesField(forms.CharField):
    """Published case studies by their addresses or exact titles, one a line."""

    widget = forms.Textarea

    def clean(self, value: Any) -> list[CaseStudy]:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST:
            raise ValidationError(f"Name up to {MOST} case studies.")
        found: list[CaseStudy] = []
        unknown: list[str] = []
        for line in lines:
            address = re.search(r"/case-studies/([\w-]+)/?$", line)
            wanted = {"slug": address[1]} if address else {"title__iexact": line}
            study = CaseStudy.objects.published().filter(**wanted).first()
            if study:
                found.append(study)
            else:
                unknown.append(line)
        if unknown:
            raise ValidationError(
                [f"We have no case study “{line}”. Copy its address from the finder." for line in unknown]
            )
        return found


class CaseStudiesForm(StepForm):
    title = "Which case studies go with it?"
    case_studies = CaseStudiesField(
        label="Case studies like your session", help_text="Choose all that delegates should read.", required=False
    )
    more_case_studies = MoreCaseStudiesField(
        label="Other case studies that go with it",
        help_text="Their addresses in our finder, or their titles, one a line.",
        required=False,
        max_length=3000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["case_studies"].choices = lambda: self.offered  # type: ignore[attr-defined]

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Yield what the page asks: nothing is to be ticked where nothing was found."""
        return (field for field in super().__iter__() if field.name != "case_studies" or self.offered)

    @cached_property
    def offered(self) -> list[tuple[str, str]]:
        """What was chosen, then what the finder finds. It searches only when somebody looks."""
        chosen = [pk for pk in self["case_studies"].value() or [] if pk.isascii() and pk.isdecimal() and len(pk) < 10]
        kept = labels(CaseStudy.objects.published().filter(pk__in=chosen[:MOST])) if chosen else []
        said = [str(self.answers.get(name, "")) for name in ("session_title", "problem", "what")]
        return list(dict(kept + like(*said)).items())

    @property
    def lead(self) -> str:  # type: ignore[override]
        if self.offered:
            return "We searched our case studies for what you have told us so far."
        return "We found no case study like it. Leave this empty, or name one that you know."

    def show_case_studies(self, studies: list[CaseStudy]) -> str:
        return "\n".join(study.title for study in studies)

    show_more_case_studies = show_case_studies
