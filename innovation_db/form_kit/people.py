"""The page at the end of every form without an account: who fills it in. The e-mail address is that of the link."""

from django import forms

from innovation_db.form_kit.definition import StepForm


class WhoForm(StepForm):
    title = "Who are you?"
    your_name = forms.CharField(
        label="Your name",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": "Enter your name."},
    )
    your_job = forms.CharField(
        label="Your job title",
        max_length=150,
        widget=forms.TextInput({"autocomplete": "organization-title"}),
        error_messages={"required": "Enter your job title."},
    )
