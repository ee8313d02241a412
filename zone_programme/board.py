"""What the timetable's editor shows, as plain values for its page and JSON: days, spaces, sessions, slots, warnings.

Times are minutes since midnight where the Zone is, so that a browser need know nothing of time zones.
"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection

from innovation_db.history.words import listed
from zone_programme import clashes, timetable
from zone_programme.clashes import Clash, Severity
from zone_programme.models import Day, Format, Slot, Space, Zone
from zone_programme.problem import Draft, minutes
from zone_programme.stored import StoredSession, StoredSlot, StoredZone, slots_of


class Facts(NamedTuple):
    """What moving a session does not change: the same for every slot, and most of the work to read."""

    draft: Draft
    days: list[dict[str, Any]]
    spaces: list[dict[str, Any]]
    sessions: list[dict[str, Any]]


def board(zone: Zone) -> dict[str, Any]:
    """Return everything that the editor of `zone` shows. Two queries while only slots change, else about twenty."""
    facts_stamp, slots_stamp = _stamps(zone)
    known, rows = facts(zone, facts_stamp), slots_of(zone)
    return {
        "revision": f"{facts_stamp}.{slots_stamp}",
        "grid": zone.grid_minutes,
        "days": known.days,
        "spaces": known.spaces,
        "sessions": known.sessions,
        "slots": [slot_values(zone, slot) for slot in rows],
        "warnings": _warnings(known.draft, rows),
    }


def revision(zone: Zone) -> str:
    """Return what differs whenever `board` does. Costs one query."""
    return ".".join(_stamps(zone))


class Found(NamedTuple):
    """The clashes of the draft, the gravest first, with the days they are on and the day's number of each slot."""

    clashes: list[Clash]
    days: list[Day]
    day_of: dict[int, int]


def found(zone: Zone) -> Found:
    """Return the clashes of the draft. Two queries where the facts are known already, else about twenty."""
    draft = facts(zone, _stamps(zone)[0]).draft
    slots = _placed(draft, slots_of(zone))
    return Found(
        clashes.clashes(draft.problem, slots, draft.severities), draft.days, {slot.id: slot.day for slot in slots}
    )


def warnings(zone: Zone) -> list[dict[str, Any]]:
    """Return the clashes of the draft: `{"rule", "severity", "sentence", "slots", "marks"}`, the gravest first.

    `marks` says whether its slots are marked in the grid: another place or time would mend it, and should.
    """
    return _warnings(facts(zone, _stamps(zone)[0]).draft, slots_of(zone))


@lru_cache(maxsize=4)
def facts(zone: Zone, stamp: str) -> Facts:
    """Return the facts of `zone`, kept for as long as their stamp is the same."""
    draft = Draft(Zone.objects.get(pk=zone.pk))
    stored = draft.stored
    days = [
        {
            "id": day.pk,
            "date": day.date.isoformat(),
            "name": str(day),
            "opens": minutes(day.opens_at),
            "closes": minutes(day.closes_at),
            "breaks": [
                {"title": one.title, "start": minutes(one.starts_at), "end": minutes(one.ends_at)}
                for one in stored.breaks
                if one.day_id == day.pk
            ],
        }
        for day in stored.days
    ]
    spaces = [
        {"id": space.pk, "name": space.name, "about": _about(space), "at_once": space.at_once}
        for space in stored.spaces
    ]
    return Facts(draft, days, spaces, [_session(stored, one) for one in stored.sessions])


