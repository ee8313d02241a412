"""The page of a work plan: its activities with how they stand today, as a picture and as tables."""

import datetime
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from board_reports import timeline
from board_reports.models import Activity, WorkPlan
from board_reports.plan_reading import Line, lines


@dataclass(frozen=True)
class Row:
    """An activity with its number: 2.3 is the third of the second strand."""

    number: str
    line: Line

    @property
    def closed(self) -> bool:
        return self.line.activity.status in (Activity.Status.DONE, Activity.Status.STOPPED)


@require_safe
def work_plan(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Show the plan of this address; without one the plan of today, else the newest. Costs five queries."""
    today = timezone.localdate()
    plans = list(WorkPlan.objects.select_related("board").newest_first())
    current = [one for one in plans if one.slug == slug or (not slug and one.begins_on <= today <= one.ends_on)]
    plan = next(iter(current or ([] if slug else plans)), None)
    if slug and plan is None:
        raise Http404
    strands = _strands(plan, today) if plan else []
    rows = [row for _, found in strands for row in found]
    picture = plan and timeline.draw(
        (_entry(row) for row in rows), begins_on=plan.begins_on, ends_on=plan.ends_on, today=today
    )
    context = {
        "plan": plan, "plans": plans, "strands": strands, "picture": picture, "today": today,
        "late": sum(row.line.late for row in rows), "count": len(rows), "over": bool(plan and plan.ends_on < today),
    }  # fmt: skip
    return render(request, "board_reports/work_plan.html", context)


def _strands(plan: WorkPlan, today: datetime.date) -> list[tuple[str, list[Row]]]:
    strands: dict[str, list[Row]] = {}
    for line in lines(plan, today):
        rows = strands.setdefault(line.strand.name, [])
        rows.append(Row(f"{len(strands)}.{len(rows) + 1}", line))
    return list(strands.items())


def _entry(row: Row) -> timeline.Entry:
    notes = row.line.activity.notes.all()
    delivered = tuple(note.date for note in notes if note.delivered)
    return timeline.Entry(row.number, row.line.activity.text, row.line.timetable, row.line.late, row.closed, delivered)
