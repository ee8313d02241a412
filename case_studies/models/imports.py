"""What the last import said about each case study, so that the next one can tell its own words from an officer's."""

from django.conf import settings
from django.db import models

from case_studies.models.case_studies import CaseStudy


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
