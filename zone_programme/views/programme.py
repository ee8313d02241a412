"""The programme of a Zone, the page in its place before anything is released, and the way to the newest Zone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zone_programme import clock
from zone_programme.counting import fullness_now
from zone_programme.current import current
from zone_programme.models import Zone
from zone_programme.programme_page import ProgrammePage
from zone_programme.views.answers import UNRELEASED, answer, facts


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    zone = Zone.objects.to_open_first().first()
    return render(request, "zone_programme/none.html") if zone is None else redirect(zone)


@require_safe
def programme(request: HttpRequest, year: int) -> HttpResponse:
    here = current(year)
    reading = here.reading
    if reading is None:
        return answer(request, here, UNRELEASED, lambda: facts(here))
    moment = timezone.now()
    full = fullness_now(reading, moment)

    def context() -> dict[str, Any]:
        page = ProgrammePage(reading, request.GET, moment)
        known = facts(here) if here.zone.state == Zone.State.CLOSED else {}
        return {"page": page, "programme": reading.programme, "reading": reading, "full": full} | known

    period = f"{clock.period(reading, moment)} {full or ''}"
    return answer(request, here, "zone_programme/programme.html", context, clock=period)
