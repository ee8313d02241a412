"""The programme as iCalendar (RFC 5545, published as RFC 5546 and 7986 say): whole, or what somebody chose of it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from zone_programme.exports.content_lines import joined, local, parameter, text, utc
from zone_programme.exports.parts import Addresses, clean, days, lasting_id, line, moment, place, said_by
from zone_programme.exports.time_zones import time_zone
from zone_programme.programme import Programme, ProgrammeSlot

PRODUCT = "-//Innovation Database//Innovation Zone//EN"
REFRESH = "PT1H"  # how often a subscribed calendar asks again
PARAGRAPH = "\n\n"


@dataclass(frozen=True)
class Choice:
    """What of a programme is wanted; everything that is None is no condition."""

    day: date | None = None
    theme: str | None = None
    session: str | None = None
    chosen: Collection[str] | None = None  # slugs or ids of sessions

    def slots(self, programme: Programme) -> list[ProgrammeSlot]:
        """Return the slots that are wanted."""
        return [slot for slot in programme.slots if self._wants(programme, slot)]

    @property
    def has_breaks(self) -> bool:
        """Whether breaks are part of it: of the whole programme and of a day they are."""
        return self.theme is None and self.session is None and self.chosen is None

    def _wants(self, programme: Programme, slot: ProgrammeSlot) -> bool:
        session = programme.session_by_id[slot.session]
        return (
            self.day in {None, programme.local(slot.starts_at).date()}
            and self.theme in {None, session.theme.slug if session.theme else ""}
            and self.session in {None, session.slug}
            and (self.chosen is None or session.slug in self.chosen or str(session.id) in self.chosen)
        )


WHOLE = Choice()


def calendar(programme: Programme, *, site: str, choice: Choice = WHOLE, organiser: str = "") -> bytes:
    """Return what `choice` wants of `programme` as an iCalendar file; `organiser` is an e-mail address.

    Every slot keeps its UID from release to release, and what is off stays, so that calendars learn of it.
    """
    addresses = Addresses(site, programme.year)
    years = [slot.starts_at.year for slot in programme.slots] + [day.date.year for day in programme.days]
    first, last = min(years, default=programme.year), max(years, default=programme.year)
    name = text(_title(programme, choice))
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{name}",
        f"X-WR-CALNAME:{name}",
        f"X-WR-TIMEZONE:{programme.time_zone}",
        f"URL;VALUE=URI:{addresses.zone}",
        f"LAST-MODIFIED:{utc(_stamp(programme))}",
        f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}",
        f"X-PUBLISHED-TTL:{REFRESH}",
        *time_zone(programme.time_zone, first - 1, last + 1),
    ]
    for slot in choice.slots(programme):
        lines += _event(programme, slot, addresses, organiser)
    if choice.has_breaks:
        lines += _breaks(programme, choice, organiser)
    return joined([*lines, "END:VCALENDAR"])


def appointment(
    programme: Programme, slot: ProgrammeSlot, *, site: str, organiser: str, attendee: str, off: bool = False
) -> str:
    """Return one slot as an appointment to be sent to `attendee`, an e-mail address; `off` takes it out again.

    The UID is that of the published calendar, so that whoever subscribed to it has the session once.
    """
    # Somebody who leaves a session that goes on loses it from the calendar all the same.
    shown = replace(slot, cancelled=off)
    event = _event(programme, shown, Addresses(site, programme.year), organiser)
    invited = f"ATTENDEE;ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:mailto:{attendee}"
    year = slot.starts_at.year
    return joined(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            f"PRODID:{PRODUCT}",
            "CALSCALE:GREGORIAN",
            f"METHOD:{'CANCEL' if off else 'REQUEST'}",
            *time_zone(programme.time_zone, year - 1, year + 1),
            *event[:-1],
            invited,
            event[-1],
            "END:VCALENDAR",
        ]
    ).decode()


def _title(programme: Programme, choice: Choice) -> str:
    slots = choice.slots(programme)
    sessions = [programme.session_by_id[slot.session] for slot in slots]
    parts = ["my sessions"] if choice.chosen is not None else []
    if choice.session is not None and sessions:
        parts.append(sessions[0].title)
    if choice.theme is not None and sessions and sessions[0].theme:
        parts.append(sessions[0].theme.name)
    if choice.day is not None:
        parts.append(f"{choice.day:%A} {choice.day.day} {choice.day:%B}")
    return line(f"{programme.name}: {', '.join(parts)}" if parts else programme.name)


def _stamp(programme: Programme) -> datetime:
    """Return when the programme became what it is; a draft has no such time, and a fixed one keeps it the same."""
    return programme.released_at or datetime(programme.year, 1, 1, tzinfo=UTC)


def _event(programme: Programme, slot: ProgrammeSlot, addresses: Addresses, organiser: str) -> list[str]:
    session = programme.session_by_id[slot.session]
    address = addresses.session(session.slug)
    kinds = [session.theme.name if session.theme else "", session.format_label]
    people = "\n".join(said_by(programme, session))
    councils = ", ".join(council.name for council in session.councils)
    told = [session.summary, session.how, people, councils, address]
    return [
        *_begin(programme, slot.uid, slot.sequence, organiser),
        f"SUMMARY:{text(('Cancelled: ' if slot.cancelled else '') + line(session.title))}",
        *_times(programme, programme.local(slot.starts_at), programme.local(slot.ends_at)),
        f"LOCATION:{text(place(programme, slot))}",
        f"URL;VALUE=URI:{address}",
        f"STATUS:{'CANCELLED' if slot.cancelled else 'CONFIRMED'}",
        f"TRANSP:{'TRANSPARENT' if slot.cancelled else 'OPAQUE'}",
        f"CATEGORIES:{','.join(text(line(kind)) for kind in kinds if kind)}",
        f"DESCRIPTION:{text(clean(PARAGRAPH.join(part.strip() for part in told if part.strip())))}",
        "END:VEVENT",
    ]


def _breaks(programme: Programme, choice: Choice, organiser: str) -> list[str]:
    """Return the breaks. They have no numbering of their own, so the release's serves."""
    where = text(line(", ".join(filter(None, [programme.venue, programme.city]))))
    lines = []
    for day, _ in days(programme):
        for number, pause in enumerate(day.breaks if choice.day in {None, day.date} else ()):
            uid = lasting_id(programme.year, "breaks", day.date, pause.kind, pause.title, number)
            lines += [
                *_begin(programme, str(uid), programme.number, organiser),
                f"SUMMARY:{text(line(pause.title))}",
                *_times(
                    programme,
                    moment(programme, day.date, pause.starts_at),
                    moment(programme, day.date, pause.ends_at),
                ),
                *([f"LOCATION:{where}"] if where else []),
                "STATUS:CONFIRMED",
                "TRANSP:TRANSPARENT",
                "END:VEVENT",
            ]
    return lines


def _begin(programme: Programme, uid: str, sequence: int, organiser: str) -> list[str]:
    stamp = utc(_stamp(programme))
    lines = ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{stamp}", f"LAST-MODIFIED:{stamp}", f"SEQUENCE:{sequence}"]
    if organiser:
        lines.append(f"ORGANIZER;CN={parameter(programme.name)}:mailto:{organiser}")
    return lines


def _times(programme: Programme, start: datetime, end: datetime) -> list[str]:
    zone = programme.time_zone
    return [f"DTSTART;TZID={zone}:{local(start)}", f"DTEND;TZID={zone}:{local(end)}"]
