"""What a reviewer has on their desk, and what they may see of others: read together for their pages."""

from dataclasses import dataclass
from functools import cached_property

from innovation_db.models import User
from zone_programme.marks import Summary, one_place, summary
from zone_programme.models import Review, Zone

State = Review.State


class Desk:
    """The proposals of a Zone that were given to one reviewer, what waits first. Costs three queries."""

    def __init__(self, zone: Zone, user: User) -> None:
        self.zone, self.user = zone, user

    @cached_property
    def reviews(self) -> list[Review]:
        of = Review.objects.of(self.user).filter(proposal__zone=self.zone).order_by("proposal__submitted_at", "id")
        return list(of.select_related("proposal__theme").prefetch_related("proposal__councils", "scores"))

    @property
    def waiting(self) -> list[Review]:
        """Those that still need scores: begun ones first. What was decided meanwhile needs none."""
        open_ = [one for one in self.reviews if one.state in (State.TO_DO, State.BEGUN) and one.proposal.is_undecided]
        return sorted(open_, key=lambda one: one.state != State.BEGUN)

    @property
    def done(self) -> list[Review]:
        return [one for one in self.reviews if one.state == State.DONE]

    @property
    def conflicts(self) -> list[Review]:
        return [one for one in self.reviews if one.state == State.CONFLICT]

    @property
    def next(self) -> Review | None:
        return next(iter(self.waiting), None)

    @property
    def total(self) -> int:
        """How many the reviewer is to score in all."""
        return len(self.done) + len(self.waiting)


@dataclass(frozen=True)
class Others:
    """The reviews of others that a reviewer may see, with the median and spread of all."""

    reviews: list[tuple[Review, str]]  # each with its mark as people read it
    summary: Summary

    @property
    def median(self) -> str:
        return one_place(self.summary.median)

    @property
    def spread(self) -> str:
        return one_place(self.summary.spread)


def others_of(mine: Review) -> Others | None:
    """Return what others gave for the proposal, or None while the reviewer's own review is not done."""
    if mine.done_at is None:
        return None
    proposal = mine.proposal
    weights = {criterion.pk: criterion.weight for criterion in proposal.zone.criteria.all()}
    done = proposal.reviews.done().select_related("reviewer").prefetch_related("scores__criterion").order_by("done_at")
    marks = [(review, review.mark(weights)) for review in done]
    return Others(
        [(review, one_place(mark)) for review, mark in marks if review.pk != mine.pk],
        summary(mark for _, mark in marks),
    )
