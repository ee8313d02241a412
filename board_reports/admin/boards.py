"""Boards in the admin, with who sits on them and the steps of clearance; and meetings, with their agenda."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from board_reports.admin import choices
from board_reports.admin.report_pages import officer
from board_reports.models import AgendaItem, Board, ClearanceStep, Meeting, Membership, Report, UploadedPaper
from innovation_db.admin.editing import EditingAdmin, PlainInline


class MembershipInline(PlainInline, admin.TabularInline):
    model = Membership
    fields = ["name", "role", "user", "begins_on", "ends_on"]
    verbose_name_plural = "members (an account lets a member read restricted papers)"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return _offering_people(super().get_formset(request, obj, **kwargs), "user")


class ClearanceStepInline(PlainInline, admin.StackedInline):
    model = ClearanceStep
    fields = [("place", "name", "days"), "only_for", "people"]
    verbose_name = "step of clearance"
    verbose_name_plural = "steps of clearance, in the order in which a report takes them"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        return _offering_people(super().get_formset(request, obj, **kwargs), "people")


def _offering_people(formset: Any, name: str) -> Any:
    """Return the formset, whose field offers all accounts where it can be changed at all."""
    if name in formset.form.base_fields:
        choices.people(formset.form.base_fields[name])
    return formset


@admin.register(Board)
class BoardAdmin(EditingAdmin):
    place = 31
    list_display = ["name", "member_count", "meeting_count", "plan_link"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["name", "slug", "about", "year_begins"]
    inlines = [MembershipInline, ClearanceStepInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        counts = {"seats": Count("memberships", distinct=True), "times": Count("meetings", distinct=True)}
        return super().get_queryset(request).annotate(**counts)

    @admin.display(description="members", ordering="seats")
    def member_count(self, board: Any) -> int:
        return int(board.seats)

    @admin.display(description="meetings", ordering="times")
    def meeting_count(self, board: Any) -> int:
        return int(board.times)

    @admin.display(description="forward plan")
    def plan_link(self, board: Board) -> str:
        words = '<a href="{}">Forward plan<span class="visually-hidden"> of {}</span></a>'
        return format_html(words, reverse("admin:board_reports_forwarditem_plan", args=[board.pk]), board.name)


class AgendaItemInline(PlainInline, admin.StackedInline):
    model = AgendaItem
    readonly_fields = ["report_named"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who only looks sees what the report is called for everybody."""
        report = "report" if self.has_change_permission(request, obj) else "report_named"
        return [("number", "title"), report, ("late_reason", "chair_agreed", "supplementary")]

    @admin.display(description="report")
    def report_named(self, item: AgendaItem) -> str:
        return item.report.called_elsewhere if item.report else "None"

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        """A meeting takes the reports of its own board; until it is saved, nobody knows which board that is."""
        formset = super().get_formset(request, obj, **kwargs)
        if "report" not in formset.form.base_fields:  # for who only looks
            return formset
        mine, there = Report.objects.none(), Report.objects.none()
        if obj is not None:
            mine = Report.objects.worked_at_by(officer(request)).filter(board=obj.board_id)
            there = Report.objects.filter(agenda_item__meeting=obj)
        offered: Any = formset.form.base_fields["report"]
        choices.reports_of_agenda(offered, mine, there)
        if obj is None:
            offered.help_text = "Save the meeting first: then its board’s reports are here."
        return formset


@admin.register(Meeting)
class MeetingAdmin(EditingAdmin):
    place = 32
    list_display = ["__str__", "place_name", "drafts_due_on", "published_on", "item_count"]
    list_filter = ["board"]
    search_fields = ["board__name", "place"]
    date_hierarchy = "date"
    list_select_related = ["board"]
    fieldsets = [
        (None, {"fields": ["board", ("date", "starts_at"), "place"]}),
        ("Deadlines", {"fields": ["drafts_due_on", "published_on"]}),
        ("Papers of others", {"fields": ["uploaded_papers"]}),
    ]
    readonly_fields = ["uploaded_papers"]
    inlines = [AgendaItemInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(lines=Count("items"))

    @admin.display(description="uploaded papers")
    def uploaded_papers(self, meeting: Meeting) -> Any:
        """The PDFs of other bodies that are joined to its packs, and where one is added."""
        add = reverse("admin:board_reports_uploadedpaper_add")
        if meeting.pk is None:
            return "Save the meeting with its agenda first: then papers can be put to its items."
        papers = UploadedPaper.objects.filter(item__meeting=meeting).select_related("item").in_order()
        links = [
            (reverse("admin:board_reports_uploadedpaper_change", args=[one.pk]), f"Item {one.item.number}: {one.title}")
            for one in papers
        ]
        links.append((f"{add}?meeting={meeting.pk}", "Add a paper to an item of this agenda"))
        return format_html_join("", '<p><a href="{}">{}</a></p>', links)

    @admin.display(description="place", ordering="place")
    def place_name(self, meeting: Meeting) -> str:
        return meeting.place

    @admin.display(description="agenda items", ordering="lines")
    def item_count(self, meeting: Any) -> int:
        return int(meeting.lines)
