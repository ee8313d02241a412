"""The questions about speakers, one page each: the next page is asked for by the answer “Yes, another one”."""

import types
from collections.abc import Iterator
from datetime import time
from functools import cached_property
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from case_studies.tell_us import find_current
from innovation_db.form_kit import Step, StepForm
from innovation_db.form_kit.definition import Values
from zone_programme.models import Day, Zone

MOST = 8
NOON = time(13)  # where a day is parted in two


# A half of a day: what a reader sees, the day, its start and end.
Half = tuple[str, Day, time, time]


def halves(zone: Zone | None) -> dict[str, Half]:
    """Return the halves of a Zone's days by the name that a form has for them: label, day, start, end."""
    found = {}
    for day in zone.days.all() if zone else []:
        date = f"{day.date:%A} {day.date.day} {day.date:%B}"
        for name, label, start, end in (
            ("am", "morning", day.opens_at, min(day.closes_at, NOON)),
            ("pm", "afternoon", max(day.opens_at, NOON), day.closes_at),
        ):
            if start < end:
                found[f"{day.date.isoformat()}-{name}"] = (f"{date}, {label}", day, start, end)
    return found


class TimesField(forms.MultipleChoiceField):
    """Halves of days; one that is no longer a day of the Zone is left out without a word."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        known = {str(key) for key, _ in self.choices}  # type: ignore[union-attr, misc]
        return super().clean([one for one in value or [] if one in known])


class SpeakerForm(StepForm):
    """One speaker. The names of its fields begin with `speaker_<number>_`, so that a form may have several."""

    number: ClassVar[int]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields[self.own("times")].choices = [  # type: ignore[attr-defined]
            (key, half[0]) for key, half in halves(self.answers.get("zone")).items()
        ]

    def own(self, name: str) -> str:
        return f"speaker_{self.number}_{name}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get(self.own("gone")):
            for name, sentence in (
                ("name", "Enter the speaker’s name, or take this person out."),
                ("role", "Enter the speaker’s job title."),
                ("from", "Enter the speaker’s council or organisation."),
            ):
                if not cleaned.get(self.own(name)) and self.own(name) not in self.errors:
                    self.add_error(self.own(name), sentence)
        return cleaned

    @cached_property
    def _gone(self) -> bool:
        return bool(self.cleaned_data.get(self.own("gone")))

    def shown(self) -> Iterator[tuple[str, str]]:
        """Yield one line for somebody who was taken out."""
        if self._gone:
            yield self.title, "Taken out"
            return
        for label, answer in super().shown():
            if label not in (GONE, ANOTHER):
                yield label, answer


GONE, ANOTHER = "Take this person out of the proposal", "Is there another speaker or a chair?"
QUIET = {"autocomplete": "off"}
TEXT = {"spellcheck": "false", "autocomplete": "off"}


class NeededField(forms.CharField):
    """A line that is asked for unless the person is taken out, so it is not called optional."""

    hide_optional = True

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=150, **kwargs)


def speaker_form(number: int) -> type[SpeakerForm]:
    """Return the form of the page about one speaker."""

    fields: dict[str, forms.Field] = {
        "name": NeededField(label="Name", widget=forms.TextInput(TEXT)),
        "role": NeededField(label="Job title", help_text="Such as “head of digital”.", widget=forms.TextInput(QUIET)),
        "from": NeededField(label="Council or organisation", widget=forms.TextInput(QUIET)),
        "email": forms.EmailField(
            label="E-mail address",
            help_text="We use it only to ask this person to confirm. It is never shown.",
            required=False,
            widget=forms.EmailInput(TEXT),
            error_messages={"invalid": "Enter an e-mail address such as ann@example.org."},
        ),
        "chairs": forms.BooleanField(label="This person chairs the session", required=False),
        "times": TimesField(
            label="When can this person be there?", help_text="Leave all empty if any time suits.", required=False
        ),
    }  # fmt: skip
    if number > 1:
        fields["gone"] = forms.BooleanField(label=GONE, required=False)
    if number < MOST:
        fields["another"] = forms.ChoiceField(
            label=ANOTHER,
            widget=forms.RadioSelect,
            choices=[("yes", "Yes, another one"), ("no", "No, that is everybody")],
            error_messages={"required": "Choose whether there is another speaker."},
        )
    attributes: dict[str, Any] = {f"speaker_{number}_{name}": field for name, field in fields.items()}
    own = {"number": number, "title": f"Speaker {number}" if number > 1 else "Who speaks?", "__module__": __name__}
    made: type[SpeakerForm] = types.new_class(
        f"Speaker{number}Form", (SpeakerForm,), exec_body=lambda body: body.update(attributes | own)
    )
    return made


def follows(number: int) -> Any:
    """Return whether the page of speaker `number` is asked: whether the one before it said so."""
    return lambda values: values.get(f"speaker_{number - 1}_another") == "yes"


SPEAKER_STEPS = [
    Step(name="speaker-1", form=speaker_form(1)),
    *(
        Step(name=f"speaker-{number}", form=speaker_form(number), applies=follows(number))
        for number in range(2, MOST + 1)
    ),
]


def speakers(values: Values) -> Iterator[dict[str, Any]]:
    """Yield every speaker of a form: the columns of a proposed speaker, and `times` as (day, start, end)."""
    parts = halves(values["zone"])
    for number in range(1, MOST + 1):
        said = {name: values.get(f"speaker_{number}_{name}") for name in ("name", "role", "from", "email", "chairs")}
        if values.get(f"speaker_{number}_gone") or not said["name"]:
            continue
        times = [parts[key][1:] for key in values[f"speaker_{number}_times"] if key in parts]
        yield {
            "position": number,
            "name": said["name"],
            "role": said["role"],
            "email": said["email"],
            "chairs": said["chairs"],
            **_from(said["from"] or ""),
            "times": [] if len(times) == len(parts) else times,
        }


def _from(name: str) -> dict[str, Any]:
    """Return the council of that name, or the name as an organisation, as that of a council that has ended is."""
    try:
        return {"council": find_current(name), "organisation": ""}
    except ValidationError:
        return {"council": None, "organisation": name}
