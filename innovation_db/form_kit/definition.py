"""What a form is made of: tasks, their steps, and the Django form of each step. Answers are not touched here."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django import forms
from django.db import models
from django.urls import URLPattern, reverse

from innovation_db import links
from innovation_db.forms import HouseForm, MoneyField
from innovation_db.models import ContributorLink, SavedForm
from innovation_db.templatetags.house_style import day, money

if TYPE_CHECKING:
    from innovation_db.form_kit.answers import Answers

# The cleaned values of all steps so far, by field name: what `applies` and `submit` get.
Values = Mapping[str, Any]
# What was typed into one step, as a request carries it: the texts of each input.
Typed = dict[str, list[str]]


class StepForm(HouseForm):
    """The questions of one page. One question is the page's heading by itself; more need a `title`.

    `answers` are the values of the steps before this one. A method `show_<field>(value)` may say how an answer reads on
    the page “Check your answers”.
    """

    title = ""
    lead = ""

    def __init__(self, *args: Any, answers: Values | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.answers = answers or {}
        if not self.title and len(self.fields) == 1:
            self.page_heading = next(iter(self.fields))

    def to_keep(self, typed: Typed) -> Typed:
        """Return what is kept of a valid form: as it was typed, unless a form knows better (a full name)."""
        return typed

    @property
    def heading(self) -> str:
        """What the page is called, in the browser's title as well."""
        return self.title or str(next(iter(self.fields.values())).label)

    def shown(self) -> Iterator[tuple[str, str]]:
        """Yield (question, answer as a reader sees it) for every field of a valid form."""
        for name, control in self.fields.items():
            value = self.cleaned_data.get(name)
            show = getattr(self, f"show_{name}", None)
            yield (
                str(getattr(control, "short_label", "") or control.label),
                show(value) if show else show_value(control, value),
            )


def show_value(control: forms.Field, value: Any) -> str:
    """Return an answer as a sentence shows it; "" for none."""
    if value is None or value in ("", []):
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(control, forms.ChoiceField):
        chosen = value if isinstance(value, list) else [value]
        labels = {str(key): str(label) for key, label in _flat(control.choices)}
        return ", ".join(labels.get(str(one), str(one)) for one in chosen)
    if isinstance(control, MoneyField):
        return money(value)
    if hasattr(value, "strftime"):
        return day(value)
    return str(value)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label


def always(values: Values) -> bool:
    return True


@dataclass(frozen=True, kw_only=True)
class Step:
    """One page. `applies` says from the answers before it whether it is asked at all.

    `keep_files` is for a form that takes files: it stores what was uploaded and returns, for each file field, the texts
    to keep as its answer (such as the names under which the files are stored).
    """

    name: str
    form: type[StepForm]
    applies: Callable[[Values], bool] = always
    keep_files: Callable[[SavedForm, StepForm], Typed] | None = None

    @property
    def heading(self) -> str:
        return self.form().heading


@dataclass(frozen=True, kw_only=True)
class Task:
    """One line of the list of tasks. An optional one may be left undone."""

    title: str
    steps: list[Step]
    hint: str = ""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class FormKit:
    """A whole form. `kind` names its rows, its link and its addresses, in the URL namespace `namespace` if any.

    `submit(saved=…, values=…)` makes something of the answers and returns it; `confirmation` is the e-mail that its
    sender gets, with `reference` and `answers`; `templates` is the folder with `start.html` (what to know before one
    begins) and `_next.html` (what happens after it was sent).

    A form may be one of several under one address, as `zone/<int:year>/propose/`: `given(year=…)` returns what every
    step then knows, or raises `Http404`. `closed(values, saved)` returns why nothing can be sent or changed now, for
    `closed.html`, or "". Its link works at least until the moment `until(year=…)`. With `change`, which is called like
    `submit`, a form that was sent may be changed until it is closed.
    """

    kind: str
    title: str
    what: str
    tasks: list[Task]
    submit: Callable[..., models.Model]
    templates: str
    confirmation: str
    days: int = 30
    sent_title: str = "Thank you. We have it"
    namespace: str = ""
    given: Callable[..., Values] = dict
    closed: Callable[[Values, SavedForm | None], str] = lambda values, saved: ""
    change: Callable[..., None] | None = None
    until: Callable[..., datetime | None] | None = None

    def __post_init__(self) -> None:
        names = [name for step in self.steps for name in step.form.base_fields]  # type: ignore[attr-defined]
        if len(names) != len(set(names)) or len(self.steps) != len({step.name for step in self.steps}):
            raise ValueError(f"Two steps or two questions of {self.kind} have the same name.")
        links.register(self.purpose)
        KITS[self.kind] = self

    @property
    def steps(self) -> list[Step]:
        return [step for task in self.tasks for step in task.steps]

    @cached_property
    def purpose(self) -> links.Purpose:
        lasting = self.change is not None
        until = self.until and (lambda saved: self.until(**saved.given))  # type: ignore[misc]
        return links.Purpose(
            name=self.kind, what=self.what, days=self.days, path=self.path, lasting=lasting, until=until
        )

    def path(self, link: ContributorLink) -> str:
        """Return where a link leads: the list of tasks. Costs a query where the link's form is not known yet."""
        return self.url("tasks", link.savedform)

    def url(self, page: str, saved: SavedForm, *parts: str) -> str:
        """Return the address of one of the pages of a form: tasks, step, check, later, sent."""
        name = f"{self.namespace}:{self.kind}_{page}" if self.namespace else f"{self.kind}_{page}"
        return reverse(name, args=[*saved.given.values(), saved.link.key, *parts])

    def why_closed(self, saved: SavedForm) -> str:
        """Return why this form can be neither sent nor changed now, or ""."""
        return self.closed(self.given(**saved.given), saved)

    def may_change(self, saved: SavedForm) -> bool:
        """Whether a form that was sent can still be changed."""
        return self.change is not None and not self.why_closed(saved)

    @property
    def sending(self) -> str:
        return f"{self.templates}/_sending.html"

    @property
    def next(self) -> str:
        return f"{self.templates}/_next.html"

    def step(self, name: str) -> Step | None:
        return next((step for step in self.steps if step.name == name), None)

    @property
    def urls(self) -> list[URLPattern]:
        """The addresses of all its pages, to be included by the app."""
        from innovation_db.form_kit.views import patterns  # the pages know the definition, not the other way round

        return patterns(self)

    def answers(self, saved: SavedForm) -> "Answers":
        from innovation_db.form_kit.answers import Answers

        return Answers(self, saved)


KITS: dict[str, FormKit] = {}
