"""Background work that a person waits for: how far it is and what came of it. Running it is `innovation_db/jobs.py`."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class JobQuerySet(models.QuerySet["Job"]):
    def waiting(self) -> "JobQuerySet":
        return self.filter(state=Job.State.WAITING)

    def running(self) -> "JobQuerySet":
        return self.filter(state=Job.State.RUNNING)

    def unfinished(self) -> "JobQuerySet":
        return self.filter(state__in=[Job.State.WAITING, Job.State.RUNNING])


class Job(models.Model):
    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        STOPPED = "stopped", "Stopped"

    title = models.CharField(max_length=200)
    task = models.CharField(max_length=200, help_text="The function that does the work.")
    arguments = models.JSONField(default=dict, editable=False)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="Steps done.")
    total = models.PositiveIntegerField(null=True, blank=True, help_text="Steps in all, when known.")
    message = models.TextField(blank=True, help_text="What it is doing, or what came of it.")
    result_url = models.CharField(max_length=300, blank=True, help_text="Where to see what came of it.")
    traceback = models.TextField(blank=True, help_text="For administrators.")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    stop_asked = models.BooleanField(default=False)
    created_at = models.DateTimeField("asked for", default=timezone.now, editable=False)
    started_at = models.DateTimeField("began", null=True, blank=True)
    finished_at = models.DateTimeField("ended", null=True, blank=True)

    objects: ClassVar = JobQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = "background job"
        indexes = [
            models.Index(fields=["created_at"], name="job_unfinished", condition=Q(state__in=["waiting", "running"]))
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at__isnull=True)
                | Q(state__in=["done", "failed", "stopped"], finished_at__isnull=False),
                name="job_ended_when_it_ended",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ended(self) -> bool:
        return self.finished_at is not None

    @property
    def per_cent(self) -> int | None:
        """How far it is, from 0 to 100, or None where nobody knows how much there is."""
        return min(100, 100 * self.done // self.total) if self.total else None
