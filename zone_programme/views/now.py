"""What is on now and what comes next: a page for readers, and screens for the Zone and for each space."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zone_programme import clock
from zone_programme.counting import fullness_now
from zone_programme.models import Sitting, Space, Zone
from zone_programme.open_mic import OpenMic, look
from zone_programme.programme import ProgrammeSpace
from zone_programme.reading import Reading
from zone_programme.views.answers import answer, page_of_zone, released


@require_safe
@page_of_zone
def now(request: HttpRequest, year: int) -> HttpResponse:
    """`?kiosk` is the screen of the whole Zone, `?kiosk=<space>` of one space; `?at=2027-07-06T10:20` another time."""
    here, reading = released(year)
    programme = reading.programme
    pretended = _moment(reading, request.GET.get("at", ""))
    moment = pretended or programme.local(timezone.now())
    full = {} if pretended else fullness_now(reading, moment)
    kiosk = request.GET.get("kiosk")
    space = next((one for one in programme.spaces if kiosk and one.slug == kiosk), None)
    if kiosk and space is None:
        raise Http404("This Zone has no such space.")

    mic = None if space is None or pretended else _open_mic(here.zone, space)

    def context() -> dict[str, Any]:
        spaces = clock.by_space(reading, moment)
        return {
            "programme": programme,
            "reading": reading,
            "now": clock.now(reading, moment),
            "running": clock.is_running(reading, moment),
            "pretended": pretended,
            "over": reading.ends is not None and moment > reading.ends,
            "spaces": spaces,
            "space": space,
            "full": full,
            "mic": mic,
            "mic_address": settings.SITE_URL + mic.sitting.get_absolute_url() if mic else "",
            "here_now": next((one for one in spaces if one.space == space), None),
        }

    # A screen shows the time of day.
    period = clock.period(reading, moment) + (f"{moment:%H:%M}" if kiosk is not None else "") + f" {full or ''}"
    period += mic.state if mic else ""
    template = "zone_programme/now.html" if kiosk is None else "zone_programme/kiosk.html"
    return answer(request, here, template, context, clock=period)


def _open_mic(zone: Zone, space: ProgrammeSpace) -> OpenMic | None:
    """Return the list of the open mic that is on in a space now, or comes next within half a day. Costs two queries."""
    if space.kind != Space.Kind.OPEN_MIC:
        return None
    mics = Sitting.objects.open_mics().running().with_names().filter(zone=zone, space=space.name)
    soon = mics.filter(ends_at__gt=timezone.now(), starts_at__lt=timezone.now() + timedelta(hours=12)).first()
    return look(soon) if soon else None


def _moment(reading: Reading, text: str) -> datetime | None:
    """Return the local moment that an address names, or None."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment.replace(tzinfo=reading.programme.zone_info) if moment.tzinfo is None else None
