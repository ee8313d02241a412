"""In which sessions a case study was told, as its page in the library shows it. Registered when the app is ready."""

from functools import cache

from django.db import connection
from django.db.models import OuterRef, Subquery

from case_studies.models import CaseStudy
from case_studies.told_at import Told
from innovation_db.prepared import Prepared, written
from zone_programme.current import reading_of
from zone_programme.models import Release, Session, Zone

_ID = 1_987_654_321  # stands for the case study while the query is put together


def sessions_of(study: CaseStudy) -> list[Told]:
    """Return the released sessions that name `study`, newest Zone first. Costs a query, and one for a new release."""
    with connection.cursor() as cursor:
        _TOLD.execute(cursor, study.pk)
        rows = cursor.fetchall()
    found = []
    for pk, title, slug, year, release, released_at in rows:
        reading = reading_of(release, released_at) if release else None
        if reading and pk in reading.programme.session_by_id:  # else it has no page yet
            zone = Zone(year=year)
            found.append(Told(title, Session(zone=zone, slug=slug).get_absolute_url(), str(zone)))
    return found


def _sql() -> str:
    last = Release.objects.filter(zone=OuterRef("zone")).newest_first()
    told = Session.objects.running().filter(case_studies=_ID, zone__in=Zone.objects.public())
    return written(
        told.order_by("-zone__year", "title", "pk").values_list(
            "pk",
            "title",
            "slug",
            "zone__year",
            Subquery(last.values("pk")[:1]),
            Subquery(last.values("released_at")[:1]),
        ),
        _ID,
    )


_TOLD = Prepared("sessions_of_case_study", ("bigint",), cache(_sql))
