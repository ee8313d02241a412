"""Feedback in the admin: words to be read before speakers get them. What delegates said is not edited."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from innovation_db.admin.work_lists import WorkList, WorkListFilter, register
from zone_programme import feedback
from zone_programme.models import Feedback

register(
    WorkList(
        Feedback,
        "to-read",
        "Words to speakers",
        "Said by delegates; speakers get them once you have read them",
        lambda rows, user: rows.to_be_read(),
    )
)


@admin.register(Feedback)
class FeedbackAdmin(admin.ModelAdmin):
    place = 27
    list_display = ["words_or_none", "session", "useful", "will_do", "state", "given_at"]
    list_filter = [WorkListFilter, "session__zone", "passed", "useful"]
    search_fields = ["words", "session__title"]
    list_select_related = ["session"]
    fields = ["session", "useful", "will_do", "words", "given_at", "state", "moderated_by"]
    readonly_fields = ["given_at", "state", "moderated_by"]
    actions = ["pass_on", "hold_back"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_moderate_permission(self, request: HttpRequest) -> bool:
        """Whether this person may decide what speakers read: what the table of roles calls changing feedback."""
        return request.user.has_perm("zone_programme.change_feedback")

    @admin.display(description="words to the speakers", ordering="words")
    def words_or_none(self, one: Feedback) -> str:
        return one.words or "–"

    @admin.display(description="words", ordering="passed")
    def state(self, one: Feedback) -> str:
        if not one.words:
            return "None"
        if one.moderated_at is None:
            return "To be read"
        return "Speakers may read them" if one.passed else "Held back"

    @admin.action(description="Let the speakers read the words", permissions=["moderate"])
    def pass_on(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = feedback.moderate(feedback=queryset, passed=True, by=request.user)  # type: ignore[arg-type]
        self.message_user(request, f"Speakers may read the words of {done}.", messages.SUCCESS)

    @admin.action(description="Hold the words back", permissions=["moderate"])
    def hold_back(self, request: HttpRequest, queryset: QuerySet) -> None:
        done = feedback.moderate(feedback=queryset, passed=False, by=request.user)  # type: ignore[arg-type]
        self.message_user(request, f"The words of {done} are held back.", messages.SUCCESS)
