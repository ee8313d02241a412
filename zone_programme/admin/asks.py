"""Asks and offers in the admin: what waits to be read, deciding on it, and introducing what fits.

What each step demands is `zone_programme/asks/actions.py`; what its sender types is changed by them, not here, except
its subjects and what came of it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from innovation_db.admin.editing import EditingAdmin
from innovation_db.admin.work_lists import WorkList, WorkListFilter, register
from innovation_db.models import Message, User
from innovation_db.refusals import RefusedError
from zone_programme.admin.erasures import ErasableMixin
from zone_programme.asks import actions
from zone_programme.asks.matching import matches
from zone_programme.models import AskOffer, Introduction

State = AskOffer.State
MODERATE = "zone_programme.moderate_askoffer"

register(
    WorkList(
        AskOffer,
        "waiting",
        "Asks and offers to read",
        "Their senders have confirmed the address",
        lambda rows, user: rows.waiting(),
    ),
    WorkList(
        AskOffer,
        "news",
        "What came of asks and offers",
        "Written by their senders, to be read before it is shown",
        lambda rows, user: rows.with_news(),
    ),
)


@dataclass(frozen=True)
class Step:
    """One decision on a notice as officers meet it."""

    name: str
    button: str
    done: str
    states: tuple[str, ...]
    explanation: str
    asks_note: bool = False
    main: bool = False

    @property
    def act(self) -> Callable[..., AskOffer]:
        act: Callable[..., AskOffer] = getattr(actions, self.name)
        return act


STEPS = (
    Step(
        "approve",
        "Approve",
        "on the board, and its sender is told",
        (State.WAITING, State.RETURNED, State.DECLINED),
        "Everybody can read and answer it from now on, for six months. Its sender is told.",
        main=True,
    ),
    Step(
        "ask_back",
        "Ask back",
        "sent back to its sender",
        (State.WAITING,),
        "Its sender reads your note and changes the text by the e-mailed link.",
        asks_note=True,
    ),
    Step(
        "decline",
        "Decline",
        "declined, and its sender is told why",
        (State.WAITING, State.RETURNED, *AskOffer.PUBLIC),
        "It is not shown, or no longer. Its sender reads your reason.",
        asks_note=True,
    ),
)
BY_NAME = {step.name: step for step in STEPS}


@admin.register(AskOffer)
class AskOfferAdmin(ErasableMixin, EditingAdmin):
    place = 25
    change_form_template = "zone_programme/admin/ask_offer.html"
    list_display = ["title", "kind", "who", "state", "confirmed", "created_at"]
    list_filter = [WorkListFilter, "kind", "state", "theme", "service_area"]
    search_fields = ["title", "text", "council__official_name", "organisation", "name", "email"]
    list_select_related = ["theme", "council", "link"]
    autocomplete_fields = ["theme", "service_area", "council"]
    readonly_fields = ["kind", "email", "sent_messages"]
    fieldsets = [
        (None, {"fields": ["kind", "title", "text", "theme", "service_area"]}),
        ("Who it comes from", {"fields": ["council", "organisation", "name", "job", "email", "introduce_at_once"]}),
        ("What came of it", {"fields": ["came_of_it", "came_of_it_shown"]}),
        ("E-mails about it", {"fields": ["sent_messages"]}),
    ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # an ask or offer begins with its sender, who confirms the address

    def get_urls(self) -> list[Any]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:pk>/state/<slug:name>/", wrap(self.state_view), name="zone_programme_askoffer_state"),
            path(
                "<int:pk>/introduce/<int:other>/", wrap(self.introduce_view), name="zone_programme_askoffer_introduce"
            ),
            *super().get_urls(),
        ]

    @admin.display(description="from", ordering="council__short_name")
    def who(self, notice: AskOffer) -> str:
        return notice.who

    @admin.display(description="confirmed", boolean=True)
    def confirmed(self, notice: AskOffer) -> bool:
        return notice.is_confirmed

    @admin.display(description="e-mails")
    def sent_messages(self, notice: AskOffer) -> str:
        """A link to what was written to its sender and what readers wrote to them."""
        count = Message.objects.filter(to=notice.email).count()
        address = reverse("admin:innovation_db_message_changelist")
        words = "1 e-mail" if count == 1 else f"{count:,} e-mails"
        return format_html('<a href="{}?q={}">{} to {}</a>', address, notice.email, words, notice.email)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> Any:
        rows = AskOffer.objects.with_subjects().select_related("link", "published_by")
        row = rows.filter(pk=object_id).first() if object_id.isdecimal() else None
        may = bool(request.user.has_perm(MODERATE))  # type: ignore[union-attr]
        context: dict[str, Any] = {"notice": row, "steps": []}
        if row is not None:
            introductions = list(Introduction.objects.of(row))
            known = {one.other(row).pk for one in introductions}
            context |= {
                "steps": [step for step in STEPS if may and row.state in step.states],
                "introductions": [(one, one.other(row)) for one in introductions],
                "fits": [one for one in matches(row).notices if one.thing.pk not in known] if row.is_live else [],
                "may_introduce": may,
            }
        return super().change_view(request, object_id, form_url, {**context, **(extra_context or {})})

    def state_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask whether to take a step, and take it."""
        officer = _moderator(request)
        step, row = BY_NAME.get(name), AskOffer.objects.select_related("link").filter(pk=pk).first()
        if step is None or row is None:
            raise Http404
        problems: list[str] = []
        if request.method == "POST":
            note = {"note": request.POST.get("note", "")} if step.asks_note else {}
            try:
                step.act(notice=row, by=officer, version=_seen(request), **note)
            except RefusedError as refusal:
                problems = refusal.sentences
            else:
                messages.success(request, f"“{row}” is {step.done}.")
                return redirect("admin:zone_programme_askoffer_change", pk)
        row.refresh_from_db()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": step.button,
            "subtitle": row.title,
            "name": row.title,
            "addresses": {"change": reverse("admin:zone_programme_askoffer_change", args=[pk])},
            "notice": row,
            "step": step,
            "problems": problems,
        }
        status = 422 if problems else 200
        return TemplateResponse(request, "zone_programme/admin/ask_offer_state.html", context, status=status)

    def introduce_view(self, request: HttpRequest, pk: int, other: int) -> HttpResponse:
        """Propose to both senders that they be introduced."""
        officer = _moderator(request)
        found = AskOffer.objects.in_bulk([pk, other])
        if request.method != "POST" or len(found) < 2:
            raise Http404
        try:
            introduction = actions.propose(notice=found[pk], other=found[other], by=officer)
        except RefusedError as refusal:
            messages.warning(request, " ".join(refusal.sentences))
        else:
            done = "Both are introduced." if introduction.introduced_at else "They are asked by e-mail."
            messages.success(request, done)
        return redirect("admin:zone_programme_askoffer_change", pk)


@admin.register(Introduction)
class IntroductionAdmin(admin.ModelAdmin):
    """What was proposed and what came of it; to be read, never edited."""

    place = 26
    list_display = ["ask", "offer", "proposed_by", "created_at", "state"]
    list_filter = ["proposed_by"]
    search_fields = ["ask__title", "offer__title"]
    list_select_related = ["ask", "offer"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _moderator(request: HttpRequest) -> User:
    if not isinstance(request.user, User) or not request.user.has_perm(MODERATE):
        raise PermissionDenied
    return request.user


def _seen(request: HttpRequest) -> int:
    """Return the version that the officer saw; -1, which no row has, when the page does not say."""
    version = request.POST.get("version", "")
    return int(version) if version.isdecimal() and len(version) < 10 else -1
