"""Uploaded papers in the admin: a PDF of another body, put to an item of an agenda."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import FileField, ForeignKey, OuterRef, QuerySet, Subquery
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.utils.html import format_html_join

from board_reports.admin.report_pages import officer
from board_reports.models import AgendaItem, Report, UploadedPaper
from innovation_db.admin.editing import EditingAdmin
from innovation_db.uploads.widgets import KeptFileInput


class ItemField(ModelChoiceField):
    """A choice of an item by its meeting, because items of the same name are on many agendas."""

    def label_from_instance(self, item: Any) -> str:
        return f"{item.meeting}: item {item}"


@admin.register(UploadedPaper)
class UploadedPaperAdmin(EditingAdmin):
    place = 33
    list_display = ["title", "item_number", "meeting", "pack_name", "page_count", "tags", "restricted", "published"]
    list_filter = ["published", "restricted", "item__meeting__board"]
    search_fields = ["title", "source", "item__title", "known_title"]
    list_select_related = ["item__meeting__board", "item__report"]
    formfield_overrides = {FileField: {"widget": KeptFileInput}}
    readonly_fields = ["what_was_found"]
    fieldsets = [
        (None, {"fields": ["item", "title", "source", "file", "what_was_found"]}),
        ("In which pack", {"fields": ["supplementary", "place", ("late_reason", "chair_agreed")]}),
        ("Who may read it", {"fields": ["restricted", "restricted_reason", "published"]}),
    ]

    def formfield_for_foreignkey(self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "item":
            items = AgendaItem.objects.select_related("meeting__board", "report").order_by("-meeting__date", "number")
            meeting = request.GET.get("meeting", "")  # where it is added from the page of a meeting
            if meeting.isdecimal() and len(meeting) < 10:
                items = items.filter(meeting=int(meeting))
            return ItemField(items, label="Agenda item")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_search_results(self, request: HttpRequest, queryset: QuerySet, search_term: str) -> Any:
        """Search the titles of those reports alone that this officer may know."""
        known = Report.objects.known_to(officer(request)).filter(pk=OuterRef("item__report"))
        papers = queryset.annotate(known_title=Subquery(known.values("title")[:1]))
        return super().get_search_results(request, papers, search_term)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        for point in obj.reading.points:
            messages.warning(request, point)

    @admin.display(description="item", ordering="item__number")
    def item_number(self, paper: UploadedPaper) -> int:
        return paper.item.number

    @admin.display(description="meeting", ordering="item__meeting__date")
    def meeting(self, paper: UploadedPaper) -> Any:
        return paper.item.meeting

    @admin.display(description="pack", ordering="supplementary")
    def pack_name(self, paper: UploadedPaper) -> str:
        return f"Supplementary {paper.pack}" if paper.pack else "Agenda pack"

    @admin.display(description="pages")
    def page_count(self, paper: UploadedPaper) -> int:
        return paper.pages

    @admin.display(description="tags", boolean=True)
    def tags(self, paper: UploadedPaper) -> bool:
        return paper.reading.untagged == 0

    @admin.display(description="what was found in it")
    def what_was_found(self, paper: UploadedPaper) -> Any:
        if not paper.found:
            return "Pages, tags and language are read when it is saved."
        found = paper.reading
        told = [f"Pages: {found.pages}.", *(found.points or ["It is made for screen readers (PDF/UA)."])]
        return format_html_join("", "<p>{}</p>", ((one,) for one in told))
