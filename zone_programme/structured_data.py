"""Sessions as search engines read them: schema.org Events. Written into pages as the library's structured data is."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from case_studies.structured_data import JsonLd, breadcrumbs, document
from zone_programme.programme import Programme, ProgrammeSession
from zone_programme.reading import Occurrence, Reading


def session(reading: Reading, session: ProgrammeSession, address: str) -> JsonLd:
    """Return an Event for each time that `session` is on, and the breadcrumbs of its page at `address`."""
    programme = reading.programme
    home = reverse("zone_programme:programme", args=[programme.year])
    trail = [("Home", "/"), (programme.name, home), (session.title, address.removeprefix(settings.SITE_URL))]
    events = [_event(programme, session, one, address) for one in reading.by_session[session.id]]
    return document(*events, breadcrumbs(settings.SITE_URL, *trail))


def _event(programme: Programme, session: ProgrammeSession, one: Occurrence, address: str) -> dict[str, Any]:
    place = ", ".join(filter(None, [one.space.name, programme.venue]))
    event: dict[str, Any] = {
        "@type": "Event",
        "name": session.title,
        "description": session.summary,
        "url": address,
        "startDate": one.start.isoformat(timespec="minutes"),
        "endDate": one.end.isoformat(timespec="minutes"),
        "eventStatus": f"https://schema.org/Event{'Cancelled' if one.cancelled else 'Scheduled'}",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": place, "address": programme.city or programme.venue},
        "superEvent": {"@type": "Event", "name": f"{programme.name}, {programme.conference}"},
    }
    if people := programme.people_of(session):
        event["performer"] = [{"@type": "Person", "name": person.name} for person, _ in people]
    if session.councils:
        event["organizer"] = [
            {
                "@type": "GovernmentOrganization",
                "name": council.name,
                "url": settings.SITE_URL + reverse("case_studies:council", args=[council.slug]),
            }
            for council in session.councils
        ]
    return event
