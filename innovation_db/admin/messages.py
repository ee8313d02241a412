"""E-mails in the admin: what waits, what was sent, what failed and why, each as its reader sees it. None is edited."""

from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.middleware.csp import get_nonce
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join

from innovation_db import mail
from innovation_db.models import Message


def link_to(thing: Any) -> str:
    """Return a link to the admin page of `thing`, or its name where it has none."""
    if thing is None:
        return "–"
    try:
        address = reverse(f"admin:{thing._meta.app_label}_{thing._meta.model_name}_change", args=[thing.pk])
    except NoReverseMatch:
        return str(thing)
    return format_html('<a href="{}">{}</a>', address, thing)


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in Message.State]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        match self.value():
            case Message.State.WAITING:
                return queryset.waiting()
            case Message.State.SENT:
                return queryset.sent()
            case Message.State.FAILED:
                return queryset.failed()
        return queryset


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ["subject", "to", "show_state", "created_at", "show_about"]
    list_filter = [StateFilter, "created_at", "template"]
    search_fields = ["to", "subject", "last_error"]
    list_select_related = ["about_type"]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            "On its way",
            {
                "fields": [
                    "show_state", "last_error", "created_at", "created_by", "attempts", "next_attempt_at",
                    "sent_at", "given_up_at",
                ]
            },
        ),
        ("About", {"fields": ["show_about", "template", "show_copies"]}),
    ]  # fmt: skip
    readonly_fields = ["show_state", "created_at", "created_by", "show_about", "show_copies"]
    change_form_template = "innovation_db/admin/message.html"
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Message]:
        return super().get_queryset(request).prefetch_related("about")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False  # a letter that was written is not rewritten

    def has_delete_permission(self, request: HttpRequest, obj: Message | None = None) -> bool:
        return False

    def has_send_permission(self, request: HttpRequest) -> bool:
        """Whether this person may send e-mails again: what the table of roles calls changing them."""
        return request.user.has_perm("innovation_db.change_message")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the e-mail in a frame that runs nothing; personal links stay hidden, except in the demo."""
        message = Message.objects.filter(pk=object_id).first() if object_id.isdecimal() else None
        if message is not None:
            hidden = [] if settings.DEMO else message.secrets
            html = mail.masked(message.html, hidden).replace("<style>", f'<style nonce="{get_nonce(request)}">')
            letter = {"letter": message, "letter_text": mail.masked(message.text, hidden), "letter_html": html}
            extra_context = letter | {"letter_from": settings.DEFAULT_FROM_EMAIL} | (extra_context or {})
        return super().change_view(request, object_id, form_url, extra_context)

    @admin.display(description="state")
    def show_state(self, message: Message) -> str:
        return render_to_string("innovation_db/admin/_state.html", {"state": message.state})

    @admin.display(description="about")
    def show_about(self, message: Message) -> str:
        return link_to(message.about)

    @admin.display(description="copies")
    def show_copies(self, message: Message) -> str:
        """The e-mail that this one repeats, and those that repeat it. Costs a query."""
        related = [*([message.copy_of] if message.copy_of else []), *message.copies.all()]
        return format_html_join(", ", "{}", ((link_to(other),) for other in related)) or "–"

    @admin.action(
        description="Send again",
        permissions=["send"],
        location=[ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM],
    )
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        sent = 0
        for message in queryset.order_by("id"):
            try:
                mail.send_again(message, by=request.user)  # type: ignore[arg-type]
            except ValidationError as error:
                self.message_user(request, f"{message}: {error.message}", messages.ERROR)
            else:
                sent += 1
        if sent:
            plural = "e-mail is" if sent == 1 else "e-mails are"
            self.message_user(request, f"{sent} {plural} on the way again.", messages.SUCCESS)
