"""The draft of a Zone as the plain values that `clashes.py` judges and `scheduling.py` works with, and moments back.

Every time becomes a day's number with minutes since midnight where the Zone is.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from zone_programme import clashes, timetable
from zone_programme.clashes import Clash, Rule, Severity
from zone_programme.lift import lifts
from zone_programme.models import FITS, Appearance, Day, Format, Session, Space, Zone
from zone_programme.stored import StoredSession, StoredTime, StoredZone, slots_of

# A talk needs somebody who leads through it when several speak.
CHAIRED = {Format.PANEL}
PAIRS = 10_000  # headphones enough for everybody, where nobody counted them


class Stored(Protocol):
    """A slot as it is stored: the model, or only its columns."""

    @property
    def pk(self) -> int: ...
    @property
    def session_id(self) -> int: ...
    @property
    def space_id(self) -> int: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...
    @property
    def locked(self) -> bool: ...


class Draft:
    """The problem of one Zone and its present slots; reading them costs twelve queries."""

    def __init__(self, zone: Zone) -> None:
        self.zone = zone
        self.stored = stored = StoredZone(zone)
        self.days = stored.days
        self.number = {day.pk: number for number, day in enumerate(self.days)}
        self.number_on = {day.date: number for number, day in enumerate(self.days)}
        running = [session for session in stored.sessions if session.running]
        there = {session.pk for session in running}
        rows = sorted(row for row in slots_of(zone) if row.session_id in there)
        self.problem = self._problem(running, Counter(row.session_id for row in rows))
        self.slots = [self.slot(row) for row in rows]

    def slot(self, row: "Stored") -> timetable.Slot:
        """Return a stored slot as a plain one, by where it begins."""
        start = row.starts_at.astimezone(self.zone.zone_info)
        number = self.number_on.get(start.date(), len(self.days))
        begins = start.hour * 60 + start.minute
        ends = begins + (row.ends_at - row.starts_at) // timedelta(minutes=1)
        return timetable.Slot(row.pk, row.session_id, row.space_id, number, begins, ends, row.locked)

    def moments(self, slot: timetable.Slot) -> tuple[datetime, datetime]:
        """Return when a plain slot begins and ends, in UTC."""
        midnight = datetime.combine(self.days[slot.day].date, time(), tzinfo=self.zone.zone_info)
        return tuple((midnight + timedelta(minutes=minutes)).astimezone(UTC) for minutes in (slot.start, slot.end))  # type: ignore[return-value]

    @property
    def severities(self) -> Mapping[Rule, Severity]:
        return severities(self.zone)

    def clashes(self) -> list[Clash]:
        """Return every clash of the draft, the gravest first."""
        return clashes.clashes(self.problem, self.slots, self.severities)

    def _problem(self, running: list[StoredSession], runs: Mapping[int, int]) -> timetable.Problem:
        stored = self.stored
        there = {session.pk for session in running}
        return timetable.Problem(
            spaces=tuple(self._space(space) for space in stored.spaces),
            sessions=tuple(
                self._session(session, runs[session.pk]) for session in sorted(running, key=lambda session: session.pk)
            ),
            people=tuple(
                timetable.Person(pk, name, self._windows(stored.availabilities[pk]) or None)
                for pk, name in stored.speakers
            ),
            blocks=tuple(
                timetable.Block(self.number[one.day_id], minutes(one.starts_at), minutes(one.ends_at), one.title)
                for one in stored.breaks
            ),
            days=tuple(f"{day.date:%A} {day.date.day} {day.date:%B}" for day in self.days),
            councils={one.council_id: one.council__short_name for pk in there for one in stored.councils[pk]},
            theme_days=self._theme_days(),
            # How much more often than by chance visitors starred two sessions, where enough starred both.
            lifts={pair: lift for pair, lift in lifts(stored.stars).items() if there.issuperset(pair)},
            walk=self.zone.walk_minutes,
            headphones=self.zone.headphone_pairs,
            grid=self.zone.grid_minutes,
        )

    def _space(self, space: Space) -> timetable.Space:
        lent = space.headphones and space.headphone_pairs is None
        own = self.zone.headphone_pairs if lent else space.headphone_pairs
        openings = self._windows(self.stored.openings[space.pk])
        return timetable.Space(
            id=space.pk,
            name=space.name,
            kind=space.kind,
            capacity=space.capacity,
            at_once=space.at_once,
            headphones=0 if not space.headphones else PAIRS if own is None else own,
            lent=lent,
            equipment=frozenset(space.equipment),
            openings=openings or tuple(self._whole(day) for day in self.days),
            turn_round=space.turn_round_minutes,
        )

    def _whole(self, day: Day) -> timetable.Window:
        return timetable.Window(self.number[day.pk], minutes(day.opens_at), minutes(day.closes_at))

    def _windows(self, times: Iterable[StoredTime]) -> tuple[timetable.Window, ...]:
        return tuple(
            timetable.Window(self.number[one.day_id], minutes(one.starts_at), minutes(one.ends_at)) for one in times
        )

    def _session(self, session: StoredSession, runs: int) -> timetable.Session:
        people = self.stored.appearances[session.pk]
        wanted = session.day_wanted_id
        return timetable.Session(
            id=session.pk,
            title=session.title,
            format=session.format,
            minutes=session.minutes,
            theme=session.theme__name or "",
            councils=frozenset(one.council_id for one in self.stored.councils[session.pk]),
            speakers=frozenset(one.speaker_id for one in people if one.role == Appearance.Role.SPEAKER),
            chairs=frozenset(one.speaker_id for one in people if one.role == Appearance.Role.CHAIR),
            needs_chair=session.format in CHAIRED,
            audience=session.expected or 0,
            equipment=frozenset(session.needs),
            headphones=session.headphones,
            kinds=frozenset(FITS[Format(session.format)]) if session.format else frozenset(),
            not_against=frozenset(self.stored.not_against[session.pk]),
            days=frozenset([self.number[wanted]]) if wanted in self.number else frozenset(),
            popularity=session.expected or 0,
            confirmed=session.state == Session.State.CONFIRMED,
            times=max(1, runs),
        )

    def _theme_days(self) -> dict[str, frozenset[int]]:
        days: dict[str, set[int]] = defaultdict(set)
        for day in self.days:
            if day.theme:
                days[day.theme.name].add(self.number[day.pk])
        return {theme: frozenset(numbers) for theme, numbers in days.items()}


def severities(zone: Zone) -> dict[Rule, Severity]:
    """Return how grave each rule is in this Zone: the usual severities with its own in their place."""
    own = {Rule(rule): Severity(severity) for rule, severity in zone.severities.items() if rule in set(Rule)}
    return {**clashes.SEVERITIES, **own}


def blocking(found: Iterable[Clash]) -> list[str]:
    """Return the sentences of the clashes that stand in the way of a release."""
    return [clash.sentence for clash in found if clash.severity == Severity.BLOCKS]


def minutes(moment: time) -> int:
    """Return the minutes since midnight."""
    return moment.hour * 60 + moment.minute
