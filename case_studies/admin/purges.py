"""The list of what was removed for ever: to be read, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from case_studies.models import Purge


@admin.register(Purge)
class PurgeAdmin(admin.ModelAdmin):
    place = 10
    list_display = ["title", "at", "by", "reason"]
    search_fields = ["title", "reason"]
    list_select_related = ["by"]
    fields = ["title", "row", "at", "by", "reason"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
