"""In which sessions a case study was told, as its page in the library shows it. Registered when the app is ready."""

from django.db.models import OuterRef, Subquery

from case_studies.models import CaseStudy
from case_studies.told_at import Told
from zone_programme.current import reading_of
from zone_programme.models import Release, Session, Zone


def sessions_of(study: CaseStudy) -> list[Told]:
    """Return the released sessions that name `study`, newest Zone first. Costs a query, and one for a new release."""
    last = Release.objects.filter(zone=OuterRef("zone")).newest_first()
    named = (
        Session.objects.running()
        .filter(case_studies=study.pk, zone__in=Zone.objects.public())
        .annotate(release_pk=Subquery(last.values("pk")[:1]), released_at=Subquery(last.values("released_at")[:1]))
        .select_related("zone")
        .order_by("-zone__year", "title", "pk")
    )
    found = []
    for session in named:
        reading = reading_of(session.release_pk, session.released_at) if session.release_pk else None
        if reading and session.pk in reading.programme.session_by_id:  # else it has no page yet
            found.append(Told(session.title, session.get_absolute_url(), str(session.zone)))
    return found
