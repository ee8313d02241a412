"""What is left of a case study that was removed for ever: that it was, by whom and why."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Purge(models.Model):
    """One removal. `row` is the key the case study had; its content and history are gone."""

    title = models.CharField(max_length=200)
    row = models.PositiveBigIntegerField("number")
    reason = models.TextField()
    at = models.DateTimeField("when", default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="by whom")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "purge"

    def __str__(self) -> str:
        return self.title
