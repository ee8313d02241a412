"""One made-up case study: its text, its values and what it belongs to, drawn from skewed distributions.

Everything comes from one seeded generator, so the same seed and the same councils give the same records.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from typing import Any

from django.utils.text import slugify

from case_studies.models import CaseStudy, Outcome
from case_studies.synthetic import words

LATEST = date(2026, 6, 30)  # fixed, so that a seed gives the same records on any day
SECTIONS = (
    "problem", "what_we_did", "what_changed", "lessons", "people", "leadership", "governance", "risk_and_finance",
    "obstacles", "what_did_not_work", "sustained_by",
)  # fmt: skip
# How much is told: share of records, sections filled, sentences in a section.
FULLNESS = ((0.5, (1, 3), (2, 4)), (0.35, (4, 7), (3, 6)), (0.15, (9, 11), (5, 9)))
AMOUNTS = {
    "saving": "pounds", "income": "pounds", "funding": "pounds", "cost-avoided": "pounds", "time": "days",
    "people": "people", "satisfaction": "per-cent", "carbon": "tonnes", "quality": "number",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subjects:
    """The ids that records may belong to."""

    councils: Sequence[int]
    themes: Sequence[int]
    service_areas: Sequence[int]
    programmes: Sequence[int]
    partners: Sequence[int]


@dataclass(slots=True)
class Record:
    """A case study as column values, and its parts as ids and tuples."""

    values: dict[str, Any]
    councils: list[tuple[int, str]]
    themes: list[int]
    service_areas: list[int]
    programmes: list[int]
    partners: list[int]
    outcomes: list[dict[str, Any]]


class Skewed:
    """Things of which the first few are drawn most of the time."""

    def __init__(self, things: Sequence[Any], draw: random.Random) -> None:
        self.things = list(things)
        draw.shuffle(self.things)
        self._weights = list(accumulate(1 / (rank + 3) for rank in range(len(self.things))))
        self._draw = draw

    def some(self, number: int) -> list[Any]:
        """Return up to `number` different things, fewer where the draw repeats."""
        if not self.things or not number:
            return []
        return list(dict.fromkeys(self._draw.choices(self.things, cum_weights=self._weights, k=number)))


class Writer:
    """Writes records, one after another, always the same for a seed."""

    def __init__(self, seed: int, subjects: Subjects) -> None:
        self.seed = seed
        self._draw = random.Random(seed)  # noqa: S311  made-up text is no secret
        self._words, self._weights = words.vocabulary()
        self._nouns = list(dict.fromkeys(words.STEMS))
        self._councils = Skewed(subjects.councils, self._draw)
        self._themes = Skewed(subjects.themes, self._draw)
        self._areas = Skewed(subjects.service_areas, self._draw)
        self._programmes = Skewed(subjects.programmes, self._draw)
        self._partners = Skewed(subjects.partners, self._draw)

    def record(self, number: int) -> Record:
        draw = self._draw
        title = self._title()
        (_, filled, told) = draw.choices(FULLNESS, [share for share, _, _ in FULLNESS])[0]
        sections = SECTIONS[: draw.randint(*filled)]
        published = datetime.combine(self._day(), datetime.min.time(), UTC) + timedelta(minutes=draw.randint(480, 1080))
        begun = published.date() - timedelta(days=draw.randint(60, 1500))
        ends = draw.random() < 0.25
        values = {
            "record_id": f"SYN-{self.seed}-{number}",
            "title": title,
            "slug": f"{slugify(title)[:90]}-{self.seed}-{number}",
            "summary": self._text(draw.randint(1, 2))[:600],
            "novelty": draw.choices(["", *CaseStudy.Novelty.values], [4, 1, 4, 3])[0],
            "stage": draw.choices(["", *CaseStudy.Stage.values], [3, 1, 3, 6, 2, 1])[0],
            "cost": Decimal(round(draw.lognormvariate(10.5, 1.4))) if draw.random() < 0.4 else None,
            "team": f"{draw.randint(1, 12)} officers" if draw.random() < 0.3 else "",
            "reuse_terms": draw.choices(["", *CaseStudy.ReuseTerms.values], [6, 2, 1, 2, 1])[0],
            "evidence_level": draw.choices([None, 1, 2, 3, 4, 5], [3, 4, 4, 3, 1, 1])[0],
            "year": begun.year,
            "begun_on": begun,
            "ended_on": begun + timedelta(days=draw.randint(30, 900)) if ends else None,
            "last_confirmed_on": published.date() if draw.random() < 0.6 else None,
            "source": "Made up for benchmarks",
            "completeness": CaseStudy.Completeness.values[0 if len(sections) < 4 else 1 if len(sections) < 9 else 2],
            "synthetic": True,
            "state": CaseStudy.State.PUBLISHED.value,
            "created_at": published,
            "changed_at": published,
            "published_at": published,
        } | {section: self._paragraphs(draw.randint(*told)) for section in sections}
        lead, *partners = self._councils.some(draw.choices([1, 2, 3, 5], [80, 12, 6, 2])[0])
        return Record(
            values,
            [(lead, "lead"), *((council, "partner") for council in partners)],
            self._themes.some(draw.choices([1, 2, 3], [6, 3, 1])[0]),
            self._areas.some(draw.choices([1, 2, 3], [6, 3, 1])[0]),
            self._programmes.some(draw.choices([0, 1], [7, 2])[0]),
            self._partners.some(draw.choices([0, 1, 2], [6, 3, 1])[0]),
            [self._outcome(begun.year + 1) for _ in range(draw.choices([0, 1, 2, 4], [5, 3, 2, 1])[0])],
        )

    def _title(self) -> str:
        a, b, c = self._draw.choices(self._nouns, k=3)
        return (
            f"{self._draw.choice(words.GAINS)} {a} {words.plural(b)} {self._draw.choice(words.WAYS)} {c} {self._rare()}"
        )

    def _rare(self) -> str:
        return self._draw.choices(self._words[len(words.GLUE) :], k=1)[0]

    def _day(self) -> date:
        """Return a day of the last twelve years, more often a late one."""
        return LATEST - timedelta(days=int(self._draw.triangular(0, 4380, 300)))

    def _text(self, sentences: int) -> str:
        draw = self._draw
        lengths = [draw.randint(8, 22) for _ in range(sentences)]
        drawn = draw.choices(self._words, cum_weights=self._weights, k=sum(lengths))
        told, start = [], 0
        for length in lengths:
            told.append(" ".join(drawn[start : start + length]).capitalize() + ".")
            start += length
        return " ".join(told)

    def _paragraphs(self, sentences: int) -> str:
        half = (sentences + 1) // 2
        return f"<p>{self._text(half)}</p>" + (f"<p>{self._text(sentences - half)}</p>" if sentences > half else "")

    def _outcome(self, year: int) -> dict[str, Any]:
        kind = self._draw.choices(list(AMOUNTS), [8, 2, 3, 2, 3, 4, 3, 1, 2])[0]
        amount = self._draw.randint(3, 97) if AMOUNTS[kind] == "per-cent" else round(self._draw.lognormvariate(9, 2))
        return {
            "kind": kind,
            "description": " ".join(self._draw.choices(self._nouns, k=2)),
            "amount": Decimal(amount),
            "unit": AMOUNTS[kind],
            "period": self._draw.choices(Outcome.Period.values, [5, 4, 1])[0],
            "basis": self._draw.choices(Outcome.Basis.values, [3, 2, 5, 1])[0],
            "year": min(year, LATEST.year),
            "note": "",
        }
