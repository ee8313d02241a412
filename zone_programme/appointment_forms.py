"""The forms of appointments: booking one, changing its time, saying what it is to be about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django import forms

from innovation_db.forms import HouseForm
from zone_programme.appointments import Visitor
from zone_programme.models import Sitting

ANY = "any"
GONE = "Somebody has just booked that time. Choose another one."
FULL = "Somebody has just booked the last time. Press the button again to join the waiting list."


class VisitorForm(HouseForm):
    """Who comes, and what about."""

    name = forms.CharField(
        label="Your name", max_length=150, error_messages={"required": "Enter your name."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    organisation = forms.CharField(
        label="Your council or organisation", max_length=150,
        error_messages={"required": "Enter your council or organisation."},
        widget=forms.TextInput({"autocomplete": "organization"}),
    )  # fmt: skip
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send the confirmation there, with a link to change or cancel.",
        error_messages={
            "required": "Enter your e-mail address, so that we can send you the confirmation.",
            "invalid": "Enter an e-mail address, such as name@council.gov.uk.",
        },
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
    )
    topic = forms.CharField(
        label="What you want to talk about", max_length=1000, widget=forms.Textarea({"rows": 4}),
        help_text="A sentence or two, so that the other side can prepare.",
        error_messages={"required": "Say in a sentence what you want to talk about."},
    )  # fmt: skip
    # People do not see this one; robots fill in everything.
    website = forms.CharField(
        label="Leave this empty", required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def visitor(self) -> Visitor:
        """Who was typed in; of a valid form."""
        said = self.cleaned_data
        return Visitor(name=said["name"], organisation=said["organisation"], email=said["email"], topic=said["topic"])


class BookForm(VisitorForm):
    """Books one of the `free` times (in UTC) of `sitting`; without any it is the form of the waiting list."""

    field_order = ("time", "name", "organisation", "email", "topic")

    def __init__(self, sitting: Sitting, free: Iterable[datetime], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        choices = [(one.isoformat(), _hours(sitting, one)) for one in free]
        if choices:
            self.fields["time"] = forms.ChoiceField(
                label="When",
                choices=[*choices, (ANY, "Any of these. If all are gone, put me on the waiting list.")],
                widget=forms.RadioSelect,
                error_messages={"required": "Choose a time.", "invalid_choice": GONE},
            )
            self.order_fields(self.field_order)

    @property
    def is_for_waiting_list(self) -> bool:
        return "time" not in self.fields

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_for_waiting_list and self.data.get("time", ANY) != ANY:
            self.add_error(None, FULL)
        return said

    @property
    def starts_at(self) -> datetime | None:
        """The time that was chosen, or None for any or none."""
        value = self.cleaned_data.get("time", ANY)
        return None if value == ANY else datetime.fromisoformat(value)


class HelpedForm(BookForm):
    """The same, filled in by the host or an officer for somebody who stands before them."""

    def __init__(self, sitting: Sitting, free: Iterable[datetime], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(sitting, free, data)
        for name, label in (
            ("name", "Their name"),
            ("organisation", "Their council or organisation"),
            ("email", "Their e-mail address"),
            ("topic", "What they want to talk about"),
        ):
            self.fields[name].label = label
            self.fields[name].required = name == "name"
        self.fields["email"].help_text = "Without one they get no confirmation, and cannot be told of changes."
        del self.fields["website"]
        self.fields["name"].error_messages["required"] = "Enter their name."


class ChangeForm(HouseForm):
    """Another time, of any of the surgeries of the session: pairs of a surgery and its free times in UTC."""

    time = forms.ChoiceField(
        label="Another time", widget=forms.RadioSelect,
        error_messages={"required": "Choose a time.", "invalid_choice": GONE},
    )  # fmt: skip

    def __init__(
        self, options: Iterable[tuple[Sitting, Iterable[datetime]]], data: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(data)
        self.sittings = {}
        choices = []
        for sitting, free in options:
            self.sittings[str(sitting.pk)] = sitting
            for one in free:
                day = sitting.local(one)
                choices.append(
                    (f"{sitting.pk} {one.isoformat()}", f"{day:%A} {day.day} {day:%B}, {_hours(sitting, one)}")
                )
        self.fields["time"].choices = choices  # type: ignore[attr-defined]
        self.has_times = bool(choices)

    @property
    def chosen(self) -> tuple[Sitting, datetime]:
        """The surgery and the time that were chosen; of a valid form."""
        sitting, time = self.cleaned_data["time"].split(" ")
        return self.sittings[sitting], datetime.fromisoformat(time)


class TopicForm(HouseForm):
    topic = forms.CharField(
        label="What you want to talk about", max_length=1000, widget=forms.Textarea({"rows": 4}),
        error_messages={"required": "Say in a sentence what you want to talk about."},
    )  # fmt: skip


def _hours(sitting: Sitting, time: datetime) -> str:
    return f"{sitting.local(time):%H:%M} to {sitting.local(time + sitting.part):%H:%M}"
