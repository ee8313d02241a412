"""The form of a figure: what it asks for, typed and checked, and what is said about it, held against today's value."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django import forms

from board_reports import audience, inline, reading
from board_reports.document import Figure
from board_reports.earlier import Earlier, told_in
from board_reports.figure_fields import CaseStudyField, PageField
from board_reports.figures import registry
from board_reports.figures.qualifiers import COMPARING, ROUNDED, ROUNDED_TOO, Qualifier, suggested
from board_reports.figures.registry import Definition, Parameter, ParameterKind
from board_reports.figures.wording import Style, written
from board_reports.models import Board, FigureUse, Report
from board_reports.models.plans import Activity, WorkPlan
from board_reports.models.reports import QUALIFIERS, WHOLE
from case_studies.models import CaseStudy, Cohort, Council, Outcome, Programme, ServiceArea, Theme
from zone_programme.models import Zone

ARGUMENT = "of_"  # what the names of the fields begin with that a figure asks for by itself
_TYPED = {ParameterKind.PATH: PageField, ParameterKind.CASE_STUDY: CaseStudyField}
LABELS = {"since": "From", "until": "Until", "path": "Page", "cohort": "Cohort"}
HELP = {
    "since": "The first day that counts.",
    "until": "The last day that counts; empty: up to now.",
    "path": "Its address, such as /case-studies/.",
    "case_study": "Its title, or its address, such as /case-studies/quiet-streets/.",
}


class Told(NamedTuple):
    """What the officer is told at once: today's value, the words that would stand there, whether they are true."""

    value: str
    phrase: str
    holds: bool
    sentence: str
    suggestion: str


def earlier(report: Report, definition: Definition, arguments: Mapping[str, Any]) -> Earlier | None:
    """Return what the figure was in the previous report, as `told_in` does.

    None where not everybody may read that who may read this one. Costs a query.
    """
    previous = report.previous
    told_then = reading.published(previous) if previous and audience.may_name(report, previous) else None
    return told_in(told_then, definition, arguments) if told_then else None


