"""“Propose a session”: the questions that somebody from a council answers to take part in a Zone.

What becomes of the answers is `proposal_forms.py`; saving, checking and sending is the form kit's. The questions about
speakers, one page each, are `propose_speakers.py`.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.http import Http404

from case_studies.tell_us import CouncilForm
from innovation_db.form_kit import FormKit, Step, StepForm, Task
from innovation_db.form_kit.definition import Values
from innovation_db.form_kit.people import WhoForm
from innovation_db.models import SavedForm
from zone_programme.models import Format, Need, Proposal, Zone
from zone_programme.proposal_forms import change_proposal, make_proposal
from zone_programme.propose_case_studies import CaseStudiesForm
from zone_programme.propose_speakers import SPEAKER_STEPS

FORMATS = {
    Format.PRESENTATION: "you present, delegates ask",
    Format.PANEL: "several people and a chair",
    Format.TABLE: "about ten people around a table",
    Format.OPEN_MIC: "five minutes for whoever has something to tell",
    Format.ONE_TO_ONE: "delegates book 15 minutes with you",
    Format.DEMONSTRATION: "you show it, delegates try it",
    Format.WALK_ROUND: "delegates walk from stand to stand",
}


def story(label: str, help_text: str, *, ask: str, most: int) -> forms.CharField:
    """Return a question that is answered in sentences, `most` characters of them."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=most,
        widget=forms.Textarea({"rows": 8}),
        error_messages={"required": ask},
    )


class TitleForm(StepForm):
    session_title = forms.CharField(
        label="What do you call your session?",
        help_text="Say what delegates learn, such as “How we halved missed bins with one map”.",
        max_length=120,
        error_messages={"required": "Enter a title. A plain one is best."},
    )


class ProblemForm(StepForm):
    problem = story(
        "What was the problem?",
        "Who had it, and how big it was.",
        ask="Enter what the problem was.",
        most=1000,
    )


class TakeHomeForm(StepForm):
    title = "What will delegates take home?"
    lead = "Both count: what you did, and how others can do it too."
    what = story(
        "What you did and what came of it", "With numbers if you have them.", ask="Enter what you did.", most=900
    )
    how = story(
        "How you did it",
        "The first steps, who was needed, what it cost, what went wrong.",
        ask="Enter how you did it. This is what delegates come for.",
        most=2000,
    )


class ThemeForm(StepForm):
    theme = forms.ChoiceField(
        label="Which theme fits best?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a theme, or “None of these”."},
    )
    theme.short_label = "Theme"  # type: ignore[attr-defined]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zone = self.answers.get("zone")
        themes = zone.themes.order_by("name") if zone else []
        self.themes = {str(theme.pk): theme for theme in themes}
        self.fields["theme"].choices = [  # type: ignore[attr-defined]
            *((key, theme.name) for key, theme in self.themes.items()),
            ("none", "None of these"),
        ]

    def clean_theme(self) -> Any:
        return self.themes.get(self.cleaned_data["theme"])

    def show_theme(self, theme: Any) -> str:
        return theme.name if theme else "None of these"


class FormatForm(StepForm):
    session_format = forms.ChoiceField(
        label="What kind of session would you like?",
        help_text="If we cannot offer it, we ask you about another one.",
        widget=forms.RadioSelect,
        choices=[(one.value, f"{one.label}: {FORMATS[one]}") for one in Format],
        error_messages={"required": "Choose a kind of session."},
    )
    session_format.short_label = "Kind of session"  # type: ignore[attr-defined]

    def show_session_format(self, value: str) -> str:
        return str(Format(value).label)


class CouncilsForm(CouncilForm):
    title = "Whose session is it?"
    about_the_past = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other_councils"].label = "Other councils that take part"


class NeedsForm(StepForm):
    title = "What do you need?"
    needs = forms.MultipleChoiceField(
        label="Your session needs",
        help_text="Choose all that apply.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=Need.choices,
    )
    other_needs = forms.CharField(
        label="Anything else we should know",
        help_text="Such as a sign-language interpreter, or a stand of two metres.",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )


class AudienceForm(StepForm):
    expected = forms.IntegerField(
        label="How many people do you expect?",
        help_text="A guess is fine. It helps us to choose the space.",
        required=False,
        min_value=1,
        max_value=2000,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a number, such as 30.",
            "min_value": "Enter 1 or more.",
            "max_value": "Enter 2,000 or fewer.",
        },
    )


class ProposerForm(WhoForm):
    lead = "We write to you about this proposal. Your name is public only if you also speak."


def given(year: int) -> Values:
    """Return the Zone of this year. Raises `Http404` when readers may not know of one."""
    zone = Zone.objects.public().filter(year=year).first()
    if zone is None:
        raise Http404("There is no Zone of this year.")
    return {"zone": zone}


def until(year: int) -> datetime | None:
    """Return a moment when the call is over for certain: no session is proposed after the Zone."""
    zone = Zone.objects.filter(year=year).first()
    return zone.after_last_day() if zone else None


def closed(values: Values, saved: SavedForm | None) -> str:
    """Return why no proposal can be sent or changed now, as a sentence, or ""."""
    zone = values["zone"]
    if zone.state != Zone.State.CALL_OPEN:
        return f"The call for sessions of the {zone} is closed."
    proposal = saved.became if saved and saved.submitted_at else None
    if proposal is None or proposal.state == Proposal.State.SUBMITTED:
        return ""
    if proposal.state == Proposal.State.WITHDRAWN:
        return "You have withdrawn this proposal."
    return "We are already deciding about this proposal, so it can no longer be changed here."


KIT = FormKit(
    kind="propose",
    title="Propose a session",
    what="your proposal of a session",
    templates="zone_programme/propose",
    confirmation="proposal_sent",
    namespace="zone_programme",
    days=120,
    submit=make_proposal,
    change=change_proposal,
    given=given,
    until=until,
    closed=closed,
    sent_title="Thank you. We have your proposal",
    tasks=[
        Task(
            title="Your session",
            hint="Title, problem, what delegates take home, theme, kind of session",
            steps=[
                Step(name="title", form=TitleForm),
                Step(name="problem", form=ProblemForm),
                Step(name="take-home", form=TakeHomeForm),
                Step(name="theme", form=ThemeForm),
                Step(name="kind", form=FormatForm),
            ],
        ),
        Task(
            title="Whose it is",
            hint="Councils, and case studies that go with it",
            steps=[Step(name="councils", form=CouncilsForm), Step(name="case-studies", form=CaseStudiesForm)],
        ),
        Task(
            title="Who speaks",
            hint="Names, and when they can be there",
            steps=SPEAKER_STEPS,
        ),
        Task(
            title="What you need",
            hint="Screen, power, access, how many people you expect",
            optional=True,
            steps=[Step(name="needs", form=NeedsForm), Step(name="audience", form=AudienceForm)],
        ),
        Task(title="About you", hint="Whom we write to", steps=[Step(name="you", form=ProposerForm)]),
    ],
)

urlpatterns = KIT.urls
