"""From names and codes in cells to the councils, themes, service areas, programmes and partners meant.

A name that fits nothing, or more than one thing, is refused with what comes closest; nothing is guessed.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz import process

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
    """Everything that cells may name, read once for an import. Asking for a council by name may cost queries once."""

    subjects: dict[str, dict[str, int]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    council_codes: dict[str, int] = field(default_factory=dict)
    council_names: dict[int, str] = field(default_factory=dict)
    _resolved: dict[tuple[str, int | None], int | CellError] = field(default_factory=dict)

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
        for council in Council.objects.only("pk", "gss_code", "slug", "former_codes", "official_name"):
            found.council_names[council.pk] = council.official_name
            if council.gss_code:  # slugs are left to the resolver: “dorset” of 2015 is not the Dorset of today
                found.council_codes[council.gss_code.casefold()] = council.pk
            for code in council.former_codes:
                found.council_codes.setdefault(code.casefold(), council.pk)
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
        if (by_code := self.council_codes.get(name.casefold())) is not None:
            return by_code
        asked = (name.casefold(), year)
        if asked not in self._resolved:
            self._resolved[asked] = self._resolve(name, year)
        answer = self._resolved[asked]
        if isinstance(answer, CellError):
            raise answer
        return answer

    def _resolve(self, name: str, year: int | None) -> int | CellError:
        councils: Any = Council.objects
        result = councils.resolve(name, year=year)
        if result.council is not None:
            return int(result.council.pk)
        nearest = [str(council) for council in list(result.suggestions)[:3]]
        return CellError(f"“{short(name)}” is not a council that we know for sure.{_or(nearest)}")


def _or(names: list[str]) -> str:
    return f" Did you mean {' or '.join(f'“{name}”' for name in names)}?" if names else ""
