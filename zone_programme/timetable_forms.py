"""What an officer says to place or move one session; the same form serves the page without JavaScript and the grid."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms

from zone_programme.board import moment
from zone_programme.models import Day, Session, Slot, Space, Zone
from zone_programme.timetable import STEP

MOST_MINUTES = 720


class PlaceForm(forms.Form):
    """Where, when and how long."""

    space = forms.ModelChoiceField(Space.objects.none(), label="Space")
    day = forms.ModelChoiceField(Day.objects.none(), label="Day")
    start = forms.TimeField(
        label="Starts at",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages=dict.fromkeys(("required", "invalid"), "Enter a time such as 10:15."),
    )
    minutes = forms.IntegerField(
        label="Length in minutes",
        min_value=STEP,
        max_value=MOST_MINUTES,
        step_size=STEP,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages=dict.fromkeys(
            ("required", "invalid", "min_value", "max_value", "step_size"),
            f"Enter the length in steps of {STEP} minutes: {STEP} to {MOST_MINUTES}.",
        ),
    )
    locked = forms.BooleanField(
        label="Locked", required=False, help_text="The automatic timetable leaves a locked session where it is."
    )

    def __init__(self, zone: Zone, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        for name, choices in (("space", zone.spaces.all()), ("day", zone.days.all())):
            field: Any = self.fields[name]
            field.queryset, field.empty_label = choices, f"Choose a {name}"

    def starts_at(self) -> datetime:
        return moment(self.zone, self.cleaned_data["day"].date, self.cleaned_data["start"])


class PlaceSessionForm(PlaceForm):
    """For a session without a slot, or with fewer than it needs."""

    times = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def blank(cls, session: Session) -> "PlaceSessionForm":
        day = session.day_wanted or session.zone.days.first()
        return cls(
            session.zone,
            initial={
                "day": day,
                "start": day.opens_at if day else time(10),
                "minutes": session.minutes,
                "times": session.slots.count(),
            },
        )


class MoveForm(PlaceForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, slot: Slot) -> "MoveForm":
        zone = slot.session.zone
        start = slot.starts_at.astimezone(zone.zone_info)
        return cls(
            zone,
            initial={
                "space": slot.space,
                "day": zone.days.filter(date=start.date()).first(),
                "start": start.time(),
                "minutes": slot.length // timedelta(minutes=1),
                "locked": slot.locked,
                "version": slot.version,
            },
        )


class UnscheduleForm(forms.Form):
    version = forms.IntegerField(widget=forms.HiddenInput)


class SwapForm(forms.Form):
    """The other slot with the version seen, as `12@3`: one choice says both."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    other = forms.RegexField(r"^\d{1,15}@\d{1,9}$", label="Swap with", widget=forms.Select)

    def __init__(self, slot: Slot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.slot = slot
        self.slots = Slot.objects.filter(session__zone=slot.session.zone).exclude(pk=slot.pk)

    def offer(self) -> "SwapForm":
        """Fill in the choices for a page. Costs a query."""
        zone = self.slot.session.zone
        choices = [("", "Choose a session")]
        for one in self.slots.select_related("session", "space"):
            start = one.starts_at.astimezone(zone.zone_info)
            choices.append((f"{one.pk}@{one.version}", f"{one.session}: {one.space}, {start:%A} {start:%H:%M}"))
        widget: Any = self.fields["other"].widget
        widget.choices = choices
        return self

    def clean_other(self) -> tuple[Slot, int]:
        pk, _, version = self.cleaned_data["other"].partition("@")
        other = self.slots.select_related("session__zone", "space").filter(pk=pk).first()
        if other is None:
            raise forms.ValidationError("That session was taken off the timetable meanwhile. Choose another.")
        return other, int(version)
