"""The forward plan in the admin: its items, and one page with the meetings to come and what each has on it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from board_reports import forward_plan
from board_reports.admin.drafting import DRAFT
from board_reports.admin.report_pages import FORM, address, officer
from board_reports.models import Board, ForwardItem
from innovation_db.admin.editing import EditingAdmin
from innovation_db.history.words import day
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

CHANGE_ITEM = "board_reports.change_forwarditem"


@admin.register(ForwardItem)
class ForwardItemAdmin(EditingAdmin):
    place = 36
    list_display = ["subject", "meeting_day", "kind", "lead", "restricted", "report"]
    list_filter = ["board", "kind", "restricted"]
    search_fields = ["subject", "lead"]
    list_select_related = ["board", "meeting", "report"]
    fields = [("board", "meeting"), "subject", ("kind", "lead"), "restricted", "restricted_reason"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """An item whose report is kept to fewer is not listed, found or offered to other officers."""
        known = ForwardItem.objects.known_to(officer(request))
        return super().get_queryset(request).filter(pk__in=known.values("pk"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(FORM(self.plan_view))
        return [path("plan/<int:board>/", view, name="board_reports_forwarditem_plan"), *super().get_urls()]

    @admin.display(description="meeting", ordering="meeting__date")
    def meeting_day(self, item: ForwardItem) -> Any:
        return item.meeting.date if item.meeting else None

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        boards = list(Board.objects.values_list("pk", flat=True)[:2])
        usual: dict[str, Any] = {"board": boards[0]} if len(boards) == 1 else {}
        return usual | super().get_changeform_initial_data(request)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._back(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._back(request, obj) or super().response_change(request, obj)

    def _back(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return to the page of the plan after “Save”."""
        if {"_continue", "_addanother", "_saveasnew", "_popup"} & request.POST.keys():
            return None
        messages.success(request, f"Saved: {obj}.")
        return redirect("admin:board_reports_forwarditem_plan", obj.board_id)

    def plan_view(self, request: HttpRequest, board: int) -> HttpResponse:
        """Show the meetings to come with their deadlines; draft the report of an item, or carry it over."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        found = get_object_or_404(Board, pk=board)
        problems: list[str] = []
        status = 200
        if request.method == "POST":
            try:
                return self._done(request, found)
            except RefusedError as refusal:
                problems = refusal.sentences
                status = 409 if isinstance(refusal, ChangedMeanwhileError) else 422
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Forward plan", "name": found.name,
            "addresses": {"change": reverse("admin:board_reports_board_change", args=[found.pk])},
            "board": found, "boards": Board.objects.exclude(pk=found.pk), "today": timezone.localdate(),
            "sittings": forward_plan.forward_plan(found, officer(request)), "problems": problems,
            "may_change": officer(request).has_perm(CHANGE_ITEM), "may_draft": officer(request).has_perm(DRAFT),
        }  # fmt: skip
        return TemplateResponse(request, "board_reports/admin/forward_plan.html", context, status=status)

    def _done(self, request: HttpRequest, board: Board) -> HttpResponse:
        """Do what the pressed button says. Raises `RefusedError`."""
        sent = request.POST
        number = sent.get("item", "")
        item = get_object_or_404(
            ForwardItem.objects.known_to(officer(request)),
            board=board,
            pk=int(number) if number.isdecimal() and len(number) < 10 else 0,
        )
        if sent.get("do") == "draft":
            if not officer(request).has_perm(DRAFT):
                raise PermissionDenied
            report = forward_plan.begin(item=item, by=officer(request))
            messages.success(request, "Drafted from data. Each paragraph says where it comes from.")
            return redirect(address(report, "body"))
        if not officer(request).has_perm(CHANGE_ITEM):
            raise PermissionDenied
        if sent.get("do") != "carry":
            raise RefusedError("Choose what to do.")
        seen = sent.get("version", "")
        version = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
        meeting = forward_plan.carry_over(item=item, by=officer(request), version=version)
        messages.success(request, f"“{item}” comes to the meeting of {day(meeting.date)} now.")
        return redirect(request.path)
