"""Booking a one-to-one appointment without an account, and the page behind the e-mailed link to change or cancel it."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db import links, rate_limits
from innovation_db.links import link_required
from innovation_db.models import ContributorLink
from innovation_db.refusals import RefusedError
from zone_programme import appointments
from zone_programme.appointment_forms import BookForm, ChangeForm, TopicForm
from zone_programme.models import Appointment, Sitting
from zone_programme.surgeries import surgeries
from zone_programme.views.answers import released

TOO_MANY = "Several appointments were booked from here in a short time. Wait ten minutes and send again."


@never_cache
@require_safe
def index(request: HttpRequest, year: int) -> HttpResponse:
    """Every surgery of a Zone, with its free times."""
    here, reading = released(year)
    context = {"here": here, "zone": here.zone, "reading": reading, "surgeries": surgeries(here.zone)}
    return render(request, "zone_programme/appointments/index.html", context | {"rule": appointments.RULE})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """Book a time of one surgery, or join its waiting list."""
    sitting = surgery(year, pk)
    status = 200
    form = BookForm(sitting, appointments.times(sitting).free, request.POST or None)
    if form.is_bound and form.is_from_a_robot:
        return redirect(sitting.session)
    if form.is_valid():
        if not rate_limits.allows(request, "appointment"):
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            try:
                row = appointments.book(sitting=sitting, visitor=form.visitor, starts_at=form.starts_at)
            except RefusedError as refusal:
                # What is free has changed meanwhile; nothing that was typed is lost.
                form = BookForm(sitting, appointments.times(sitting).free, request.POST)
                if form.is_valid():
                    form.add_error(None, str(refusal))
                status = 409
            else:
                return _booked(request, row)
    elif form.is_bound:
        status = 422
    return render(request, "zone_programme/appointments/book.html", page(sitting) | {"form": form}, status=status)


def _booked(request: HttpRequest, row: Appointment) -> HttpResponse:
    assert row.link
    said = "Your appointment is booked." if row.start else "You are on the waiting list."
    messages.success(request, f"{said} We have sent an e-mail to {row.email}.")
    return links.let_in(redirect("zone_programme:appointment", row.zone.year, row.link.key), row.link)


@never_cache
@link_required("appointment")
@require_http_methods(["GET", "HEAD", "POST"])
def appointment(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """One person's appointment: when it is, with forms for another time and for what it is about."""
    row = _of(link, year)
    form, topic = _change_form(row), TopicForm(initial={"topic": row.topic})
    status = 200
    if request.method == "POST" and not _is_past(row):
        if "topic" in request.POST:
            topic = TopicForm(request.POST)
            if topic.is_valid():
                appointments.say(appointment=row, topic=topic.cleaned_data["topic"])
                messages.success(request, "Saved. The other side reads what you wrote.")
                return redirect(request.path)
        else:
            form = _change_form(row, request.POST)
            if form.is_valid() and _changed(request, row, form):
                return redirect(request.path)
        status = 422
    waits = row.state == Appointment.State.WAITING
    context = {
        "row": row,
        "form": form,
        "topic": topic,
        "past": _is_past(row),
        "before": Appointment.objects.before(row).count() if waits else 0,
    }
    return render(request, "zone_programme/appointments/yours.html", page(row.sitting) | context, status=status)


def _changed(request: HttpRequest, row: Appointment, form: ChangeForm) -> bool:
    sitting, starts_at = form.chosen
    try:
        now = appointments.change(appointment=row, starts_at=starts_at, sitting=sitting)
    except RefusedError as refusal:
        form.add_error("time", str(refusal))
        return False
    messages.success(request, f"Your appointment is now at {now.hours}. We have sent an e-mail to {row.email}.")
    return True


@never_cache
@link_required("appointment")
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """Ask whether they are sure, then cancel."""
    row = _of(link, year)
    if request.method == "POST":
        try:
            appointments.cancel(appointment=row)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "It is cancelled. Thank you for telling us.")
        return redirect("zone_programme:appointment", year, link.key)
    if _is_past(row):
        return redirect("zone_programme:appointment", year, link.key)
    return render(request, "zone_programme/appointments/cancel.html", page(row.sitting) | {"row": row})


def surgery(year: int, pk: int) -> Sitting:
    """Return a surgery of a public Zone. Raises `Http404`."""
    here, _ = released(year)
    sitting = Sitting.objects.surgeries().with_names().filter(pk=pk, zone=here.zone).first()
    if sitting is None:
        raise Http404("There is no such surgery.")
    return sitting


def page(sitting: Sitting) -> dict[str, Any]:
    """Return what every page about one surgery shows."""
    here, reading = released(sitting.zone.year)
    session = reading.programme.session_by_id.get(sitting.session_id)
    hosts = [person for person, _ in reading.programme.people_of(session)] if session else []
    return {
        "here": here,
        "zone": here.zone,
        "reading": reading,
        "sitting": sitting,
        "hosts": hosts,
        "over": sitting.ends_at <= timezone.now(),
        "waiting": sitting.appointments.waiting().count(),
        "rule": appointments.RULE,
    }


def _of(link: ContributorLink, year: int) -> Appointment:
    rows = Appointment.objects.select_related("sitting__session", "sitting__zone", "zone", "link")
    row = rows.filter(link=link, zone__year=year).first()
    if row is None:
        raise Http404("This appointment is no longer kept.")
    return row


def _is_past(row: Appointment) -> bool:
    return row.state == Appointment.State.CANCELLED or row.is_over


def _change_form(row: Appointment, data: Any = None) -> ChangeForm:
    sittings = Sitting.objects.surgeries().running().with_names().filter(session=row.sitting.session_id)
    return ChangeForm([(one, appointments.times(one).free) for one in sittings], data)
