"""Form fields that several nouns of the Zone share: needs as boxes to tick, and choices that stay within one Zone."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.postgres.fields import ArrayField
from django.http import HttpRequest


class NeedsMixin(admin.options.BaseModelAdmin):
    """Shows a list of choices as boxes to tick; Django would ask for a text with commas."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, ArrayField) and db_field.base_field.choices:
            return forms.MultipleChoiceField(
                choices=db_field.base_field.choices,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "needs"}),
                required=False,
                label=str(db_field.verbose_name).capitalize(),
                help_text=db_field.help_text,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


def within(zone: int | None, inline: Any, request: HttpRequest) -> Any:
    """Return what makes the form fields of `inline`: its days and spaces are those of `zone` alone."""

    def field_for(db_field: Any, **kwargs: Any) -> Any:
        field = inline.formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in ("day", "space"):
            field.queryset = field.queryset.filter(zone=zone)
        return field

    return field_for
