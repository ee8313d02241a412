"""Forms that people without an account have begun or sent, in the admin. What is not sent yet is its writer's own."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string

from innovation_db.admin.messages import link_to
from innovation_db.form_kit.definition import KITS
from innovation_db.form_kit.references import tidy_reference
from innovation_db.models import SavedForm


@admin.register(SavedForm)
class SavedFormAdmin(admin.ModelAdmin):
    list_display = ["title", "reference", "email", "state", "changed_at", "submitted_at"]
    list_filter = ["kind", ("submitted_at", admin.EmptyFieldListFilter), "created_at"]
    search_fields = ["reference", "link__email"]
    list_select_related = ["link"]
    fields = ["title", "reference", "email", "show_link", "created_at", "changed_at", "submitted_at", "made", "shown"]
    readonly_fields = ["title", "email", "show_link", "created_at", "made", "shown"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SavedForm | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: SavedForm | None = None) -> bool:
        return False

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[SavedForm], search_term: str) -> Any:
        return super().get_search_results(request, queryset, tidy_reference(search_term))

    @admin.display(description="form", ordering="kind")
    def title(self, saved: SavedForm) -> str:
        return KITS[saved.kind].title if saved.kind in KITS else saved.kind

    @admin.display(description="e-mail", ordering="link__email")
    def email(self, saved: SavedForm) -> str:
        return saved.link.email

    @admin.display(description="state")
    def state(self, saved: SavedForm) -> str:
        return "Sent" if saved.submitted_at else "Begun"

    @admin.display(description="link")
    def show_link(self, saved: SavedForm) -> str:
        return link_to(saved.link)

    @admin.display(description="became")
    def made(self, saved: SavedForm) -> str:
        return link_to(saved.became)

    @admin.display(description="answers")
    def shown(self, saved: SavedForm) -> str:
        if saved.submitted_at is None or saved.kind not in KITS:
            return "Not sent yet: only its writer sees the answers."
        answers = KITS[saved.kind].answers(saved).summary()
        return render_to_string("innovation_db/admin/_answers.html", {"tasks": answers})