def _stamps(zone: Zone) -> tuple[str, str]:
    """Return what differs whenever the facts do, and whenever the slots do.

    Rows keep their ids and their versions only grow: the number of rows, the highest id and the sum of the versions
    cannot all be the same when anything was added, changed or removed. Breaks and openings have no versions.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT concat_ws('.', z.version, sessions.stamp, speakers.stamp, hours.stamp, names.stamp, stars.stamp),
                   slots.stamp
            FROM zone_programme_zone z,
            LATERAL (SELECT concat_ws('-', count(*), max(s.id), sum(s.version)) AS stamp FROM zone_programme_slot s
                     JOIN zone_programme_session n ON n.id = s.session_id WHERE n.zone_id = z.id) slots,
            LATERAL (SELECT concat_ws('-', count(*), max(n.id), sum(n.version)) AS stamp FROM zone_programme_session n
                     WHERE n.zone_id = z.id) sessions,
            LATERAL (SELECT concat_ws('-', count(*), max(p.id), sum(p.version)) AS stamp FROM zone_programme_speaker p
                     WHERE p.zone_id = z.id) speakers,
            LATERAL (SELECT md5(concat(
                        (SELECT string_agg(b::text, '' ORDER BY b.id) FROM zone_programme_break b
                         JOIN zone_programme_day d ON d.id = b.day_id WHERE d.zone_id = z.id), '|',
                        (SELECT string_agg(o::text, '' ORDER BY o.id) FROM zone_programme_opening o
                         JOIN zone_programme_day d ON d.id = o.day_id WHERE d.zone_id = z.id))) AS stamp) hours,
            LATERAL (SELECT concat_ws('-', count(*), max(f.id), sum(hashtext(f.sessions::text))) AS stamp
                     FROM zone_programme_favouriteset f WHERE f.zone_id = z.id) stars,
            LATERAL (SELECT concat_ws('-', (SELECT sum(version) FROM case_studies_theme),
                                           (SELECT sum(version) FROM case_studies_council)) AS stamp) names
            WHERE z.id = %s
            """,
            [zone.pk],
        )
        facts_stamp, slots_stamp = cursor.fetchone()
        return str(facts_stamp), str(slots_stamp)


def _warnings(draft: Draft, rows: list[StoredSlot]) -> list[dict[str, Any]]:
    return [
        {
            "rule": one.rule,
            "severity": one.severity,
            "sentence": one.sentence,
            "slots": list(one.slots),
            "marks": one.severity != Severity.NOTE and one.rule not in clashes.NOT_OF_PLACE,
        }
        for one in clashes.clashes(draft.problem, _placed(draft, rows), draft.severities)
    ]


def _placed(draft: Draft, rows: list[StoredSlot]) -> list[timetable.Slot]:
    return [draft.slot(row) for row in rows if row.session_id in draft.problem.session_by_id]


def slot_values(zone: Zone, slot: Slot | StoredSlot) -> dict[str, Any]:
    """Return one slot as the editor knows it."""
    start = slot.starts_at.astimezone(zone.zone_info)
    begins = minutes(start.time())
    return {
        "id": slot.pk,
        "version": slot.version,
        "uid": str(slot.uid),
        "session": slot.session_id,
        "space": slot.space_id,
        "date": start.date().isoformat(),
        "start": begins,
        "end": begins + (slot.ends_at - slot.starts_at) // timedelta(minutes=1),
        "locked": slot.locked,
    }


def moment(zone: Zone, day: date, start: time) -> datetime:
    """Return a time of a day of the Zone as a moment."""
    return datetime.combine(day, start, tzinfo=zone.zone_info)


def _about(space: Space) -> str:
    return f"{space.at_once} at once, {space.capacity} seats each" if space.at_once > 1 else f"{space.capacity} seats"


def _session(stored: StoredZone, one: StoredSession) -> dict[str, Any]:
    people = [appearance.speaker__name for appearance in stored.appearances[one.pk]]
    councils = [council.council__short_name for council in stored.councils[one.pk]]
    return {
        "id": one.pk,
        "title": one.title,
        "format": one.format,
        "format_label": Format(one.format).label if one.format else "",
        "minutes": one.minutes,
        "expected": one.expected,
        "theme": one.theme_id,
        "theme_name": one.theme__name or "",
        "colour": one.theme__colour or 0,
        "who": ", ".join(filter(None, [listed(people), listed(councils)])),
        "running": one.running,
    }
