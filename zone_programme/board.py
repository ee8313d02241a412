"""What the timetable's editor shows, as plain values for its page and JSON: days, spaces, sessions, slots, warnings.

Times are minutes since midnight where the Zone is, so that a browser need know nothing of time zones.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from innovation_db.history.words import listed
from zone_programme.models import Appearance, Format, Session, Slot, Space, Zone
from zone_programme.problem import Draft


def board(zone: Zone) -> dict[str, Any]:
    """Return everything that the editor of `zone` shows. Costs eight queries, and those of `warnings`."""
    return {
        "revision": revision(zone),
        "grid": zone.grid_minutes,
        "days": [
            {
                "id": day.pk,
                "date": day.date.isoformat(),
                "name": str(day),
                "opens": minutes(day.opens_at),
                "closes": minutes(day.closes_at),
                "breaks": [
                    {"title": one.title, "start": minutes(one.starts_at), "end": minutes(one.ends_at)}
                    for one in day.breaks.all()
                ],
            }
            for day in zone.days.prefetch_related("breaks")
        ],
        "spaces": [
            {"id": space.pk, "name": space.name, "about": _about(space), "at_once": space.at_once}
            for space in zone.spaces.all()
        ],
        "sessions": _sessions(zone),
        "slots": [slot_values(zone, slot) for slot in Slot.objects.filter(session__zone=zone).select_related("space")],
        "warnings": warnings(zone),
    }


def revision(zone: Zone) -> str:
    """Return what differs whenever `board` does. Costs one query.

    Rows keep their ids and their versions only grow: the number of rows, the highest id and the sum of the versions
    cannot all be the same when anything was added, changed or removed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT concat_ws('.', z.version, slots.stamp, sessions.stamp, speakers.stamp)
            FROM zone_programme_zone z,
            LATERAL (SELECT concat_ws('-', count(*), max(s.id), sum(s.version)) AS stamp FROM zone_programme_slot s
                     JOIN zone_programme_session n ON n.id = s.session_id WHERE n.zone_id = z.id) slots,
            LATERAL (SELECT concat_ws('-', count(*), max(n.id), sum(n.version)) AS stamp FROM zone_programme_session n
                     WHERE n.zone_id = z.id) sessions,
            LATERAL (SELECT concat_ws('-', count(*), max(p.id), sum(p.version)) AS stamp FROM zone_programme_speaker p
                     WHERE p.zone_id = z.id) speakers
            WHERE z.id = %s
            """,
            [zone.pk],
        )
        return str(cursor.fetchone()[0])


def warnings(zone: Zone) -> list[dict[str, Any]]:
    """Return the clashes of the draft: `{"rule", "severity", "sentence", "slots"}`, the gravest first."""
    return [
        {"rule": one.rule, "severity": one.severity, "sentence": one.sentence, "slots": list(one.slots)}
        for one in Draft(zone).clashes()
    ]


def slot_values(zone: Zone, slot: Slot) -> dict[str, Any]:
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
        "end": begins + slot.length // timedelta(minutes=1),
        "locked": slot.locked,
    }


def minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def moment(zone: Zone, day: date, start: time) -> datetime:
    """Return a time of a day of the Zone as a moment."""
    return datetime.combine(day, start, tzinfo=zone.zone_info)


def _about(space: Space) -> str:
    return f"{space.at_once} at once, {space.capacity} seats each" if space.at_once > 1 else f"{space.capacity} seats"


def _sessions(zone: Zone) -> list[dict[str, Any]]:
    sessions = Session.objects.filter(zone=zone)
    people = _names(Appearance.objects.filter(session__zone=zone).order_by("id"), "speaker__name")
    councils = _names(
        Session.councils.through.objects.filter(session__zone=zone).order_by("council__short_name"),
        "council__short_name",
    )
    return [
        {
            "id": one["id"],
            "title": one["title"],
            "format": one["format"],
            "format_label": Format(one["format"]).label,
            "minutes": one["minutes"],
            "expected": one["expected"],
            "theme": one["theme_id"],
            "theme_name": one["theme__name"] or "",
            "colour": one["theme__colour"] or 0,
            "who": ", ".join(filter(None, [listed(people[one["id"]]), listed(councils[one["id"]])])),
            "running": one["state"] not in (Session.State.WITHDRAWN, Session.State.CANCELLED),
        }
        for one in sessions.order_by("title", "id").values(
            "id", "title", "state", "format", "minutes", "expected", "theme_id", "theme__name", "theme__colour"
        )
    ]


def _names(rows: Any, name: str) -> dict[int, list[str]]:
    names: dict[int, list[str]] = defaultdict(list)
    pairs: Iterable[tuple[int, str]] = rows.values_list("session_id", name)
    for session, text in pairs:
        names[session].append(text)
    return names
