"""Contributors' links in the admin: who was sent what, until when; to renew, send again or revoke. None is edited."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import ActionLocation
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join

from innovation_db import links
from innovation_db.admin.messages import link_to
from innovation_db.models import ContributorLink, Message

BOTH = [ActionLocation.CHANGE_LIST, ActionLocation.CHANGE_FORM]


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, state.label) for state in ContributorLink.State]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        named = {"live": "live", "expired": "expired", "used": "used_up", "revoked": "revoked"}
        chosen = named.get(self.value() or "")
        return getattr(queryset, chosen)() if chosen else queryset


@admin.register(ContributorLink)
class ContributorLinkAdmin(admin.ModelAdmin):
    list_display = ["email", "opens", "show_state", "expires_at", "opened_at"]
    list_filter = [StateFilter, "purpose", "created_at"]
    search_fields = ["email", "key"]
    list_select_related = ["about_type"]
    fieldsets = [
        (None, {"fields": ["email", "opens", "show_about", "show_state", "one_use"]}),
        (
            "What happened",
            {"fields": ["created_at", "created_by", "opened_at", "used_at", "expires_at", "revoked_at", "revoked_by"]},
        ),
        ("E-mails and history", {"fields": ["sent_with", "history"]}),
    ]
    readonly_fields = ["opens", "show_state", "show_about", "created_at", "sent_with", "history"]
    actions = ["send_again", "renew", "revoke"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ContributorLink]:
        return super().get_queryset(request).prefetch_related("about")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ContributorLink | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ContributorLink | None = None) -> bool:
        return False

    def has_manage_permission(self, request: HttpRequest) -> bool:
        """Whether this person may send, renew and revoke: what the table of roles calls changing links."""
        return request.user.has_perm("innovation_db.change_contributorlink")

    @admin.display(description="opens", ordering="purpose")
    def opens(self, link: ContributorLink) -> str:
        purpose = links.PURPOSES.get(link.purpose)
        return purpose.what if purpose else link.purpose

    @admin.display(description="state")
    def show_state(self, link: ContributorLink) -> str:
        return render_to_string("innovation_db/admin/_state.html", {"state": link.state})

    @admin.display(description="about")
    def show_about(self, link: ContributorLink) -> str:
        return link_to(link.about)

    @admin.display(description="e-mails")
    def sent_with(self, link: ContributorLink) -> str:
        """The e-mails to its address about it, newest first. Costs a query."""
        things = [thing for thing in (link, link.about) if thing is not None]
        about = [Q(about_type=ContentType.objects.get_for_model(thing), about_id=thing.pk) for thing in things]
        found = Message.objects.filter(about[0] | about[-1], to=link.email).select_related("about_type")
        rows = ((link_to(message), message.state.label, _when(message.created_at)) for message in found)
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{} – {}, {}</li>", rows)) if found else "–"

    @admin.display(description="history")
    def history(self, link: ContributorLink) -> str:
        """What was done with it, by whom, newest first. Costs a query."""
        rows = []
        for event in link.events.order_by("-pgh_id"):  # type: ignore[attr-defined]
            said = "Revoked" if event.revoked_at else f"Copy {event.serial}, open until {_when(event.expires_at)}"
            rows.append((_when(event.pgh_created_at), said))
        return format_html("<ul>{}</ul>", format_html_join("", "<li>{}: {}</li>", rows))

    @admin.action(description="E-mail the link again", permissions=["manage"], location=BOTH)
    def send_again(self, request: HttpRequest, queryset: QuerySet[ContributorLink]) -> None:
        self.each(request, queryset, "live", lambda link: links.send(link, by=request.user))  # type: ignore[arg-type]

    @admin.action(description="Renew and e-mail: older copies stop working", permissions=["manage"], location=BOTH)
    def renew(self, request: HttpRequest, queryset: QuerySet[ContributorLink]) -> None:
        self.each(request, queryset, "", lambda link: links.renew(link=link, by=request.user))  # type: ignore[arg-type]

    @admin.action(description="Revoke: close it at once", permissions=["manage"], location=BOTH)
    def revoke(self, request: HttpRequest, queryset: QuerySet[ContributorLink]) -> None:
        self.each(request, queryset, "", lambda link: links.revoke(link=link, by=request.user))  # type: ignore[arg-type]

    def each(
        self, request: HttpRequest, chosen: QuerySet[ContributorLink], state: str, do: Callable[[ContributorLink], Any]
    ) -> None:
        for link in chosen:
            if state and link.state != state:
                self.message_user(request, f"The {link} is not open any more. Renew it.", messages.ERROR)
                continue
            do(link)
            self.message_user(request, f"Done: {link}.", messages.SUCCESS)


def _when(moment: Any) -> str:
    return date_format(timezone.localtime(moment), "j F Y, H:i")
