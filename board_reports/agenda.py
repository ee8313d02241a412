"""Whether a report stands on the agenda of its meeting, and putting it there.

A late item says why it is late and that the Chair agreed, so it is added in the meeting's own form.
"""

from typing import NamedTuple

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from board_reports.models import AgendaItem, Meeting, Report
from innovation_db.history import acting
from innovation_db.history.words import day
from innovation_db.models import User
from innovation_db.refusals import RefusedError


class Standing(NamedTuple):
    """Where a report stands: its item, None where it has none, and whether it would be a late one."""

    meeting: Meeting
    item: AgendaItem | None
    is_late: bool

    @property
    def is_elsewhere(self) -> bool:
        """Whether its item is one of another meeting than its own."""
        return self.item is not None and self.item.meeting_id != self.meeting.pk


def of(report: Report) -> Standing | None:
    """Return where the report stands; None while no meeting is chosen. Costs two queries."""
    if report.meeting is None:
        return None
    item = AgendaItem.objects.select_related("meeting").filter(report=report).first()
    out_on = report.meeting.published_on or report.meeting.date
    return Standing(report.meeting, item, out_on < timezone.localdate())


@transaction.atomic
def put(*, report: Report, by: User) -> AgendaItem:
    """Put a report on the agenda of its meeting, after the last item. Return the item.

    Raises `RefusedError` where no meeting is chosen, it stands on one already, or its papers are out.
    """
    # Of two at the same time the second finds what the first did.
    meeting = Meeting.objects.select_for_update().filter(reports=report).first()
    standing = of(report)
    if meeting is None or standing is None:
        raise RefusedError("Choose the meeting that it goes to first.")
    if standing.item is not None:
        raise RefusedError(f"It stands on the agenda of {day(standing.item.meeting.date)} already.")
    if standing.is_late:
        raise RefusedError(
            "The papers of its meeting are out: add it there as a late item, with the Chair’s agreement."
        )
    last = meeting.items.aggregate(last=Max("number"))["last"] or 0
    with acting(user=by, reason="Put a report on the agenda"):
        made: AgendaItem = AgendaItem.objects.create(meeting=meeting, report=report, number=last + 1)
    return made
