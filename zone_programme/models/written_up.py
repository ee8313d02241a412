"""What leads from a Zone back into the library: the case study made of a session, and the letter of thanks."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from case_studies.models import CaseStudy
from innovation_db.models import Message, SavedForm
from zone_programme.models.sessions import Session, Speaker


class WrittenUp(models.Model):
    """The draft that one press made of a session. When the case study is removed for ever, so is this."""

    session = models.OneToOneField(Session, on_delete=models.PROTECT, related_name="written_up")
    case_study = models.OneToOneField(CaseStudy, on_delete=models.CASCADE, related_name="written_up")
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = "session written up"
        verbose_name_plural = "sessions written up"

    def __str__(self) -> str:
        return f"{self.session} as a case study"


class ThankYou(models.Model):
    """The letter of thanks to one speaker, once each. `form` is what its link opens, filled in as far as known."""

    speaker = models.OneToOneField(Speaker, on_delete=models.CASCADE, related_name="thank_you")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    form = models.OneToOneField(SavedForm, null=True, blank=True, on_delete=models.SET_NULL, related_name="thank_you")
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = "letter of thanks"
        verbose_name_plural = "letters of thanks"

    def __str__(self) -> str:
        return f"Thanks to {self.speaker}"
