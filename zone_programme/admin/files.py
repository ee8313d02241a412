"""Files of sessions in the admin: what speakers have sent is looked at here before everybody may read it."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from innovation_db.admin.work_lists import WorkList, WorkListFilter, register
from zone_programme import session_files
from zone_programme.models import SessionFile

register(
    WorkList(
        SessionFile,
        "to-look-at",
        "Files from speakers",
        "Readers see them once you show them",
        lambda rows, user: rows.to_be_looked_at(),
    )
)


@admin.register(SessionFile)
class SessionFileAdmin(admin.ModelAdmin):
    """A list to decide from. Adding, renaming and removing is done on the page of the session."""

    place = 24
    list_display = ["title", "session", "what", "state", "added_at"]
    list_filter = [WorkListFilter, "state", "session__zone"]
    search_fields = ["title", "session__title"]
    list_select_related = ["session"]
    fields = ["session", "title", "what", "state", "added_at"]
    readonly_fields = ["what", "added_at"]
    actions = ["show", "hold_back"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Whether this person may decide what readers see: what the table of roles calls changing such a file."""
        return request.user.has_perm("zone_programme.change_sessionfile")

    @admin.display(description="look at it")
    def what(self, one: SessionFile) -> SafeString:
        """Link to the file as its readers get it, which officers may open before them."""
        return format_html(
            '<a href="{}">{}<span class="visually-hidden"> “{}”</span>, {}</a>',
            one.get_absolute_url(), one.kind.label, one.title, one.size_in_words,
        )  # fmt: skip

    @admin.action(description="Show selected files to everybody", permissions=["decide"])
    def show(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._settle(request, queryset, SessionFile.State.SHOWN, "shown once the programme is published")

    @admin.action(description="Hold selected files back", permissions=["decide"])
    def hold_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        self._settle(request, queryset, SessionFile.State.HELD, "held back")

    def _settle(self, request: HttpRequest, queryset: QuerySet, state: SessionFile.State, said: str) -> None:
        done = session_files.settle(files=queryset, state=state, by=request.user)  # type: ignore[arg-type]
        messages.success(request, f"{done} {'file is' if done == 1 else 'files are'} {said}.")
