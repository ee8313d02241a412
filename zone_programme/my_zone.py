"""My Zone: the sessions that somebody starred, with hints where they clash. Pure; `my-zone.js` keeps the stars."""

from dataclasses import dataclass

from zone_programme.programme import ProgrammeDay, ProgrammeSession
from zone_programme.reading import Occurrence, Reading

MOST = 300  # sessions in one link


@dataclass(frozen=True)
class MyDay:
    day: ProgrammeDay
    lines: list[tuple[Occurrence, list[str]]]


class MyZone:
    """The sessions of a link's ids ("3,7,12"); `gone` is how many of them the programme does not have any more."""

    def __init__(self, reading: Reading, ids: str) -> None:
        self.reading = reading
        wanted = [int(part) for part in ids.split(",") if part.isascii() and part.isdigit() and len(part) < 10]
        wanted = list(dict.fromkeys(wanted))[:MOST]
        known = reading.programme.session_by_id
        self.sessions: list[ProgrammeSession] = [known[pk] for pk in wanted if pk in known]
        self.gone = len(wanted) - len(self.sessions)

    @property
    def ids(self) -> str:
        return ",".join(str(pk) for pk in sorted(session.id for session in self.sessions))

    @property
    def days(self) -> list[MyDay]:
        mine = {session.id for session in self.sessions}
        occurrences = [one for one in self.reading.occurrences if one.session.id in mine]
        return [
            MyDay(day, [(one, self._hints(one, occurrences)) for one in occurrences if one.date == day.date])
            for day in self.reading.days
            if any(one.date == day.date for one in occurrences)
        ]

    @property
    def without_time(self) -> list[ProgrammeSession]:
        return [session for session in self.sessions if not self.reading.by_session[session.id]]

    def _hints(self, one: Occurrence, all_mine: list[Occurrence]) -> list[str]:
        """Return what to think of: other starred sessions at the same time, and when else this one is on."""
        if one.cancelled:
            return []
        hints = [
            f"At the same time as “{other.session.title}”, {other.hours}."
            for other in all_mine
            if other.session.id != one.session.id
            and not other.cancelled
            and other.start < one.end
            and one.start < other.end
        ]
        again = [
            f"{other.start:%A}, {other.start:%H:%M}"
            for other in self.reading.by_session[one.session.id]
            if other is not one and not other.cancelled
        ]
        return [*hints, f"It is on again: {'; '.join(again)}."] if hints and again else hints
