"""The proposals of a Zone with their marks, as officers choose from them, and the balance of a choice."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch, Q

from case_studies.models import CaseStudy, Council
from innovation_db.models import User
from zone_programme.balance import Balance, Entry, Origin, balance
from zone_programme.marks import Summary, one_place, summary
from zone_programme.models import Proposal, Review, Zone

State = Proposal.State
IN = (State.SHORTLISTED, State.ACCEPTED)  # what counts in the balance without being ticked


@dataclass(frozen=True)
class Line:
    """One proposal. `hidden`: the officer still has it to score, and is as blind to others as every reviewer."""

    proposal: Proposal
    given: int
    summary: Summary
    hidden: bool
    conflicts: int
    told: bool

    @property
    def median(self) -> str:
        return one_place(self.summary.median)

    @property
    def spread(self) -> str:
        return one_place(self.summary.spread)

    @property
    def councils(self) -> str:
        return ", ".join(council.short_name for council in self.proposal.councils.all())

    @property
    def theme(self) -> str:
        return self.proposal.theme.name if self.proposal.theme else ""

    @property
    def seen(self) -> str:
        """What the page sends back of it: which version the officer saw."""
        return f"{self.proposal.pk}:{self.proposal.version}"


SORTS: dict[str, tuple[str, Callable[[Line], Any]]] = {
    "median": ("Highest median", lambda line: line.summary.order),
    "spread": ("Widest spread", lambda line: (line.summary.spread is None, -(line.summary.spread or 0))),
    "fewest": ("Fewest reviews", lambda line: line.summary.reviews),
    "theme": ("Theme", lambda line: (not line.theme, line.theme.casefold())),
    "title": ("Title", lambda line: line.proposal.title.casefold()),
}


class Shortlist:
    """All proposals of a Zone but those withdrawn, as `user` may see them. Costs eight queries, however many."""

    def __init__(self, zone: Zone, user: User) -> None:
        self.zone, self.user = zone, user

    @cached_property
    def lines(self) -> list[Line]:
        """Every proposal, by median, then spread, then title."""
        weights = {criterion.pk: criterion.weight for criterion in self.zone.criteria.all()}
        reviews = Prefetch("reviews", Review.objects.prefetch_related("scores"))
        standing = self.zone.proposals.standing().select_related("theme")
        lines = []
        for proposal in standing.prefetch_related("councils", "letters", reviews):
            given = list(proposal.reviews.all())
            blind = any(one.reviewer_id == self.user.pk and one.done_at is None for one in given)
            lines.append(
                Line(
                    proposal=proposal,
                    given=len(given),
                    summary=summary(one.mark(weights) for one in given if one.done_at and not blind),
                    hidden=blind,
                    conflicts=sum(one.conflict_at is not None for one in given),
                    told=any(letter.outcome == proposal.state for letter in proposal.letters.all()),
                )
            )
        lines.sort(key=lambda line: line.proposal.title.casefold())
        return sorted(lines, key=lambda line: line.summary.order)

    def shown(self, *, sort: str = "", state: str = "", theme: str = "") -> list[Line]:
        """Return the lines in a state and of a theme (its id), in one of `SORTS`; equal ones stay by median."""
        kept = [
            line
            for line in self.lines
            if state in ("", line.proposal.state) and theme in ("", str(line.proposal.theme_id))
        ]
        return sorted(kept, key=SORTS[sort][1]) if sort in SORTS else kept

    @cached_property
    def themes(self) -> list[tuple[str, str]]:
        return sorted({(str(line.proposal.theme_id), line.theme) for line in self.lines if line.theme}, key=_second)

    def balance(self, ticked: Collection[int]) -> Balance:
        """Return the balance of what is ticked, short-listed or accepted, beside that of all proposals."""
        chosen = [line.proposal.pk for line in self.lines if line.proposal.state in IN or line.proposal.pk in ticked]
        return balance([self._entry(line) for line in self.lines], chosen)

    def _entry(self, line: Line) -> Entry:
        councils = tuple(
            Origin(
                council.pk, council.short_name, council.get_region_display(), council.get_kind_display(),
                featured=council.pk in self._featured,
            )
            for council in line.proposal.councils.all()
        )  # fmt: skip
        return Entry(line.proposal.pk, line.theme, councils)

    @cached_property
    def _featured(self) -> set[int]:
        return featured(self.zone)


def featured(zone: Zone) -> set[int]:
    """Return the ids of the councils of earlier Zones' sessions and of published case studies, and of their successors.

    A council that took over from one that was featured is no newcomer.
    """
    here = Q(sessions__zone__year__lt=zone.year) | Q(involvements__case_study__state=CaseStudy.State.PUBLISHED)
    councils = Council.objects.filter(here).values("pk")
    return set(Council.objects.filter(Q(pk__in=councils) | Q(predecessors__in=councils)).values_list("pk", flat=True))


def _second(pair: tuple[str, str]) -> str:
    return pair[1]
