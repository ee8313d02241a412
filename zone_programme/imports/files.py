"""From a file to a table of rows, whatever kind it is: CSV as it stands, events of schedule.xml and schedule.json as
the same columns. What the cells mean is decided in `rows.py`.
"""

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from django.utils.html import strip_tags

from case_studies.imports import reading
from case_studies.imports.columns import OF_REJECTED_FILES
from case_studies.imports.reading import Line, NotImportableError, Sheet, fold

COLUMNS = ("id", "kind", "title", "abstract", "track", "speakers", "room", "start", "duration_minutes")
EXTRAS = ("chairs", "how", "state")  # of our own export
PASSED_OVER = ("end", "councils", "address", "mark", "was_room", "was_start", *OF_REJECTED_FILES)
NEEDED = ("id", "title")
KNOWN = frozenset((*COLUMNS, *EXTRAS, *PASSED_OVER))
LIMIT = 20_000_000  # bytes; the largest conferences need a tenth
Event = dict[str, str]


class RowError(ValueError):
    """The row cannot be taken; the message says why."""


def read(path: Path) -> Sheet:
    """Read the file at `path`. Raises `NotImportableError` for whatever holds no programme."""
    start = b""
    try:
        if path.is_file():
            with path.open("rb") as file:
                start = file.read(200)
            if path.stat().st_size > LIMIT:
                raise NotImportableError(f"{path.name} has more than {LIMIT:,} bytes, and no programme has.")
    except OSError as error:
        raise NotImportableError(f"{path} cannot be read: {error.strerror}.") from None
    first = start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n")[:1]
    if first == b"<":
        return _sheet(_from_xml(path.read_bytes(), path.name), path.name)
    if first in {b"{", b"["}:
        return _sheet(_from_json(path.read_bytes(), path.name), path.name)
    sheet = reading.read(path, set(KNOWN))
    _check(sheet, path.name)
    return sheet


def cells(sheet: Sheet, row: Line) -> Event:
    """Return the cells of a row by the names of their columns. Raises `RowError` when it has more or fewer cells."""
    if len(row.cells) != len(sheet.header):
        raise RowError(f"It has {len(row.cells)} cells, and the header has {len(sheet.header)}.")
    return dict(zip((fold(name) for name in sheet.header), row.cells, strict=True))


def _check(sheet: Sheet, name: str) -> None:
    """Refuse a header that does not say what is where."""
    names = [fold(one) for one in sheet.header]
    known = [one for one in names if one in COLUMNS]
    if not known:
        raise NotImportableError(
            f"{name} has none of the known columns, so it is no programme; its first line must name columns such as "
            f"{', '.join(COLUMNS)}."
        )
    twice = [one for one, count in Counter(names).items() if count > 1 and one in KNOWN]
    if twice:
        raise NotImportableError(f"{name} has the column “{twice[0]}” twice: keep one column of each name.")
    missing = [one for one in NEEDED if one not in names]
    if missing:
        raise NotImportableError(f"{name} has no column {' and no column '.join(missing)}.")
    unknown = [sheet.header[place] for place, one in enumerate(names) if one and one not in KNOWN]
    if unknown:
        raise NotImportableError(f"{name} has an unknown column “{unknown[0]}”; known are {', '.join(COLUMNS)}.")


def _sheet(events: Iterable[Event], name: str) -> Sheet:
    """Return events as the table that a CSV file of them would be, so that rejected ones can be mended there."""
    rows: list[Line] = []
    for event in _runs_together(list(events)):
        row = [event.get(column, "") for column in COLUMNS]
        rows.append(Line(len(rows) + 1, row, _as_csv(row)))
    if not rows:
        raise NotImportableError(f"{name} is a programme without a single event.")
    return Sheet(header=list(COLUMNS), lines=rows, delimiter=",", encoding="UTF-8", raw_header=_as_csv(COLUMNS))


def _as_csv(row: Iterable[str]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="").writerow(row)
    return out.getvalue()


def _runs_together(events: list[Event]) -> list[Event]:
    """Give the events of one session one id: each has its own, and only page and title tell that it runs twice."""
    first: dict[tuple[str, str], str] = {}
    for event in events:
        page = event.pop("url", "")
        if page:
            event["id"] = first.setdefault((page, event["title"]), event["id"])
    return events


def _from_xml(content: bytes, name: str) -> Iterator[Event]:
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise NotImportableError(
            f"{name} declares entities or a document type, which a schedule.xml never needs: it was not read."
        ) from None
    except (ParseError, ValueError, LookupError) as error:
        raise NotImportableError(f"{name} is damaged XML: {error}.") from None
    if root.tag != "schedule":
        raise NotImportableError(f"{name} is XML but no schedule.xml: it begins with <{root.tag}>, not <schedule>.")
    for day in root.iter("day"):
        for room in day.iter("room"):
            for event in room.findall("event"):
                yield _xml_event(event, room.get("name", ""), day.get("date", ""))


def _xml_event(event: Element, room: str, day: str) -> Event:
    def text(name: str) -> str:
        return (event.findtext(name) or "").strip()

    return _event(
        identifier=event.get("guid") or event.get("id") or "",
        room=text("room") or room,
        day=day,
        text=text,
        speakers=[person.text or "" for person in event.findall("persons/person")],
    )


def _from_json(content: bytes, name: str) -> Iterator[Event]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise NotImportableError(f"{name} is damaged JSON: {error}.") from None
    days = _inside(found, "schedule", "conference", "days")
    if not isinstance(days, list):
        raise NotImportableError(f"{name} is JSON but no schedule.json: it has no schedule → conference → days.")
    for day in days:
        rooms = _inside(day, "rooms")
        for room, events in rooms.items() if isinstance(rooms, Mapping) else ():
            for event in events if isinstance(events, list) else ():
                if isinstance(event, Mapping):
                    yield _json_event(event, str(room), str(_inside(day, "date") or ""))


def _json_event(event: Mapping[str, Any], room: str, day: str) -> Event:
    def text(name: str) -> str:
        value = event.get(name)
        return "" if value is None or isinstance(value, list | Mapping) else str(value).strip()

    persons = event.get("persons")
    return _event(
        identifier=text("guid") or text("id"),
        room=text("room") or room,
        day=day,
        text=text,
        speakers=[
            str(person.get("name") or person.get("public_name") or "")
            for person in (persons if isinstance(persons, list) else ())
            if isinstance(person, Mapping)
        ],
    )


def _event(*, identifier: str, room: str, day: str, text: Any, speakers: list[str]) -> Event:
    told = [text("subtitle"), text("abstract") or text("description")]
    date = text("date")
    return {
        "id": identifier,
        "url": text("url"),
        "kind": text("type"),
        "title": text("title"),
        "abstract": strip_tags("\n\n".join(part for part in told if part)),
        "track": text("track"),
        "speakers": "; ".join(name.strip().replace(";", ",") for name in speakers if name.strip()),
        "room": room,
        "start": date if len(date) > len("2027-07-06") else " ".join(filter(None, [date or day, text("start")])),
        "duration_minutes": _minutes(text("duration")),
    }


def _minutes(duration: str) -> str:
    """Return 01:30 as 90; what is no duration as it is, to be refused where it stands."""
    parts = duration.split(":")
    if len(parts) in {2, 3} and all(part.isdecimal() for part in parts):
        return str(int(parts[0]) * 60 + int(parts[1]))
    return duration


def _inside(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, Mapping) else None
    return value
