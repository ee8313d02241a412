"""Files that were sent for an import, and what the last import said about each case study.

The second is how the next import can tell its own words from an officer's.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from case_studies.models.case_studies import CaseStudy
from innovation_db.models import Job


class ImportFileQuerySet(models.QuerySet["ImportFile"]):
    def being_imported(self) -> "ImportFileQuerySet":
        """Return those whose import waits for its turn or runs."""
        return self.filter(step=ImportFile.Step.IMPORTING, job__in=Job.objects.unfinished())

    def at_rest(self) -> "ImportFileQuerySet":
        """Return those for which no job waits or runs."""
        return self.exclude(job__in=Job.objects.unfinished())


class ImportFile(models.Model):
    """A CSV file that somebody sent for an import: checked first, then imported, each by a background job.

    The file is kept in the database, not among the uploads, because it holds addresses that are never shown. It is let
    go when it is in; what was rejected is kept a while longer, to be mended.
    """

    class Step(models.TextChoices):
        CHECKING = "checking", "Being checked"
        CHECKED = "checked", "Checked"
        IMPORTING = "importing", "Being imported"
        IMPORTED = "imported", "Imported"

    name = models.CharField("file", max_length=100)
    content = models.BinaryField(null=True, editable=False)
    publish = models.BooleanField(
        "publish", default=False, help_text="New records and drafts go on the site at once. Otherwise they are drafts."
    )
    overwrite = models.BooleanField(
        "let the file win",
        default=False,
        help_text="Where somebody edited a record on the site since the last import, the file’s words replace theirs. "
        "Otherwise such a row is rejected.",
    )
    step = models.CharField(max_length=10, choices=Step, default=Step.CHECKING, editable=False)
    result = models.JSONField(default=dict, editable=False)
    rejected_rows = models.TextField(default="", editable=False)
    job = models.ForeignKey(Job, null=True, editable=False, on_delete=models.SET_NULL, related_name="+")
    sent_at = models.DateTimeField("sent", default=timezone.now, editable=False)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, editable=False, on_delete=models.PROTECT, related_name="+", verbose_name="sent by"
    )
    imported_at = models.DateTimeField("imported", null=True, editable=False)

    objects: ClassVar = ImportFileQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        verbose_name = "import of case studies"
        verbose_name_plural = "imports of case studies"
        constraints = [
            models.CheckConstraint(
                condition=Q(step="imported", content__isnull=True, imported_at__isnull=False)
                | (~Q(step="imported") & Q(content__isnull=False, imported_at__isnull=True)),
                name="import_file_let_go_when_imported",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return its page in the admin: it has no other."""
        return reverse("admin:case_studies_importfile_change", args=[self.pk])

    @property
    def is_under_way(self) -> bool:
        """Whether a job for it waits or runs. Costs a query where the job was not fetched with it."""
        return self.job is not None and not self.job.ended

    @property
    def may_start(self) -> bool:
        """Whether it can be imported now: it was checked, or its import was stopped on the way."""
        return self.step in (self.Step.CHECKED, self.Step.IMPORTING) and not self.is_under_way

    @property
    def may_check_again(self) -> bool:
        """Whether its check ended without a result."""
        return self.step == self.Step.CHECKING and not self.is_under_way


class ImportedRow(models.Model):
    """The row of a file that a case study was last imported from.

    `digests` maps each field that the row gave to a short digest of its value. A field whose value still has that
    digest has not been edited on the site since.
    """

    case_study = models.OneToOneField(
        CaseStudy, primary_key=True, on_delete=models.CASCADE, related_name="imported_row"
    )
    file = models.CharField(max_length=255)
    row = models.PositiveIntegerField(help_text="As a spreadsheet counts: the header is row 1.")
    digests = models.JSONField(default=dict)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    published = models.BooleanField(
        default=False, help_text="An import has published it once; it will not do so again."
    )

    def __str__(self) -> str:
        return f"{self.file}, row {self.row}"
