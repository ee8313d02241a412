"""What officers log through the period for the portfolio holder's report: one item each, under a part and a heading."""

import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from board_reports.models.boards import Board
from board_reports.models.reports import Report
from innovation_db.models import Versioned, bump_version, tracked


class ContributionQuerySet(models.QuerySet["Contribution"]):
    def new_for(self, board: Board, *, until: datetime.date | None = None) -> "ContributionQuerySet":
        """Those that no report of this board has used yet, of things up to the day `until`; in the report's order."""
        found = self.filter(board=board, used_in=None)
        return (found.filter(happened_on__lte=until) if until else found).in_order()

    def in_order(self) -> "ContributionQuerySet":
        """By part as parts are listed; below a part, the heading that was logged first stands first."""
        parts = [models.When(part=part, then=models.Value(place)) for place, part in enumerate(Contribution.Part)]
        return self.alias(part_place=models.Case(*parts, output_field=models.IntegerField())).order_by(
            "part_place", "happened_on", "pk"
        )


@tracked()
class Contribution(Versioned):
    """One item for the portfolio holder's report. Each line of `text` is a paragraph; “- ” begins one below it."""

    class Part(models.TextChoices):
        INNOVATION = "innovation", "Innovation"
        LEADERSHIP = "leadership", "Leadership"
        TRANSPARENCY = "transparency", "Transparency"
        PRODUCTIVITY = "productivity", "Productivity"
        OTHER = "other", "Other"

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="contributions")
    part = models.CharField(max_length=12, choices=Part, default=Part.INNOVATION)
    heading = models.CharField(max_length=120)
    text = models.TextField(max_length=3000, help_text="Each line is a paragraph; “- ” begins one that stands below.")
    happened_on = models.DateField("of", default=timezone.localdate, help_text="When it happened, or was agreed.")
    link = models.URLField(blank=True)
    source = models.CharField(
        "where its numbers come from", max_length=300, blank=True,
        help_text="Such as “attendance list of the workshop”. Without it, each number is asked about at clearance.",
    )  # fmt: skip
    logged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    logged_at = models.DateTimeField(default=timezone.now, editable=False)
    used_in = models.ForeignKey(
        Report, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="contributions"
    )

    objects: ClassVar = ContributionQuerySet.as_manager()

    class Meta:
        ordering = ["-happened_on", "-pk"]
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""), name="a_contribution_says_something",
                violation_error_message="Say what is to be reported.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.heading
