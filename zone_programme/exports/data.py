"""The programme as JSON in our own words, for who builds on it: sessions with their occurrences, speakers, spaces."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from zone_programme.exports.parts import Addresses, SharedFile, by_session, clean, days, line, mark, moment
from zone_programme.programme import (
    Link,
    Programme,
    ProgrammeDay,
    ProgrammeSession,
    ProgrammeSlot,
    ProgrammeSpeaker,
)


def data(programme: Programme, *, site: str, files: Iterable[SharedFile] = ()) -> bytes:
    """Return the programme as JSON; every time is local, with its offset."""
    return json.dumps(content(programme, site=site, files=files), ensure_ascii=False).encode()


def content(programme: Programme, *, site: str, files: Iterable[SharedFile] = ()) -> dict[str, Any]:
    """Return the programme as the values that JSON knows; the API answers with parts of it."""
    addresses, shared = Addresses(site, programme.year), by_session(files)
    occurrences: dict[int, list[dict[str, Any]]] = {session.id: [] for session in programme.sessions}
    for slot in programme.slots:
        occurrences[slot.session].append(_occurrence(programme, slot))
    return {
        "year": programme.year,
        "name": programme.name,
        "conference": programme.conference,
        "venue": programme.venue,
        "city": programme.city,
        "time_zone": programme.time_zone,
        "introduction": clean(programme.introduction),
        "demonstration": programme.demonstration,
        "release": programme.number,
        "released_at": programme.released_at and _time(programme, programme.released_at),
        "address": addresses.zone,
        "days": [_day(programme, day) for day, _ in days(programme)],
        "spaces": [
            {
                "slug": space.slug,
                "name": space.name,
                "kind": space.kind,
                "capacity": space.capacity,
                "at_once": space.at_once,
            }
            for space in programme.spaces
        ],
        "sessions": [
            _session(programme, one, occurrences[one.id], addresses) | {"files": _files(shared[one.id], site)}
            for one in programme.sessions
        ],
        "speakers": [_speaker(one, addresses) for one in programme.speakers],
    }


def _day(programme: Programme, day: ProgrammeDay) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "track": day.track,
        "opens_at": _time(programme, moment(programme, day.date, day.opens_at)),
        "closes_at": _time(programme, moment(programme, day.date, day.closes_at)),
        "breaks": [
            {
                "title": pause.title,
                "kind": pause.kind,
                "starts_at": _time(programme, moment(programme, day.date, pause.starts_at)),
                "ends_at": _time(programme, moment(programme, day.date, pause.ends_at)),
            }
            for pause in day.breaks
        ],
    }


def _session(
    programme: Programme, session: ProgrammeSession, occurrences: list[dict[str, Any]], addresses: Addresses
) -> dict[str, Any]:
    def slugs(people: tuple[int, ...]) -> list[str]:
        return [programme.speaker_by_id[pk].slug for pk in people]

    def linked(links: tuple[Link, ...], address: Any) -> list[dict[str, str]]:
        return [{"name": one.name, "address": address(one.slug)} for one in links]

    return {
        "slug": session.slug,
        "title": session.title,
        "format": session.format,
        "theme": session.theme and {"slug": session.theme.slug, "name": session.theme.name},
        "summary": clean(session.summary),
        "how": clean(session.how),
        "speakers": slugs(session.speakers),
        "chairs": slugs(session.chairs),
        "councils": linked(session.councils, addresses.council),
        "case_studies": linked(session.case_studies, addresses.case_study),
        "address": addresses.session(session.slug),
        "occurrences": occurrences,
    }


def _files(files: list[SharedFile], site: str) -> list[dict[str, Any]]:
    return [
        {"title": line(one.title), "address": site + one.path, "media_type": one.media_type, "bytes": one.size}
        for one in files
    ]


def _occurrence(programme: Programme, slot: ProgrammeSlot) -> dict[str, Any]:
    told = mark(programme, slot)
    was = slot.was if told else None
    return {
        "uid": slot.uid,
        "space": programme.space_by_id[slot.space].slug,
        "starts_at": _time(programme, slot.starts_at),
        "ends_at": _time(programme, slot.ends_at),
        "sequence": slot.sequence,
        "cancelled": slot.cancelled,
        "mark": told,
        "was": was and {"space": line(was.space), "starts_at": _time(programme, was.starts_at)},
    }


def _speaker(speaker: ProgrammeSpeaker, addresses: Addresses) -> dict[str, Any]:
    return {
        "slug": speaker.slug,
        "name": speaker.name,
        "role": speaker.role,
        "organisation": speaker.organisation,
        "council": addresses.council(speaker.council) if speaker.council else None,
        "biography": clean(speaker.biography),
    }


def _time(programme: Programme, when: datetime) -> str:
    return programme.local(when).isoformat(timespec="seconds")
