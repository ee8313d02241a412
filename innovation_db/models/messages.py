"""E-mails: each is kept with what it is about, and waits here until a mail server has taken it.

Writing and sending them is `innovation_db/mail.py`.
"""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

# Whoever took a message to hand it over and has said nothing for this long was cut off in the middle.
HAND_OVER_LIMIT = timedelta(minutes=15)


class MessageQuerySet(models.QuerySet["Message"]):
    def waiting(self) -> "MessageQuerySet":
        """Not sent yet, and not given up."""
        return self.filter(sent_at__isnull=True, given_up_at__isnull=True)

    def due(self) -> "MessageQuerySet":
        """Waiting, in nobody's hands, and its pause is over."""
        return self.waiting().filter(claimed_at__isnull=True, next_attempt_at__lte=timezone.now())

    def interrupted(self) -> "MessageQuerySet":
        """Taken by a sender that never said how it ended."""
        return self.waiting().filter(claimed_at__lt=timezone.now() - HAND_OVER_LIMIT)

    def sent(self) -> "MessageQuerySet":
        return self.filter(sent_at__isnull=False)

    def failed(self) -> "MessageQuerySet":
        return self.filter(given_up_at__isnull=False)


class Message(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENT = "sent", "Sent"
        FAILED = "failed", "Not sent"

    to = models.EmailField()
    reply_to = models.EmailField("replies go to", blank=True)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField("HTML", blank=True)
    template = models.CharField(max_length=100, help_text="The template that it was written from.")
    secrets = models.JSONField(
        default=list, editable=False, help_text="What only its reader may see: taken out once it was sent."
    )
    attachments = models.JSONField(
        default=list, editable=False, help_text="Text files that go with it: innovation_db.mail.Attachment."
    )
    about_type = models.ForeignKey(ContentType, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    about_id = models.PositiveBigIntegerField(null=True, blank=True)
    about = GenericForeignKey("about_type", "about_id")
    created_at = models.DateTimeField("written", default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="+"
    )
    copy_of = models.ForeignKey(
        "self", null=True, blank=True, editable=False, on_delete=models.SET_NULL, related_name="copies"
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField("next attempt", default=timezone.now)
    claimed_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField("sent", null=True, blank=True)
    given_up_at = models.DateTimeField("given up", null=True, blank=True)
    last_error = models.TextField("what went wrong", blank=True)

    objects: ClassVar = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "e-mail"
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="message_sent_or_given_up"
            ),
            models.CheckConstraint(
                condition=Q(claimed_at__isnull=True) | Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="message_claimed_while_waiting",
            ),
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"]),
            models.Index(fields=["to", "created_at"]),
            models.Index(
                fields=["next_attempt_at"],
                name="message_waiting",
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to}"

    @property
    def state(self) -> State:
        if self.sent_at:
            return self.State.SENT
        return self.State.FAILED if self.given_up_at else self.State.WAITING

    @property
    def masked(self) -> bool:
        """Whether something only its reader may see has been taken out, so that it cannot be sent again."""
        return MASK in self.text


MASK = "[removed: only for the reader]"
