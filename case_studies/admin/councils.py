"""Councils in the admin, with their other names."""

from django.contrib import admin

from case_studies.admin.counts import CountedAdmin
from case_studies.models import Council, CouncilAlias
from innovation_db.admin.editing import PlainInline
from innovation_db.admin.work_lists import WorkListFilter


class CouncilAliasInline(PlainInline, admin.TabularInline):
    model = CouncilAlias
    fields = ["name"]


@admin.register(Council)
class CouncilAdmin(CountedAdmin):
    place = 2
    filter_name = "councils"
    list_display = ["official_name", "case_study_count", "kind", "region", "ended_on"]
    list_filter = [WorkListFilter, "kind", "nation", "region", ("ended_on", admin.EmptyFieldListFilter)]
    search_fields = ["official_name", "short_name", "gss_code", "aliases__name"]
    autocomplete_fields = ["upper_tier", "successors"]
    fieldsets = [
        (None, {"fields": ["official_name", ("short_name", "slug"), ("gss_code", "former_codes")]}),
        ("What it is", {"fields": [("kind", "nation", "region"), "upper_tier", "website"]}),
        ("When", {"fields": [("started_on", "ended_on"), "successors"]}),
        (
            "Figures",
            {
                "fields": [
                    ("population", "population_year", "density"),
                    ("rurality", "deprivation_band"),
                    ("latitude", "longitude"),
                ]
            },
        ),
    ]
    inlines = [CouncilAliasInline]
