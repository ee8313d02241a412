"""The form by which an officer says what a draft is to be about; all but the kind and the meeting may stay empty."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from board_reports.drafting.brief import Choices
from board_reports.models import Meeting, Report, WorkPlan
from case_studies.models import Programme
from zone_programme.models import Zone

MOST_REPORTS = 60  # that can be chosen as the previous one on the subject


def _date(label: str, help_text: str) -> forms.DateField:
    return forms.DateField(
        label=label, help_text=help_text, required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "That is no date. Write it as 2015-07-14."},
    )  # fmt: skip


class DraftForm(forms.Form):
    """What a draft is about. Of a `report` that is there, the kind and the meeting are settled."""

    kind = forms.ChoiceField(
        label="Kind of report", choices=[("", "Choose"), *Report.Type.choices],
        error_messages={"required": "Choose what kind of report it is to be."},
    )  # fmt: skip
    meeting = forms.TypedChoiceField(
        label="Board and meeting", coerce=int,
        error_messages={
            "required": "Choose for which meeting it is.", "invalid_choice": "That meeting is not there any more.",
        },
    )  # fmt: skip
    since = _date("Period from", "Empty: since the last report of this kind, else since the meeting before.")
    until = _date("Until", "Empty: up to now, and growing until the report is submitted.")
    zone = forms.TypedChoiceField(
        label="Innovation Zone", coerce=int, empty_value=None, required=False,
        help_text="For a Zone report or an update.",
    )  # fmt: skip
    plan = forms.ChoiceField(label="Work plan", required=False)
    previous = forms.ChoiceField(label="Goes on from", required=False, help_text="What came of it is told.")
    visits_since = _date("Visits to the front page from", "Empty: from the beginning of the period.")
    title = forms.CharField(label="Title", max_length=200, required=False, help_text="Empty: the usual title.")
    programmes = forms.MultipleChoiceField(
        label="Programmes", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="In a plan the first one leads.",
    )  # fmt: skip

    def __init__(self, *args: Any, report: Report | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["meeting"].choices = [("", "Choose"), *_meetings()]
        years = Zone.objects.order_by("-year").values_list("year", "demonstration")
        made_up = {True: " (made up)", False: ""}
        fields["zone"].choices = [
            ("", "The newest that was held by then"), *((year, f"{year}{made_up[demo]}") for year, demo in years)
        ]  # fmt: skip
        fields["programmes"].choices = list(Programme.objects.order_by("name").values_list("slug", "name"))
        fields["plan"].choices = [("", "That of the day of the meeting"), *_plans()]
        fields["previous"].choices = [("", "The last report of this kind"), *_reports()]
        if report is not None:
            for name in ("kind", "meeting", "title"):
                del fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("since") and said.get("until") and said["until"] < said["since"]:
            self.add_error("until", "The period ends before it begins.")
        return said

    def choices(self, leave_out: Iterable[str] = (), kept: Choices | None = None) -> Choices:
        """Return what was chosen; of a valid form. `kept` is what the report was drafted with before."""
        said = self.cleaned_data
        return Choices(
            title=said.get("title", ""), since=_iso(said["since"]), until=_iso(said["until"]), zone=said["zone"],
            programmes=tuple(said["programmes"]), plan=said["plan"], previous=said["previous"],
            visits_since=_iso(said["visits_since"]), leave_out=tuple(leave_out), stated=kept.stated if kept else {},
        )  # fmt: skip

    def chosen(self) -> Meeting | None:
        """Return the meeting; of a valid form."""
        return Meeting.objects.select_related("board").filter(pk=self.cleaned_data["meeting"]).first()


def as_typed(choices: Choices) -> dict[str, Any]:
    """Return choices as the form shows them."""
    return {
        "title": choices.title, "since": choices.since, "until": choices.until, "zone": choices.zone or "",
        "programmes": list(choices.programmes), "plan": choices.plan, "previous": choices.previous,
        "visits_since": choices.visits_since,
    }  # fmt: skip


def _iso(day: datetime.date | None) -> str:
    return day.isoformat() if day else ""


def _meetings() -> list[tuple[str, list[tuple[int, str]]]]:
    """Return the meetings under the name of their board, the newest first."""
    boards: dict[str, list[tuple[int, str]]] = {}
    for one in Meeting.objects.select_related("board").order_by("board__name", "-date"):
        boards.setdefault(one.board.name, []).append((one.pk, f"{one.date.day} {one.date:%B %Y}"))
    return list(boards.items())


def _plans() -> list[tuple[str, list[tuple[str, str]]]]:
    boards: dict[str, list[tuple[str, str]]] = {}
    for one in WorkPlan.objects.select_related("board").order_by("board__name", "-begins_on", "name"):
        boards.setdefault(one.board.name, []).append((one.slug, one.name))
    return list(boards.items())


def _reports() -> list[tuple[str, str]]:
    found = (
        Report.objects.for_all_officers()
        .published()
        .filter(meeting__isnull=False)
        .select_related("meeting")
        .newest_first()[:MOST_REPORTS]
    )
    return [
        (one.slug, f"{one.title} ({one.meeting.date.day} {one.meeting.date:%B %Y})") for one in found if one.meeting
    ]
