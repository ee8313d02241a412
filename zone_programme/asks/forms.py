"""The forms of the board: writing a notice, answering one, and saying what came of it."""

from typing import Any

from django import forms

from case_studies.forms import ContactForm
from case_studies.models import ServiceArea, Theme
from case_studies.tell_us import CouncilField
from innovation_db.forms import HouseForm
from zone_programme.models import AskOffer

YES_OR_NO = (("yes", "Yes, introduce us at once"), ("no", "Ask me first"))


class NoticeForm(HouseForm):
    """What an ask or an offer says, and who it comes from."""

    title = forms.CharField(
        label="Say it in one line",
        help_text="Such as “How do you get damp reported early?” or “Our training for street teams, free to use”.",
        max_length=100,
        error_messages={"required": "Enter one line that says what you ask or offer."},
    )
    text = forms.CharField(
        label="Say a little more",
        help_text="Three or four sentences are enough: what for, by when, what you have tried or can show.",
        max_length=1500,
        widget=forms.Textarea({"rows": 6}),
        error_messages={"required": "Enter a few sentences about it."},
    )
    theme = forms.ModelChoiceField(
        label="Theme",
        queryset=Theme.objects.all(),
        empty_label="Choose a theme",
        error_messages={"required": "Choose the theme that is nearest.", "invalid_choice": "Choose one of the themes."},
    )
    service_area = forms.ModelChoiceField(
        label="Service area",
        queryset=ServiceArea.objects.all(),
        required=False,
        empty_label="None in particular",
        error_messages={"invalid_choice": "Choose one of the service areas."},
    )
    council = CouncilField(
        label="Your council",
        help_text="Its full name or its usual one. It is shown with what you write.",
        required=False,
        max_length=150,
        empty_value="",
        current=True,
    )
    council.hide_optional = True  # type: ignore[attr-defined]  # one of the two is asked for
    organisation = forms.CharField(label="Or your organisation, if it is not a council", required=False, max_length=120)
    organisation.hide_optional = True  # type: ignore[attr-defined]
    name = forms.CharField(
        label="Your name",
        help_text="Never shown on the site.",
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": "Enter your name."},
    )
    job = forms.CharField(
        label="Your job title",
        help_text="Shown beside your council.",
        required=False,
        max_length=120,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
    )
    introduce_at_once = forms.ChoiceField(
        label="When something fits, may we pass on your name and e-mail address to its sender?",
        choices=YES_OR_NO,
        initial="no",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether we ask you first."},
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "council" in cleaned:
            if cleaned["council"]:
                cleaned["organisation"] = ""
            elif not cleaned.get("organisation"):
                self.add_error("council", "Enter your council, or your organisation below.")
        return cleaned

    def clean_introduce_at_once(self) -> bool:
        return bool(self.cleaned_data["introduce_at_once"] == "yes")


class PostForm(NoticeForm):
    """A new ask or offer: what it is first, the address it is confirmed by last."""

    field_order = ("kind",)

    kind = forms.ChoiceField(
        label="Do you ask or offer?",
        choices=[
            (AskOffer.Kind.ASK, "I ask: I look for help, an example or a partner"),
            (AskOffer.Kind.OFFER, "I offer: I have something that others can use"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you ask or offer."},
    )
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a link to confirm it. It is never shown: answers are passed on to it.",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as ann@example.org.",
        },
    )
    # People do not see this one; robots fill in everything.
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def shown(self) -> list[Any]:
        return [field for field in self if field.name != "website"]


def typed_before(notice: AskOffer) -> dict[str, Any]:
    """Return what a `NoticeForm` starts from: the notice as it is."""
    return {
        "title": notice.title,
        "text": notice.text,
        "theme": notice.theme_id,
        "service_area": notice.service_area_id,
        "council": notice.council.official_name if notice.council else "",
        "organisation": notice.organisation,
        "name": notice.name,
        "job": notice.job,
        "introduce_at_once": "yes" if notice.introduce_at_once else "no",
    }


class AnswerForm(ContactForm):
    """“I can help” or “I want this too”: a message to the sender of a notice, passed on without their address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.help_text = "They answer to this address. We do not show it anywhere."
        email.error_messages["required"] = "Enter your e-mail address, so that they can answer."


class EndForm(HouseForm):
    """Marking a notice as met or closing it."""

    how = forms.ChoiceField(
        label="How did it end?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose how it ended."},
    )
    came_of_it = forms.CharField(
        label="What came of it?",
        help_text="A sentence or two: who met whom, and what you did or saved. We read it before we show it.",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: Any, notice: AskOffer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = notice.kind == AskOffer.Kind.ASK
        self.fields["how"].choices = [  # type: ignore[attr-defined]
            ("met", "I found what I asked for" if asked else "Somebody has taken it up"),
            ("closed", "It is no longer needed" if asked else "It is no longer offered"),
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("how") == "met" and not cleaned.get("came_of_it", "").strip():
            self.add_error("came_of_it", "Enter a sentence about what came of it. Others learn from it.")
        return cleaned
