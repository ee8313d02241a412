"""What the site keeps for readers: which version a member read, the words that search finds, who asked for e-mails."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from board_reports.models.boards import Board
from board_reports.models.reports import Report
from innovation_db.models import ContributorLink


class ReadMark(models.Model):
    """The newest version of a report that somebody has read, and the one that they had read before it."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField("version")
    before = models.PositiveIntegerField("version read before", null=True, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "report"], name="a_report_marked_once")]

    def __str__(self) -> str:
        return f"Version {self.number} of report {self.report_id}"


class ReportText(models.Model):
    """The plain words of a report's newest published version, for search; written with each version by `search.py`."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="plain_text")
    number = models.PositiveIntegerField("version")
    text = models.TextField()
    words = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["words"], name="report_words")]

    def __str__(self) -> str:
        return f"Text of report {self.report_id}"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> "SubscriptionQuerySet":
        return self.filter(confirmed_at__isnull=False)


class Subscription(models.Model):
    """Somebody without an account wants an e-mail for each report of a board, or for each that follows one report.

    A report follows another when it names it as the previous one on the subject, or one that follows it.
    """

    link = models.OneToOneField(ContributorLink, on_delete=models.PROTECT, related_name="+")
    email = models.EmailField("e-mail")
    board = models.ForeignKey(Board, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions")
    subject = models.ForeignKey(Report, null=True, blank=True, on_delete=models.CASCADE, related_name="subscriptions")
    asked_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(board__isnull=True, subject__isnull=False) | Q(board__isnull=False, subject__isnull=True),
                name="a_board_or_a_subject",
            ),
            models.UniqueConstraint(Lower("email"), "board", name="a_board_once_an_address"),
            models.UniqueConstraint(Lower("email"), "subject", name="a_subject_once_an_address"),
        ]

    def __str__(self) -> str:
        return f"{self.email}: {self.about}"

    @property
    def about(self) -> Any:
        """The board, or the report that others follow."""
        return self.board or self.subject
