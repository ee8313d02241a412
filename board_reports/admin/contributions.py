"""What officers log for the portfolio holder's report: a short form, and the list of what is reported."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from board_reports.models import Board, Contribution, Report
from innovation_db.admin.editing import EditingAdmin
from innovation_db.admin.work_lists import WorkListFilter

MOST_HEADINGS = 30


class HeadingInput(forms.TextInput):
    """A text box that offers the headings in use, so that two items below one heading spell it alike."""

    template_name = "board_reports/admin/heading_input.html"

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        rows = Contribution.objects.filter(used_in=None).order_by("heading").values_list("heading", flat=True)
        context["headings"] = list(rows.distinct()[:MOST_HEADINGS])
        return context


class UsedFilter(admin.SimpleListFilter):
    """Whether a report has it."""

    title = "in a report"
    parameter_name = "used"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "Not yet"), ("yes", "Yes")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(used_in__isnull=self.value() == "no") if self.value() in ("no", "yes") else queryset


class PeriodFilter(admin.SimpleListFilter):
    """What happened since the last portfolio holder's report of its board, or between one report and the next."""

    title = "period"
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        days = [one.date for one in _reported_on()]
        return [("new", "Since the last report")] + [
            (str(n), f"Up to {day.day} {day:%B %Y}") for n, day in enumerate(days)
        ]  # fmt: skip

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        days = [one.date for one in _reported_on()]
        if self.value() == "new":
            return queryset.filter(happened_on__gt=days[0]) if days else queryset
        chosen = self.value() or ""
        at = int(chosen) if chosen.isdecimal() and len(chosen) < 4 else -1
        if not 0 <= at < len(days):
            return queryset
        found = queryset.filter(happened_on__lte=days[at])
        return found.filter(happened_on__gt=days[at + 1]) if at + 1 < len(days) else found


def _reported_on() -> list[Any]:
    """Return the meetings that had a portfolio holder's report, the newest first."""
    found = Report.objects.filter(kind=Report.Type.PORTFOLIO, meeting__isnull=False).select_related("meeting")
    return [one.meeting for one in found.order_by("-meeting__date")[:8]]


@admin.register(Contribution)
class ContributionAdmin(EditingAdmin):
    place = 33
    list_display = ["heading", "part", "happened_on", "logged_by", "report_link"]
    list_filter = [WorkListFilter, UsedFilter, PeriodFilter, "part", "board"]
    search_fields = ["heading", "text"]
    list_select_related = ["board", "logged_by", "used_in"]
    date_hierarchy = "happened_on"
    fields = [("board", "part"), "heading", "text", ("happened_on", "link"), "source", "in_report"]
    readonly_fields = ["in_report"]
    actions = ["offer_again"]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self.fields if obj else self.fields[:-1]

    def formfield_for_dbfield(self, db_field: Any, request: Any, **kwargs: Any) -> Any:
        if db_field.name == "heading":
            kwargs["widget"] = HeadingInput({"class": "vTextField"})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with the board and the part that this officer logged for last, or with the only board."""
        last = Contribution.objects.filter(logged_by=request.user.pk).order_by("-logged_at").first()
        boards = list(Board.objects.values_list("pk", flat=True)[:2])
        usual: dict[str, Any] = {"board": boards[0]} if len(boards) == 1 else {}
        if last:
            usual |= {"board": last.board_id, "part": last.part}
        return usual | super().get_changeform_initial_data(request)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.logged_by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="in the report", ordering="used_in")
    def report_link(self, item: Contribution) -> str:
        if item.used_in is None:
            return "Not yet"
        address = reverse("admin:board_reports_report_body", args=[item.used_in_id])
        return format_html('<a href="{}">{}</a>', address, item.used_in)

    @admin.display(description="in the report")
    def in_report(self, item: Contribution) -> str:
        if item.used_in is None:
            return "Not yet. The next portfolio holder’s report takes it in."
        words = "{}. What you change here is in it once the paragraph is drafted anew."
        return format_html(words, self.report_link(item))

    @admin.action(description="Offer to the next report again", permissions=["change"])
    def offer_again(self, request: HttpRequest, queryset: QuerySet) -> None:
        """Take the note away that a report has them; the report keeps its words."""
        count = queryset.filter(used_in__isnull=False).update(used_in=None)
        told = f"{count} {'item is' if count == 1 else 'items are'} offered again. Reports keep their words."
        messages.success(request, told if count else "None of them is in a report.")
