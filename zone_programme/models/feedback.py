"""What delegates say of a session: three questions. Who they are is not kept."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Avg, Count, Q
from django.utils import timezone

from zone_programme.models.sessions import Session
from zone_programme.models.zones import Zone

# With fewer answers than this a total would say what one person thinks, so none is shown.
SHOWN_FROM = 5


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    def of(self, zone: Zone) -> "FeedbackQuerySet":
        return self.filter(session__zone=zone)

    def with_words(self) -> "FeedbackQuerySet":
        return self.exclude(words="")

    def to_be_read(self) -> "FeedbackQuerySet":
        """Words that no officer has looked at yet."""
        return self.with_words().filter(moderated_at=None)

    def passed_on(self) -> "FeedbackQuerySet":
        """Words that speakers may read."""
        return self.with_words().filter(passed=True)

    def totals(self) -> "Totals":
        """Return how many answered and what they said. Costs a query."""
        found = self.aggregate(
            answers=Count("pk"), useful=Avg("useful"), will_do=Count("pk", filter=Q(will_do=Feedback.WillDo.YES))
        )
        return Totals(found["answers"], found["useful"], found["will_do"])


class Totals:
    """Answers in all. Mean and share are None with fewer than `SHOWN_FROM`."""

    def __init__(self, answers: int, useful: float | None, will_do: int) -> None:
        self.answers = answers
        self.shown = answers >= SHOWN_FROM
        self.useful = round(useful, 1) if self.shown and useful is not None else None
        self.will_do_per_cent = round(100 * will_do / answers) if self.shown else None

    def in_words(self) -> str:
        """Return them as a sentence or two."""
        if not self.answers:
            return "Nobody has answered yet."
        if not self.shown:
            return f"Fewer than {SHOWN_FROM} people answered, so no totals are shown."
        return (
            f"{self.answers} people answered. They found it {self.useful} of 5 useful, "
            f"and {self.will_do_per_cent} per cent will do something with it."
        )


class Feedback(models.Model):
    """One answer. `form` is the id of the form it was typed into, which is sent once however often it is pressed."""

    class WillDo(models.TextChoices):
        YES = "yes", "Yes"
        PERHAPS = "perhaps", "Perhaps"
        NO = "no", "No"

    class Useful(models.IntegerChoices):
        VERY = 5, "5: very useful"
        FOUR = 4, "4"
        THREE = 3, "3"
        TWO = 2, "2"
        NOT = 1, "1: not useful"

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="feedback")
    form = models.UUIDField(unique=True, editable=False)
    useful = models.PositiveSmallIntegerField(choices=Useful, validators=[MinValueValidator(1), MaxValueValidator(5)])
    will_do = models.CharField("will do something with it", max_length=10, choices=WillDo)
    words = models.TextField("words to the speakers", blank=True, max_length=1000)
    given_at = models.DateTimeField("given", default=timezone.now, editable=False)
    passed = models.BooleanField("speakers may read it", default=False)
    moderated_at = models.DateTimeField(null=True, blank=True, editable=False)
    moderated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["-given_at", "-id"]
        verbose_name = verbose_name_plural = "feedback"
        indexes = [
            models.Index(fields=["given_at"], condition=Q(moderated_at=None) & ~Q(words=""), name="words_to_read")
        ]
        constraints = [
            models.CheckConstraint(condition=Q(useful__range=(1, 5)), name="useful_1_to_5"),
            models.CheckConstraint(
                condition=Q(moderated_at=None, moderated_by=None, passed=False)
                | Q(moderated_at__isnull=False, moderated_by__isnull=False),
                name="feedback_moderated_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"Feedback on {self.session}"
