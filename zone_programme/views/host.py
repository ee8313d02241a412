"""The page of a surgery's host, behind an e-mailed link: the day's list to read and print, to book and to cancel."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from innovation_db.links import link_required
from innovation_db.models import ContributorLink
from zone_programme import desk
from zone_programme.models import Session, Sitting
from zone_programme.views.answers import released


@never_cache
@link_required(desk.HOST.name)
@require_http_methods(["GET", "HEAD", "POST"])
def host(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    here, _ = released(year)
    session = link.about
    if not isinstance(session, Session) or session.zone_id != here.zone.pk:
        raise Http404("This link opens the list of another Zone.")
    sittings = list(Sitting.objects.surgeries().running().with_names().filter(session=session))
    done = desk.work(request, sittings, by=None)
    if done.said or done.refused:
        (messages.success if done.said else messages.error)(request, done.said or done.refused)
        return redirect(request.path)
    context = {"zone": here.zone, "session": session, "days": desk.days(sittings), "work": done, "form": done.form}
    return render(request, "zone_programme/appointments/host.html", context, status=done.status)
