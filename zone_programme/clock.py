"""What is on at a moment, and what comes next. Pure: the moment is handed in."""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta

from zone_programme.programme import Pause, ProgrammeDay, ProgrammeSpace
from zone_programme.reading import Occurrence, Reading

# What begins within this time of the very next thing counts as next, too.
TOGETHER = timedelta(minutes=15)


@dataclass(frozen=True)
class Now:
    """What is on at `moment` (local to the Zone), the break it falls into with its end, and what comes next."""

    moment: datetime
    day: ProgrammeDay | None
    on: list[Occurrence]
    pause: Pause | None
    next: list[Occurrence]

    @property
    def late(self) -> list[Occurrence]:
        """Those of both that run late today."""
        return [one for one in (*self.on, *self.next) if one.late]

    @property
    def next_at(self) -> str:
        """When the next begins, as “11:15”, or “Wednesday, 09:30” on another day."""
        start = self.next[0].start
        return f"{start:%H:%M}" if start.date() == self.moment.date() else f"{start:%A}, {start:%H:%M}"

    @property
    def next_in_full(self) -> str:
        """The same with the date, for who looks at another time than that of the Zone."""
        start = self.next[0].start
        return f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M}"


@dataclass(frozen=True)
class SpaceNow:
    """The same for one space."""

    space: ProgrammeSpace
    on: list[Occurrence]
    next: list[Occurrence]


def is_running(reading: Reading, moment: datetime) -> bool:
    """Return whether `moment` lies between the opening of the first day and the end of the last."""
    begins, ends = reading.begins, reading.ends
    return begins is not None and ends is not None and begins <= moment <= ends


def now(reading: Reading, moment: datetime) -> Now:
    """Return what is on and next in the whole Zone."""
    local = reading.programme.local(moment)
    day = next((one for one in reading.days if one.date == local.date()), None)
    pauses = reading.pauses(day) if day else []
    running = [one for one in reading.occurrences if not one.cancelled and one.end > local]
    on = [one for one in running if one.start <= local]
    coming = [one for one in running if one.start > local]
    return Now(
        moment=local,
        day=day,
        on=on,
        pause=next((what for start, end, what in pauses if start <= local < end), None),
        next=[one for one in coming if one.start < coming[0].start + TOGETHER],
    )


def by_space(reading: Reading, moment: datetime) -> list[SpaceNow]:
    """Return what is on and next in each space that has anything left today, or else on the next day with anything."""
    local = reading.programme.local(moment)
    left = [one for one in reading.occurrences if one.end > local]
    today = [one for one in left if one.date == left[0].date]
    found = []
    for space in reading.programme.spaces:
        here = [one for one in today if one.space.id == space.id]
        coming = [one for one in here if one.start > local]
        if here:
            on = [one for one in here if one.start <= local]
            found.append(SpaceNow(space, on, [one for one in coming if one.start == coming[0].start]))
    return found


def period(reading: Reading, moment: datetime) -> str:
    """Return a name for the time around `moment` during which pages that show what is on stay as they are."""
    local = reading.programme.local(moment)
    return f"{local.date()}-{bisect_right(reading.moments, local)}"
