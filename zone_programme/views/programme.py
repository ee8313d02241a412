"""The programme of a Zone, the page in its place before anything is released, and the way to the newest Zone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from zone_programme import clock
from zone_programme.counting import fullness_now
from zone_programme.current import Current, current
from zone_programme.models import Zone
from zone_programme.programme_page import ProgrammePage
from zone_programme.reading import dates_in_words
from zone_programme.views.answers import answer


@require_safe
def newest(request: HttpRequest) -> HttpResponse:
    zone = Zone.objects.to_open_first().first()
    return render(request, "zone_programme/none.html") if zone is None else redirect(zone)


@require_safe
def programme(request: HttpRequest, year: int) -> HttpResponse:
    here = current(year)
    reading = here.reading
    if reading is None:
        return answer(request, here, "zone_programme/unreleased.html", lambda: _facts(here))
    moment = timezone.now()
    full = fullness_now(reading, moment)

    def context() -> dict[str, Any]:
        page = ProgrammePage(reading, request.GET, moment)
        facts = _facts(here) if here.zone.state == Zone.State.CLOSED else {}
        return {"page": page, "programme": reading.programme, "reading": reading, "full": full} | facts

    period = f"{clock.period(reading, moment)} {full or ''}"
    return answer(request, here, "zone_programme/programme.html", context, clock=period)


def _facts(here: Current) -> dict[str, Any]:
    """Return what is known of a Zone beside its programme. Costs three queries."""
    zone = here.zone
    return {
        "dates": dates_in_words([day.date for day in zone.days.all()]),
        "themes": zone.themes.order_by("name"),
        "partners": zone.partners.order_by("name"),
    }
