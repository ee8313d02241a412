"""Noting what came of a report at its meeting, on one page: its decisions, directions and actions, saved together.

What was noted is read by `following.py`; the single rows have forms of their own in the admin.
"""

from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from board_reports import reading
from board_reports.document import plain
from board_reports.models import Action, Decision, Direction, Report
from innovation_db.history import acting
from innovation_db.history.words import day
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

UNDECIDED = "Not decided"


def too_early(report: Report) -> str:
    """Return why nothing can be noted of the report yet, "" where it can."""
    if report.state != Report.State.PUBLISHED:
        return "A board decides on what is published, and this report is not."
    if report.meeting is not None and report.meeting.date > timezone.localdate():
        return f"Its meeting is on {day(report.meeting.date)}: what comes of it is noted from that day on."
    return ""


def recommendations(report: Report) -> list[str]:
    """Return the recommendations of the report as it is published, in their order. Costs a query."""
    document = reading.published(report)
    return [plain(one) for one in document.recommendations] if document else []


class DecisionForm(forms.Form):
    """What was decided on one recommendation. `seen` is what the page showed of it, as `mark` gives it."""

    outcome = forms.ChoiceField(
        label="Decision", required=False, choices=[("", UNDECIDED), *Decision.Outcome.choices]
    )  # fmt: skip
    note = forms.CharField(
        label="In the Board’s words", required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("note") and not said.get("outcome"):
            raise ValidationError({"outcome": "Choose what was decided, to go with the Board’s words."})
        return said


class DirectionsForm(forms.Form):
    directions = forms.CharField(
        label="What else did they ask for?", required=False, max_length=4000,
        help_text="One a line, each a sentence: “Come back in the spring.”",
        widget=forms.Textarea({"rows": 3}),
    )  # fmt: skip

    def clean_directions(self) -> list[str]:
        """Return the lines that say something."""
        lines = [line.strip() for line in self.cleaned_data["directions"].splitlines() if line.strip()]
        if any(len(line) > 1000 for line in lines):
            raise ValidationError("One of the lines is longer than 1,000 characters: part it.")
        return lines


class ActionForm(forms.ModelForm):
    class Meta:
        model = Action
        fields = ["text", "owner", "due_on"]
        widgets = {"text": forms.Textarea({"rows": 2}), "due_on": forms.DateInput({"type": "date"}, "%Y-%m-%d")}
        labels = {"due_on": "By"}

    def clean_due_on(self) -> Any:
        """The day of the meeting is no field, so the constraint that compares the two is not asked by the form."""
        due_on = self.cleaned_data["due_on"]
        if due_on is not None and due_on < self.instance.given_on:
            raise ValidationError("It cannot be due before the meeting.")
        return due_on


class Row(NamedTuple):
    """A recommendation with its form."""

    number: int
    words: str
    form: DecisionForm


class AfterMeeting:
    """The page's forms, empty or with what was sent. Costs three queries."""

    def __init__(self, report: Report, sent: Any = None) -> None:
        self.report, self.sent = report, sent
        self.made = {one.number: one for one in Decision.objects.filter(report=report)}
        self.rows = [
            Row(number, words, self._decision(number, sent))
            for number, words in enumerate(recommendations(report), start=1)
        ]
        self.directions = DirectionsForm(sent)
        # The day of the meeting is what “by” is checked against.
        given_on = report.meeting.date if report.meeting else timezone.localdate()
        action = Action(report=report, given_on=given_on)
        self.action = ActionForm(
            sent, instance=action, prefix="action", empty_permitted=True, use_required_attribute=False
        )

    def _decision(self, number: int, sent: Any) -> DecisionForm:
        now = self.made.get(number)
        shown = {"outcome": now.outcome, "note": now.note} if now else {}
        return DecisionForm(sent, prefix=f"r{number}", initial=shown | {"seen": mark(now)})

    def is_valid(self) -> bool:
        every = [*(row.form for row in self.rows), self.directions, self.action]
        return not any([one.errors for one in every])  # noqa: C419 — each is asked, so that each says what is wrong

    def again(self) -> "AfterMeeting":
        """Return the forms with what was typed, beside what is there by now: to save them is a knowing press."""
        typed = self.sent.copy()
        fresh = AfterMeeting(self.report)
        for row in fresh.rows:
            typed[f"r{row.number}-seen"] = mark(fresh.made.get(row.number))
        found = AfterMeeting(self.report, typed)
        found.is_valid()
        return found

    @transaction.atomic
    def save(self, *, by: User) -> int:
        """Write what changed; return how many rows that were.

        Raises `RefusedError` where it is too early, and `ChangedMeanwhileError` where somebody else noted another
        decision since the page was shown: nothing is written then.
        """
        Report.objects.select_for_update().get(pk=self.report.pk)
        if early := too_early(self.report):
            raise RefusedError(early)
        now = {one.number: one for one in Decision.objects.filter(report=self.report)}
        with acting(user=by, reason="After the meeting"):
            written = sum(self._save_decision(row, now.get(row.number)) for row in self.rows)
            for text in self.directions.cleaned_data["directions"]:
                Direction.objects.create(report=self.report, text=text)
                written += 1
            if self.action.has_changed():
                self.action.save()
                written += 1
        return written

    def _save_decision(self, row: Row, now: Decision | None) -> int:
        said = row.form.cleaned_data
        wanted = (said["outcome"], said["note"])
        if wanted == ((now.outcome, now.note) if now else ("", "")):
            return 0
        if said["seen"] != mark(now):
            there = f"“{now.get_outcome_display()}”" if now else f"“{UNDECIDED}”"
            raise ChangedMeanwhileError(
                f"Somebody else noted another decision on recommendation {row.number} meanwhile: {there}. "
                "Look at it, and save again if yours is right."
            )
        if not said["outcome"]:
            assert now is not None
            now.delete()
            return 1
        made = now or Decision(report=self.report, number=row.number, recommendation=row.words)
        made.outcome, made.note = wanted
        made.save()
        return 1


def mark(decision: Decision | None) -> str:
    """Return a text that is another one once somebody has saved the decision."""
    return f"{decision.pk}-{decision.version}" if decision else ""


def impossible(report: Report, number: int) -> dict[str, str]:
    """Return why there can be no decision on this recommendation of the report, by the field that is wrong."""
    if early := too_early(report):
        return {"report": early}
    count = len(recommendations(report))
    if number > count or number < 1:
        there = "none" if not count else "one" if count == 1 else str(count)
        return {"number": f"The published report has {there}."}
    return {}
