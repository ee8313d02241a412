"""Pictures of reports. Which block shows one, is in the block; a version that shows one keeps it for ever."""

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils import timezone

from board_reports.models.reports import Report


class ReportPicture(models.Model):
    """An uploaded picture: its file is kept under `name`, and its address ends in it.

    The database refuses to delete one that a version of its report shows.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    name = models.CharField(max_length=60, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["added_at"]
        triggers = [
            pgtrigger.Trigger(
                name="kept_for_versions",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT 1 FROM board_reports_version
                               WHERE report_id = OLD.report_id AND strpos(content::text, OLD.name) > 0) THEN
                        RAISE EXCEPTION 'A version of its report shows this picture.';
                    END IF;
                    RETURN OLD;
                """,
            )
        ]

    def __str__(self) -> str:
        return self.name
