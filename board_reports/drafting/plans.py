"""Paragraphs about a work plan: its activities by status, targets, what is late; and the plan itself as an appendix."""

from board_reports.drafting.paper import Highlight, Paper
from board_reports.drafting.words import sentence
from board_reports.figures.wording import Style, written
from board_reports.inline import escape
from board_reports.models import Activity, WorkPlan
from board_reports.plan_reading import Line, arguments_in
from innovation_db.history.words import day, listed

MOST_LATE = 5
COLUMNS = ("Theme", "Detailed activity", "Timetable")


def status(paper: Paper, plan: WorkPlan) -> None:
    """Say how many activities there are, and how many have each status."""
    every = paper.count("plan.activities", plan=plan.slug, rounded=False)
    strands = paper.count("plan.strands", plan=plan.slug, rounded=False)
    if not every:
        paper.paragraph(
            "plan.status", f"No activities are recorded in the {escape(plan.name)} yet.", origin=_origin(plan)
        )
        return
    told = []
    for one in Activity.Status:
        count = paper.count("plan.activities", plan=plan.slug, status=one.value, rounded=False, noun=False)
        if count:
            of = "no status recorded" if one is Activity.Status.NOT_RECORDED else ""
            is_or_has = count.verb("has", "have") if of else count.verb("is", "are")
            told.append(f"{count} {is_or_has} {of or one.label.lower()}")
    paper.paragraph(
        "plan.status",
        f"The plan has {every} in {strands}. Of these, {listed(told)}.",
        f"It runs from {day(plan.begins_on)} to {day(plan.ends_on)}.",
    )


def targets(paper: Paper, plan: WorkPlan) -> None:
    """Say of each target how much there is of it."""
    found = [line for line in _told(paper, plan) if line.activity.target is not None]
    if not found:
        return
    until = paper.brief.today.isoformat()
    all_of_them = paper.count("plan.targets", plan=plan.slug, rounded=False)
    reached = paper.count("plan.targets_reached", plan=plan.slug, rounded=False, noun=False, until=until)
    paper.paragraph(
        "plan.targets",
        f"The plan sets {all_of_them}, of which {reached.bare} {reached.verb('is', 'are')} reached so far.",
    )
    for line in found:
        paper.below(f"plan.target-{line.activity.pk}", _target(paper, line), _origin(plan))


def _target(paper: Paper, line: Line) -> str:
    activity, so_far = line.activity, ""
    if activity.figure:
        count = paper.count(activity.figure, rounded=False, **arguments_in(activity, line.period))
        if count.number is not None:
            so_far = f"{count} so far"
    wanted = sentence(activity.text)[:-1]
    return f"{wanted}, {_when(line)}: {so_far or 'not counted yet'}."


def _when(line: Line) -> str:
    return f"{line.when[0].lower()}{line.when[1:]}"


def late(paper: Paper, plan: WorkPlan) -> None:
    """Say what is late, by its dates and by what there is."""
    found = [line for line in _told(paper, plan) if line.late]
    count = paper.count("plan.late", plan=plan.slug, rounded=False, until=paper.brief.today.isoformat())
    if not count:
        paper.paragraph("plan.late", f"Nothing in the plan is late on {day(paper.brief.today)}.")
        return
    listed_below = found[:MOST_LATE]
    colon = "" if not found else ":" if count.number == len(listed_below) else ", among them:"
    when = day(paper.brief.today)
    paper.paragraph("plan.late", f"{count} {count.verb('is', 'are')} late on {when}{colon or '.'}")
    for line in listed_below:
        paper.below(f"plan.late-{line.activity.pk}", _why(line), _origin(plan))


def _why(line: Line) -> str:
    since = f"It was due by {day(line.standing.since)}." if line.standing.since else f"{line.when}."
    reason = sentence(line.activity.status_reason)
    return f"{sentence(line.activity.text)} {since} {line.standing.why} {reason}".strip()


def _key(line: Line) -> str:
    """Return the key by which an officer leaves out what is said of an activity; the appendix has it all the same."""
    return f"activity-{line.activity.pk}"


def _told(paper: Paper, plan: WorkPlan) -> list[Line]:
    return [line for line in paper.plan_lines(plan) if not paper.leaves_out(_key(line))]


def highlights(paper: Paper, plan: WorkPlan) -> None:
    """Propose the targets that were missed."""
    for line in paper.plan_lines(plan):
        if line.late and line.activity.target is not None:
            delivered = written(line.delivered, style=Style.DIGITS)
            reason = f"A target that was missed: {delivered} of {line.activity.target}, {_when(line)}"
            paper.highlights.append(Highlight(_key(line), str(line.activity), reason, plan.get_absolute_url()))


def appendix(paper: Paper, plan: WorkPlan) -> None:
    """Add the plan as a table: theme, detailed activity, timetable."""
    paper.appendix("plan.table-title", escape(plan.name))
    found = paper.plan_lines(plan)
    if not found:
        paper.text("plan.table-none", "No activities are recorded yet.")
        return
    rows = [(escape(line.strand.name), sentence(line.activity.text), line.when) for line in found]
    paper.table("plan.table", plan.name, COLUMNS, rows, _origin(plan))


def _origin(plan: WorkPlan) -> str:
    return f"{plan.name}{f', {plan.source}' if plan.source else ''}"
