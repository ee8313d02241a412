"""Themes, service areas and partners in the admin."""

from django.contrib import admin

from case_studies.models import Partner, ServiceArea, Theme
from innovation_db.admin.editing import EditingAdmin


@admin.register(Theme)
class ThemeAdmin(EditingAdmin):
    list_display = ["name", "colour"]
    search_fields = ["name"]
    fields = ["name", "slug", "colour", "description"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(ServiceArea)
class ServiceAreaAdmin(EditingAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name", "slug", "description"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Partner)
class PartnerAdmin(EditingAdmin):
    list_display = ["name", "website"]
    search_fields = ["name"]
    fields = ["name", "slug", "website", "description"]
    prepopulated_fields = {"slug": ["name"]}
