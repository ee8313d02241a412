"""The words that officers teach the search: groups of synonyms and abbreviations."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.forms import SimpleArrayField

from case_studies.models import Abbreviation, SynonymGroup
from innovation_db.admin.editing import EditingAdmin


class WordsField(SimpleArrayField):
    """Words separated by commas, shown with a space after each: long groups have to wrap."""

    widget = AdminTextareaWidget

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


@admin.register(SynonymGroup)
class SynonymGroupAdmin(EditingAdmin):
    place = 8
    list_display = ["__str__"]
    search_fields = ["terms"]
    fields = ["terms"]
    formfield_overrides = {ArrayField: {"form_class": WordsField}}


@admin.register(Abbreviation)
class AbbreviationAdmin(EditingAdmin):
    place = 9
    list_display = ["short", "long"]
    search_fields = ["short", "long"]
    fields = ["short", "long"]
