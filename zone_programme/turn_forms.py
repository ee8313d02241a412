"""The form by which people join the list of an open mic, on a phone or through a steward."""

from typing import Any

from django import forms

from innovation_db.forms import HouseForm


class TurnForm(HouseForm):
    name = forms.CharField(
        label="Your name", max_length=100, error_messages={"required": "Enter your name."},
        widget=forms.TextInput({"autocomplete": "name"}),
    )  # fmt: skip
    council = forms.CharField(
        label="Your council or organisation", max_length=120,
        error_messages={"required": "Enter your council or organisation."},
        widget=forms.TextInput({"autocomplete": "organization"}),
    )  # fmt: skip
    title = forms.CharField(
        label="What you will talk about", max_length=120, help_text="A title of a few words. You have five minutes.",
        error_messages={"required": "Enter a title."},
    )  # fmt: skip
    # People do not see this one; robots fill in everything.
    website = forms.CharField(
        label="Leave this empty", required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    @property
    def is_from_a_robot(self) -> bool:
        return bool(self.data.get("website"))

    @property
    def said(self) -> dict[str, Any]:
        """Name, council and title; of a valid form."""
        return {name: self.cleaned_data[name] for name in ("name", "council", "title")}


class StewardTurnForm(TurnForm):
    """The same, typed by a steward for somebody at the stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("name", "Their name"), ("council", "Their council or organisation")):
            self.fields[name].label = label
        self.fields["council"].required = False
        self.fields["title"].label = "What they will talk about"
        self.fields["title"].help_text = ""
        self.fields["name"].error_messages["required"] = "Enter their name."
        del self.fields["website"]
