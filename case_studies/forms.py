"""Forms of the public pages of the library. The finder's are in its own module, the admin's in `case_studies/admin`."""

from typing import Any

from django import forms

from case_studies.models import Council
from innovation_db.forms import HouseForm


class CouncilFilterForm(HouseForm):
    """Find a council by any of its names, or list those of a region, a kind or a nation."""

    q = forms.CharField(label="Council name", required=False, max_length=100)
    region = forms.ChoiceField(required=False, choices=[("", "All regions"), *Council.Region.choices])
    kind = forms.ChoiceField(required=False, choices=[("", "All kinds"), *Council.Kind.choices])
    nation = forms.ChoiceField(required=False, choices=[("", "All nations"), *Council.Nation.choices])
    ARRANGEMENTS = (("letter", "A to Z"), ("region", "Region"), ("kind", "Kind"))
    by = forms.ChoiceField(required=False, choices=ARRANGEMENTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["q"].error_messages["max_length"] = "Use 100 characters or fewer of the council's name."

    def chosen(self) -> dict[str, str]:
        """Return every choice that is one, the others as if not made."""
        values = {name: str(self.cleaned_data.get(name, "")) for name in self.fields}
        values["by"] = values["by"] or "letter"
        return values

    def suggestions(self) -> list[Council]:
        """Return councils whose names come close to the words. Costs three queries: only for when nothing was found."""
        match = Council.objects.resolve(self.cleaned_data["q"])
        return [match.council] if match.council else list(match.suggestions)


class ContactForm(HouseForm):
    """A message to the contact of a case study, passed on without showing the address."""

    name = forms.CharField(label="Your name", max_length=100, error_messages={"required": "Enter your name."})
    email = forms.EmailField(
        label="Your e-mail address",
        max_length=254,
        help_text="The council answers to this address. We do not show it anywhere.",
        error_messages={
            "required": "Enter your e-mail address, so that the council can answer.",
            "invalid": "Enter an e-mail address, such as name@council.gov.uk.",
        },
    )
    organisation = forms.CharField(label="Your council or organisation", max_length=150, required=False)
    message = forms.CharField(
        label="Your message",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write your message."},
    )
    # People do not see this one; robots fill in everything.
    website = forms.CharField(
        label="Leave this empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, value in (("name", "name"), ("email", "email"), ("organisation", "organization")):
            self.fields[name].widget.attrs["autocomplete"] = value

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))


class KnowMoreForm(ContactForm):
    """What somebody knows that a case study does not say."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].label = "What you know"
        self.fields["message"].error_messages["required"] = "Write what you know."
        self.fields["email"].help_text = "We answer to this address. We do not show it anywhere."
        self.fields["email"].error_messages["required"] = "Enter your e-mail address, so that we can answer."
