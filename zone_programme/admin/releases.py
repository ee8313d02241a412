"""Releases in the admin: what was published, when, by whom and who was told; to be read, never edited."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from zone_programme.exports.parts import days
from zone_programme.models import Release
from zone_programme.programme import ProgrammeSlot, from_json


@admin.register(Release)
class ReleaseAdmin(admin.ModelAdmin):
    place = 23
    list_display = ["__str__", "released_at", "released_by", "note"]
    list_filter = ["zone"]
    search_fields = ["note"]
    list_select_related = ["zone", "released_by"]
    readonly_fields = ["what_changed", "who_was_told", "programme", "set_back"]
    fieldsets = [
        (None, {"fields": ["zone", "number", "released_at", "released_by", "note", "set_back"]}),
        ("What changed, and who was told", {"fields": ["what_changed", "who_was_told"]}),
        ("The programme as it was published", {"fields": ["programme"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, {"title": "Release", **(extra_context or {})})

    @admin.display(description="what changed")
    def what_changed(self, release: Release) -> str | SafeString:
        if not release.changes:
            return "No times and no spaces." if release.number > 1 else "It was the first."
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", ([line] for line in release.changes)))

    @admin.display(description="who was told")
    def who_was_told(self, release: Release) -> str:
        notices = release.notices.select_related("message")
        return render_to_string("zone_programme/admin/_notices.html", {"notices": notices})

    @admin.display(description="programme")
    def programme(self, release: Release) -> str:
        programme = from_json(release.content)

        def line(slot: ProgrammeSlot) -> dict[str, Any]:
            return {
                "slot": slot,
                "hours": f"{programme.local(slot.starts_at):%H:%M} to {programme.local(slot.ends_at):%H:%M}",
                "session": programme.session_by_id[slot.session],
                "space": programme.space_by_id[slot.space],
            }

        shown = [(day, [line(slot) for slot in slots]) for day, slots in days(programme)]
        return render_to_string("zone_programme/admin/_programme.html", {"days": shown, "sessions": programme.sessions})

    @admin.display(description="draft")
    def set_back(self, release: Release) -> SafeString:
        address = reverse("admin:zone_programme_zone_set_back", args=[release.zone_id, release.number])
        return format_html('<a href="{}">Set the draft back to this release</a>', address)
