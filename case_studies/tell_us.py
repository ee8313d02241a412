"""“Tell us about yours”: the questions that somebody from a council answers to have their innovation in the library.

What becomes of the answers is `case_studies/submissions.py`; saving, checking and sending is the form kit's.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from case_studies.models import CaseStudy, Council
from case_studies.submissions import make_draft
from innovation_db.form_kit import FormKit, Step, StepForm, Task
from innovation_db.form_kit.definition import Typed, Values
from innovation_db.form_kit.people import WhoForm
from innovation_db.forms import MoneyField

STORY = 4000  # characters of an answer: about two pages


def story(label: str, help_text: str, *, ask: str, required: bool = True) -> forms.CharField:
    """Return a question that is answered in paragraphs."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=STORY,
        widget=forms.Textarea({"rows": 10}),
        error_messages={"required": ask},
    )


def find_council(name: str) -> Council:
    """Return the council of that name; raises `ValidationError` with suggestions where that is not certain."""
    exact = list(Council.objects.filter(official_name__iexact=name)[:2])
    if len(exact) == 1:
        return exact[0]
    match = Council.objects.resolve(name)
    if match.council is None:
        raise ValidationError(match.reason)
    return match.council


def find_current(name: str) -> Council:
    """Return the council of today of that name; raises `ValidationError`, naming what followed one that has ended."""
    council = find_council(name)
    if council.ended_on is None:
        return council
    heirs = [heir.official_name for heir in council.followed_by()]
    said = f"{council.official_name} ended in {council.ended_on:%Y}."
    raise ValidationError(f"{said} Enter the council of today: {' or '.join(heirs)}." if heirs else said)


