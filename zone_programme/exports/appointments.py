"""Appointments as calendar entries to go with e-mails: an invitation, its changes, its cancellation (RFC 5546)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from zone_programme.exports.calendars import PRODUCT
from zone_programme.exports.content_lines import joined, local, parameter, text, utc
from zone_programme.exports.parts import clean, line
from zone_programme.exports.time_zones import time_zone


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One appointment; `start` and `end` are local to `zone`, the name of a time zone."""

    uid: str
    sequence: int
    zone: str
    start: datetime
    end: datetime
    title: str
    place: str
    about: str
    address: str
    name: str
    email: str


def entries(some: Sequence[Entry], *, organiser: str, organiser_name: str, now: datetime, off: bool = False) -> str:
    """Return a calendar that puts `some` appointments of one person into theirs, or takes them out."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        f"METHOD:{'CANCEL' if off else 'REQUEST'}",
    ]
    for name in dict.fromkeys(one.zone for one in some):
        years = [one.start.year for one in some]
        lines += time_zone(name, min(years) - 1, max(years) + 1)
    for one in some:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{one.uid}",
            f"DTSTAMP:{utc(now)}",
            f"SEQUENCE:{one.sequence}",
            f"ORGANIZER;CN={parameter(organiser_name)}:mailto:{organiser}",
            f"ATTENDEE;CN={parameter(clean(one.name))};PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{one.email}",
            f"SUMMARY:{text(line(('Cancelled: ' if off else '') + one.title))}",
            f"DTSTART;TZID={one.zone}:{local(one.start)}",
            f"DTEND;TZID={one.zone}:{local(one.end)}",
            f"LOCATION:{text(line(one.place))}",
            f"DESCRIPTION:{text(clean(one.about))}",
            f"URL;VALUE=URI:{one.address}",
            f"STATUS:{'CANCELLED' if off else 'CONFIRMED'}",
            f"TRANSP:{'TRANSPARENT' if off else 'OPAQUE'}",
            "END:VEVENT",
        ]
    return joined([*lines, "END:VCALENDAR"]).decode()
