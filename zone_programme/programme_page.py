"""The programme as a reader asked for it: day, view and filters, with the addresses of the other ways to see it.

Which sessions a filter leaves is `programme_filter.py`; the table is `grid.py`; their HTML is `templatetags/zone.py`.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.http import QueryDict

from zone_programme import clock
from zone_programme.grid import Grid, grid, in_words
from zone_programme.programme import ProgrammeDay, ProgrammeSession
from zone_programme.programme_filter import Filter, Panel, address
from zone_programme.reading import FACETS, Occurrence, Reading


@dataclass(frozen=True)
class Tab:
    """A day to choose, or all of them; `count` is the number of sessions that the filters leave there."""

    label: str
    address: str
    count: int
    current: bool

    @property
    def name(self) -> str:
        """The label without the day's track."""
        return self.label.partition(": ")[0]

    @property
    def track(self) -> str:
        return self.label.partition(": ")[2]


@dataclass(frozen=True)
class Hour:
    """What begins at one time of a day; `pauses` are breaks in words."""

    start: datetime
    pauses: list[str]
    occurrences: list[Occurrence]


@dataclass(frozen=True)
class ListedDay:
    day: ProgrammeDay
    hours: list[Hour]


class ProgrammePage:
    """Everything that the programme's template shows, from the parameters of its address and the time."""

    def __init__(self, reading: Reading, data: QueryDict, moment: datetime) -> None:
        self.reading = reading
        self.programme = reading.programme
        self.filter = Filter(reading, data)
        self.as_list = data.get("view") == "list"
        self.now = clock.now(reading, moment) if clock.is_running(reading, moment) else None
        self.chosen_day = next((day for day in reading.days if day.date.isoformat() == data.get("day")), None)
        self.day = self.chosen_day
        if self.day is None and not self.as_list:
            self.day = self._usual_day(self.programme.local(moment).date())

    def _usual_day(self, today: date) -> ProgrammeDay | None:
        """Return today or the first day; with a filter in use the next, or else the first, that has something left."""
        days = self.reading.days
        if self.filter.in_use:
            left = self.filter.days()
            if found := [day for day in days if left[day.date]]:
                return next((day for day in found if day.date >= today), found[0])
        return next((day for day in days if day.date == today), days[0] if days else None)

    @property
    def shown(self) -> list[Occurrence]:
        return [one for one in self.filter.kept if self.day is None or one.date == self.day.date]

    @cached_property
    def total(self) -> int:
        """How many sessions are shown."""
        return len({one.session.id for one in self.shown})

    @cached_property
    def grid(self) -> Grid | None:
        return None if self.as_list or self.day is None else grid(self.reading, self.day, self.filter.kept)

    @cached_property
    def listed(self) -> list[ListedDay]:
        """The days with what begins at each time; days with nothing left are not there."""
        shown = self.shown
        return [
            ListedDay(day, _hours(self.reading, day, today))
            for day in self.reading.days
            if (today := [one for one in shown if one.date == day.date])
        ]

    @cached_property
    def panels(self) -> list[Panel]:
        return self.filter.panels(self.day.date if self.day else None)

    def _address(self, chosen: dict[str, list[str]] | None = None, **others: str) -> str:
        """Return the address of this page with another choice, day, view or words."""
        usual = {"view": "list" if self.as_list else "", "day": self.chosen_value, "q": self.filter.q}
        return address(self.filter.chosen if chosen is None else chosen, **(usual | others))

    @property
    def day_value(self) -> str:
        return self.day.date.isoformat() if self.day else ""

    @property
    def chosen_value(self) -> str:
        """The day as the reader chose it; "" where it was chosen for them, so that another search may choose again."""
        return self.day_value if self.chosen_day else ""

    @cached_property
    def tabs(self) -> list[Tab]:
        counts = self.filter.days()
        tabs = [
            Tab(day.name, self._address(day=day.date.isoformat()), counts[day.date], day == self.day)
            for day in self.reading.days
        ]
        if self.as_list and len(tabs) > 1:
            everything = len({one.session.id for one in self.filter.kept})
            tabs.append(Tab("All days", self._address(day=""), everything, self.day is None))
        return tabs

    @property
    def elsewhere(self) -> list[Tab]:
        """The other days on which the filters leave something."""
        return [tab for tab in self.tabs if tab.count and not tab.current]

    @property
    def grid_address(self) -> str:
        return self._address(view="", day=self.day_value)

    @property
    def list_address(self) -> str:
        return self._address(view="list", day=self.day_value)

    @property
    def clear(self) -> str:
        """The address without filters and words."""
        return self._address({}, q="")

    @property
    def chips(self) -> list[tuple[str, str, str]]:
        """What was chosen as (facet, value, address without it); the words are among them."""
        chips = [(facet, label, self._address(others)) for facet, label, others in self.filter.chips]
        return [("Words", f"“{self.filter.q}”", self._address(q="")), *chips] if self.filter.q else chips

    @property
    def calendars(self) -> list[tuple[str, str]]:
        """The calendars of a part that is shown, its day and its themes: what each is of, and its parameters."""
        found = [(f"{self.day.date:%A}", address({}, day=self.day_value))] if self.day else []
        names = next(labels for facet, labels in zip(FACETS, self.reading.labels, strict=True) if facet.key == "theme")
        return found + [(names[theme], address({}, theme=theme)) for theme in self.filter.chosen.get("theme", [])]

    @property
    def unscheduled(self) -> list[tuple[str, list[ProgrammeSession]]]:
        """The sessions of a past Zone whose times are not known, under the names of their days as far as known."""
        names = {day.date.isoformat(): f"{day.name}, {day.date.day} {day.date:%B}" for day in self.reading.days}
        found: dict[str, list[ProgrammeSession]] = {name: [] for name in [*names.values(), ""]}
        for session in self.programme.sessions:
            if not self.reading.by_session[session.id]:
                found[names.get(session.day, "")].append(session)
        return [(name, sessions) for name, sessions in found.items() if sessions]


def _hours(reading: Reading, day: ProgrammeDay, occurrences: list[Occurrence]) -> list[Hour]:
    starts: dict[datetime, list[Occurrence]] = {}
    for one in occurrences:
        starts.setdefault(one.start, []).append(one)
    pauses: dict[datetime, list[str]] = {}
    for start, _, pause in reading.pauses(day):
        pauses.setdefault(start, []).append(in_words(pause))
    return [Hour(at, pauses.get(at, []), starts.get(at, [])) for at in sorted(starts | pauses)]
