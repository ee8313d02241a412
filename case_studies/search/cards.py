"""What a page of results shows of each case study, read in one query whatever their number."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from case_studies import covers
from case_studies.models import CaseStudy, Council, Outcome

_CARDS = """
SELECT c.id, c.title, c.slug, c.summary, coalesce(c.year, extract(year FROM c.begun_on)::int), c.stage,
    c.evidence_level, c.completeness, c.reuse_terms, c.last_confirmed_on, c.synthetic,
    (SELECT json_agg(json_build_array(n.short_name, n.slug, n.region, extract(year FROM n.ended_on),
        (SELECT json_agg(m.short_name) FROM case_studies_council_successors s
         JOIN case_studies_council m ON m.id = s.to_council_id WHERE s.from_council_id = n.id))
        ORDER BY i.role, i.id)
     FROM case_studies_involvement i JOIN case_studies_council n ON n.id = i.council_id
     WHERE i.case_study_id = c.id),
    (SELECT json_agg(json_build_array(n.name, n.slug, n.colour) ORDER BY n.name)
     FROM case_studies_casestudy_themes l JOIN case_studies_theme n ON n.id = l.theme_id
     WHERE l.casestudy_id = c.id),
    (SELECT json_build_array(o.kind, o.description, o.amount::text, o.unit, o.period, o.basis)
     FROM case_studies_outcome o WHERE o.case_study_id = c.id
     ORDER BY array_position(ARRAY['audited', 'achieved', 'forecast', 'estimated'], o.basis::text),
        array_position(ARRAY['saving', 'cost-avoided', 'income'], o.kind::text) NULLS LAST, o.amount DESC, o.id
     LIMIT 1),
    (SELECT count(*) FROM case_studies_adoption a WHERE a.case_study_id = c.id)
FROM case_studies_casestudy c WHERE c.id = ANY (%s) AND c.state = 'published'
"""


# Django makes a list of choices afresh each time that it is asked, and a page asks a hundred times.
_REGIONS, _STAGES, _COMPLETENESS = (
    {value: str(label) for value, label in choices.choices}
    for choices in (Council.Region, CaseStudy.Stage, CaseStudy.Completeness)
)
# A text in parts, with whether to mark each as found; where nothing is searched for, it is one part.
type Parts = Sequence[tuple[str, bool]]


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
    whole: bool = True
    divider: bool = False  # the first one that lacks a word
    title_parts: Parts = ()
    summary_parts: Parts = ()

    @property
    def url(self) -> str:
        return f"/case-studies/{self.slug}/"

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
        return covers.address(self.colour, self.id)

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
    def tags(self) -> list[tuple[str, str]]:
        """The small labels, each with its kind of surface: how far it is, how sure, how fresh, how much is told."""
        found = []
        if self.stage:
            found.append((self.stage_label, "" if self.stage == CaseStudy.Stage.STOPPED else "done"))
        if self.completeness == CaseStudy.Completeness.SUMMARY:
            found.append((self.completeness_label, "notice"))
        if self.evidence:
            found.append((f"Evidence {self.evidence} of 5", ""))
        if self.reusable:
            found.append(("Free to reuse", "done"))
        if self.adoptions:
            found.append((f"Adopted by {self.adoptions} council{'s' if self.adoptions > 1 else ''}", ""))
        if self.confirmed:
            found.append((f"Confirmed {self.confirmed:%B %Y}", ""))
        return found

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


def cards(hits: Sequence[tuple[int, bool]]) -> list[Card]:
    """Return the cards of these case studies in this order. One query."""
    if not hits:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, [[pk for pk, _ in hits]])
        found = {row[0]: _card(row) for row in cursor.fetchall()}
    result: list[Card] = []
    for pk, whole in hits:
        if (card := found.get(pk)) is not None:
            card.whole = whole
            card.divider = not whole and (not result or result[-1].whole)
            result.append(card)
    return result


def _card(row: tuple[Any, ...]) -> Card:
    *plain, places, themes, outcome, adoptions = row
    card = Card(*plain)
    card.title_parts, card.summary_parts = [(card.title, False)], [(card.summary, False)]
    card.places = [
        Place(name, slug, region, int(ended) if ended else None, successors or [])
        for name, slug, region, ended, successors in places or []
    ]
    card.themes = [(name, slug, colour) for name, slug, colour in themes or []]
    card.outcome = outcome_words(*outcome) if outcome else ""
    card.adoptions = adoptions
    return card
