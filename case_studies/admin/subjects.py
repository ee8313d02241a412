"""Themes, service areas and partners in the admin."""

from django.contrib import admin

from case_studies.admin.counts import CountedAdmin
from case_studies.models import Partner, ServiceArea, Theme


@admin.register(Theme)
class ThemeAdmin(CountedAdmin):
    place = 3
    filter_name = "themes"
    list_display = ["name", "case_study_count", "colour"]
    list_filter = ["colour"]
    search_fields = ["name"]
    fields = ["name", "slug", "colour", "description"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(ServiceArea)
class ServiceAreaAdmin(CountedAdmin):
    place = 4
    filter_name = "service_areas"
    list_display = ["name", "case_study_count"]
    search_fields = ["name"]
    fields = ["name", "slug", "description"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Partner)
class PartnerAdmin(CountedAdmin):
    place = 7
    filter_name = "partners"
    list_display = ["name", "case_study_count", "website"]
    search_fields = ["name"]
    fields = ["name", "slug", "website", "description"]
    prepopulated_fields = {"slug": ["name"]}