class FigureForm(forms.Form):
    """What is said about a figure of `definition`; `use` is the one that is changed, if there is one already."""

    qualifier = forms.ChoiceField(label="Said as", choices=QUALIFIERS, required=False)
    stated = forms.DecimalField(
        label="Rounded to", required=False, max_digits=18, decimal_places=2,
        help_text="For “over”, “at least”, “nearly”, “almost” and “under”: the number that stands in the text. With "
        "“up from” and “added to” it makes “over 100 added to 40”; empty: the value itself.",
    )  # fmt: skip
    compared_with = forms.ChoiceField(
        label="Compared with", required=False,
        help_text="For “up from”, “added to” and “more than half of”: another figure of the report, counted anew with "
        "this one, or a number that you type.",
    )  # fmt: skip
    baseline = forms.DecimalField(
        label="That number", required=False, max_digits=18, decimal_places=2,
        help_text="The earlier number, or the whole, where it is no figure.",
    )  # fmt: skip
    baseline_whose = forms.CharField(
        label="Whose that is", required=False, max_length=40, help_text="Stands before it, such as “last year’s”."
    )
    baseline_source = forms.CharField(
        label="Where that comes from", required=False, max_length=200, help_text="Such as “the report of May 2015”."
    )
    style = forms.ChoiceField(
        label="Written", choices=[(Style.HOUSE, "in words below eleven"), (Style.DIGITS, "always in digits")],
        required=False,
    )  # fmt: skip
    with_noun = forms.BooleanField(
        label="Let what it counts follow it", required=False, help_text="One case study, two case studies."
    )

    def __init__(
        self, definition: Definition, *args: Any, report: Report, use: FigureUse | None = None, **kwargs: Any
    ) -> None:
        if use is not None:
            kwargs.setdefault("initial", _initial(use))
        super().__init__(*args, **kwargs)
        self.definition, self.report = definition, report
        self.last: Figure | None = None  # as it was last worked out: it stays in view when it is refused
        own = {ARGUMENT + one.name: field_for(one) for one in definition.parameters}
        self.fields = own | self.fields
        self.fields["compared_with"] = forms.ChoiceField(
            label=self.fields["compared_with"].label, help_text=self.fields["compared_with"].help_text, required=False,
            choices=_comparable(definition, report, use),
        )  # fmt: skip
        if not definition.many:
            del self.fields["with_noun"]

    @property
    def asked(self) -> list[forms.BoundField]:
        """The fields that this figure asks for by itself."""
        return [self[name] for name in self.fields if name.startswith(ARGUMENT)]

    @property
    def about_it(self) -> list[forms.BoundField]:
        """The fields that every figure has."""
        return [self[name] for name in self.fields if not name.startswith(ARGUMENT)]

    @property
    def wanted_for(self) -> list[tuple[str, str]]:
        """For each field that only some qualifiers use, the values of those, parted by "|"."""
        rounded, comparing = "|".join(sorted(ROUNDED | ROUNDED_TOO)), "|".join(sorted(COMPARING))
        compared = ("compared_with", "baseline", "baseline_whose", "baseline_source")
        return [("stated", rounded), *((name, comparing) for name in compared)]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        qualifier = said.get("qualifier") or ""
        if qualifier in ROUNDED and said.get("stated") is None and "stated" not in self.errors:
            self.add_error("stated", f"Give the number that follows “{qualifier}”.")
        figure = said.get("compared_with")
        if qualifier in COMPARING and figure and said.get("baseline") is not None:
            self.add_error("baseline", "Choose a figure to compare with, or type a number, but not both.")
        if qualifier in COMPARING and not (figure or "baseline" in self.errors) and said.get("baseline") is None:
            self.add_error("baseline", f"Give the number that “{qualifier}” compares with.")
        if said.get("baseline") is not None and not said.get("baseline_source"):
            self.add_error("baseline_source", "Say where the number comes from that this one is compared with.")
        if said.get("baseline") is not None and not {"baseline", "baseline_source"} & set(self.errors):
            self._refuse_another_number(said)
        since, until = said.get(f"{ARGUMENT}since"), said.get(f"{ARGUMENT}until")
        if since and until and until < since:
            self.add_error(f"{ARGUMENT}until", "The window ends before it begins.")
        return said

    def _refuse_another_number(self, said: dict[str, Any]) -> None:
        """A number that is said to be of the previous report has to be the one that stands there."""
        found = earlier(self.report, self.definition, self._arguments())
        if found and said["baseline_source"] == found.source and said["baseline"] != Decimal(found.number):
            self.add_error("baseline", f"{found.source} says {found.value}. Say where {said['baseline']} comes from.")

    def said(self) -> dict[str, Any]:
        """Return the columns of a `FigureUse` as they were chosen; of a valid form."""
        given = self.cleaned_data
        return {
            "definition": self.definition.key,
            "arguments": self._arguments(),
            "qualifier": given["qualifier"] or "",
            "stated": given["stated"] if given["qualifier"] in ROUNDED | ROUNDED_TOO else None,
            "baseline": given["baseline"] if given["qualifier"] in COMPARING else None,
            "baseline_whose": given["baseline_whose"] if given["qualifier"] in COMPARING else "",
            "baseline_source": self._source() if given["qualifier"] in COMPARING else "",
            "style": given["style"] or Style.HOUSE,
            "with_noun": given.get("with_noun", False),
        }

    def _source(self) -> str:
        """Return where what it is compared with comes from: the mark of a figure, or what was typed."""
        given = self.cleaned_data
        return inline.figure(given["compared_with"]) if given["compared_with"] else str(given["baseline_source"])

    def figure(self, report: Report) -> Figure:
        """Return the figure as it would read now; of a valid form."""
        self.last = reading.figure(FigureUse(report=report, key="f0", **self.said()), pinned=False)
        return self.last

    def bare(self, report: Report) -> Figure | None:
        """Return what is counted, with nothing said about it; None until what it is of is known. Of a bound form."""
        if any(name.startswith(ARGUMENT) for name in self.errors):
            return None
        use = FigureUse(report=report, key="f0", definition=self.definition.key, arguments=self._arguments())
        return reading.figure(use, pinned=False)

    def _arguments(self) -> dict[str, Any]:
        return {
            name.removeprefix(ARGUMENT): value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in self.cleaned_data.items()
            if name.startswith(ARGUMENT) and value not in (None, "")
        }


