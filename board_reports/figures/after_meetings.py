"""Figures of what boards asked for: actions outstanding and done. The others are in `catalogue.py`."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from board_reports.figures.registry import (
    WINDOW,
    Arguments,
    Definition,
    Parameter,
    ParameterKind,
    Row,
    Value,
    check_with,
    register,
)
from board_reports.models.boards import Board
from board_reports.models.following import Action

BOARD = Parameter("board", ParameterKind.BOARD)


def of_board(arguments: Arguments) -> QuerySet[Action]:
    found: QuerySet[Action] = Action.objects.all()
    return found.filter(report__board__slug=arguments["board"]) if "board" in arguments else found


def listed(actions: QuerySet[Action]) -> Value:
    """Return how many there are. The list behind it is read by everybody, so it says nothing of restricted papers."""

    def rows() -> Iterable[Row]:
        for one in actions.select_related("report").order_by("given_on", "pk"):
            if one.report.restricted or one.report.state != one.report.State.PUBLISHED:
                yield Row("An action from a restricted paper")
            else:
                yield Row(one.text, one.report.get_absolute_url(), f"{one.owner}, {one.get_state_display().lower()}")

    return Value.of(actions.count(), rows)


def outstanding(arguments: Arguments) -> Value:
    actions = of_board(arguments)
    if "until" not in arguments:
        return listed(actions.filter(state=Action.State.OPEN))
    day = arguments["until"]
    return listed(actions.filter(Q(ended_on=None) | Q(ended_on__gt=day), given_on__lte=day))


def done(arguments: Arguments) -> Value:
    actions = of_board(arguments).filter(state=Action.State.DONE)
    for name, lookup in (("since", "ended_on__gte"), ("until", "ended_on__lte")):
        if name in arguments:
            actions = actions.filter(**{lookup: arguments[name]})
    return listed(actions)


check_with({ParameterKind.BOARD: lambda slug: Board.objects.filter(slug=slug).exists()})

register(
    Definition(
        "actions.outstanding", "Actions outstanding",
        "What a board asked for and is neither done nor dropped. With an end, as it stood at the end of that day.",
        outstanding, (BOARD, WINDOW[1]), one="action", many="actions",
    ),
    Definition(
        "actions.done", "Actions done", "What a board asked for and was done on the days of the window.",
        done, (BOARD, *WINDOW), one="action", many="actions",
    ),
)  # fmt: skip