class CouncilField(forms.CharField):
    """A council, by any of its names; with `current`, one that exists today."""

    def __init__(self, *, current: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.find = find_current if current else find_council

    def clean(self, value: Any) -> Council | None:
        name = super().clean(value)
        return self.find(name) if name else None


class CouncilsField(forms.CharField):
    """Several councils, one a line, by any of their names."""

    widget = forms.Textarea
    find = staticmethod(find_council)

    def clean(self, value: Any) -> list[Council]:
        names = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(names) > 20:
            raise ValidationError("Name up to 20 councils here. We can add the others with you.")
        found, errors = [], []
        for name in names:
            try:
                found.append(self.find(name))
            except ValidationError as error:
                errors.append(error)
        if errors:
            raise ValidationError(errors)
        return list(dict.fromkeys(found))


class NameForm(StepForm):
    name_of_it = forms.CharField(
        label="What do you call it?",
        help_text="A short name that says what it does, such as “One app for everyday reports”.",
        max_length=120,
        error_messages={"required": "Enter a name for it. A plain one is best."},
    )


class CouncilForm(StepForm):
    """Which councils. One that has ended is asked about: its successor may be meant.

    A form about the past takes the ended one as well; one about now or the future sets `about_the_past` to False.
    """

    title = "Which council did it?"
    about_the_past = True
    council = CouncilField(
        label="Your council",
        help_text="Its full name or its usual one, such as “Telford and Wrekin”.",
        max_length=150,
        error_messages={"required": "Enter the name of your council."},
    )
    council_meant = forms.ChoiceField(label="Which council do you mean?", required=False, widget=forms.RadioSelect)
    other_councils = CouncilsField(
        label="Other councils that did it with you",
        help_text="One a line.",
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["council_meant"].choices = [(one.slug, str(one)) for one in self.meant]  # type: ignore[attr-defined]
        if ended := self.ended:
            heirs = " or ".join(one.official_name for one in ended.followed_by())
            said = f"{ended.official_name} ended in {ended.ended_on:%Y}."
            self.fields["council_meant"].help_text = f"{said} Its area belongs to {heirs} now." if heirs else said
        if not self.about_the_past:
            self.fields["other_councils"].find = find_current  # type: ignore[attr-defined]

    def __iter__(self) -> Iterator[forms.BoundField]:
        """Yield what the page asks: only about a council that has ended is there a doubt."""
        return (field for field in super().__iter__() if field.name != "council_meant" or self.meant)

    @cached_property
    def ended(self) -> Council | None:
        """The council that was named, if it is one that has ended."""
        try:
            council = find_council(str(self["council"].value() or "")[:150])
        except ValidationError:
            return None
        return council if council.ended_on else None

    @cached_property
    def meant(self) -> list[Council]:
        """What may be meant by the name of a council that has ended: those of today, and itself if that may be."""
        if self.ended is None:
            return []
        return [*self.ended.followed_by(), *([self.ended] if self.about_the_past else [])]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.ended and cleaned.get("council"):
            chosen = {one.slug: one for one in self.meant}.get(cleaned.get("council_meant", ""))
            if chosen:
                cleaned["council"] = chosen
            elif self.meant:
                self.add_error("council_meant", f"{self.ended.official_name} has ended. Choose which council you mean.")
            else:
                self.add_error("council", f"{self.ended.official_name} has ended. Enter a council of today.")
        if cleaned.get("council") in (cleaned.get("other_councils") or []):
            self.add_error("other_councils", "Your own council is named above. Take it out of this list.")
        return cleaned

    def to_keep(self, typed: Typed) -> Typed:
        """Keep the official names, so that the check page shows what was understood."""
        council = self.cleaned_data["council"]
        others = "\n".join(council.official_name for council in self.cleaned_data["other_councils"])
        meant = {"council_meant": [council.slug]} if council.ended_on else {}
        return {"council": [council.official_name], **meant, "other_councils": [others]}

    def shown(self) -> Iterator[tuple[str, str]]:
        """Leave out the doubt: the council itself is shown."""
        return (line for line in super().shown() if line[0] != self.fields["council_meant"].label)

    def show_council(self, council: Council) -> str:
        return str(council)

    def show_other_councils(self, councils: list[Council]) -> str:
        return "\n".join(map(str, councils))


class SummaryForm(StepForm):
    summary = forms.CharField(
        label="Say it in two sentences",
        help_text="What you did, for whom, and what came of it. People read this first.",
        max_length=600,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": "Enter two sentences about it."},
    )


class StageForm(StepForm):
    stage = forms.ChoiceField(
        label="How far is it?",
        widget=forms.RadioSelect,
        choices=[
            (CaseStudy.Stage.IDEA, "An idea: not begun yet"),
            (CaseStudy.Stage.PILOT, "A pilot: tried in a small way"),
            (CaseStudy.Stage.IN_USE, "In use"),
            (CaseStudy.Stage.SCALED, "In use in more places than it began in"),
            (CaseStudy.Stage.STOPPED, "Stopped"),
        ],
        error_messages={"required": "Choose how far it is."},
    )
    stage.short_label = "Stage"  # type: ignore[attr-defined]


class YearForm(StepForm):
    year = forms.IntegerField(
        label="In which year did it begin?",
        help_text="Such as 2023. A rough year is fine.",
        required=False,
        min_value=1990,
        widget=forms.TextInput({"inputmode": "numeric", "class": "govuk-input--width-4", "autocomplete": "off"}),
        error_messages={
            "invalid": "Enter a year with four figures, such as 2023.",
            "min_value": "Enter a year from 1990 on.",
        },
    )

    def clean_year(self) -> int | None:
        year: int | None = self.cleaned_data["year"]
        if year and year > timezone.localdate().year + 1:
            raise ValidationError("Enter the year it began, not a year far ahead.")
        return year


class ProblemForm(StepForm):
    problem = story(
        "What was the problem?",
        "Who had it, how big it was, and what had been tried before.",
        ask="Enter what the problem was.",
    )


class WhatWeDidForm(StepForm):
    what_we_did = story(
        "What did you do?",
        "The steps you took, who took part, and what made it work.",
        ask="Enter what you did, or what you want to do.",
    )


class WhatChangedForm(StepForm):
    what_changed = story(
        "What changed?",
        "With numbers if you have them, and how you know. “Too early to say” is a good answer.",
        ask="Enter what changed. If it is too early to say, write that.",
    )


class StoppedForm(StepForm):
    what_did_not_work = story(
        "Why did it stop?",
        "What stopped is worth as much to others as what worked.",
        ask="Enter why it stopped.",
    )


class LessonsForm(StepForm):
    lessons = story(
        "What would you do differently?",
        "What did not work as hoped, and what you would tell a council that starts tomorrow.",
        ask="",
        required=False,
    )


class CostForm(StepForm):
    title = "What did it cost?"
    cost = MoneyField(label="Cost in pounds", required=False, help_text="All of it, as well as you know.")
    cost_note = forms.CharField(
        label="What is in it, and what is not",
        help_text="Such as “staff time not counted”.",
        required=False,
        max_length=200,
    )


class ReuseForm(StepForm):
    reuse_terms = forms.ChoiceField(
        label="May other councils use what you made?",
        help_text="Such as software, a form, a plan or training.",
        widget=forms.RadioSelect,
        choices=[
            (CaseStudy.ReuseTerms.FREE, "Yes, free"),
            (CaseStudy.ReuseTerms.CREDIT, "Yes, free, if they name us"),
            (CaseStudy.ReuseTerms.ASK, "They should ask us first"),
            (CaseStudy.ReuseTerms.PAID, "Yes, for a charge"),
            ("", "There is nothing to use, or I do not know"),
        ],
        required=False,
    )


class ReuseLinkForm(StepForm):
    reuse_link = forms.URLField(
        label="Where can they get it?",
        help_text="The full address, such as https://www.example.org/app.",
        required=False,
        max_length=200,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": "Enter a full address, such as https://www.example.org/app."},
    )


class MoreForm(StepForm):
    more_at = forms.URLField(
        label="Is there a page or report to read?",
        help_text="The full address, such as https://www.example.org/report.",
        required=False,
        max_length=500,
        assume_scheme="https",
        widget=forms.TextInput({"inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": "Enter a full address, such as https://www.example.org/report."},
    )


class AskedForm(StepForm):
    may_be_asked = forms.ChoiceField(
        label="May other councils ask you about it?",
        help_text="We pass their messages on. Your e-mail address is never shown.",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes"), ("no", "No")],
        error_messages={"required": "Choose whether other councils may ask you."},
    )


def begun(values: Values) -> bool:
    return values.get("stage") not in (None, CaseStudy.Stage.IDEA)


def stopped(values: Values) -> bool:
    return values.get("stage") == CaseStudy.Stage.STOPPED


def free_to_take(values: Values) -> bool:
    return values.get("reuse_terms") in (CaseStudy.ReuseTerms.FREE, CaseStudy.ReuseTerms.CREDIT)


KIT = FormKit(
    kind="tell_us",
    title="Tell us about yours",
    what="your form “Tell us about yours”",
    templates="case_studies/tell_us",
    confirmation="told_us",
    submit=make_draft,
    sent_title="Thank you. We have your story",
    tasks=[
        Task(
            title="What it is",
            hint="A name, your council, two sentences, how far it is",
            steps=[
                Step(name="name", form=NameForm),
                Step(name="council", form=CouncilForm),
                Step(name="summary", form=SummaryForm),
                Step(name="stage", form=StageForm),
                Step(name="year", form=YearForm, applies=begun),
            ],
        ),
        Task(
            title="What happened",
            hint="The problem, what you did, what changed, what you learned",
            steps=[
                Step(name="problem", form=ProblemForm),
                Step(name="what-you-did", form=WhatWeDidForm),
                Step(name="what-changed", form=WhatChangedForm, applies=begun),
                Step(name="why-it-stopped", form=StoppedForm, applies=stopped),
                Step(name="lessons", form=LessonsForm, applies=begun),
            ],
        ),
        Task(
            title="Cost and reuse",
            hint="What it cost, what others may take, where to read more",
            optional=True,
            steps=[
                Step(name="cost", form=CostForm),
                Step(name="reuse", form=ReuseForm),
                Step(name="where-to-get-it", form=ReuseLinkForm, applies=free_to_take),
                Step(name="more", form=MoreForm),
            ],
        ),
        Task(
            title="About you",
            hint="Who you are, and whether others may ask you",
            steps=[Step(name="you", form=WhoForm), Step(name="asked", form=AskedForm)],
        ),
    ],
)

urlpatterns = KIT.urls
