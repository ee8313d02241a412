"""The form by which a reviewer scores one proposal: a row of radio buttons for each criterion, and a comment."""

from typing import Any

from django import forms

from innovation_db.forms import HouseForm
from zone_programme.marks import HIGHEST, LOWEST
from zone_programme.models import Criterion, Review

VALUES = [(str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)]


class ReviewForm(HouseForm):
    """Scores may be left out of a draft; that a finished review has them all is `review_actions.finish`."""

    comment = forms.CharField(
        label="Comment",
        help_text="What speaks for it, what against it, and what you would ask. Other reviewers and officers read it.",
        max_length=Review._meta.get_field("comment").max_length,
        required=False,
        widget=forms.Textarea({"rows": 5}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"required": "Open the page again."})

    def __init__(self, review: Review, criteria: list[Criterion], data: Any = None) -> None:
        self.criteria = criteria
        given = review.by_criterion()
        initial: dict[str, Any] = {self.name_of(criterion.pk): given.get(criterion.pk) for criterion in criteria}
        super().__init__(data, initial=initial | {"comment": review.comment, "version": review.version})
        for criterion in criteria:
            self.fields[self.name_of(criterion.pk)] = self._scale(criterion)
        self.order_fields([*(self.name_of(criterion.pk) for criterion in criteria), "comment", "version"])

    @staticmethod
    def name_of(criterion: int) -> str:
        return f"criterion_{criterion}"

    @staticmethod
    def _scale(criterion: Criterion) -> forms.Field:
        field = forms.ChoiceField(
            label=criterion.name,
            help_text=f"{criterion.question} 0 means: {criterion.lowest}. 5 means: {criterion.highest}.".strip(),
            choices=VALUES,
            required=False,
            widget=forms.RadioSelect({"class": "scale"}),
            error_messages={"invalid_choice": f"Choose a score from {LOWEST} to {HIGHEST} for “{criterion.name}”."},
        )
        field.hide_optional = True  # type: ignore[attr-defined]  # a finished review needs them all
        return field

    @property
    def scores(self) -> dict[int, int]:
        """The scores that were chosen, by criterion."""
        chosen = {criterion.pk: self.cleaned_data[self.name_of(criterion.pk)] for criterion in self.criteria}
        return {criterion: int(value) for criterion, value in chosen.items() if value != ""}

    def start_from(self, version: int) -> None:
        """Let what was typed be sent again, over what is saved now."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]
        data["version"] = str(version)
        self.data = data


class ConflictForm(HouseForm):
    reason = forms.CharField(
        label="What is the conflict?",
        help_text="Such as “I work with this council”. Officers of the Zone read it.",
        max_length=Review._meta.get_field("conflict").max_length,
        error_messages={"required": "Say what the conflict is, such as “I work with this council”."},
    )
