"""The facets of the finder, and the numbers by which search documents hold their values.

A value is one integer, `facet number << 24 | id`, where the id is a row's primary key, the position of a choice
(counted from 1), or the number itself (year, evidence). The SQL that writes documents has the same numbers.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db import models

from case_studies.models import CaseStudy, Council, Partner, Programme, ServiceArea, Theme

if TYPE_CHECKING:
    from case_studies.search.names import Names

SHIFT = 24
MASK = (1 << SHIFT) - 1


class Has(models.TextChoices):
    """What a case study may tell that many readers look for."""

    SAVINGS = "savings", "Money saved"
    REUSE = "reuse", "Free to reuse"
    HOW = "how", "How it was done"
    FAILURES = "failures", "What did not work"


@dataclass(frozen=True)
class Facet:
    """One way to narrow a search. `choices` or `model` says what its values are; with neither they are numbers."""

    key: str
    number: int
    label: str
    choices: type[models.TextChoices] | type[models.IntegerChoices] | None = None
    model: type[models.Model] | None = None
    ordered: bool = False  # options stand in the order of their values, not of their counts
    open: bool = False  # shown open on the page without having been used

    def code(self, value: str, names: "Names") -> int | None:
        """Return the number of the value that `value` names in an address, or None when there is none."""
        if self.model is not None:
            return names.codes.get((self.number, value))
        if self.choices is not None and issubclass(self.choices, models.TextChoices):
            values: list[str] = self.choices.values
            return (self.number << SHIFT) + values.index(value) + 1 if value in values else None
        if not (value.isascii() and value.isdigit() and len(value) <= 4):
            return None
        if self.choices is not None and int(value) not in self.choices.values:
            return None
        return (self.number << SHIFT) + int(value)

    def value(self, code: int, names: "Names") -> tuple[str, str] | None:
        """Return how the value with this number stands in an address, and its label; None when it is gone."""
        if self.model is not None:
            return names.labels.get(code)
        number = code & MASK
        if self.choices is None:
            return str(number), str(number)
        if issubclass(self.choices, models.IntegerChoices):
            return str(number), f"{number}: {self._choices[number - 1][1]}"
        return self._choices[number - 1]

    @cached_property
    def _choices(self) -> list[tuple[str, str]]:
        """Value and label of each choice; Django makes them afresh each time it is asked."""
        assert self.choices is not None
        return [(str(choice.value), str(choice.label)) for choice in self.choices]


FACETS = [
    Facet("theme", 1, "Theme", model=Theme, open=True),
    Facet("service_area", 2, "Service area", model=ServiceArea, open=True),
    Facet("council", 3, "Council", model=Council),
    Facet("council_kind", 4, "Kind of council", choices=Council.Kind, open=True),
    Facet("region", 5, "Region", choices=Council.Region, open=True),
    Facet("nation", 6, "Nation", choices=Council.Nation),
    Facet("stage", 10, "Stage", choices=CaseStudy.Stage, ordered=True),
    Facet("evidence", 12, "Evidence", choices=CaseStudy.Evidence, ordered=True),
    Facet("has", 13, "What it tells", choices=Has, ordered=True, open=True),
    Facet("year", 9, "Year", ordered=True),
    Facet("programme", 7, "Programme", model=Programme),
    Facet("partner", 8, "Partner", model=Partner),
    Facet("novelty", 11, "How new", choices=CaseStudy.Novelty, ordered=True),
    Facet("completeness", 14, "How much is told", choices=CaseStudy.Completeness, ordered=True),
]
BY_KEY = {facet.key: facet for facet in FACETS}
BY_NUMBER = {facet.number: facet for facet in FACETS}
