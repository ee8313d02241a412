"""The forward plan of a board: which subject comes to which meeting, before there is a report."""

from typing import ClassVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from board_reports.models.boards import Board, Meeting, Membership
from board_reports.models.reports import OFFICERS, Report
from innovation_db.models import User, Versioned, bump_version, tracked


class ForwardItemQuerySet(models.QuerySet["ForwardItem"]):
    def waiting(self) -> "ForwardItemQuerySet":
        """Those whose report is not published yet."""
        return self.exclude(report__state=Report.State.PUBLISHED)

    def known_to(self, reader: User | AnonymousUser) -> "ForwardItemQuerySet":
        """Those of which this reader may know what they are about.

        A restricted one officers and who sits on the board today; once its report is begun, who may know of that.
        """
        known = self.filter(Q(report=None) | Q(report__in=Report.objects.known_to(reader).values("pk")))
        if reader.has_perm(OFFICERS):
            return known
        seats = Membership.objects.of(reader).filter(board=OuterRef("board"))
        return known.filter(Q(restricted=False) | Q(Exists(seats)))

    def in_order(self) -> "ForwardItemQuerySet":
        """By the day of the meeting; those without one stand last."""
        return self.order_by(F("meeting__date").asc(nulls_last=True), "pk")


@tracked()
class ForwardItem(Versioned):
    """A subject that is to come to a board. `report` is the one that was begun for it."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="forward_items")
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="forward_items",
        help_text="Empty: the meeting is not settled yet.",
    )  # fmt: skip
    subject = models.CharField(max_length=200)
    kind = models.CharField("kind of report", max_length=10, choices=Report.Type, default=Report.Type.UPDATE)
    lead = models.CharField("lead officer", max_length=120, blank=True, help_text="A role, such as “Senior Adviser”.")
    restricted = models.BooleanField(
        default=False, help_text="Readers see that there is an item, not what it is about."
    )
    restricted_reason = models.CharField("why it is restricted", max_length=300, blank=True)
    report = models.OneToOneField(
        Report, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="forward_item"
    )

    objects: ClassVar = ForwardItemQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "item of the forward plan"
        verbose_name_plural = "forward plan"
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=Q(restricted=False) | ~Q(restricted_reason=""), name="a_restricted_item_says_why",
                violation_error_message="Say why it is restricted.",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.subject

    def clean(self) -> None:
        if self.restricted and not self.restricted_reason:
            raise ValidationError({"restricted_reason": "Say why it is restricted."})
        if self.meeting is not None and self.meeting.board_id != self.board_id:
            raise ValidationError({"meeting": "That is a meeting of another board."})
