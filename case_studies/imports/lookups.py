"""From names and codes in cells to the councils, themes, service areas, programmes and partners meant.

A name that fits nothing, or more than one thing, is refused with what comes closest; nothing is guessed.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

from case_studies.council_names import CouncilResolver
from case_studies.imports.cells import CellError, short
from case_studies.models import Council, Partner, Programme, ServiceArea, Theme

SUBJECT_MODELS: dict[str, Any] = {
    "themes": Theme,
    "service_areas": ServiceArea,
    "programmes": Programme,
    "partners": Partner,
}
NAMES = {"themes": "theme", "service_areas": "service area", "programmes": "programme", "partners": "partner"}


def _folded(name: str) -> str:
    return " ".join(re.sub(r"[^\w]+", " ", name.casefold().replace("&", " and ")).split())


@dataclass(slots=True)
class Lookups:
    """Everything that cells may name, read once for an import."""

    subjects: dict[str, dict[str, int]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    council_names: dict[int, str] = field(default_factory=dict)
    resolver: CouncilResolver = field(default_factory=lambda: CouncilResolver([]))

    @classmethod
    def load(cls) -> "Lookups":
        found = cls()
        for column, model in SUBJECT_MODELS.items():
            found.subjects[column], found.labels[column] = {}, {}
            for thing in model._default_manager.all():
                for name in (thing.name, thing.slug, getattr(thing, "also_called", "")):
                    if name:
                        found.subjects[column].setdefault(_folded(name), thing.pk)
                        found.labels[column].setdefault(_folded(name), thing.name)
        found.resolver = Council.objects.resolver()
        found.council_names = dict(Council.objects.values_list("pk", "official_name"))
        return found

    def subject(self, column: str, name: str) -> int:
        """Return the id of the theme, service area, programme or partner called `name` or with that slug."""
        known = self.subjects[column]
        if (found := known.get(_folded(name))) is not None:
            return found
        what = NAMES[column]
        if not known:
            raise CellError(f"“{short(name)}”: no {what} has been entered on the site yet.")
        close = process.extract(_folded(name), list(known), limit=3, score_cutoff=60)
        nearest = list(dict.fromkeys(self.labels[column][match] for match, _, _ in close))
        raise CellError(f"“{short(name)}” is not a {what} of the site.{_or(nearest)}")

    def council(self, name: str, year: int | None) -> int:
        """Return the id of the council with this code, slug or name; `year` decides between one and its successor."""
        match = self.resolver.resolve(name, year=year)
        if match.council is None:
            named = f"“{short(name)}”" in match.reason
            raise CellError(match.reason if named else f"“{short(name)}” is not clear. {match.reason}")
        return int(match.council.pk)


def _or(names: list[str]) -> str:
    return f" Did you mean {' or '.join(f'“{name}”' for name in names)}?" if names else ""
