"""The API of the Zones. Everything is read from the current release, which each worker keeps: one query a request.

Files of sessions are no part of a release, so what names them asks once more whether any has changed. The limit on
requests costs a few more, see `innovation_db/api/limits.py`.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import OuterRef
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from innovation_db.api.views import List, Read
from zone_programme import exports, session_files
from zone_programme.api import serializers
from zone_programme.current import current, latest, public_zones
from zone_programme.models import Zone
from zone_programme.programme_filter import Filter
from zone_programme.reading import FACETS, Reading
from zone_programme.views.answers import released

ZONE = extend_schema(tags=["Innovation Zone"])
FILTERS = [
    OpenApiParameter("q", str, description="Words that begin words of the session, its councils or its people."),
    OpenApiParameter("day", str, description="A date of the Zone, such as 2027-07-06."),
    *(
        OpenApiParameter(facet.key, str, many=True, description=f"{facet.label}: slugs; a session has one of them.")
        for facet in FACETS
    ),
]


@lru_cache(maxsize=8)
def content(reading: Reading, files_at: datetime | None = None) -> dict[str, Any]:
    """Return what `programme.json` says of a release, kept as long as the release is, and its files the same."""
    files = session_files.shared(reading.programme.year) if files_at else ()
    return exports.content(reading.programme, site=settings.SITE_URL, files=files)


def _sessions(reading: Reading) -> list[dict[str, Any]]:
    """Return the sessions with their files. Costs a query."""
    zones = Zone.objects.filter(year=reading.programme.year)
    files_at = zones.values_list(session_files.changed_at(OuterRef("year")), flat=True).first()
    found: list[dict[str, Any]] = content(reading, files_at)["sessions"]
    return found


def _zone(zone: Zone, reading: Reading | None) -> dict[str, Any]:
    told = content(reading) if reading else {"release": None, "released_at": None, "days": []}
    return {
        "year": zone.year,
        "name": str(zone),
        "conference": zone.conference,
        "venue": zone.venue,
        "city": zone.city,
        "time_zone": zone.time_zone,
        "demonstration": zone.demonstration,
        "address": settings.SITE_URL + zone.get_absolute_url(),
        **told,
        "state": zone.state,
    }


@ZONE
class Zones(List):
    serializer_class = serializers.ZoneSerializer

    @extend_schema(
        operation_id="zones",
        summary="The Innovation Zones",
        description="Newest first.",
        responses=serializers.ZoneSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return self.page([_zone(zone, latest(zone)) for zone in public_zones()])


@ZONE
class OneZone(Read):
    serializer_class = serializers.ZoneSerializer

    @extend_schema(operation_id="zone", summary="One Innovation Zone", responses=serializers.ZoneSerializer)
    def get(self, request: Request, year: int) -> Response:
        here = current(year)
        return self.answer(_zone(here.zone, here.reading))


@ZONE
class Sessions(List):
    serializer_class = serializers.SessionSerializer

    @extend_schema(
        operation_id="sessions",
        summary="The sessions of a Zone",
        description="In the order of their titles. The parameters are those of the programme’s page.",
        parameters=FILTERS,
        responses=serializers.SessionSerializer(many=True),
    )
    def get(self, request: Request, year: int) -> Response:
        _, reading = released(year)
        sessions = _sessions(reading)
        _refuse_unknown(request, reading)
        filtered = Filter(reading, request.query_params)
        day = request.query_params.get("day")
        if filtered.in_use or day:
            kept = {one.session.slug for one in filtered.kept if not day or one.date.isoformat() == day}
            sessions = [one for one in sessions if one["slug"] in kept]
        return self.page(sessions)


def _refuse_unknown(request: Request, reading: Reading) -> None:
    """Raise `ParseError` for a value that this programme has not: a program would take silence for an answer."""
    for facet, known in zip(FACETS, reading.labels, strict=True):
        for value in request.query_params.getlist(facet.key):
            if value not in known:
                raise ParseError(f"“{facet.key}” has no value “{value[:60]}” in this programme.")
    day = request.query_params.get("day")
    if day and day not in {one.date.isoformat() for one in reading.days}:
        raise ParseError("“day” is a date of the Zone, such as 2027-07-06.")


@ZONE
class OneSession(Read):
    serializer_class = serializers.SessionSerializer

    @extend_schema(operation_id="session", summary="One session of a Zone", responses=serializers.SessionSerializer)
    def get(self, request: Request, year: int, slug: str) -> Response:
        _, reading = released(year)
        found = next((one for one in _sessions(reading) if one["slug"] == slug), None)
        if found is None:
            raise Http404("No session of this programme has this address.")
        return self.answer(found)


@ZONE
class Speakers(List):
    serializer_class = serializers.SpeakerSerializer

    @extend_schema(
        operation_id="speakers",
        summary="The speakers of a Zone",
        description="Those who speak or chair, by name.",
        responses=serializers.SpeakerSerializer(many=True),
    )
    def get(self, request: Request, year: int) -> Response:
        return self.page(content(released(year)[1])["speakers"])


@ZONE
class Spaces(List):
    serializer_class = serializers.SpaceSerializer

    @extend_schema(
        operation_id="spaces",
        summary="The spaces of a Zone",
        description="In the order in which they stand in the programme.",
        responses=serializers.SpaceSerializer(many=True),
    )
    def get(self, request: Request, year: int) -> Response:
        return self.page(content(released(year)[1])["spaces"])
