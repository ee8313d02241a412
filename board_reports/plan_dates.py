"""When something in a work plan is to be done, in words, and whether it is late. Pure: knows no database.

| timetable | what is looked at | late when |
|---|---|---|
| by a date | the plan until that day | the day is past, and it is neither done nor delivered: of a target, not all |
| every so many months, quarterly | those months up to today | they hold fewer than the target, or nothing |
| at least so many times a year | the year of the plan up to today | fewer than the share of the year that is past |
| ongoing | the plan up to today | never |

What is done or stopped is never late. Once the plan is over, what comes round is not asked for any more.
"""

import calendar
import datetime
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from board_reports.figures.wording import in_words

ONE_YEAR = 12


class TimetableKind(StrEnum):
    """How an activity comes round."""

    BY_DATE = "by-date"
    EVERY_MONTHS = "every-months"
    QUARTERLY = "quarterly"
    TIMES_A_YEAR = "times-a-year"
    ONGOING = "ongoing"

    @property
    def label(self) -> str:
        return {
            TimetableKind.BY_DATE: "By a date",
            TimetableKind.EVERY_MONTHS: "Every so many months",
            TimetableKind.QUARTERLY: "Quarterly",
            TimetableKind.TIMES_A_YEAR: "At least so many times a year",
            TimetableKind.ONGOING: "Ongoing",
        }[self]


class Timetable(NamedTuple):
    """When: `due_on` of by a date, `months` of every so many months, `times` of so many times a year."""

    kind: TimetableKind
    due_on: datetime.date | None = None
    months: int | None = None
    times: int | None = None


class Period(NamedTuple):
    """The days in which what was delivered counts, both included."""

    since: datetime.date
    until: datetime.date


@dataclass(frozen=True)
class Standing:
    """How an activity stands: whether it is late, since when (None where no day can be named), and why in words."""

    late: bool = False
    since: datetime.date | None = None
    why: str = ""


def in_plain_words(timetable: Timetable) -> str:
    """Return "By December 2013", "Every two months", "Quarterly", "At least three times a year", "Ongoing"."""
    if timetable.kind is TimetableKind.BY_DATE and timetable.due_on:
        due = timetable.due_on
        last = calendar.monthrange(due.year, due.month)[1]
        return f"By {due:%B %Y}" if due.day == last else f"By {due.day} {due:%B %Y}"
    if timetable.kind is TimetableKind.EVERY_MONTHS and timetable.months:
        return "Every month" if timetable.months == 1 else f"Every {_words(timetable.months)} months"
    if timetable.kind is TimetableKind.TIMES_A_YEAR and timetable.times:
        times = {1: "once", 2: "twice"}.get(timetable.times, f"{_words(timetable.times)} times")
        return f"At least {times} a year"
    return timetable.kind.label


def period(timetable: Timetable, *, begins_on: datetime.date, ends_on: datetime.date, today: datetime.date) -> Period:
    """Return the days whose content decides whether it is late today."""
    last = min(today, ends_on)
    if timetable.kind is TimetableKind.BY_DATE and timetable.due_on:
        return Period(begins_on, max(min(today, timetable.due_on), begins_on))
    if months := _comes_round(timetable):
        return Period(max(months_before(last, months), begins_on), max(last, begins_on))
    if timetable.kind is TimetableKind.TIMES_A_YEAR:
        years = max(_months_between(begins_on, last) // ONE_YEAR, 0)
        return Period(months_after(begins_on, years * ONE_YEAR), max(last, begins_on))
    return Period(begins_on, max(last, begins_on))


def standing(
    timetable: Timetable,
    *,
    begins_on: datetime.date,
    ends_on: datetime.date,
    today: datetime.date,
    closed: bool,
    delivered: int,
    target: int | None = None,
) -> Standing:
    """Return how an activity stands today.

    `closed` is whether it is done or was stopped, `delivered` how much there is in `period`, `target` how much there
    is to be; without one, once is enough.
    """
    if closed or today < begins_on:
        return Standing()
    if timetable.kind is TimetableKind.BY_DATE and timetable.due_on:
        reached = delivered >= (target or 1)
        if today <= timetable.due_on or reached:
            return Standing()
        why = "It is not noted as done." if target is None else _short(delivered, target)
        return Standing(late=True, since=timetable.due_on, why=why)
    if today > ends_on:
        return Standing()
    seen = period(timetable, begins_on=begins_on, ends_on=ends_on, today=today)
    wanted = target or 1
    if months := _comes_round(timetable):
        first = months_after(begins_on, months)
        if today < first or delivered >= wanted:
            return Standing()
        return Standing(late=True, why=_short(delivered, wanted))
    if timetable.kind is TimetableKind.TIMES_A_YEAR and timetable.times:
        days = (months_after(seen.since, ONE_YEAR) - seen.since).days
        wanted = timetable.times * (today - seen.since).days // days
        return Standing(late=True, why=_short(delivered, wanted)) if delivered < wanted else Standing()
    return Standing()


def months_after(day: datetime.date, months: int) -> datetime.date:
    """Return the same day so many months later, or the last day of a shorter month."""
    year, month = divmod(day.year * ONE_YEAR + day.month - 1 + months, ONE_YEAR)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def months_before(day: datetime.date, months: int) -> datetime.date:
    """Return the first day of the so many months that end with `day`: 1 July for the two that end on 31 August."""
    return months_after(day + datetime.timedelta(days=1), -months)


def _comes_round(timetable: Timetable) -> int | None:
    return 3 if timetable.kind is TimetableKind.QUARTERLY else timetable.months


def _months_between(first: datetime.date, last: datetime.date) -> int:
    months = (last.year - first.year) * ONE_YEAR + last.month - first.month
    return months - (last.day < first.day)


def _short(delivered: int, wanted: int) -> str:
    return f"{_words(delivered).capitalize() if delivered else 'None'} of {_words(wanted)}."


def _words(number: int) -> str:
    return in_words(Decimal(number))
