"""The day's list of surgeries as their hosts and the officers see it: who comes when, and who waits.

What they do there is `appointments.py`; its pages are `views/host.py` and `admin/appointments.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.http import HttpRequest
from django.urls import reverse

from innovation_db import links
from innovation_db.models import ContributorLink, User
from innovation_db.refusals import RefusedError
from zone_programme import appointments
from zone_programme.appointment_forms import HelpedForm
from zone_programme.models import Appointment, Session, Sitting


def _path(link: ContributorLink) -> str:
    session = Session.objects.select_related("zone").get(pk=link.about_id or 0)
    return reverse("zone_programme:host", args=[session.zone.year, link.key])


HOST = links.register(
    links.Purpose(name="surgery-host", what="the list of your appointments", template="zone_host", path=_path, days=300)
)


@dataclass(frozen=True)
class Day:
    """One surgery: its times by the clock of the Zone, each with who comes then, and its waiting list."""

    sitting: Sitting
    lines: list[tuple[datetime, Appointment | None]]
    waiting: list[Appointment]


@dataclass
class Work:
    """What a page shows after a request: the form to book for somebody, of one surgery, and what to say."""

    form: HelpedForm | None = None
    sitting: Sitting | None = None
    said: str = ""
    refused: str = ""
    status: int = field(default=200)


def days(sittings: Iterable[Sitting]) -> list[Day]:
    """Return the lists of some surgeries. Costs a query."""
    sittings = list(sittings)
    by_sitting: dict[int, list[Appointment]] = defaultdict(list)
    rows = Appointment.objects.kept().filter(sitting__in=sittings).in_order()
    named = {sitting.pk: sitting for sitting in sittings}
    for row in rows:
        row.sitting = named[row.sitting_id]
        by_sitting[row.sitting_id].append(row)
    found = []
    for sitting in sittings:
        booked = {row.starts_at: row for row in by_sitting[sitting.pk] if row.starts_at}
        times = sorted({*sitting.times(), *booked})
        found.append(
            Day(
                sitting=sitting,
                lines=[(sitting.local(time), booked.get(time)) for time in times],
                waiting=[row for row in by_sitting[sitting.pk] if row.starts_at is None],
            )
        )
    return found


def work(request: HttpRequest, sittings: Iterable[Sitting], *, by: User | None) -> Work:
    """Do what was pressed on the list of these surgeries: `cancel=<id>`, or `book=<surgery>` with the form."""
    known = {str(sitting.pk): sitting for sitting in sittings}
    sitting = known.get(request.POST.get("book", request.GET.get("book", "")))
    if request.method == "POST" and "cancel" in request.POST:
        return _cancel(request.POST["cancel"], list(known.values()), by)
    if sitting is None:
        return Work()
    free = appointments.times(sitting).free
    if request.method != "POST":
        return Work(form=HelpedForm(sitting, free), sitting=sitting)
    form = HelpedForm(sitting, free, request.POST)
    if not form.is_valid():
        return Work(form=form, sitting=sitting, status=422)
    try:
        row = appointments.book(sitting=sitting, visitor=form.visitor, starts_at=form.starts_at, by=by, helped=True)
    except RefusedError as refusal:
        form = HelpedForm(sitting, appointments.times(sitting).free, request.POST)
        if form.is_valid():
            form.add_error(None, str(refusal))
        return Work(form=form, sitting=sitting, status=409)
    where = f"at {row.hours}" if row.start else "on the waiting list"
    return Work(said=f"{row.name} is {where}." + ("" if row.email else " They have no e-mail address, so tell them."))


def _cancel(number: str, sittings: list[Sitting], by: User | None) -> Work:
    rows = Appointment.objects.kept().filter(sitting__in=sittings)
    row = rows.filter(pk=int(number)).first() if number.isdecimal() else None
    if row is None:
        return Work(said="It was cancelled already.")
    name, told = row.name, bool(row.email)
    try:
        appointments.cancel(appointment=row, by=by, helped=True)
    except RefusedError as refusal:
        return Work(refused=str(refusal))
    return Work(said=f"{name} is off the list" + (", and was told by e-mail." if told else ". Please tell them."))
