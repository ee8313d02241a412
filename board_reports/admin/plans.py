"""Work plans in the admin: the plan with its strands, its activities, and one page on which progress is noted."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Count, Max, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from board_reports import plan_actions
from board_reports.admin.report_pages import FORM, officer
from board_reports.models import Activity, ProgressNote, Strand, WorkPlan
from board_reports.plan_forms import ActivityForm, NoteForm, asked
from board_reports.plan_reading import Line, lines
from innovation_db.admin.editing import EditingAdmin, PlainInline
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

NOTE = "board_reports.add_progressnote"


class StrandFormSet(BaseInlineFormSet):
    """Strands of a plan; one that holds activities is not deleted with them by a tick."""

    def clean(self) -> None:
        super().clean()
        for form in self.deleted_forms:
            if form.instance.pk and form.instance.activities.exists():
                raise ValidationError(f"“{form.instance}” has activities. Move or delete them first.")


class StrandInline(PlainInline, admin.TabularInline):
    model = Strand
    formset = StrandFormSet
    fields = ["place", "name"]


@admin.register(WorkPlan)
class WorkPlanAdmin(EditingAdmin):
    place = 34
    change_form_template = "board_reports/admin/plan_form.html"
    list_display = ["name", "board", "begins_on", "ends_on", "activity_count", "progress_link"]
    list_filter = ["board"]
    search_fields = ["name"]
    list_select_related = ["board"]
    prepopulated_fields = {"slug": ["name"]}
    fields = ["board", ("name", "slug"), ("begins_on", "ends_on"), "about", "source"]
    inlines = [StrandInline]

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(FORM(self.progress_view))
        return [path("<int:pk>/progress/", view, name="board_reports_workplan_progress"), *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(found=Count("strands__activities"))

    @admin.display(description="activities", ordering="found")
    def activity_count(self, plan: Any) -> int:
        return int(plan.found)

    @admin.display(description="progress")
    def progress_link(self, plan: WorkPlan) -> str:
        words = '<a href="{}">Progress<span class="visually-hidden"> of {}</span></a>'
        return format_html(words, reverse("admin:board_reports_workplan_progress", args=[plan.pk]), plan.name)

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show every activity with how it stands today, and note what was done of one (`?note=12` opens its form)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        plan = get_object_or_404(WorkPlan.objects.select_related("board"), pk=pk)
        may_note = officer(request).has_perm(NOTE)
        problems: list[str] = []
        typed: NoteForm | None = None
        status = 200
        if request.method == "POST":
            if not may_note:
                raise PermissionDenied
            activity = get_object_or_404(Activity, pk=_number(request.POST.get("activity")), strand__plan=plan)
            typed = NoteForm(activity, request.POST)
            if typed.is_valid():
                try:
                    _note(request, activity, typed.cleaned_data)
                except RefusedError as refusal:
                    problems = refusal.sentences
                    status = 409 if isinstance(refusal, ChangedMeanwhileError) else 422
                else:
                    messages.success(request, f"Noted: {activity}.")
                    return redirect(f"{request.path}#activity-{activity.pk}")
            else:
                status = 422
        found = lines(plan, timezone.localdate())
        open_one = typed.activity.pk if typed else _number(request.GET.get("note"))
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Progress", "name": plan.name,
            "addresses": {"change": reverse("admin:board_reports_workplan_change", args=[plan.pk])},
            "plan": plan, "may_note": may_note, "may_change": self.has_change_permission(request),
            "strands": _by_strand(plan, found, typed, may_note), "late": [one for one in found if one.late],
            "count": len(found), "problems": problems, "open": open_one, "today": timezone.localdate(),
        }  # fmt: skip
        return TemplateResponse(request, "board_reports/admin/plan_progress.html", context, status=status)


def _note(request: HttpRequest, activity: Activity, said: dict[str, Any]) -> None:
    plan_actions.note(
        activity=activity, by=officer(request), date=said["date"], text=said["text"], delivered=said["delivered"],
        status=said["status"], reason=said["status_reason"], version=_number(request.POST.get("version")),
    )  # fmt: skip


def _by_strand(
    plan: WorkPlan, found: list[Line], typed: NoteForm | None, may_note: bool
) -> list[tuple[Strand, list[tuple[Line, NoteForm | None]]]]:
    """Return every strand with its activities, each with its form: as it was typed where it was refused."""
    rows: dict[int, list[tuple[Line, NoteForm | None]]] = {}
    for line in found:
        own = typed if typed is not None and typed.activity.pk == line.activity.pk else None
        form = (own or NoteForm(line.activity)) if may_note else None
        rows.setdefault(line.strand.pk, []).append((line, form))
    return [(strand, rows.get(strand.pk, [])) for strand in plan.strands.all()]


def _number(typed: Any) -> int:
    return int(typed) if typed and typed.isdecimal() and len(typed) < 10 else 0


class ProgressNoteInline(PlainInline, admin.TabularInline):
    model = ProgressNote
    fields = ["date", "text", "delivered"]


@admin.register(Activity)
class ActivityAdmin(EditingAdmin):
    place = 35
    form = ActivityForm
    list_display = ["text", "strand", "lead", "timetable", "due_on", "status"]
    list_filter = ["strand__plan", "status", "timetable"]
    search_fields = ["text", "lead", "strand__name"]
    list_select_related = ["strand"]
    inlines = [ProgressNoteInline]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        figure: Any = ("target", "figure")
        chosen = ActivityForm(request.POST or None, instance=obj).chosen()
        return [
            (None, {"fields": ["strand", "text", ("lead", "place")]}),
            ("When", {"fields": ["timetable", ("due_on", "months", "times")],
                      "description": "Fill in the one that the timetable asks for."}),
            ("How it stands", {"fields": [("status", "status_reason")]}),
            ("Target", {"fields": [figure, *asked(chosen)],
                        "description": "How many in each period, and what counts them. What is late follows from it."}),
        ]  # fmt: skip

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """What the figure is of are fields of the form alone."""
        kwargs["fields"] = ActivityForm.Meta.fields
        return super().get_form(request, obj, change, **kwargs)

    def formfield_for_foreignkey(self, db_field: models.ForeignKey, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "strand":
            kwargs["queryset"] = Strand.objects.select_related("plan").order_by("-plan__begins_on", "place")
            field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
            field.label_from_instance = lambda strand: f"{strand.plan}: {strand}"
            return field
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Put a new one at the end of its strand."""
        given = super().get_changeform_initial_data(request)
        last = Activity.objects.filter(strand=_number(given.get("strand"))).aggregate(last=Max("place"))["last"]
        return {"place": (last or 0) + 1} | given

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for note in formset.save(commit=False):
            if note.pk is None:
                note.written_by = request.user
        super().save_formset(request, form, formset, change)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return self._back(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self._back(request, obj) or super().response_change(request, obj)

    def _back(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return to the page of the plan after “Save”."""
        if {"_continue", "_addanother", "_saveasnew", "_popup"} & request.POST.keys():
            return None
        messages.success(request, f"Saved: {obj}.")
        page = reverse("admin:board_reports_workplan_progress", args=[obj.strand.plan_id])
        return redirect(f"{page}#activity-{obj.pk}")
