"""Noting how a work plan goes on: progress of an activity, with its status."""

import datetime

from django.db import transaction

from board_reports.models import Activity, ProgressNote
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError


@transaction.atomic
def note(
    *, activity: Activity, by: User, date: datetime.date, text: str, delivered: bool, status: str, reason: str,
    version: int,
) -> None:  # fmt: skip
    """Note what was done, where `text` says it, and how the activity stands now.

    Raises `ChangedMeanwhileError` where somebody noted or changed something after `by` saw the `version` of it: the
    same meeting would be counted twice.
    """
    row = Activity.objects.select_for_update().get(pk=activity.pk)
    if row.version != version:
        raise ChangedMeanwhileError("Somebody noted something there meanwhile. Look at it, then note yours again.")
    with acting(user=by):
        if text:
            ProgressNote.objects.create(activity=row, date=date, text=text, delivered=delivered, written_by=by)
        if (row.status, row.status_reason) != (status, reason):
            row.status, row.status_reason = status, reason
            row.save(update_fields=["status", "status_reason"])
