"""Sessions of a file beside those of the Zone: what is new, what differs, and writing it. Reading files is elsewhere.

An existing session is known by its record_id. Where it differs from the file it stays as officers left it, unless the
file was told to overwrite.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Model
from django.utils.text import slugify

from case_studies.models import Theme
from zone_programme.imports.rows import Row
from zone_programme.models import FITS, Appearance, Day, Format, Session, Slot, Space, Speaker, Zone

Where = tuple[int, datetime, datetime]  # space, start, end


@dataclass
class Counts:
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    left: list[str] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    unknown_tracks: Counter[str] = field(default_factory=Counter)


class Writer:
    """Writes into one Zone. Reads what is there once."""

    def __init__(self, zone: Zone, *, overwrite: bool) -> None:
        self.zone = zone
        self.overwrite = overwrite
        self.counts = Counts()
        self.days = {day.date: day for day in zone.days.all()}
        self.spaces = {_key(space.name): space for space in zone.spaces.all()}
        self.speakers = {_key(speaker.name): speaker for speaker in zone.speakers.all()}
        self.themes = {_key(theme.name): theme for theme in Theme.objects.all()}
        sessions = zone.sessions.prefetch_related("slots", "appearances__speaker")
        self.sessions = {session.record_id: session for session in sessions if session.record_id}
        self.slugs: dict[type[Model], set[str]] = {
            Session: set(zone.sessions.values_list("slug", flat=True)),
            Space: {space.slug for space in self.spaces.values()},
            Speaker: {speaker.slug for speaker in self.speakers.values()},
        }

    def look_again(self) -> None:
        """Forget speakers who were not written after all, because the database refused their session."""
        self.speakers = {_key(speaker.name): speaker for speaker in self.zone.speakers.all()}

    def prepare(self, rows: Sequence[Row]) -> None:
        """Make the days and spaces that the rows need and the Zone lacks."""
        placed = [row for row in rows if row.starts_at and not row.cancelled]
        by_date: dict[Any, list[Row]] = {}
        for row in placed:
            assert row.starts_at
            by_date.setdefault(row.starts_at.astimezone(self.zone.zone_info).date(), []).append(row)
        for date in sorted(by_date.keys() - self.days.keys()):
            opens_at, closes_at = self._hours(by_date[date])
            self.days[date] = Day.objects.create(zone=self.zone, date=date, opens_at=opens_at, closes_at=closes_at)
            self.counts.made["day"] += 1
        formats: dict[str, Counter[Format]] = {}
        for row in placed:
            formats.setdefault(row.room, Counter())[row.format] += 1
        position = max((space.position for space in self.spaces.values()), default=0)
        for room, used in formats.items():
            if _key(room) not in self.spaces:
                position += 1
                kind = min(FITS[used.most_common(1)[0][0]])
                self.spaces[_key(room)] = Space.objects.create(
                    zone=self.zone, name=room, slug=self._slug(Space, room, 60), kind=kind, position=position
                )
                self.counts.made["space"] += 1

    def write(self, rows: Sequence[Row]) -> None:
        """Write one session: the rows that share its record_id, one for each time that it runs."""
        row = rows[0]
        session = self.sessions.get(row.record_id)
        theme = self.themes.get(_key(row.track)) if row.track else None
        if row.track and theme is None:
            self.counts.unknown_tracks[row.track] += 1
        values = {
            "title": row.title, "format": row.format, "minutes": row.minutes, "summary": row.summary, "how": row.how,
            "theme_id": theme.pk if theme else None,
        }  # fmt: skip
        people = self._people(row)
        slots = sorted(self._where(one) for one in rows if one.starts_at and not one.cancelled)
        if session is None:
            session = Session.objects.create(
                zone=self.zone, record_id=row.record_id, slug=self._slug(Session, row.title, 100), **values
            )
            self._write_people(session, people)
            self._write_slots(session, [], slots)
            self.counts.new += 1
            return
        differing = self._differing(session, values, people, slots)
        if not differing:
            self.counts.unchanged += 1
        elif not self.overwrite:
            self.counts.left.append(f"Row {row.number}: “{session.title}” has another {', '.join(differing)} here.")
        else:
            self.counts.changed += 1
            for name, value in values.items():
                setattr(session, name, value)
            session.save(update_fields=list(values))
            self._write_people(session, people)
            self._write_slots(session, list(session.slots.all()), slots)

    def _differing(
        self, session: Session, values: dict[str, Any], people: list[tuple[str, str]], slots: list[Where]
    ) -> list[str]:
        names = {"theme_id": "theme", "minutes": "length"}
        found = [names.get(name, name) for name, value in values.items() if getattr(session, name) != value]
        there = {(_key(one.speaker.name), one.role) for one in session.appearances.all()}
        if there != {(_key(name), role) for name, role in people}:
            found.append("list of speakers")
        if sorted((slot.space_id, slot.starts_at, slot.ends_at) for slot in session.slots.all()) != slots:
            found.append("time or space")
        return found

    def _people(self, row: Row) -> list[tuple[str, str]]:
        """Return names with roles, each person once."""
        found: dict[str, tuple[str, str]] = {}
        for names, role in ((row.speakers, Appearance.Role.SPEAKER), (row.chairs, Appearance.Role.CHAIR)):
            for name in names:
                found.setdefault(_key(name), (name, role.value))
        return list(found.values())

    def _write_people(self, session: Session, people: list[tuple[str, str]]) -> None:
        wanted = {(self._speaker(name).pk, role) for name, role in people}
        there = {(one.speaker_id, one.role): one for one in session.appearances.all()}
        for key, appearance in there.items():
            if key not in wanted:
                appearance.delete()
        for name, role in people:
            speaker = self._speaker(name)
            if (speaker.pk, role) not in there:
                Appearance.objects.create(session=session, speaker=speaker, role=role)

    def _speaker(self, name: str) -> Speaker:
        if _key(name) not in self.speakers:
            slug = self._slug(Speaker, name, 100)
            self.speakers[_key(name)] = Speaker.objects.create(zone=self.zone, name=name, slug=slug)
            self.counts.made["speaker"] += 1
        return self.speakers[_key(name)]

    def _write_slots(self, session: Session, there: list[Slot], wanted: list[Where]) -> None:
        """Move slots where they are to be; each keeps its uid, by which calendars know it."""
        there.sort(key=lambda slot: slot.starts_at)
        for slot, (space, starts_at, ends_at) in zip(there, wanted, strict=False):
            if (slot.space_id, slot.starts_at, slot.ends_at) != (space, starts_at, ends_at):
                slot.space_id, slot.starts_at, slot.ends_at = space, starts_at, ends_at
                slot.save(update_fields=["space", "starts_at", "ends_at"])
        for slot in there[len(wanted) :]:
            slot.delete()
        for space, starts_at, ends_at in wanted[len(there) :]:
            Slot.objects.create(session=session, space_id=space, starts_at=starts_at, ends_at=ends_at)
            self.counts.made["slot"] += 1

    def _where(self, row: Row) -> Where:
        assert row.starts_at
        assert row.ends_at
        return self.spaces[_key(row.room)].pk, row.starts_at, row.ends_at

    def _hours(self, rows: Iterable[Row]) -> tuple[time, time]:
        """Return opening times around what is on: from nine to five, or from the hour before to the hour after."""
        zone = self.zone.zone_info
        starts = [row.starts_at.astimezone(zone) for row in rows if row.starts_at]
        ends = [row.ends_at.astimezone(zone) for row in rows if row.ends_at]
        last = max(ends)
        overnight = last.date() > min(starts).date() or last.hour == 23
        end = time(23, 59) if overnight else (last + timedelta(minutes=59)).time().replace(minute=0)
        return min(time(9), time(min(starts).hour)), max(time(17), end)

    def _slug(self, model: type[Model], text: str, length: int) -> str:
        taken = self.slugs[model]
        base = slugify(text)[: length - 4].strip("-") or "session"
        slug, number = base, 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        return slug


def _key(name: str) -> str:
    return " ".join(name.casefold().split())
