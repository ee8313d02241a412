"""The words that officers teach the search: groups of synonyms and abbreviations."""

from django.contrib import admin

from case_studies.models import Abbreviation, SynonymGroup
from innovation_db.admin.editing import EditingAdmin


@admin.register(SynonymGroup)
class SynonymGroupAdmin(EditingAdmin):
    place = 8
    list_display = ["__str__"]
    search_fields = ["terms"]
    fields = ["terms"]


@admin.register(Abbreviation)
class AbbreviationAdmin(EditingAdmin):
    place = 9
    list_display = ["short", "long"]
    search_fields = ["short", "long"]
    fields = ["short", "long"]
