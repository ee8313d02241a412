"""Programmes, their cohorts, and who took part."""

from django.contrib import admin

from case_studies.admin.counts import CountedAdmin
from case_studies.models import Cohort, Participation, Programme
from innovation_db.admin.editing import EditingAdmin, PlainInline


class CohortInline(PlainInline, admin.StackedInline):
    model = Cohort
    fields = [("name", "launched_on"), ("days", "places", "councils_at_launch"), "note"]
    show_change_link = True


class ParticipationInline(PlainInline, admin.TabularInline):
    model = Participation
    autocomplete_fields = ["council"]
    fields = ["council", "role"]


@admin.register(Programme)
class ProgrammeAdmin(CountedAdmin):
    place = 5
    filter_name = "programmes"
    list_display = ["name", "case_study_count", "started_on", "ended_on"]
    list_filter = ["partners"]
    search_fields = ["name", "also_called"]
    autocomplete_fields = ["partners"]
    fields = [
        "name",
        "slug",
        "also_called",
        "summary",
        "description",
        "website",
        ("started_on", "ended_on"),
        "partners",
    ]
    inlines = [CohortInline]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Cohort)
class CohortAdmin(EditingAdmin):
    place = 6
    list_display = ["name", "programme", "launched_on", "places"]
    list_filter = ["programme"]
    search_fields = ["name", "programme__name"]
    list_select_related = ["programme"]
    autocomplete_fields = ["programme"]
    fields = ["programme", "name", "launched_on", ("days", "places", "councils_at_launch"), "note"]
    inlines = [ParticipationInline]
