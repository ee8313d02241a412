"""A programme made ready for reading: what is on where and when in local time, and the words of each session. Pure.

Readings follow from a release alone and are kept with it (`current.py`); what depends on the reader or the clock is
elsewhere.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cached_property

from case_studies.search.words import split
from zone_programme.lateness import mark, minutes_late
from zone_programme.programme import (
    Link,
    Pause,
    Programme,
    ProgrammeDay,
    ProgrammeSession,
    ProgrammeSlot,
    ProgrammeSpace,
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A session in a space at a time; `start` and `end` are local to the Zone."""

    slot: ProgrammeSlot
    session: ProgrammeSession
    space: ProgrammeSpace
    start: datetime
    end: datetime

    @property
    def date(self) -> date:
        return self.start.date()

    @property
    def cancelled(self) -> bool:
        return self.slot.cancelled

    @property
    def mark(self) -> str:
        """Whether it is late or was moved that day, in words; "" for most."""
        return mark(self.slot, self.space.name, self.start.tzinfo)

    @property
    def was(self) -> datetime | None:
        """When it was to begin, locally, where that was changed on the day."""
        return self.slot.was.starts_at.astimezone(self.start.tzinfo) if self.slot.was else None

    @property
    def late(self) -> bool:
        return not self.cancelled and minutes_late(self.slot, self.space.name) > 0

    @property
    def hours(self) -> str:
        return f"{self.start:%H:%M} to {self.end:%H:%M}"


@dataclass(frozen=True)
class Facet:
    """Something to filter by; `values` gives what an occurrence has of it, as (value, label)."""

    key: str
    label: str
    values: Callable[[Occurrence], list[tuple[str, str]]]


def _theme(one: Occurrence) -> list[tuple[str, str]]:
    theme = one.session.theme
    return [(theme.slug, theme.name)] if theme else []


def _format(one: Occurrence) -> list[tuple[str, str]]:
    return [(one.session.format, one.session.format_label)] if one.session.format else []


FACETS = (
    Facet("theme", "Theme", _theme),
    Facet("format", "Format", _format),
    Facet("space", "Space", lambda one: [(one.space.slug, one.space.name)]),
    Facet("council", "Council", lambda one: [(council.slug, council.name) for council in one.session.councils]),
)


class Reading:
    """A programme with what its pages look up again and again."""

    def __init__(self, programme: Programme) -> None:
        self.programme = programme

    @cached_property
    def occurrences(self) -> list[Occurrence]:
        """Every slot in order of time, then of space."""
        one = self.programme
        places = {space.id: place for place, space in enumerate(one.spaces)}
        found = [
            Occurrence(
                slot,
                one.session_by_id[slot.session],
                one.space_by_id[slot.space],
                one.local(slot.starts_at),
                one.local(slot.ends_at),
            )
            for slot in one.slots
        ]
        return sorted(found, key=lambda o: (o.start, places[o.space.id], o.session.title))

    @cached_property
    def by_session(self) -> Mapping[int, list[Occurrence]]:
        found: dict[int, list[Occurrence]] = {session.id: [] for session in self.programme.sessions}
        for occurrence in self.occurrences:
            found[occurrence.session.id].append(occurrence)
        return found

    @cached_property
    def formats(self) -> set[str]:
        """The formats of what has a time."""
        return {one.session.format for one in self.occurrences}

    @cached_property
    def by_speaker(self) -> Mapping[int, list[ProgrammeSession]]:
        found: dict[int, list[ProgrammeSession]] = {speaker.id: [] for speaker in self.programme.speakers}
        for session in self.programme.sessions:
            for person in dict.fromkeys((*session.speakers, *session.chairs)):
                found[person].append(session)
        return found

    @cached_property
    def by_council(self) -> list[tuple[Link, list[ProgrammeSession]]]:
        """Each council with its sessions, in order of name."""
        found: dict[Link, list[ProgrammeSession]] = {}
        for session in self.programme.sessions:
            for council in session.councils:
                found.setdefault(council, []).append(session)
        return sorted(found.items(), key=lambda item: item[0].name)

    @cached_property
    def values(self) -> list[list[list[str]]]:
        """For each occurrence and each facet, the values that it has."""
        return [[[value for value, _ in facet.values(one)] for facet in FACETS] for one in self.occurrences]

    @cached_property
    def labels(self) -> list[dict[str, str]]:
        """For each facet, its values with their labels: spaces as they stand, the others in order of their labels."""
        places = {("space", space.slug): place for place, space in enumerate(self.programme.spaces)}
        found = []
        for facet in FACETS:
            pairs = {pair for one in self.occurrences for pair in facet.values(one)}
            found.append(dict(sorted(pairs, key=lambda pair: (places.get((facet.key, pair[0]), 0), pair[1]))))
        return found

    @cached_property
    def words(self) -> Mapping[int, str]:
        """The folded words of each session with a space before each, to look for the beginnings of words in."""
        found = {}
        for session in self.programme.sessions:
            people = [person for person, _ in self.programme.people_of(session)]
            texts = [session.title, session.summary, session.how, *(council.name for council in session.councils)]
            texts += [f"{person.name} {person.organisation}" for person in people]
            found[session.id] = " " + " ".join(word for text in texts for word in split(text))
        return found

    @cached_property
    def days(self) -> list[ProgrammeDay]:
        """The days of the Zone, and any others that something is on, in order."""
        days = {day.date: day for day in self.programme.days}
        for one in self.occurrences:
            days.setdefault(one.date, ProgrammeDay(one.date, one.start.time(), time.max))
        return sorted(days.values(), key=lambda day: day.date)

    @cached_property
    def dates(self) -> str:
        """When the Zone is, as “6 to 8 July 2027”; "" when its days are not known."""
        return dates_in_words([day.date for day in self.days])

    @property
    def begins(self) -> datetime | None:
        """When its first day opens."""
        return self.at(self.days[0], self.days[0].opens_at) if self.days else None

    @property
    def ends(self) -> datetime | None:
        """When its last day closes."""
        return self.at(self.days[-1], self.days[-1].closes_at) if self.days else None

    def at(self, day: ProgrammeDay, moment: time) -> datetime:
        """Return the local moment of a time on `day`."""
        return datetime.combine(day.date, moment, tzinfo=self.programme.zone_info)

    def pauses(self, day: ProgrammeDay) -> list[tuple[datetime, datetime, Pause]]:
        """Return the breaks and plenaries of `day` as (start, end, what), in order."""
        times = [(self.at(day, one.starts_at), self.at(day, one.ends_at), one) for one in day.breaks]
        return sorted(times, key=lambda pause: pause[0])

    @cached_property
    def moments(self) -> list[datetime]:
        """When anything begins or ends, in order: between two of them, what is on stays the same."""
        found = {moment for one in self.occurrences for moment in (one.start, one.end)}
        for day in self.days:
            found |= {self.at(day, day.opens_at), self.at(day, day.closes_at)}
            found |= {moment for start, end, _ in self.pauses(day) for moment in (start, end)}
        return sorted(found)


def dates_in_words(dates: list[date]) -> str:
    """Return the first and the last of `dates`, which are in order, as “30 June to 2 July 2015”; "" without any."""
    if not dates:
        return ""
    first, last = dates[0], dates[-1]
    end = f"{last.day} {last:%B %Y}"
    if first == last:
        return end
    if first.year != last.year:
        return f"{first.day} {first:%B %Y} to {end}"
    return f"{first.day} to {end}" if first.month == last.month else f"{first.day} {first:%B} to {end}"
