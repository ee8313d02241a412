"""Slides and documents of a session, added by its speakers or by officers. Checking uploads is the floor's.

What speakers add waits until an officer has looked at it; adding and deciding is `zone_programme/session_files.py`.
"""

from typing import ClassVar

from django.db import models
from django.urls import reverse
from django.utils import timezone

from case_studies.models.attachments import StoredDocument
from innovation_db.models import bump_parent_version, tracked
from innovation_db.uploads import documents
from zone_programme.models.sessions import TABLE, Session

# So many files a session may have.
MOST_FILES = 10


class SessionFileQuerySet(models.QuerySet["SessionFile"]):
    def to_be_looked_at(self) -> "SessionFileQuerySet":
        """Those that no officer has decided about."""
        return self.filter(state=SessionFile.State.WAITING)

    def shown(self) -> "SessionFileQuerySet":
        return self.filter(state=SessionFile.State.SHOWN)


@tracked()
class SessionFile(StoredDocument, models.Model):
    """One file; once shown, everybody may read it as soon as its session is in a released programme."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waits to be looked at"
        SHOWN = "shown", "Shown"
        HELD = "held", "Held back"

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="files")
    title = models.CharField(max_length=200)
    file = models.FileField(
        upload_to="sessions/%Y/%m/", validators=[documents.validate],
        help_text="PDF, Word (.docx), Excel (.xlsx), PowerPoint (.pptx) or OpenDocument, up to 25 MB.",
    )  # fmt: skip
    media_type = models.CharField(max_length=100, editable=False, help_text="Found in the content, not the name.")
    size = models.PositiveIntegerField("size in bytes", editable=False, default=0)
    state = models.CharField("public", max_length=10, choices=State, default=State.SHOWN)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = SessionFileQuerySet.as_manager()

    class Meta:
        ordering = ["added_at", "id"]
        verbose_name = "file of a session"
        verbose_name_plural = "files of sessions"
        triggers = bump_parent_version(TABLE, "session_id")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("zone_programme:session_file", args=[self.pk, self.download_name])
