"""How a work plan stands on a day: every activity with what was delivered of it, and whether it is late.

The rules are `plan_dates.py`'s; here the notes and the figures are brought to them.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects

from board_reports.figures import registry
from board_reports.figures.registry import ParameterKind, WrongArgumentsError
from board_reports.models.plans import Activity, Strand, WorkPlan
from board_reports.plan_dates import Period, Standing, Timetable, TimetableKind, in_plain_words, period, standing


@dataclass(frozen=True)
class Line:
    """An activity on a day. `delivered` is how much there is in `period`; `problem` says why a figure could not say."""

    strand: Strand
    activity: Activity
    timetable: Timetable
    period: Period
    delivered: int
    standing: Standing
    problem: str = ""

    @property
    def when(self) -> str:
        """The timetable in words."""
        return in_plain_words(self.timetable)

    @property
    def late(self) -> bool:
        return self.standing.late

    @property
    def reached(self) -> bool:
        """Whether there is a target, and as much as that."""
        return self.activity.target is not None and self.delivered >= self.activity.target


def timetable_of(activity: Activity) -> Timetable:
    return Timetable(TimetableKind(activity.timetable), activity.due_on, activity.months, activity.times)


def lines(plan: WorkPlan, today: datetime.date) -> list[Line]:
    """Return every activity in its place. Costs three queries, and one for each target that a figure counts."""
    prefetch_related_objects([plan], "strands__activities__notes")
    return list(_lines(plan, today))


def _lines(plan: WorkPlan, today: datetime.date) -> Iterator[Line]:
    span = {"begins_on": plan.begins_on, "ends_on": plan.ends_on, "today": today}
    for strand in plan.strands.all():
        for activity in strand.activities.all():
            timetable = timetable_of(activity)
            days = period(timetable, **span)
            delivered, problem = _delivered(activity, days)
            stands = standing(
                timetable, **span, delivered=delivered, target=activity.target,
                closed=activity.status in (Activity.Status.DONE, Activity.Status.STOPPED),
            )  # fmt: skip
            yield Line(strand, activity, timetable, days, delivered, stands, problem)


def arguments_in(activity: Activity, days: Period) -> dict[str, Any]:
    """Return what the activity's figure is asked: its own arguments, in the window of the period."""
    definition = registry.find(activity.figure)
    dates = {one.name for one in definition.parameters if one.kind is ParameterKind.DATE} if definition else set()
    window = {"since": days.since.isoformat(), "until": days.until.isoformat()}
    return {**activity.arguments, **{name: day for name, day in window.items() if name in dates}}


def _delivered(activity: Activity, days: Period) -> tuple[int, str]:
    """Return how much was delivered in these days, and why it cannot be said, or ""."""
    if not activity.figure:
        return sum(1 for note in activity.notes.all() if note.delivered and days.since <= note.date <= days.until), ""
    definition = registry.find(activity.figure)
    if definition is None:
        return 0, f"There is no figure “{activity.figure}”."
    try:
        return int(definition.value(arguments_in(activity, days)).number or 0), ""
    except WrongArgumentsError as wrong:
        return 0, str(wrong)
