"""Files of sessions: the page by which speakers add and remove them, and the download."""

from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db import links
from innovation_db.models import ContributorLink
from innovation_db.refusals import RefusedError
from zone_programme.models import SessionFile, Speaker
from zone_programme.session_files import FileForm, add, is_public, remove
from zone_programme.speaker_links import PURPOSE, coming


@links.link_required(PURPOSE.name)
@require_http_methods(["GET", "HEAD", "POST"])
def speaker_files(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """Let a speaker add a file to a session of theirs, or remove one."""
    person = get_object_or_404(Speaker.objects.select_related("zone"), pk=link.about_id)
    number = request.POST.get("_remove", "")
    if number.isdecimal() and len(number) < 10:
        remove(speaker=person, file=int(number), email=link.email)
        return redirect(f"{request.path}?removed")
    sessions = [one.session for one in coming(person)]
    form = FileForm(sessions, request.POST or None, request.FILES or None)
    if sessions and form.is_valid():
        said = form.cleaned_data
        try:
            add(session=form.session, title=said["title"], file=said["file"], email=link.email)
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(f"{request.path}?saved")
    context = {
        "speaker": person, "zone": person.zone, "form": form, "sessions": sessions,
        "saved": "saved" in request.GET and not form.is_bound, "removed": "removed" in request.GET,
    }  # fmt: skip
    return render(request, "zone_programme/speaker_files.html", context, status=400 if form.is_bound else 200)


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A file of a session, always as a download: browsers must not run what an upload may hold."""
    found = get_object_or_404(SessionFile.objects.select_related("session"), pk=pk)
    public = is_public(found)
    if name != found.download_name or not (public or request.user.has_perm("zone_programme.view_session")):
        raise Http404
    response = _sent(found.file.storage, found)
    response["Cache-Control"] = "public, max-age=300" if public else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _sent(storage: Storage, found: SessionFile) -> FileResponse:
    try:
        return FileResponse(
            storage.open(str(found.file.name)), content_type=found.media_type, as_attachment=True,
            filename=found.download_name,
        )  # fmt: skip
    except OSError as error:
        raise Http404("The file is no longer there.") from error
