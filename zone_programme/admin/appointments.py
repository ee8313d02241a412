"""Appointments and open mics in the admin: the lists of a Zone, booking and cancelling for somebody, and the links.

Hosts get the link to their own list, stewards the one to the open mics.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from innovation_db import links
from zone_programme import desk, open_mic
from zone_programme.admin.stewards import StewardsForm
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.models import Session, Sitting, Zone

SEE, CHANGE = "zone_programme.view_appointment", "zone_programme.change_appointment"


class AppointmentsAdmin(ZonePagesAdmin):
    """Adds the page to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [("appointments/", "appointments", FORM(self.appointments_view)), *super().zone_pages()]

    def appointments_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The lists of every surgery and open mic; `?book=<surgery>` shows the form to book for somebody."""
        zone = self.zone_for(request, pk, CHANGE if request.method == "POST" else SEE)
        surgeries = list(Sitting.objects.surgeries().running().with_names().filter(zone=zone))
        stewards = StewardsForm(request.POST if "stewards" in request.POST else None, auto_id="stewards_%s")
        if said := self._links(request, zone, stewards):
            messages.success(request, said)
            return redirect(request.path)
        done = desk.work(request, surgeries, by=request.user)  # type: ignore[arg-type]
        if done.said or done.refused:
            (messages.success if done.said else messages.error)(request, done.said or done.refused)
            return redirect(request.path)
        mics = Sitting.objects.open_mics().running().with_names().filter(zone=zone).prefetch_related("turns")
        context = self.zone_context(request, zone, "Appointments and open mics") | {
            "days": desk.days(surgeries),
            "mics": mics,
            "work": done,
            "form": done.form,
            "stewards": stewards,
            "steward_links": links.handed_out(open_mic.STEWARD, zone),
            "may_change": request.user.has_perm(CHANGE),  # type: ignore[union-attr]
        }
        status = 422 if stewards.errors else done.status
        return TemplateResponse(request, "zone_programme/admin/appointments.html", context, status=status)

    def _links(self, request: HttpRequest, zone: Zone, stewards: StewardsForm) -> str:
        """Send the links that were asked for, and return what to say; "" where none were."""
        by: Any = request.user
        if "host" in request.POST:
            number = request.POST["host"]
            session = get_object_or_404(Session, pk=int(number) if number.isdecimal() else 0, zone=zone)
            people = session.appearances.exclude(speaker__email="").values_list("speaker__email", flat=True)
            sent = links.hand_out(purpose=desk.HOST, emails=people, about=session, by=by)
            if not sent:
                return f"Nobody of “{session}” has an e-mail address. Enter it with the speaker first."
            return f"{sent} link{'' if sent == 1 else 's'} to the list of “{session}” on the way."
        if stewards.is_valid():
            emails = stewards.cleaned_data["emails"]
            sent = links.hand_out(purpose=open_mic.STEWARD, emails=emails, about=zone, by=by)
            return f"{sent} link{'' if sent == 1 else 's'} on the way."
        return ""
