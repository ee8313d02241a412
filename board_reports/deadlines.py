"""By when the papers of a meeting are to be drafted and published. Pure, but for the calendar of bank holidays.

Papers are open to the public for five clear days before a meeting (Local Government Act 1972, sections 100B and 100D).
A clear day is a working day of England and Wales that is neither the day of publication nor that of the meeting.
"""

import datetime
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import holidays

CLEAR_DAYS = 5
ONE_DAY = datetime.timedelta(days=1)


class Deadlines(NamedTuple):
    """The days of a meeting's papers, and the last day on which publishing them leaves five clear days."""

    drafts_on: datetime.date
    published_on: datetime.date
    last_day: datetime.date

    @property
    def too_late(self) -> bool:
        """Whether the day of publication that was chosen leaves fewer than five clear days."""
        return self.published_on > self.last_day


def is_working_day(day: datetime.date) -> bool:
    """Whether it is neither a weekend nor a bank holiday of England and Wales."""
    return day.weekday() < 5 and day not in _bank_holidays(day.year)


def working_days_before(day: datetime.date, number: int) -> datetime.date:
    """Return the working day that is so many working days earlier."""
    return _walk(day, number, -ONE_DAY)


def working_days_after(day: datetime.date, number: int) -> datetime.date:
    """Return the working day that is so many working days later; the same day for none."""
    return _walk(day, number, ONE_DAY)


def last_day_to_publish(meeting: datetime.date, clear_days: int = CLEAR_DAYS) -> datetime.date:
    """Return the last working day that has as many clear days between it and the meeting."""
    return working_days_before(meeting, clear_days + 1)


def deadlines(
    meeting: datetime.date, *, drafts_on: datetime.date | None, published_on: datetime.date | None,
    clearance_days: Iterable[int],
) -> Deadlines:  # fmt: skip
    """Return the deadlines of a meeting: as they were set, else worked out back from it.

    Without a day of their own, drafts are due when clearance still has its working days before publication.
    """
    last_day = last_day_to_publish(meeting)
    published = published_on or last_day
    return Deadlines(drafts_on or working_days_before(published, sum(clearance_days)), published, last_day)


def _walk(day: datetime.date, number: int, step: datetime.timedelta) -> datetime.date:
    while number:
        day += step
        number -= is_working_day(day)
    return day


@cache
def _bank_holidays(year: int) -> frozenset[datetime.date]:
    # England and Wales have the same ones.
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))
