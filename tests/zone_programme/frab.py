"""What the keepers of the schedule.xml and schedule.json formats ask of a file, as rules written for our tests.

Their own schemas are theirs to hand out (https://github.com/frab/schedule.xml and https://github.com/voc/schedule,
EUPL); these say the same in our words: which parts may stand where, which must, and what is in them. `docs/api.md` says
against which of their versions our files were validated themselves.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from lxml import etree

SLUG = re.compile(r"[a-z0-9_]{4,}-[a-z0-9_-]{3,}[a-z0-9]")
ACRONYM = re.compile(r"[a-z0-9_-][a-z0-9_]{3,}")
CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")
DURATION = re.compile(r"[0-9]{1,2}:[0-9]{2}")
EVENT_KEYS = {
    "id", "guid", "date", "start", "duration", "room", "slug", "url", "title", "subtitle", "track", "type", "language",
    "abstract", "persons", "links",
}  # fmt: skip
EVENT_EXTRAS = {
    "description", "logo", "attachments", "answers", "recording_license", "do_not_record", "do_not_stream",
}  # fmt: skip
CONFERENCE_KEYS = {"title", "acronym", "days", "daysCount", "start", "end", "timeslot_duration"}
CONFERENCE_EXTRAS = {"description", "time_zone_name", "url", "logo", "colors", "keywords", "tracks", "rooms", "meta"}
XML_ORDER = ["generator", "version", "conference", "day"]
# Which attributes each element of a schedule.xml may have, and which elements in it; with "!" it must.
XML_PARTS: dict[str, tuple[str, str]] = {
    "schedule": ("", "generator version! conference! day!"),
    "generator": ("name version", ""),
    "conference": ("", "title! acronym! start end days timeslot_duration base_url time_zone_name"),
    "day": ("date start end index", "room"),
    "day/room": ("name", "event"),
    "event": (
        "id! guid!",
        (
            "room! title! subtitle! type! date! start! duration! abstract! slug! track! "
            "logo persons language description recording links attachments video_download_url url"
        ),
    ),
    "persons": ("", "person"),
    "person": ("id", ""),
    "links": ("", "link"),
    "link": ("href", ""),
    "attachments": ("", "attachment"),
    "attachment": ("href", ""),
}
MANY = {"day", "room", "event", "person", "link", "attachment"}  # these may stand more than once


def check_json(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Assert that `content` is a schedule.json and return its events."""
    assert content.keys() == {"$schema", "generator", "schedule"}
    assert content["$schema"] == "https://c3voc.de/schedule/schema.json"
    schedule = content["schedule"]
    assert {"version", "conference", "base_url"} <= schedule.keys()
    assert "rooms" not in schedule
    assert isinstance(schedule["version"], str)
    conference = schedule["conference"]
    assert CONFERENCE_KEYS <= conference.keys() <= CONFERENCE_KEYS | CONFERENCE_EXTRAS
    assert ACRONYM.fullmatch(conference["acronym"])
    assert date.fromisoformat(conference["start"]) <= date.fromisoformat(conference["end"])
    assert conference["daysCount"] == len(conference["days"])
    for room in conference["rooms"]:
        assert {"name", "guid"} <= room.keys() <= {"name", "guid", "capacity"}
        _uuid(room["guid"])
    names = {room["name"] for room in conference["rooms"]}
    events = []
    for index, day in enumerate(conference["days"], 1):
        assert day.keys() == {"index", "date", "day_start", "day_end", "rooms"}
        assert day["index"] == index
        _moment(day["day_start"])
        _moment(day["day_end"])
        assert day["rooms"].keys() <= names
        for name, there in day["rooms"].items():
            for event in there:
                assert event["room"] == name
                assert event["date"][:10] == day["date"]
                _json_event(event)
                events.append(event)
    _each_once(events, "id", "guid", "slug")
    return events


def _json_event(event: dict[str, Any]) -> None:
    assert EVENT_KEYS <= event.keys() <= EVENT_KEYS | EVENT_EXTRAS
    assert isinstance(event["id"], int)
    assert 0 < event["id"] < 2**31
    _event(event)
    for person in event["persons"]:
        assert "name" in person
        assert "public_name" not in person, "a person with both names fits two descriptions, and one is asked for"
        _uuid(person["guid"])
    for link in event["links"]:
        assert link.keys() <= {"type", "url", "title"}
        assert link["type"] in {"web", "related"}
        _address(link["url"])
    for file in event.get("attachments", []):
        assert file.keys() == {"title", "url"}
        _address(file["url"])


def check_xml(content: bytes) -> list[dict[str, Any]]:
    """Assert that `content` is a schedule.xml and return its events."""
    root = etree.fromstring(content)
    assert root.tag == "schedule"
    _parts(root)
    order = [XML_ORDER.index(str(child.tag)) for child in root]
    assert order == sorted(order)
    assert ACRONYM.fullmatch(root.findtext("conference/acronym") or "")
    assert [day.get("index") for day in root.findall("day")] == [str(n + 1) for n in range(len(root.findall("day")))]
    events = []
    for day in root.findall("day"):
        date.fromisoformat(day.get("date") or "")
        _moment(day.get("start") or "")
        _moment(day.get("end") or "")
        for room in day.findall("room"):
            for element in room.findall("event"):
                event: dict[str, Any] = {str(child.tag): child.text or "" for child in element}
                assert event["room"] == room.get("name")
                event |= {"id": int(element.get("id") or 0), "guid": element.get("guid")}
                event["persons"] = [person.text for person in element.findall("persons/person")]
                _event(event)
                events.append(event)
    _each_once(events, "id", "guid", "slug")
    return events


def _parts(element: Any, parent: str = "") -> None:
    """Assert that an element and all in it have what they must and nothing that they may not."""
    name = f"{parent}/{element.tag}" if f"{parent}/{element.tag}" in XML_PARTS else str(element.tag)
    attributes, children = (said.split() for said in XML_PARTS.get(name, ("", "")))
    assert set(element.attrib) <= {one.rstrip("!") for one in attributes}, name
    found = [str(child.tag) for child in element]
    assert set(found) <= {one.rstrip("!") for one in children}, name
    for one in (*attributes, *children):
        assert not one.endswith("!") or one[:-1] in {*element.attrib, *found}, f"{name} lacks {one}"
    assert all(found.count(one) == 1 for one in set(found) - MANY), f"a part of {name} stands twice"
    for child in element:
        _parts(child, str(element.tag))


def _event(event: dict[str, Any]) -> None:
    assert event["id"] > 0
    _uuid(event["guid"])
    assert CLOCK.fullmatch(event["start"])
    assert DURATION.fullmatch(event["duration"])
    assert SLUG.fullmatch(event["slug"])
    assert event["title"]
    _moment(event["date"])
    assert event["date"][11:16] == event["start"]
    _address(event["url"])


def _each_once(events: Iterable[dict[str, Any]], *names: str) -> None:
    for name in names:
        values = [event[name] for event in events]
        assert len(values) == len(set(values)), f"{name} is not each event's own"


def _uuid(text: str) -> None:
    assert str(UUID(text)) == text


def _address(text: str) -> None:
    assert urlsplit(text).scheme in {"http", "https"}


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is not None
    return moment
