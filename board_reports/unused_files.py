"""Files of reports that nothing refers to any more: pictures and uploaded papers whose rows were never kept.

A form that fails after its file was put away leaves one. A picture or paper that was replaced is no such file while the
history names it: it can be looked at and restored.
"""

import logging
from collections.abc import Iterator
from datetime import timedelta

from django.apps import apps
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Cast
from django.utils import timezone

from board_reports.pictures import FOLDER

log = logging.getLogger(__name__)

FOLDERS = (FOLDER, "board_papers/")
KEPT = timedelta(days=30)  # after it was put there, whatever refers to it
EVERY = 24 * 60 * 60  # seconds: every text of every report is read through
NAME = r"[A-Za-z0-9_-]+\.(?:jpg|pdf)"
TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)


def unused() -> list[str]:
    """Return the files, older than a month, that no row of Board reports names: now, in a version or in its history.

    Costs a query for each column that holds text, so that one which is added later is looked through as well.
    """
    files = [folder + name for folder in FOLDERS for name in _files(folder)]
    if not files:
        return []
    named = {name for column in _columns() for name in column}
    if not named.intersection(file.rpartition("/")[2] for file in files):
        log.warning("No file of a report is named by any row: is this their database? None is removed.")
        return []
    before = timezone.now() - KEPT
    loose = [file for file in files if file.rpartition("/")[2] not in named]
    return [file for file in loose if default_storage.get_modified_time(file) < before]


def remove_unused() -> list[str]:
    """Remove what `unused` finds, and return it."""
    found = unused()
    for file in found:
        default_storage.delete(file)
        log.info("Removed %s: nothing refers to it.", file)
    return found


def remove_daily() -> None:
    """Remove them once a day. For the housekeeping, which comes every minute."""
    if cache.add("board-reports-unused-files", True, EVERY):
        remove_unused()


def _files(folder: str) -> list[str]:
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:
        return []


def _columns() -> Iterator[models.QuerySet]:
    """Yield for each column that holds text the names of files that stand in it."""
    for model in apps.get_app_config("board_reports").get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, TEXTS):
                text = Cast(F(field.attname), models.TextField())
                found = Func(
                    text, Value(NAME), Value("g"), function="regexp_matches",
                    template="(%(function)s(%(expressions)s))[1]", output_field=models.TextField(),
                )  # fmt: skip
                yield model._base_manager.order_by().annotate(named=found).values_list("named", flat=True).distinct()
