"""What a speaker is asked on their own page: whether they come, who they are, and when they can be there."""

from typing import Any

from django import forms
from django.utils import timezone

from innovation_db.forms import HouseForm
from innovation_db.uploads import images
from zone_programme.models import Appearance, Speaker
from zone_programme.propose_speakers import Half, TimesField, halves

YES, NO = "yes", "no"


class SpeakerPageForm(HouseForm):
    """One question for each session the speaker is in, then what is the same for all of them."""

    def __init__(self, speaker: Speaker, appearances: list[Appearance], *args: Any, **kwargs: Any) -> None:
        self.appearances = {f"comes_{one.pk}": one for one in appearances}
        self.halves = halves(speaker.zone)
        super().__init__(*args, **kwargs)
        for name, one in self.appearances.items():
            what = "chair" if one.role == Appearance.Role.CHAIR else "speak in"
            self.fields[name] = forms.ChoiceField(
                label=f"Will you {what} “{one.session.title}”?",
                help_text=_when(one, speaker),
                widget=forms.RadioSelect,
                choices=[(YES, "Yes, I will be there"), (NO, "No, I cannot")],
                initial=YES if one.confirmed else NO if one.declined else None,
                error_messages={"required": "Choose whether you will be there."},
            )
        self.fields["role"] = forms.CharField(
            label="Your job title", required=False, max_length=150, initial=speaker.role,
            help_text="Such as “head of digital”. It stands beside your name in the programme.",
        )  # fmt: skip
        self.fields["biography"] = forms.CharField(
            label="Who you are, in a few sentences", required=False, max_length=1500, initial=speaker.biography,
            help_text="It is printed in the programme.", widget=forms.Textarea({"rows": 8}),
        )  # fmt: skip
        self.fields["picture"] = forms.FileField(
            label="A picture of you", required=False, validators=[images.validate],
            help_text="JPEG, PNG, WebP or HEIC, up to 15 MB. Where it was taken is removed from it."
            + (" Choose one only to replace the one you gave us." if speaker.picture else ""),
            widget=forms.FileInput({"accept": "image/*"}),
        )  # fmt: skip
        there = {(one.day_id, one.starts_at, one.ends_at) for one in speaker.availabilities.all()}
        fits = [key for key, (_, day, start, end) in self.halves.items() if _within(day.pk, start, end, there)]
        self.fields["times"] = TimesField(
            label="When can you be there?", required=False, initial=fits,
            help_text="Leave all empty if any time suits.",
            choices=[(key, half[0]) for key, half in self.halves.items()],
        )  # fmt: skip

    @property
    def said(self) -> dict[int, bool]:
        return {one.pk: self.cleaned_data[name] == YES for name, one in self.appearances.items()}

    @property
    def times(self) -> list[Half]:
        """The chosen halves of days; none where any time suits."""
        chosen = [self.halves[key] for key in self.cleaned_data["times"]]
        return [] if len(chosen) == len(self.halves) else chosen


def _within(day: int, start: Any, end: Any, there: set[tuple[int, Any, Any]]) -> bool:
    return any(day == one and begins <= start and end <= ends for one, begins, ends in there)


def _when(appearance: Appearance, speaker: Speaker) -> str:
    slots = []
    for slot in appearance.session.slots.all():
        start = timezone.localtime(slot.starts_at, speaker.zone.zone_info)
        slots.append(f"{start:%A} {start.day} {start:%B}, {start:%H:%M}, {slot.space.name}")
    return f"As planned now: {'; '.join(slots)}." if slots else "It has no time yet."
