"""Forms of a work plan: an activity with what its figure is of, and the short one that notes progress."""

from typing import Any

from django import forms
from django.utils import timezone

from board_reports.figure_forms import field_for
from board_reports.figures import registry
from board_reports.figures.registry import Definition, ParameterKind
from board_reports.models import Activity, ProgressNote

ARGUMENT = "of_"


class ActivityForm(forms.ModelForm):
    """An activity. Which figure counts its target is chosen; what that figure is of has a field of its own below."""

    class Meta:
        model = Activity
        fields = ["strand", "place", "text", "lead", "timetable", "due_on", "months", "times", "status",
                  "status_reason", "target", "figure"]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "figure" in self.fields:
            own = self.fields["figure"]
            figures = [(one.key, one.label) for one in registry.everything()]
            choices = [("", "The notes of what was delivered"), *figures]
            self.fields["figure"] = forms.ChoiceField(
                choices=choices, required=False, label=own.label, help_text="Its period is that of the timetable."
            )
        for name, parameter in asked(self.chosen()).items():
            self.fields[name] = field_for(parameter)
            self.fields[name].initial = self.instance.arguments.get(parameter.name)

    def chosen(self) -> Definition | None:
        return registry.find(str(self.data.get("figure", "")) if self.is_bound else self.instance.figure)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        self.instance.arguments = {
            parameter.name: said[name]
            for name, parameter in asked(self.chosen()).items() if said.get(name) not in (None, "")
        }  # fmt: skip
        return said


def asked(definition: Definition | None) -> dict[str, Any]:
    """Return what a figure asks for by the name of its field, but its window: that is the activity's own period."""
    parameters = definition.parameters if definition else ()
    return {ARGUMENT + one.name: one for one in parameters if one.kind is not ParameterKind.DATE}


class NoteForm(forms.ModelForm):
    """What was done of an activity, and how it stands with it."""

    status = forms.ChoiceField(choices=Activity.Status.choices, label="Status")
    status_reason = forms.CharField(max_length=300, required=False, label="Why")

    class Meta:
        model = ProgressNote
        fields = ["date", "text", "delivered"]

    def __init__(self, activity: Activity, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {
            "date": timezone.localdate(), "status": activity.status, "status_reason": activity.status_reason,
        })  # fmt: skip
        kwargs.setdefault("prefix", f"a{activity.pk}")
        super().__init__(*args, **kwargs)
        self.activity = activity
        fields: dict[str, Any] = self.fields
        fields["date"].widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        fields["date"].label = "On"
        fields["text"].label, fields["text"].required = "What was done", False
        fields["text"].widget = forms.TextInput({"maxlength": 500})
        fields["delivered"].label = "It counts as delivered"
        fields["delivered"].help_text = ""

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        stopped = said.get("status") == Activity.Status.STOPPED
        if stopped and not said.get("status_reason"):
            self.add_error("status_reason", "Say why it was stopped.")
        before = (self.activity.status, self.activity.status_reason)
        same = (said.get("status"), said.get("status_reason")) == before
        if not said.get("text") and (said.get("delivered") or same):
            self.add_error("text", "Say what was done, or change the status.")
        return said
