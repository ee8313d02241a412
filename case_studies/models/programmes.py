"""Improvement programmes and funds, their cohorts, and which council took part in which."""

from datetime import date, timedelta

from django.db import models

from case_studies.models.councils import Council
from case_studies.models.subjects import Partner
from innovation_db.models import Versioned, bump_parent_version, bump_version, tracked
from innovation_db.paths import path_to
from innovation_db.rich_text import RichTextField


@tracked()
class Programme(Versioned):
    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=120, unique=True)
    also_called = models.CharField(max_length=120, blank=True)
    summary = models.TextField(blank=True, max_length=500)
    description = RichTextField()
    website = models.URLField(blank=True)
    started_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    partners = models.ManyToManyField(Partner, related_name="programmes", blank=True)

    class Meta:
        ordering = ["name"]
        triggers = [bump_version()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(started_on__isnull=True)
                | models.Q(ended_on__gte=models.F("started_on")),
                name="programme_ends_after_start",
                violation_error_message="A programme cannot end before it starts.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return path_to("case_studies:programme", self.slug)


@tracked()
class Cohort(Versioned):
    """One round of a programme. `days` is its clock: how long councils work before they reconvene."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="cohorts")
    name = models.CharField(max_length=120)
    launched_on = models.DateField(null=True, blank=True)
    days = models.PositiveSmallIntegerField("working period in days", null=True, blank=True)
    places = models.PositiveSmallIntegerField(null=True, blank=True)
    councils_at_launch = models.PositiveSmallIntegerField(
        "councils at the launch event", null=True, blank=True, help_text="How many councils sent officers."
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["programme", "launched_on", "name"]
        triggers = [bump_version(), *bump_parent_version("case_studies_programme", "programme_id")]
        constraints = [models.UniqueConstraint(fields=["programme", "name"], name="cohort_name_once")]

    def __str__(self) -> str:
        return f"{self.programme}: {self.name}"

    @property
    def reconvened_on(self) -> date | None:
        """The day the working period ends and the councils meet again, when it is known."""
        return self.launched_on + timedelta(days=self.days) if self.launched_on and self.days else None


@tracked()
class Participation(models.Model):
    """A council in a cohort, as it was then: ended councils stay themselves."""

    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="participations")
    council = models.ForeignKey(Council, on_delete=models.PROTECT, related_name="participations")
    role = models.CharField(max_length=80, blank=True, help_text="Such as “host”, “pilot area” or “place won”.")

    class Meta:
        ordering = ["council__short_name"]
        triggers = bump_parent_version("case_studies_cohort", "cohort_id")
        constraints = [models.UniqueConstraint(fields=["cohort", "council"], name="council_once_in_cohort")]

    def __str__(self) -> str:
        return f"{self.council} in {self.cohort}"
