"""What came of a report at its meeting: the decision on each recommendation, directions, actions and their progress.

What the next report on the subject needs of it is gathered in `board_reports/following.py`.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from board_reports.models.reports import Report
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked


@tracked()
class Decision(Versioned):
    """What the board decided on one recommendation, whose words are kept as they stood."""

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        AMENDED = "amended", "Agreed with changes"
        NOTED = "noted", "Noted"
        DEFERRED = "deferred", "Put off to a later meeting"
        REFUSED = "refused", "Not agreed"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="decisions")
    number = models.PositiveSmallIntegerField("recommendation", help_text="Which one: 1 for the first.")
    recommendation = models.TextField(blank=True, help_text="Empty: the words of the published report.")
    outcome = models.CharField(max_length=10, choices=Outcome)
    note = models.TextField("in the board’s words", blank=True, max_length=1000)

    class Meta:
        ordering = ["report", "number"]
        triggers = [bump_version()]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "number"], name="a_recommendation_decided_once",
                violation_error_message="There is a decision on this recommendation already.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"Recommendation {self.number}: {self.get_outcome_display()}"


@tracked()
class Direction(Versioned):
    """What members asked officers for at the meeting, beyond the recommendations."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="directions")
    text = models.TextField(max_length=1000)

    class Meta:
        ordering = ["report", "pk"]
        triggers = [bump_version()]

    def __str__(self) -> str:
        return self.text[:80]


class ActionQuerySet(models.QuerySet["Action"]):
    def outstanding(self) -> "ActionQuerySet":
        return self.filter(state=Action.State.OPEN)

    def soonest_first(self) -> "ActionQuerySet":
        """Those with a date in its order, then those without."""
        return self.order_by(models.F("due_on").asc(nulls_last=True), "pk")


@tracked()
class Action(Versioned):
    """What somebody is to do after the meeting, and by when. It is done, dropped, or outstanding."""

    class State(models.TextChoices):
        OPEN = "open", "Outstanding"
        DONE = "done", "Done"
        DROPPED = "dropped", "No longer needed"

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="actions")
    direction = models.ForeignKey(
        Direction, null=True, blank=True, on_delete=models.SET_NULL, related_name="actions",
        help_text="The direction that it answers, where it answers one.",
    )  # fmt: skip
    text = models.TextField("what is to be done", max_length=600)
    owner = models.CharField(max_length=120, help_text="The officer or team who sees to it.")
    given_on = models.DateField(default=timezone.localdate, help_text="The day of the meeting.")
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    ended_on = models.DateField("done or dropped on", null=True, blank=True)

    objects: ClassVar = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["report", "pk"]
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", ended_on=None) | (~Q(state="open") & Q(ended_on__isnull=False)),
                name="an_action_ends_on_a_day",
                violation_error_message="Say on which day it was done or dropped; an outstanding one has none.",
            ),
            models.CheckConstraint(
                condition=Q(due_on__gte=models.F("given_on")), name="an_action_is_due_later",
                violation_error_message="It cannot be due before the meeting.",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_late(self) -> bool:
        """Whether it is outstanding although its day is past."""
        return self.state == self.State.OPEN and self.due_on is not None and self.due_on < timezone.localdate()


@tracked()
class ActionNote(models.Model):
    """How far an action was on a day."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="notes")
    on = models.DateField(default=timezone.localdate)
    text = models.TextField("progress", max_length=1000)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["on", "pk"]
        verbose_name = "progress note"
        triggers = bump_parent_version("board_reports_action", "action_id")

    def __str__(self) -> str:
        return self.text[:80]
