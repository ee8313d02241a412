"""Releases in the admin: what was published, when and by whom; to be read, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from zone_programme.models import Release


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    place = 24
    list_display = ["__str__", "released_at", "released_by", "note"]
    list_filter = ["zone"]
    search_fields = ["note"]
    list_select_related = ["zone", "released_by"]
    fields = ["zone", "number", "released_at", "released_by", "note", "what_changed"]
    readonly_fields = ["what_changed"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.display(description="what changed")
    def what_changed(self, release: Release) -> str:
        if not release.changes:
            return "Nothing." if release.number > 1 else "It was the first."
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ([line] for line in release.changes)))
