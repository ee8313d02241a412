"""The page of one session."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from zone_programme import feedback, structured_data
from zone_programme.counting import fullness_now
from zone_programme.models import Format, SessionFile, Sitting
from zone_programme.programme import ProgrammeSession
from zone_programme.surgeries import surgeries
from zone_programme.views.answers import answer, page_of_zone, released


@require_safe
@page_of_zone
def session(request: HttpRequest, year: int, slug: str) -> HttpResponse:
    here, reading = released(year)
    programme = reading.programme
    found = programme.session_by_slug.get(slug)
    if found is None:
        raise Http404("No session of this programme has this address.")
    address = settings.SITE_URL + reverse("zone_programme:session", args=[year, slug])
    occurrences = reading.by_session[found.id]
    full = fullness_now(reading, timezone.now())
    full = {one.slot.uid: full[one.slot.uid] for one in occurrences if one.slot.uid in full}
    asks = feedback.is_open(reading, occurrences, timezone.now())
    tried = feedback.is_tried(reading, occurrences, timezone.now())
    bookable = surgeries(here.zone, session=found.id) if found.format == Format.ONE_TO_ONE else []

    files = list(SessionFile.objects.shown().filter(session=found.id))

    def context() -> dict[str, Any]:
        return {
            "programme": programme,
            "reading": reading,
            "session": found,
            "occurrences": occurrences,
            "full": full,
            "files": files,
            "feedback_is_open": asks,
            "feedback_is_tried": tried,
            "cancelled": bool(occurrences) and all(one.cancelled for one in occurrences),
            "surgeries": bookable,
            "mics": _open_mics(found),
            "people": programme.people_of(found),
            "address": address,
            # Search engines would announce what is made up as an event.
            "structured_data": "" if programme.demonstration else structured_data.session(reading, found, address),
        }

    turns = [(one.free, one.waiting, one.over) for one in bookable]
    names = [(one.pk, one.title, one.size) for one in files]
    clock = f"{full or ''} {asks} {tried} {turns or ''} {names or ''}"
    return answer(request, here, "zone_programme/session.html", context, clock=clock)


def _open_mics(session: ProgrammeSession) -> list[Sitting]:
    """Return when an open mic is, each with its list; costs a query for those alone."""
    if session.format != Format.OPEN_MIC:
        return []
    return list(Sitting.objects.open_mics().running().with_names().filter(session=session.id))
