"""The forward plan: what each meeting to come has on it, drafting from an item, carrying it over."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from board_reports.deadlines import Deadlines, deadlines
from board_reports.drafting.actions import draft
from board_reports.drafting.brief import Choices
from board_reports.models import Board, ForwardItem, Meeting, Report
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError


@dataclass
class Sitting:
    """A meeting with what comes to it; `meeting` is None for what has no meeting yet.

    Each item has `known`: whether the reader may know what it is about.
    """

    meeting: Meeting | None
    deadlines: Deadlines | None
    items: list[ForwardItem] = field(default_factory=list)
    next: Meeting | None = None  # to which an item is carried over


def forward_plan(
    board: Board,
    reader: User | AnonymousUser,
    *,
    meetings: Iterable[Meeting] | None = None,
    today: datetime.date | None = None,
) -> list[Sitting]:
    """Return the meetings to come, those past that still have items, and what has no meeting.

    Costs three queries, or two where the `meetings` of the board are known.
    """
    day = today or timezone.localdate()
    known_ones = ForwardItem.objects.known_to(reader).filter(pk=OuterRef("pk"))
    waiting = ForwardItem.objects.filter(board=board).waiting().in_order().select_related("meeting", "report")
    items = list(waiting.annotate(known=Exists(known_ones)))
    kept = {item.meeting_id for item in items}
    dates = sorted(Meeting.objects.filter(board=board) if meetings is None else meetings, key=lambda one: one.date)
    days = [step.days for step in board.clearance_steps.all() if not step.only_for]
    sittings: dict[int | None, Sitting] = {}
    for at, one in enumerate(dates):
        if one.date >= day or one.pk in kept:
            following = next((other for other in dates[at + 1 :] if other.date >= day), None)
            sittings[one.pk] = Sitting(one, deadlines_of(one, days), next=following)
    first = next((one for one in dates if one.date >= day), None)
    if None in kept:
        sittings[None] = Sitting(None, None, next=first)
    for item in items:
        sittings[item.meeting_id].items.append(item)
    return list(sittings.values())


def deadlines_of(meeting: Meeting, clearance_days: Iterable[int]) -> Deadlines:
    return deadlines(
        meeting.date, drafts_on=meeting.drafts_due_on, published_on=meeting.published_on, clearance_days=clearance_days
    )


@transaction.atomic
def begin(*, item: ForwardItem, by: User, today: datetime.date | None = None) -> Report:
    """Draft the report of an item from data, and note that it was begun. Raises `RefusedError`."""
    row = _locked(item)
    if row.report is not None:
        raise ChangedMeanwhileError(f"Its report is begun already: “{row.report}”.")
    if row.meeting is None:
        raise RefusedError("Choose its meeting first.")
    report = draft(
        kind=row.kind, board=row.board, meeting=row.meeting, by=by, choices=Choices(title=row.subject), today=today
    )
    with acting(user=by, reason="Begun from the forward plan"):
        if row.restricted:
            report.restricted, report.restricted_reason = True, row.restricted_reason
            report.save(update_fields=["restricted", "restricted_reason"])
        row.report = report
        row.save(update_fields=["report"])
    return report


@transaction.atomic
def carry_over(*, item: ForwardItem, by: User, version: int, today: datetime.date | None = None) -> Meeting:
    """Move an item, and the draft that was begun for it, to the next meeting, and return it.

    Raises `ChangedMeanwhileError` where the item is not of the `version` that `by` saw, else it would be carried over
    twice, and `RefusedError` where there is no next meeting, or its report is on its way.
    """
    row = _locked(item)
    if row.version != version:
        raise ChangedMeanwhileError("Somebody changed it meanwhile. Look where it is now.")
    day = today or timezone.localdate()
    later = Meeting.objects.filter(board=row.board, date__gte=day)
    following = (later.filter(date__gt=row.meeting.date) if row.meeting else later).order_by("date").first()
    if following is None:
        raise RefusedError("There is no later meeting of this board yet. Add it first.")
    report = row.report
    if report is not None and report.state != Report.State.DRAFT:
        raise RefusedError(f"Its report is {report.get_state_display().lower()}.")
    if report is not None and getattr(report, "agenda_item", None):
        raise RefusedError("Its report is on the agenda. Take it from there first.")
    with acting(user=by, reason="Carried over to another meeting"):
        row.meeting = following
        row.save(update_fields=["meeting"])
        if report is not None:
            report.meeting = following
            report.save(update_fields=["meeting"])
    return following


def _locked(item: ForwardItem) -> ForwardItem:
    rows = ForwardItem.objects.select_for_update(of=("self",)).select_related("board", "meeting", "report")
    found: ForwardItem = rows.get(pk=item.pk)
    return found
