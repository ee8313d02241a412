"""What reviewers say of proposals: the criteria of a Zone, and each reviewer's scores, comment or conflict.

Working marks out is `zone_programme/marks.py`; writing across rows is `zone_programme/review_actions.py`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from innovation_db.models import User, Versioned, bump_parent_version, bump_version, tracked
from zone_programme.marks import HIGHEST, LOWEST, weighted_mean
from zone_programme.models.proposals import UNDECIDED, Proposal
from zone_programme.models.zones import TABLE as ZONE
from zone_programme.models.zones import Zone


@tracked()
class Criterion(models.Model):
    """What proposals of a Zone are scored by. Weights count by their ratio alone."""

    zone = models.ForeignKey(Zone, on_delete=models.CASCADE, related_name="criteria")
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=200, blank=True, help_text="What reviewers ask themselves.")
    lowest = models.CharField("what 0 means", max_length=120, default="Not at all")
    highest = models.CharField("what 5 means", max_length=120, default="Fully")
    weight = models.PositiveSmallIntegerField(
        default=1, validators=[MaxValueValidator(10)], help_text="2 counts twice as much as 1; 0 counts for nothing."
    )
    position = models.PositiveSmallIntegerField(default=0, help_text="Criteria stand in this order.")

    class Meta:
        ordering = ["position", "id"]
        verbose_name_plural = "criteria"
        triggers = bump_parent_version(ZONE, "zone_id")
        constraints = [models.UniqueConstraint(fields=["zone", "name"], name="criterion_name_once_in_zone")]

    def __str__(self) -> str:
        return self.name


class ReviewQuerySet(models.QuerySet["Review"]):
    def done(self) -> "ReviewQuerySet":
        return self.filter(done_at__isnull=False)

    def with_conflict(self) -> "ReviewQuerySet":
        return self.filter(conflict_at__isnull=False)

    def to_do(self) -> "ReviewQuerySet":
        return self.filter(done_at__isnull=True, conflict_at__isnull=True)

    def of(self, user: User) -> "ReviewQuerySet":
        return self.filter(reviewer=user)

    def seen_by(self, user: User) -> "ReviewQuerySet":
        """Those done, of proposals that `user` has no review of their own to do: reviewers are blind until then."""
        own = Review.objects.of(user).filter(proposal=OuterRef("proposal"), done_at__isnull=True)
        return self.done().exclude(Exists(own))

    def progress(self) -> "models.QuerySet[Review, dict[str, int]]":
        """Return, of each reviewer, `{"reviewer", "given", "finished", "conflicts", "left"}`.

        What was decided before somebody scored it is no longer left to do.
        """
        return (
            self.order_by()
            .values("reviewer")
            .annotate(
                given=Count("id"),
                finished=Count("id", filter=Q(done_at__isnull=False)),
                conflicts=Count("id", filter=Q(conflict_at__isnull=False)),
                left=Count(
                    "id", filter=Q(done_at__isnull=True, conflict_at__isnull=True, proposal__state__in=UNDECIDED)
                ),
            )
        )


@tracked()
class Review(Versioned):
    """One reviewer's view of one proposal: given to them, drafted, and done once; or a conflict of interest."""

    class State(models.TextChoices):
        TO_DO = "to-do", "To do"
        BEGUN = "begun", "Begun"
        DONE = "done", "Done"
        CONFLICT = "conflict", "Conflict of interest"

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="zone_reviews")
    comment = models.TextField(blank=True, max_length=2000)
    conflict = models.CharField("conflict of interest", max_length=300, blank=True)
    conflict_at = models.DateTimeField("declared", null=True, blank=True)
    done_at = models.DateTimeField("done", null=True, blank=True)
    given_at = models.DateTimeField("given", default=timezone.now, editable=False)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["proposal", "id"]
        triggers = [bump_version()]
        permissions = [
            ("score_review", "Can score the proposals given to them"),
            ("assign_review", "Can give proposals to reviewers and see how far they are"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["proposal", "reviewer"], name="review_once_of_proposal"),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(conflict_at__isnull=True), name="review_done_or_conflict"
            ),
            models.CheckConstraint(
                condition=Q(conflict_at__isnull=True, conflict="") | (Q(conflict_at__isnull=False) & ~Q(conflict="")),
                name="review_conflict_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reviewer} on “{self.proposal}”"

    @property
    def state(self) -> State:
        """Costs a query unless the scores are prefetched."""
        if self.done_at:
            return self.State.DONE
        if self.conflict_at:
            return self.State.CONFLICT
        return self.State.BEGUN if self.comment or self.scores.all() else self.State.TO_DO

    def by_criterion(self) -> dict[int, int]:
        """Return the scores by criterion. Costs a query unless they are prefetched."""
        return {score.criterion_id: score.value for score in self.scores.all()}

    def mark(self, weights: Mapping[int, int]) -> Fraction | None:
        """Return the weighted mean of its scores, from 0 to 5. Costs a query unless they are prefetched."""
        return weighted_mean(self.by_criterion(), weights)


@tracked()
class Score(models.Model):
    """What one review gives for one criterion."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="scores")
    criterion = models.ForeignKey(Criterion, on_delete=models.PROTECT, related_name="scores")
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["criterion__position", "criterion"]
        triggers = bump_parent_version("zone_programme_review", "review_id")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["review", "criterion"], name="score_once_a_criterion"),
            models.CheckConstraint(condition=Q(value__range=(LOWEST, HIGHEST)), name="score_0_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.value}"
