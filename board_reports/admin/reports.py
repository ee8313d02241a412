"""Reports in the admin: what stands at their head. Their words are written on a page of their own, `body.py`."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html

from board_reports.admin import choices
from board_reports.admin.after_meeting import AfterMeetingAdmin
from board_reports.admin.body import BodyAdmin
from board_reports.admin.clearance import ClearanceAdmin
from board_reports.admin.drafting import DraftingAdmin
from board_reports.admin.pickers import PickersAdmin
from board_reports.admin.report_form import ReportForm
from board_reports.admin.report_pages import CLEAR, address, officer
from board_reports.models import Contact, Report
from innovation_db.admin.editing import EditingAdmin, PlainInline
from innovation_db.admin.work_lists import WorkListFilter
from innovation_db.history.aggregates import aggregate_of
from innovation_db.roles import Role

OPENED = (
    "More people may read it from now on. Its head says still whom it was restricted to: publish a correction, so that "
    "it says so no more."
)


class ContactInline(PlainInline, admin.StackedInline):
    model = Contact
    fields = [("name", "position"), ("telephone", "email")]


@admin.register(Report)
class ReportAdmin(BodyAdmin, PickersAdmin, DraftingAdmin, ClearanceAdmin, AfterMeetingAdmin, EditingAdmin):
    place = 30
    form = ReportForm
    change_form_template = "board_reports/admin/report_form.html"
    list_display = ["title", "body_link", "state", "kind_of", "board_name", "meeting_day"]
    list_filter = [WorkListFilter, "state", "kind", "board"]
    search_fields = ["title"]
    list_select_related = ["board", "meeting"]
    fieldsets = [
        (None, {"fields": ["title", "slug", ("board", "meeting"), ("kind", "purpose"), "previous"]}),
        ("At the head", {"fields": ["summary", "recommendations", "action"]}),
        (
            "Who may read it",
            {"fields": ["restricted", "restricted_reason", "restriction_review_on", "audience", "may_read"]},
        ),
        ("Clearance", {"fields": [("needs_legal", "needs_finance")]}),
        ("At the end", {"fields": ["about_the_figures", "target_sides"]}),
    ]
    inlines = [ContactInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """A report that is kept to fewer is not listed, found or offered to other officers."""
        mine = Report.objects.worked_at_by(officer(request))
        return super().get_queryset(request).filter(pk__in=mine.values("pk"))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer as the previous report those that this officer may open, but never the report itself."""
        form = super().get_form(request, obj, change, **kwargs)
        form.may_open = officer(request).has_perm(CLEAR)
        if "previous" in form.base_fields:
            mine = Report.objects.worked_at_by(officer(request))
            others = mine.exclude(pk=obj.pk) if obj else mine
            choices.earlier_reports(form.base_fields["previous"], others, obj and obj.previous_id)
        return form

    def may_see_the_lost(self, request: HttpRequest, pk: int) -> bool:
        """The history of one that was for few readers when it was deleted is an administrator’s."""
        last = aggregate_of(Report).events(pk)[""].order_by("-pgh_id").first()
        was_for_few = last is not None and last.restricted and last.audience != Report.Audience.BOARD
        return super().may_see_the_lost(request, pk) and (
            not was_for_few or Role.ADMINISTRATOR in officer(request).roles
        )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj else {"slug": ["title"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """An address that is published stays, and so does the board: its members may read what is restricted."""
        return ["slug", "board"] if obj and obj.published_at else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is in clearance is what was submitted: it changes only after it was returned."""
        if obj is not None and obj.state == Report.State.CLEARANCE:
            return False
        return super().has_change_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Report, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.opened:
            messages.warning(request, OPENED)

    def _may_restore(self, request: HttpRequest, thing: Any) -> bool:
        """An earlier state of a published report may have been open to more people."""
        allowed = super()._may_restore(request, thing)
        if thing is not None and thing.state == Report.State.PUBLISHED:
            return allowed and officer(request).has_perm(CLEAR)
        return allowed

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        if "_save" in request.POST:
            return redirect(address(obj, "body"))
        return super().response_add(request, obj, post_url_continue)

    @admin.display(description="kind", ordering="kind")
    def kind_of(self, report: Report) -> str:
        return report.get_kind_display()

    @admin.display(description="board", ordering="board__name")
    def board_name(self, report: Report) -> str:
        return str(report.board)

    @admin.display(description="meeting", ordering="meeting__date")
    def meeting_day(self, report: Report) -> Any:
        return report.meeting.date if report.meeting else None

    @admin.display(description="text")
    def body_link(self, report: Report) -> str:
        words = '<a href="{}">Text<span class="visually-hidden"> of {}</span></a>'
        return format_html(words, address(report, "body"), report.title)
