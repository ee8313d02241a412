"""The filters of a programme: which values there are, which a reader chose, and what is left. Pure.

OR inside a facet, AND across; a facet's counts ignore its own choice, as in the finder of case studies.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import QueryDict

from case_studies.search.words import split
from zone_programme.reading import FACETS, Occurrence, Reading

MOST_LETTERS = 200  # of the search box that count


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Panel:
    """A facet as the page shows it."""

    key: str
    label: str
    options: list[Option]


class Filter:
    """What a reader chose of a programme, and the occurrences that this leaves (`kept`)."""

    def __init__(self, reading: Reading, data: QueryDict) -> None:
        self.reading = reading
        self.q = " ".join(data.get("q", "").replace("\x00", " ")[:MOST_LETTERS].split())
        self.chosen: dict[str, list[str]] = {}
        for facet, known in zip(FACETS, reading.labels, strict=True):
            if values := [value for value in dict.fromkeys(data.getlist(facet.key)) if value in known]:
                self.chosen[facet.key] = values
        self._failed = self._tried()
        self.kept: list[Occurrence] = [reading.occurrences[number] for number, failed in self._failed if not failed]

    @property
    def in_use(self) -> bool:
        return bool(self.q or self.chosen)

    def _tried(self) -> list[tuple[int, list[int]]]:
        """Return the number of each occurrence that has all the words, with those of the facets it does not pass."""
        words = [f" {word}" for word in split(self.q)]
        wanted = [(n, set(self.chosen[facet.key])) for n, facet in enumerate(FACETS) if facet.key in self.chosen]
        values = self.reading.values
        return [
            (number, [n for n, some in wanted if some.isdisjoint(values[number][n])])
            for number, one in enumerate(self.reading.occurrences)
            if not words or all(word in self.reading.words[one.session.id] for word in words)
        ]

    def panels(self, on: date | None) -> list[Panel]:
        """Return every facet that has a choice, with the number of sessions behind each value, on one day or on all."""
        sessions: list[dict[str, set[int]]] = [{} for _ in FACETS]
        for number, failed in self._failed:
            one = self.reading.occurrences[number]
            if len(failed) > 1 or (on and one.date != on):
                continue
            for n in failed or range(len(FACETS)):
                for value in self.reading.values[number][n]:
                    sessions[n].setdefault(value, set()).add(one.session.id)
        panels = []
        for facet, labels, found in zip(FACETS, self.reading.labels, sessions, strict=True):
            chosen = self.chosen.get(facet.key, [])
            options = [
                Option(value, label, len(found.get(value, ())), value in chosen)
                for value, label in labels.items()
                if value in found or value in chosen
            ]
            if len(options) > 1 or chosen:
                panels.append(Panel(facet.key, facet.label, options))
        return panels

    def days(self) -> Counter[date]:
        """Return how many sessions are left on each day."""
        return Counter(day for day, _ in {(one.date, one.session.id) for one in self.kept})

    @property
    def chips(self) -> list[tuple[str, str, dict[str, list[str]]]]:
        """Each chosen value: its facet's label, its own, and the choice without it."""
        found = []
        for facet, labels in zip(FACETS, self.reading.labels, strict=True):
            for value in self.chosen.get(facet.key, []):
                others = [one for one in self.chosen[facet.key] if one != value]
                found.append((facet.label, labels[value], self.chosen | {facet.key: others}))
        return found


def address(chosen: Mapping[str, list[str]], **others: str) -> str:
    """Return the parameters of an address, from “?” on."""
    pairs = [(key, value) for key, value in others.items() if value]
    pairs += [(key, value) for key, values in chosen.items() for value in values]
    return f"?{urlencode(pairs)}"
