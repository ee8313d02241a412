"""What was typed into a form so far: reading it, judging it, and finding where two people typed at once.

`SavedForm.answers` maps a step's name to its entry: `data`, what was last accepted; `draft`, what was typed since and
not accepted (an error, or the reader's time ran out); `saved_in`, the version of the row that it came with. Both are
kept as typed, `{field: [texts]}`, so that a form read back is exactly the form that was sent.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import QueryDict

from innovation_db.form_kit.definition import FormKit, Step, StepForm, Task, Typed, Values
from innovation_db.models import SavedForm

PARTS = ("", "_day", "_month", "_year")  # the inputs of a field: its own, or those of a date


def typed_into(form: type[StepForm], data: QueryDict) -> Typed:
    """Return the part of a request that belongs to the fields of a form, as it was typed."""
    names = [name + part for name in form.base_fields for part in PARTS]  # type: ignore[attr-defined]
    return {
        name: [text.replace("\0", "").replace("\r\n", "\n") for text in data.getlist(name)]
        for name in names
        if name in data
    }


def as_querydict(typed: Typed) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, texts in typed.items():
        data.setlist(name, texts)
    return data


def same(one: Typed | None, other: Typed | None) -> bool:
    """Whether two entries say the same: a box left empty is no answer, like one that was not there."""

    def said(typed: Typed | None) -> dict[str, list[str]]:
        return {name: texts for name, texts in (typed or {}).items() if any(text.strip() for text in texts)}

    return said(one) == said(other)


@dataclass(frozen=True)
class TaskState:
    """A task as the list shows it."""

    task: Task
    steps: list[Step]
    done: int
    begun: bool

    @property
    def complete(self) -> bool:
        return self.done == len(self.steps)

    @property
    def status(self) -> str:
        if self.complete:
            return "Completed"
        if self.begun:
            return "In progress"
        return "Optional" if self.task.optional else "Not started"


class Answers:
    """The answers of one saved form, seen through its definition."""

    def __init__(self, kit: FormKit, saved: SavedForm) -> None:
        self.kit = kit
        self.saved = saved

    def entry(self, step: Step) -> dict[str, Any]:
        return dict(self.saved.answers.get(step.name, {}))

    @cached_property
    def _walk(self) -> tuple[dict[str, StepForm], dict[str, Any]]:
        """The forms of the steps that apply, in order, bound to what was accepted; and the values of the valid ones."""
        forms: dict[str, StepForm] = {}
        values: dict[str, Any] = dict(self.kit.given(**self.saved.given))
        for step in self.kit.steps:
            if not step.applies(values):
                continue
            data = self.entry(step).get("data")
            form = step.form(None if data is None else as_querydict(data), answers=dict(values))
            forms[step.name] = form
            if form.is_bound and form.is_valid():
                values |= form.cleaned_data
        return forms, values

    @property
    def values(self) -> Values:
        """What was given, and everything answered, by field name: only steps that apply and are valid."""
        return self._walk[1]

    def applies(self, step: Step) -> bool:
        return step.name in self._walk[0]

    def accepted(self, step: Step) -> StepForm | None:
        """The form of a step as it was accepted, or None."""
        form = self._walk[0].get(step.name)
        return form if form is not None and form.is_bound and form.is_valid() else None

    def values_before(self, step: Step) -> Values:
        form = self._walk[0].get(step.name)
        return form.answers if form is not None else {}

    def complete(self, step: Step) -> bool:
        return self.accepted(step) is not None and "draft" not in self.entry(step)

    def shown(self, step: Step) -> Typed | None:
        """What the page of a step is filled with: the draft if there is one, else what was accepted."""
        entry = self.entry(step)
        typed: Typed | None = entry.get("draft", entry.get("data"))
        return typed

    def tasks(self) -> list[TaskState]:
        """Every task with a step that applies, and how far it is."""
        states = []
        for task in self.kit.tasks:
            steps = [step for step in task.steps if self.applies(step)]
            done = sum(self.complete(step) for step in steps)
            if steps:
                states.append(TaskState(task, steps, done, any(self.entry(step) for step in steps)))
        return states

    def missing(self) -> list[Step]:
        """The steps that keep the form from being sent: undone ones that ask for an answer.

        Nobody has to look at an optional task, or at a page whose questions may all stay unanswered.
        """
        return [
            step
            for state in self.tasks()
            if state.begun or not state.task.optional
            for step in state.steps
            if not self.complete(step) and not self.may_be_skipped(step)
        ]

    def may_be_skipped(self, step: Step) -> bool:
        """Whether nothing was typed into a step and nothing has to be."""
        return not self.entry(step) and step.form(QueryDict(), answers=self.values_before(step)).is_valid()

    def conflict(self, step: Step, typed: Typed, version: int) -> Typed | None:
        """What somebody else saved in this step since `version`, if it is not what was typed now."""
        entry = self.entry(step)
        theirs: Typed = entry.get("draft", entry.get("data", {}))
        changed_since = entry.get("saved_in", 0) > version
        return theirs if changed_since and not same(theirs, typed) else None

    def summary(self) -> list[tuple[Task, list[tuple[Step, list[tuple[str, str]]]]]]:
        """Every task with its steps and (question, answer) pairs; a step without an accepted answer has none."""
        return [
            (state.task, [(step, list(form.shown()) if (form := self.accepted(step)) else []) for step in state.steps])
            for state in self.tasks()
        ]
