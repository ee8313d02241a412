"""E-mails before a day comes: drafts are due, papers are to be published, a step of clearance is due. Each once.

What is overdue, and what happened, `notices.py` tells. What was sent is known by the e-mails that are kept.
"""

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from board_reports.deadlines import deadlines, working_days_before
from board_reports.models import AgendaItem, Clearance, ClearanceStep, Meeting, Report
from board_reports.models.reports import CLEAR, writers_of
from board_reports.notices import TURN, people_of
from innovation_db import mail
from innovation_db.models import Message, User
from innovation_db.roles import Role

DRAFT, PAPERS, STEP = "report_draft_due", "report_papers_due", "report_due_soon"
AHEAD = 2  # working days before the day itself


def remind_ahead() -> int:
    """Send what is to be told today; return how many e-mails. For the housekeeping, which asks every minute.

    Costs three queries while no day is near.
    """
    today = timezone.localdate()
    steps = Prefetch("board__clearance_steps", ClearanceStep.objects.filter(only_for=""))
    sent = 0
    for meeting in Meeting.objects.to_come().select_related("board").prefetch_related(steps):
        days = deadlines(
            meeting.date, drafts_on=meeting.drafts_due_on, published_on=meeting.published_on,
            clearance_days=[step.days for step in meeting.board.clearance_steps.all()],
        )  # fmt: skip
        if today == days.drafts_on:
            sent += _of_drafts(meeting, days.drafts_on, since=today)
        elif _is_near(days.drafts_on, today):
            sent += _of_drafts(meeting, days.drafts_on, since=_begin(days.drafts_on))
        if _is_near(days.published_on, today):
            sent += _of_papers(meeting, days.published_on)
    for step in Clearance.objects.next_steps().filter(due_on__gt=today).select_related("report"):
        if step.due_on and _is_near(step.due_on, today):
            # Whoever was told in these days that it is their turn was told by when.
            since, context = _begin(step.due_on), {"report": step.report, "step": step}
            sent += _once(STEP, step.report, people_of(step), context, since=since, instead=[TURN])
    return sent


def _begin(due: datetime.date) -> datetime.date:
    return working_days_before(due, AHEAD)


def _is_near(due: datetime.date, today: datetime.date) -> bool:
    return _begin(due) <= today < due


def _of_drafts(meeting: Meeting, due: datetime.date, *, since: datetime.date) -> int:
    """Tell whoever wrote at a draft for the meeting, and may submit it."""
    sent = 0
    for report in Report.objects.filter(meeting=meeting, state=Report.State.DRAFT).order_by("pk"):
        context = {"report": report, "meeting": meeting, "due": due, "today": due == timezone.localdate()}
        sent += _once(DRAFT, report, writers_of(report), context, since=since)
    return sent


def _of_papers(meeting: Meeting, due: datetime.date) -> int:
    """Tell whoever publishes which reports of the agenda are not published, of those for few without their titles."""
    items = list(
        AgendaItem.objects.filter(meeting=meeting, report__isnull=False)
        .exclude(report__state=Report.State.PUBLISHED)
        .select_related("report")
    )
    if not items:
        return 0
    people = list(User.objects.holding(Role.REPORT_CLEARER).order_by("name", "pk")) or User.objects.who_may(CLEAR)
    return _once(PAPERS, meeting, people, {"meeting": meeting, "due": due, "items": items}, since=_begin(due))


def _once(
    template: str, about: Meeting | Report, people: Iterable[User], context: dict[str, Any], *, since: datetime.date,
    instead: Iterable[str] = (),
) -> int:  # fmt: skip
    """Write to those of `people` to whom no such e-mail, nor one of the kinds `instead`, was written `since`.

    Only one process at a time writes about the same thing, so that nobody is told twice.
    """
    told = Message.objects.filter(
        template__in=[template, *instead], about_type=ContentType.objects.get_for_model(about), about_id=about.pk,
        created_at__date__gte=since,
    )  # fmt: skip
    with transaction.atomic():
        type(about).objects.select_for_update().filter(pk=about.pk).first()
        written = set(told.values_list("to", flat=True))
        new = [person for person in people if person.email not in written]
        for person in new:
            mail.send(template=template, to=person.email, context=context | _link(about, person), about=about)
    return len(new)


def _link(about: Meeting | Report, person: User) -> dict[str, Any]:
    page = "report_clearance" if isinstance(about, Report) else "meeting_change"
    return {"person": person, "link": mail.absolute(reverse(f"admin:board_reports_{page}", args=[about.pk]))}
