"""What people with appointments are told by e-mail, with an entry for their calendar and their link.

When they are told is decided in `appointments.py` and `sittings.py`. Who gave no address is told nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from innovation_db import links, mail
from innovation_db.models import ContributorLink, User
from zone_programme.exports.appointments import Entry, entries
from zone_programme.models import Appointment, Sitting


@dataclass(frozen=True, kw_only=True)
class News:
    """What a new release does to an appointment: `before` is its time and place as it was, `entry` what to take out."""

    row: Appointment
    before: str
    entry: Entry | None = None


def path(link: ContributorLink) -> str:
    """Return the address of the page that a link opens."""
    sitting = Sitting.objects.select_related("zone").get(appointments__link=link)
    return reverse("zone_programme:appointment", args=[sitting.zone.year, link.key])


def booked(row: Appointment, *, rule: str, by: User | None) -> None:
    """Confirm an appointment, or a place on a waiting list, for which `rule` says what happens next."""
    _tell(row, "appointment_booked" if row.start else "appointment_waiting", by=by, rule=rule)


def changed(row: Appointment) -> None:
    _tell(row, "appointment_changed")


def moved_up(row: Appointment) -> None:
    _tell(row, "appointment_moved_up")


def cancelled(row: Appointment, *, helped: bool, by: User | None) -> None:
    """Tell that it is off: to be called before the row forgets whose it was."""
    off = [entry(row, sequence=row.sequence + 1)] if row.start else []
    _tell(row, "appointment_cancelled", off=off, by=by, helped=helped)


def released(news: Sequence[News], *, email: str) -> None:
    """Tell one person, in one e-mail, what a new programme does to their appointments."""
    rows = [one.row for one in news]
    gone = [one.entry for one in news if one.entry]
    mail.send(
        template="appointments_released",
        to=email,
        context={
            "news": [{"row": one.row, "before": one.before, "link": _link(one.row)} for one in news],
            "zone": rows[0].zone,
            "name": rows[0].name,
        },
        about=rows[0],
        secrets=[links.token(row.link) for row in rows if row.link],
        attachments=[*_files([entry(row) for row in rows if row.start]), *_files(gone, off=True)],
    )


def entry(row: Appointment, *, sequence: int | None = None) -> Entry:
    """Return the calendar entry of an appointment that has a time."""
    sitting = row.sitting
    assert row.start
    assert row.end
    session = settings.SITE_URL + sitting.session.get_absolute_url()
    return Entry(
        uid=str(row.uid),
        sequence=row.sequence if sequence is None else sequence,
        zone=sitting.zone.time_zone,
        start=row.start,
        end=row.end,
        title=f"One-to-one: {sitting.session.title}",
        place=", ".join(filter(None, [sitting.space, sitting.zone.venue, sitting.zone.city])),
        about="\n\n".join(filter(None, [row.topic, session])),
        address=session,
        name=row.name,
        email=row.email,
    )


def _tell(row: Appointment, template: str, *, off: Sequence[Entry] = (), by: User | None = None, **more: Any) -> None:
    if not row.email:
        return
    files = _files(off, off=True) if off else _files([entry(row)] if row.start else [])
    mail.send(
        template=template,
        to=row.email,
        context={"row": row, "sitting": row.sitting, "zone": row.sitting.zone, "link": _link(row), **more},
        about=row,
        secrets=[links.token(row.link)] if row.link else [],
        attachments=files,
        by=by,
    )


def _link(row: Appointment) -> str:
    return links.url(row.link) if row.link else ""


def _files(some: Sequence[Entry], *, off: bool = False) -> list[mail.Attachment]:
    if not some:
        return []
    text = entries(
        some, organiser=settings.CONTACT_EMAIL, organiser_name=settings.SITE_NAME, now=timezone.now(), off=off
    )
    method = "CANCEL" if off else "REQUEST"
    name = "cancelled.ics" if off else "appointment.ics"
    return [mail.Attachment(name=name, text=text, kind="calendar", parameters={"method": method})]
