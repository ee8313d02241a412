"""What is left of a person who asked to be forgotten: that it was done, when and by which officer; never who it was.

Finding and erasing is `zone_programme/erasing.py`.
"""

from django.conf import settings
from django.db import models
from django.utils import timezone


class Erasure(models.Model):
    """One person erased. `what` counts the kinds of things that went, such as “2 proposals and 5 e-mails”."""

    at = models.DateTimeField("when", default=timezone.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name="by whom")
    what = models.TextField("what went")

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = "person erased"
        verbose_name_plural = "people erased"

    def __str__(self) -> str:
        return f"Somebody, on {timezone.localtime(self.at):%-d %B %Y}"