def told(figure: Figure) -> Told:
    """Return what to tell about a figure as it would read now."""
    number = Decimal(figure.number) if figure.number else None
    rounder = suggested(number) if figure.unit == "count" else None
    if figure.problem:
        sentence = figure.problem
    elif figure.holds:
        sentence = "That is true now."
    else:
        sentence = f"“{figure.phrase}” is not true: the value is {figure.value}."
    suggestion = f"{rounder[0]} {written(rounder[1])}" if rounder else ""
    return Told(figure.value, figure.phrase, figure.holds, sentence, suggestion)


def field_for(parameter: Parameter) -> forms.Field:
    """Return the form field for something that a figure asks for."""
    shared: dict[str, Any] = {
        "label": LABELS.get(parameter.name, str(parameter.kind).capitalize()),
        "required": parameter.required,
        "help_text": HELP.get(parameter.name, ""),
    }
    if parameter.kind in _TYPED:
        return _TYPED[parameter.kind](max_length=300, **shared)
    if parameter.kind is ParameterKind.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **shared)
    if parameter.kind in (ParameterKind.ZONE, ParameterKind.EVIDENCE):
        return forms.TypedChoiceField(
            choices=[("", "Choose" if parameter.required else "Any"), *_choices(parameter.kind)],
            coerce=int, empty_value=None, **shared,
        )  # fmt: skip
    choices = _choices(parameter.kind)
    if choices is None:
        return forms.CharField(max_length=200, **shared)
    return forms.ChoiceField(choices=[("", "Choose" if parameter.required else "Any"), *choices], **shared)


def _choices(kind: ParameterKind) -> Any:
    """Return what there is to choose from; None where it is typed."""
    named: dict[ParameterKind, Any] = {
        ParameterKind.THEME: Theme,
        ParameterKind.SERVICE_AREA: ServiceArea,
        ParameterKind.PROGRAMME: Programme,
        ParameterKind.BOARD: Board,
        ParameterKind.PLAN: WorkPlan,
    }
    fixed: dict[ParameterKind, Any] = {
        ParameterKind.REGION: Council.Region.choices,
        ParameterKind.COUNCIL_KIND: Council.Kind.choices,
        ParameterKind.BASIS: Outcome.Basis.choices,
        ParameterKind.EVIDENCE: CaseStudy.Evidence.choices,
        ParameterKind.STATUS: Activity.Status.choices,
    }
    if kind in named:
        return named[kind]._default_manager.order_by("name").values_list("slug", "name")
    if kind is ParameterKind.ZONE:
        return [(year, year) for year in Zone.objects.order_by("-year").values_list("year", flat=True)]
    if kind is ParameterKind.COHORT:
        names = Cohort.objects.order_by("programme__name", "name").values_list("name", "programme__name")
        return [(name, f"{name} ({programme})") for name, programme in names]
    return fixed.get(kind)


def _comparable(definition: Definition, report: Report, use: FigureUse | None) -> list[tuple[str, str]]:
    """Return what a figure can be compared with: a number, itself of all, the others that are counted in its unit."""
    found = [("", "a number that is typed")]
    if any(not one.required and one.kind is not ParameterKind.DATE for one in definition.parameters):
        found.append((WHOLE, f"the same figure of all: {definition.label}, not narrowed"))
    for one in report.figures.all():
        other = registry.find(one.definition)
        if other and other.unit is definition.unit and (use is None or one.key != use.key):
            about = reading.about(other, one.arguments)
            found.append((one.key, f"{one.key}: {other.label}{f', {about}' if about else ''}"))
    return found


def _initial(use: FigureUse) -> dict[str, Any]:
    return {
        **{ARGUMENT + name: value for name, value in use.arguments.items()},
        "qualifier": use.qualifier or Qualifier.EXACTLY,
        "stated": _short(use.stated),
        "baseline": _short(use.baseline),
        "baseline_whose": use.baseline_whose,
        "baseline_source": "" if use.compared_with else use.baseline_source,
        "compared_with": use.compared_with,
        "style": use.style,
        "with_noun": use.with_noun,
    }


def _short(number: Decimal | None) -> Decimal | None:
    """Return 130 for 130.00 and 2.5 for 2.50: as somebody would type it."""
    if number is None:
        return None
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()
