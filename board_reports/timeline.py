"""A work plan as a picture of its months: where each bar, tick and mark stands. Pure; the template draws it.

The picture says nothing that the table below it does not say in words.
"""

import datetime
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from board_reports.plan_dates import Timetable, TimetableKind, months_after

WIDTH, LEFT, TOP, ROW = 1000, 4, 26, 46  # of the picture, its margins, and one activity's height, in its own units
BAR = 32  # how far down its row a bar stands, below the words
MOST_WORDS = 80  # characters of an activity above its bar


@dataclass(frozen=True)
class Entry:
    """An activity as it is drawn: its number and words in the table, its timetable, when something was delivered."""

    number: str
    text: str
    timetable: Timetable
    late: bool
    closed: bool
    delivered: tuple[datetime.date, ...] = ()


@dataclass(frozen=True)
class Bar:
    """One row: `text` is `full` cut short, `y` the middle of its bar; `ticks` where it comes round, `marks` where
    something was delivered, `due` its end.
    """

    number: str
    text: str
    full: str
    y: int
    x: int
    width: int
    state: str  # late, closed or open
    ticks: tuple[int, ...]
    marks: tuple[int, ...]
    due: int | None


@dataclass(frozen=True)
class Timeline:
    """The whole picture; `months` are (place, name), `today` None where it is before or after the plan."""

    width: int
    height: int
    months: tuple[tuple[int, str], ...]
    bars: tuple[Bar, ...]
    today: int | None


def draw(
    entries: Iterable[Entry], *, begins_on: datetime.date, ends_on: datetime.date, today: datetime.date
) -> Timeline:
    """Return where everything stands."""
    days = (ends_on - begins_on).days or 1

    def place(day: datetime.date) -> int:
        share = min(max((day - begins_on).days / days, 0), 1)
        return round(LEFT + share * (WIDTH - LEFT - 10))

    bars = []
    for row, entry in enumerate(entries):
        end = entry.timetable.due_on or ends_on
        bars.append(
            Bar(
                number=entry.number,
                text=textwrap.shorten(entry.text, MOST_WORDS, placeholder=" …"),
                full=entry.text,
                y=TOP + row * ROW + BAR,
                x=LEFT,
                width=max(place(end) - LEFT, 2),
                state="late" if entry.late else "closed" if entry.closed else "open",
                ticks=tuple(place(day) for day in _rounds(entry.timetable, begins_on, ends_on)),
                marks=tuple(place(day) for day in entry.delivered if begins_on <= day <= ends_on),
                due=place(end) if entry.timetable.kind is TimetableKind.BY_DATE else None,
            )
        )
    return Timeline(
        width=WIDTH,
        height=TOP + len(bars) * ROW + 10,
        months=tuple((place(day), f"{day:%b}") for day in _months(begins_on, ends_on)),
        bars=tuple(bars),
        today=place(today) if begins_on <= today <= ends_on else None,
    )


def _months(begins_on: datetime.date, ends_on: datetime.date) -> Iterable[datetime.date]:
    day = begins_on.replace(day=1)
    while day <= ends_on:
        if day >= begins_on:
            yield day
        day = months_after(day, 1)


def _rounds(timetable: Timetable, begins_on: datetime.date, ends_on: datetime.date) -> Iterable[datetime.date]:
    """Return the days on which it comes round: the end of each of its periods."""
    months = {
        TimetableKind.QUARTERLY: 3,
        TimetableKind.EVERY_MONTHS: timetable.months or 0,
        TimetableKind.TIMES_A_YEAR: 12 // (timetable.times or 12) or 1,
    }.get(timetable.kind, 0)
    day = months_after(begins_on, months) if months else ends_on + datetime.timedelta(days=1)
    while day <= ends_on:
        yield day
        day = months_after(day, months)
