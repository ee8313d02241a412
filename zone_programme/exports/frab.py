"""The programme as frab's schedule.xml and schedule.json, which conference apps, screens and recording teams read.

Both say the same and fit the schemas that the format's keepers publish (https://c3voc.de/wiki/schedule), which allow
less in the XML than most programs put there: no guid for a room or a person, no tracks, no address of the file. Every
slot is an event with its own id and guid, even when a session runs twice. What is cancelled and breaks are left out:
the format has no word for the one and would have the other recorded. Nor has it one for what is late or was moved on
the day, which is where and when it is now.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any
from xml.etree import ElementTree as ET

from zone_programme.exports.parts import (
    Addresses,
    SharedFile,
    by_session,
    clean,
    days,
    hours_and_minutes,
    lasting_id,
    length,
    line,
    moment,
    numbers,
)
from zone_programme.programme import (
    Programme,
    ProgrammeDay,
    ProgrammeSession,
    ProgrammeSlot,
    ProgrammeSpace,
    ProgrammeSpeaker,
)

GENERATOR = {"name": "innovation-db", "version": "1"}
SCHEMA = "https://c3voc.de/schedule/schema.json"
TIMESLOT = "00:05"  # all times are multiples of it
LANGUAGE = "en"
# What of an event is text in both formats, under the same name.
TEXTS = (
    "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language",
    "abstract", "description",
)  # fmt: skip


def schedule_json(programme: Programme, *, site: str, files: Iterable[SharedFile] = ()) -> bytes:
    """Return the programme as schedule.json."""
    content = {
        "$schema": SCHEMA,
        "generator": GENERATOR | {"url": f"{site}/"},
        "schedule": _Schedule(programme, Addresses(site, programme.year), by_session(files)).as_json(),
    }
    return json.dumps(content, ensure_ascii=False).encode()


def schedule_xml(programme: Programme, *, site: str, files: Iterable[SharedFile] = ()) -> bytes:
    """Return the programme as schedule.xml."""
    schedule = _Schedule(programme, Addresses(site, programme.year), by_session(files)).as_json()
    conference = schedule["conference"]
    root = ET.Element("schedule")
    ET.SubElement(root, "generator", GENERATOR)
    _text(root, "version", schedule["version"])
    part = ET.SubElement(root, "conference")
    for name in ("acronym", "title", "start", "end"):
        _text(part, name, conference[name])
    _text(part, "days", str(conference["daysCount"]))
    _text(part, "timeslot_duration", conference["timeslot_duration"])
    _text(part, "base_url", schedule["base_url"])
    _text(part, "time_zone_name", conference["time_zone_name"])
    for day in conference["days"]:
        attributes = {"index": str(day["index"]), "date": day["date"], "start": day["day_start"], "end": day["day_end"]}
        element = ET.SubElement(root, "day", attributes)
        for name, events in day["rooms"].items():
            room = ET.SubElement(element, "room", {"name": name})
            for event in events:
                _event(room, event)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True)


def _event(room: ET.Element, event: dict[str, Any]) -> None:
    element = ET.SubElement(room, "event", {"id": str(event["id"]), "guid": event["guid"]})
    for name in TEXTS:
        _text(element, name, event[name])
    persons = ET.SubElement(element, "persons")
    for person in event["persons"]:
        _text(persons, "person", person["name"], {"id": str(person["id"])})
    links = ET.SubElement(element, "links")
    for link in event["links"]:
        _text(links, "link", link["title"], {"href": link["url"]})
    attachments = ET.SubElement(element, "attachments")
    for file in event["attachments"]:
        _text(attachments, "attachment", file["title"], {"href": file["url"]})


def _text(parent: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    ET.SubElement(parent, name, attributes or {}).text = text


@dataclass(frozen=True)
class _Schedule:
    """A programme on its way to either format, as the values of schedule.json."""

    programme: Programme
    addresses: Addresses
    files: Mapping[int, list[SharedFile]]

    @cached_property
    def ids(self) -> dict[str, int]:
        return numbers(self.programme.slots)

    @cached_property
    def acronym(self) -> str:
        return f"zone{self.programme.year}"

    @cached_property
    def persons(self) -> dict[int, dict[str, Any]]:
        return {speaker.id: self._person(speaker) for speaker in self.programme.speakers}

    def as_json(self) -> dict[str, Any]:
        programme = self.programme
        found = days(programme)
        dates = [day.date for day, _ in found] or [date(programme.year, 1, 1)]
        return {
            "url": self.addresses.export("schedule.json"),
            "version": str(programme.number),
            "base_url": f"{self.addresses.site}/",
            "conference": {
                "acronym": self.acronym,
                "title": line(f"{programme.name}, {programme.conference}"),
                "description": clean(programme.introduction),
                "start": dates[0].isoformat(),
                "end": dates[-1].isoformat(),
                "daysCount": len(found),
                "timeslot_duration": TIMESLOT,
                "time_zone_name": programme.time_zone,
                "url": self.addresses.zone,
                "tracks": self._tracks(),
                "rooms": [self._room(space) for space in programme.spaces],
                "days": [self._day(index, day, slots) for index, (day, slots) in enumerate(found, 1)],
            },
        }

    def _tracks(self) -> list[dict[str, str]]:
        themes = {session.theme for session in self.programme.sessions if session.theme}
        return [{"name": line(theme.name), "slug": theme.slug} for theme in sorted(themes, key=lambda t: t.name)]

    def _room(self, space: ProgrammeSpace) -> dict[str, Any]:
        return {
            "name": line(space.name),
            "guid": str(lasting_id(self.programme.year, "spaces", space.id)),
            "capacity": space.capacity,
        }

    def _day(self, index: int, day: ProgrammeDay, slots: list[ProgrammeSlot]) -> dict[str, Any]:
        rooms = ((line(space.name), list(self._events(space, slots))) for space in self.programme.spaces)
        return {
            "index": index,
            "date": day.date.isoformat(),
            "day_start": self._time(moment(self.programme, day.date, day.opens_at)),
            "day_end": self._time(moment(self.programme, day.date, day.closes_at)),
            "rooms": {name: events for name, events in rooms if events},
        }

    def _events(self, space: ProgrammeSpace, slots: list[ProgrammeSlot]) -> Iterator[dict[str, Any]]:
        for slot in slots:
            if slot.space == space.id and not slot.cancelled:
                yield self._event(self.programme.session_by_id[slot.session], slot, space)

    def _event(self, session: ProgrammeSession, slot: ProgrammeSlot, space: ProgrammeSpace) -> dict[str, Any]:
        number = self.ids[slot.uid]
        start = self.programme.local(slot.starts_at)
        return {
            "id": number,
            "guid": slot.uid,
            "date": self._time(start),
            "start": f"{start:%H:%M}",
            "duration": hours_and_minutes(length(slot)),
            "room": line(space.name),
            # Recording teams name files by it: the acronym first, letters, digits and hyphens only, no two alike.
            "slug": f"{self.acronym}-{session.slug.strip('-_')[:60].lower()}-{number}",
            "url": self.addresses.session(session.slug),
            "title": line(session.title),
            "subtitle": "",
            "track": line(session.theme.name) if session.theme else "",
            "type": session.format,
            "language": LANGUAGE,
            "abstract": clean(session.summary),
            "description": clean(session.how),
            "persons": [self.persons[pk] for pk in (*session.speakers, *session.chairs)],
            "links": [
                {"type": "related", "title": line(study.name), "url": self.addresses.case_study(study.slug)}
                for study in session.case_studies
            ]
            + [
                {"type": "web", "title": line(council.name), "url": self.addresses.council(council.slug)}
                for council in session.councils
            ],
            "attachments": [
                {"title": line(file.title), "url": self.addresses.site + file.path}
                for file in self.files.get(session.id, ())
            ],
        }

    def _person(self, speaker: ProgrammeSpeaker) -> dict[str, Any]:
        return {
            "id": speaker.id,
            "guid": str(lasting_id(self.programme.year, "speakers", speaker.id)),
            "name": line(speaker.name),
            "biography": clean(speaker.biography),
        }

    def _time(self, local: datetime) -> str:
        return local.isoformat(timespec="seconds")
