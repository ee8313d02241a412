"""A speaker's own page behind the e-mailed link, and speakers' pictures."""

from django.core.files.storage import Storage
from django.db.backends.postgresql.psycopg_any import NumericRange
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db import links
from innovation_db.models import ContributorLink
from innovation_db.refusals import ChangedMeanwhileError
from zone_programme import feedback
from zone_programme.models import ReleasedUse, Speaker
from zone_programme.speaker_form import SpeakerPageForm
from zone_programme.speaker_links import PURPOSE, answer, coming

A_DAY = 24 * 60 * 60


def _speaker(link: ContributorLink) -> Speaker:
    return get_object_or_404(Speaker.objects.select_related("zone"), pk=link.about_id)


@links.link_required(PURPOSE.name)
@require_http_methods(["GET", "HEAD", "POST"])
def speaker(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """Ask a speaker what the programme needs of them, and keep it. A stale page is given back with what was typed."""
    person = _speaker(link)
    appearances = coming(person)
    form = SpeakerPageForm(person, appearances, request.POST or None, request.FILES or None)
    status, stale = 200, False
    if request.method == "POST" and form.is_valid():
        seen = request.POST.get("version", "")
        said = form.cleaned_data
        try:
            answer(
                speaker=person, version=int(seen) if seen.isdecimal() and len(seen) < 10 else 0, said=form.said,
                role=said["role"], biography=said["biography"], picture=said["picture"], times=form.times,
                email=link.email,
            )  # fmt: skip
        except ChangedMeanwhileError:
            status, stale = 409, True
            person.refresh_from_db()
        else:
            return redirect(f"{request.path}?saved")
    elif form.is_bound:
        status = 400
    context = {
        "speaker": person, "zone": person.zone, "form": form, "appearances": appearances, "stale": stale,
        "heard": feedback.heard(one.session for one in appearances),
        "saved": "saved" in request.GET and not form.is_bound,
    }  # fmt: skip
    return render(request, "zone_programme/speaker.html", context, status=status)


@links.link_required(PURPOSE.name)
@require_safe
def own_picture(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """The picture that a speaker gave, for the speaker."""
    person = _speaker(link)
    return _send(person.picture.storage, str(person.picture.name), public=False)


@require_safe
def picture(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A speaker's picture: for everybody once the speaker is in a released programme, for officers before."""
    person = get_object_or_404(Speaker, pk=pk)
    if not person.picture or str(person.picture.name).rsplit("/", 1)[-1] != name:
        raise Http404
    public = ReleasedUse.objects.filter(release__zone=person.zone_id, what=NumericRange(-pk, -pk + 1)).exists()
    if not public and not request.user.has_perm("zone_programme.view_speaker"):
        raise Http404
    return _send(person.picture.storage, str(person.picture.name), public=public)


def _send(storage: Storage, name: str, *, public: bool) -> HttpResponse:
    if not name:
        raise Http404
    try:
        with storage.open(name) as file:
            response = HttpResponse(file.read(), content_type="image/jpeg")
    except OSError as error:
        raise Http404("The file is no longer there.") from error
    response["Cache-Control"] = f"public, max-age={A_DAY}" if public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response
