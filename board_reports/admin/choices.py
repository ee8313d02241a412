"""Choices from plain lists, which work without scripts: people, earlier reports, directions. None has thousands.

What an officer may not open is not offered; where it was chosen by somebody else it stays chosen, without its name.
"""

from typing import Any

from django.db.models import Q, QuerySet

from board_reports.models import Direction, Report
from innovation_db.history.words import day
from innovation_db.models import User

CLOSED = "A report that is not open to you"


def person(user: User) -> str:
    """Return an account as a choice: by its name and address, because two people may have one name."""
    return f"{user.name} ({user.email})" if user.name else user.email


def people(field: Any) -> None:
    """Let a field offer all accounts by name. Costs a query, however many rows of a form have the field."""
    field.queryset = User.objects.order_by("name", "email")
    field.label_from_instance = person
    field.choices = list(field.choices)


def earlier_reports(field: Any, mine: QuerySet[Report], chosen: int | None) -> None:
    """Let a field offer the reports `mine`, the newest first, and the one that is chosen already. Costs a query."""
    closed = chosen if chosen and not mine.filter(pk=chosen).exists() else None
    found = Report.objects.filter(Q(pk__in=mine.values("pk")) | Q(pk=chosen))
    field.queryset = found.select_related("meeting__board").newest_first()
    field.label_from_instance = lambda report: CLOSED if report.pk == closed else _dated(report)


def reports_of_agenda(field: Any, mine: QuerySet[Report], there: QuerySet[Report]) -> None:
    """Let a field offer the reports `mine`, and those that are `there` already. Costs two queries for all rows."""
    named = frozenset(mine.values_list("pk", flat=True))
    found = Report.objects.filter(Q(pk__in=named) | Q(pk__in=there.values("pk")))
    field.queryset = found.select_related("meeting").newest_first()
    field.label_from_instance = lambda report: _dated(report) if report.pk in named else CLOSED
    field.choices = list(field.choices)


def directions(field: Any, mine: QuerySet[Report], chosen: int | None) -> None:
    """Let a field offer the directions on the reports `mine`, and the one that is chosen already. Costs a query."""
    closed = chosen if chosen and not mine.filter(directions=chosen).exists() else None
    found = Direction.objects.filter(Q(report__in=mine.values("pk")) | Q(pk=chosen)).select_related("report__meeting")
    field.queryset = found.order_by("-report__meeting__date", "-report", "pk")
    field.label_from_instance = lambda one: CLOSED if one.pk == closed else f"{_dated(one.report)}: {one}"


def _dated(report: Report) -> str:
    return f"{report.title}, {day(report.meeting.date)}" if report.meeting else report.title
