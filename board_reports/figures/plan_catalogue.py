"""The figures of a work plan: its activities by status, what is late, and which targets are reached.

Lateness is worked out by `plan_reading.py`, as on the last day of the window, or today.
"""

from collections.abc import Callable

from django.utils import timezone

from board_reports.figures.registry import (
    UNTIL,
    Arguments,
    Definition,
    Parameter,
    ParameterKind,
    Row,
    Value,
    WrongArgumentsError,
    register,
)
from board_reports.models.plans import Activity, WorkPlan
from board_reports.plan_reading import Line, lines

PLAN = Parameter("plan", ParameterKind.PLAN, required=True)
STATUS = Parameter("status", ParameterKind.STATUS)


def plan_of(arguments: Arguments) -> WorkPlan:
    """Return the plan that is named. Raises `WrongArgumentsError` where there is none."""
    found = WorkPlan.objects.filter(slug=arguments["plan"]).first()
    if found is None:
        raise WrongArgumentsError(f"There is no work plan “{arguments['plan']}”.")
    return found


def strands(arguments: Arguments) -> Value:
    plan = plan_of(arguments)
    names = plan.strands.values_list("name", flat=True)
    return Value.of(len(names), lambda: (Row(name, plan.get_absolute_url()) for name in names))


def activities(arguments: Arguments) -> Value:
    plan = plan_of(arguments)
    found = Activity.objects.filter(strand__plan=plan).order_by("strand__place", "place")
    if "status" in arguments:
        if arguments["status"] not in Activity.Status.values:
            raise WrongArgumentsError(f"There is no status “{arguments['status']}”.")
        found = found.filter(status=arguments["status"])
    rows, address = list(found.select_related("strand")), plan.get_absolute_url()
    return Value.of(
        len(rows), lambda: (Row(str(one), address, f"{one.strand}: {one.get_status_display()}") for one in rows)
    )


def targets(arguments: Arguments) -> Value:
    plan = plan_of(arguments)
    found = list(Activity.objects.filter(strand__plan=plan, target__isnull=False).order_by("strand__place", "place"))
    address = plan.get_absolute_url()
    return Value.of(len(found), lambda: (Row(str(one), address, f"Target: {one.target}") for one in found))


def _counted(wanted: Callable[[Line], bool]) -> Callable[[Arguments], Value]:
    def value(arguments: Arguments) -> Value:
        day = arguments.get("until") or timezone.localdate()
        plan = plan_of(arguments)
        found, address = [line for line in lines(plan, day) if wanted(line)], plan.get_absolute_url()
        return Value.of(
            len(found),
            lambda: (Row(str(line.activity), address, f"{line.when}. {line.standing.why}".strip()) for line in found),
        )

    return value


register(
    Definition(
        "plan.strands", "Strands of the work plan", "Themes that the plan is divided into.", strands, (PLAN,),
        one="strand", many="strands",
    ),
    Definition(
        "plan.activities", "Activities of the work plan",
        "Activities of the plan, whatever their status; with a status, those that have it.",
        activities, (PLAN, STATUS), one="activity", many="activities",
    ),
    Definition(
        "plan.late", "Activities that are late",
        "Activities whose date is past and that are not done, and those that come round and were not delivered.",
        _counted(lambda line: line.late), (PLAN, UNTIL), one="activity", many="activities",
    ),
    Definition(
        "plan.targets", "Targets of the work plan", "Activities that say how many there are to be.",
        targets, (PLAN,), one="target", many="targets",
    ),
    Definition(
        "plan.targets_reached", "Targets that are reached",
        "Targets of which there is as much as was wanted, or more, in the period of their timetable.",
        _counted(lambda line: line.reached), (PLAN, UNTIL), one="target", many="targets",
    ),
)  # fmt: skip
