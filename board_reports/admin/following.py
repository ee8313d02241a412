"""After the meeting, in the admin: what was decided, what members asked for, and how far each action is."""

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from board_reports.admin import choices
from board_reports.admin.report_pages import officer
from board_reports.after_meeting import impossible
from board_reports.models import Action, ActionNote, Decision, Direction, Report
from innovation_db.admin.editing import EditingAdmin, PlainInline


class FollowingAdmin(EditingAdmin):
    """A model admin for what came of a published report."""

    list_select_related = ["report"]
    list_filter = ["report__board"]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        """What came of a report that is kept to fewer is theirs as well."""
        return super().get_queryset(request).filter(report__in=Report.objects.worked_at_by(officer(request)))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the published reports that this officer may open, each with its day: many have the same title."""
        form = super().get_form(request, obj, change, **kwargs)
        if "report" in form.base_fields:
            mine = Report.objects.worked_at_by(officer(request)).published()
            choices.earlier_reports(form.base_fields["report"], mine, obj and obj.report_id)
        return form

    @admin.display(description="report", ordering="report__title")
    def report_title(self, row: Any) -> str:
        """Its title, which may run over lines; Django would keep a foreign key on one."""
        return str(row.report)


class DecisionForm(forms.ModelForm):
    def clean(self) -> dict[str, Any] | None:
        """Refuse a decision on what the published report does not recommend, and one before the meeting."""
        said = super().clean() or {}
        if said.get("report") and said.get("number") is not None:
            for name, sentence in impossible(said["report"], said["number"]).items():
                self.add_error(name, sentence)
        return said


@admin.register(Decision)
class DecisionAdmin(FollowingAdmin):
    place = 37
    form = DecisionForm
    list_display = ["__str__", "report_title", "outcome"]
    list_filter = ["outcome", "report__board"]
    search_fields = ["report__title", "recommendation", "note"]
    fields = ["report", ("number", "outcome"), "recommendation", "note"]


@admin.register(Direction)
class DirectionAdmin(FollowingAdmin):
    place = 38
    list_display = ["text", "report_title"]
    search_fields = ["report__title", "text"]
    fields = ["report", "text"]


class ActionNoteInline(PlainInline, admin.TabularInline):
    model = ActionNote
    fields = ["on", "text"]


@admin.register(Action)
class ActionAdmin(FollowingAdmin):
    place = 39
    list_display = ["text", "owner", "due_on", "how_it_stands", "report_title"]
    list_filter = ["state", "report__board"]
    search_fields = ["report__title", "text", "owner"]
    fields = ["report", "direction", "text", "owner", ("given_on", "due_on"), ("state", "ended_on")]
    inlines = [ActionNoteInline]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """Offer the directions on reports that this officer may open."""
        form = super().get_form(request, obj, change, **kwargs)
        if "direction" in form.base_fields:
            mine = Report.objects.worked_at_by(officer(request))
            choices.directions(form.base_fields["direction"], mine, obj and obj.direction_id)
        return form

    @admin.display(description="state", ordering="state")
    def how_it_stands(self, action: Action) -> str:
        return "Late" if action.is_late else action.get_state_display()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for note in formset.save(commit=False):
            if note.pk is None:
                note.written_by = request.user
        super().save_formset(request, form, formset, change)
