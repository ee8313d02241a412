"""What a page of results shows of each case study, as its search document has it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from case_studies import covers
from case_studies.models import CaseStudy, Council, Outcome
from case_studies.thumbnails import Thumbnail
from innovation_db.paths import path_to

# Django makes a list of choices afresh each time that it is asked, and a page asks a hundred times.
_REGIONS, _STAGES, _COMPLETENESS = (
    {value: str(label) for value, label in choices.choices}
    for choices in (Council.Region, CaseStudy.Stage, CaseStudy.Completeness)
)
# A text in parts, with whether to mark each as found; where nothing is searched for, it is one part.
type Parts = Sequence[tuple[str, bool]]


class Hit(NamedTuple):
    """A case study that was found, whether it has all the words, and its card as JSON."""

    id: int
    whole: bool
    card: str


@dataclass
class Place:
    """A council as a result names it: an ended one with what it is part of now."""

    name: str
    slug: str
    region: str
    ended: int | None
    successors: list[str]

    @property
    def now(self) -> str:
        return " and ".join(self.successors) if self.ended else ""


@dataclass
class Card:
    """One result. `summary` is the answer in one line; `outcome` the best measured result as words, or ""."""

    id: int
    title: str
    slug: str
    summary: str
    year: int | None
    stage: str
    evidence: int | None
    completeness: str
    reuse: str
    confirmed: date | None
    synthetic: bool
    places: list[Place] = field(default_factory=list)
    themes: list[tuple[str, str, int]] = field(default_factory=list)
    outcome: str = ""
    adoptions: int = 0
    picture: Thumbnail | None = None
    whole: bool = True
    divider: bool = False  # the first one that lacks a word
    title_parts: Parts = ()
    summary_parts: Parts = ()

    @property
    def url(self) -> str:
        return path_to("case_studies:case_study", self.slug)

    @property
    def councils(self) -> str:
        """The councils in one phrase, those that became the same council together: “A and B (now C)”."""
        groups: dict[str, list[str]] = {}
        for place in self.places:
            groups.setdefault(place.now or place.name, []).append(place.name)
        phrases = []
        for now, names in groups.items():
            phrase = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
            phrases.append(phrase if names == [now] else f"{phrase} (now {now})")
        if len(phrases) > 4:
            return f"{', '.join(phrases[:3])} and {len(phrases) - 3} others"
        return f"{', '.join(phrases[:-1])} and {phrases[-1]}" if len(phrases) > 1 else "".join(phrases)

    @property
    def regions(self) -> str:
        values = dict.fromkeys(place.region for place in self.places)
        return ", ".join(_REGIONS[value] for value in values if value in _REGIONS)

    @property
    def colour(self) -> int:
        return self.themes[0][2] if self.themes else 1

    @property
    def cover(self) -> str:
        """Where the picture is that stands for the record: its first one, or the drawn cover."""
        return self.picture.address if self.picture else covers.address(self.colour, self.id)

    @property
    def meta(self) -> str:
        """Councils, region, year and theme in one line."""
        return " · ".join([self.where_and_when, self.themes[0][0]]) if self.themes else self.where_and_when

    @property
    def where_and_when(self) -> str:
        """Councils, region and year; a region that is called as its council is said once."""
        where = [self.councils or "Council not named", self.regions]
        return " · ".join(filter(None, [*dict.fromkeys(where), str(self.year or "")]))

    @property
    def tags(self) -> tuple[tuple[str, str], ...]:
        """The small labels, each with its kind of surface: how far it is, how sure, how fresh, how much is told."""
        return _tags(self.stage, self.completeness, self.evidence, self.reusable, self.adoptions, self.confirmed)

    @property
    def theme(self) -> tuple[str, str, int] | None:
        return self.themes[0] if self.themes else None

    @property
    def stage_label(self) -> str:
        return _STAGES.get(self.stage, "")

    @property
    def evidence_label(self) -> str:
        return str(CaseStudy.Evidence(self.evidence).label) if self.evidence else ""

    @property
    def completeness_label(self) -> str:
        return _COMPLETENESS[self.completeness]

    @property
    def reusable(self) -> bool:
        return self.reuse in (CaseStudy.ReuseTerms.FREE, CaseStudy.ReuseTerms.CREDIT)


@lru_cache(maxsize=2_000)
def _tags(
    stage: str, completeness: str, evidence: int | None, reusable: bool, adoptions: int, confirmed: date | None
) -> tuple[tuple[str, str], ...]:
    found = []
    if stage:
        found.append((_STAGES.get(stage, ""), "" if stage == CaseStudy.Stage.STOPPED else "done"))
    if completeness == CaseStudy.Completeness.SUMMARY:
        found.append((_COMPLETENESS[completeness], "notice"))
    if evidence:
        found.append((f"Evidence {evidence} of 5", ""))
    if reusable:
        found.append(("Free to reuse", "done"))
    if adoptions:
        found.append((f"Adopted by {adoptions} council{'s' if adoptions > 1 else ''}", ""))
    if confirmed:
        found.append((f"Confirmed {confirmed:%B %Y}", ""))
    return tuple(found)


def outcome_words(kind: str, description: str, amount: str, unit: str, period: str, basis: str) -> str:
    """Return an outcome as a short phrase: “Money saved: £450,000 each year (forecast)”."""
    number = Decimal(amount)
    figure = f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}".rstrip("0")
    if unit == Outcome.Unit.POUNDS:
        figure = f"£{number:,.0f}" if number == number.to_integral_value() else f"£{number:,.2f}"
    elif unit == Outcome.Unit.PER_CENT:
        figure = f"{figure} per cent"
    elif unit != Outcome.Unit.NUMBER:
        figure = f"{figure} {unit}"
    what = description or str(Outcome.Kind(kind).label)
    when = f" {Outcome.Period(period).label.lower()}" if period != Outcome.Period.ONE_OFF else ""
    sure = f" ({Outcome.Basis(basis).label.lower()})" if basis in ("estimated", "forecast") else ""
    return f"{what[:1].upper()}{what[1:]}: {figure}{when}{sure}"


def cards(hits: Iterable[Hit]) -> list[Card]:
    """Return what these results show, in their order."""
    found: list[Card] = []
    for hit in hits:
        card = _card(hit)
        card.divider = not hit.whole and (not found or found[-1].whole)
        found.append(card)
    return found


def _card(hit: Hit) -> Card:
    *plain, confirmed, synthetic, places, themes, outcome, adoptions, picture = json.loads(hit.card)
    title, slug, summary, year, stage, evidence, completeness, reuse = plain
    on = date.fromisoformat(confirmed) if confirmed else None
    card = Card(hit.id, title, slug, summary, year, stage, evidence, completeness, reuse, on, synthetic)
    card.whole = hit.whole
    card.title_parts, card.summary_parts = [(card.title, False)], [(card.summary, False)]
    card.places = [
        Place(name, slug, region, ended, successors or []) for name, slug, region, ended, successors in places or []
    ]
    card.themes = [(name, slug, colour) for name, slug, colour in themes or []]
    card.outcome = outcome_words(*outcome) if outcome else ""
    card.adoptions = adoptions
    card.picture = Thumbnail(*picture) if picture else None
    return card
