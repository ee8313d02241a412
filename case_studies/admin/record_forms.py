"""How the forms of the admin for a case study and its results help: an address of its own, and pounds for money."""

from typing import Any

from django import forms
from django.utils.text import slugify

from case_studies import slugs
from case_studies.imports.rows import MONEY_KINDS
from case_studies.models import Outcome


class CaseStudyForm(forms.ModelForm):
    """A new case study whose title another one has gets an address with a number, as the officer never typed one."""

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        from_title = slugify(self.cleaned_data.get("title", "")).startswith(slug.rstrip("-"))
        if self.instance._state.adding and slug and from_title and slugs.is_used(slug):
            return ""  # saving finds a free one
        return slug


class OutcomeForm(forms.ModelForm):
    """A result whose unit need not be chosen where its kind says it already."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].required = False
        self.fields["kind"].widget.attrs["data-money"] = " ".join(sorted(MONEY_KINDS))

    def clean(self) -> dict[str, Any] | None:
        given = super().clean() or self.cleaned_data
        if not given.get("unit") and "unit" not in self.errors:
            if given.get("kind") in MONEY_KINDS:
                given["unit"] = Outcome.Unit.POUNDS
            else:
                self.add_error("unit", "Choose a unit.")
        return given
