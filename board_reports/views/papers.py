"""The file of an uploaded paper, and a picture of a report, for whoever may read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from board_reports import pictures
from board_reports.models import UploadedPaper
from board_reports.models.reports import OFFICERS

NOTHING = "No paper has this address."


@require_safe
def download(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A paper, always as a download: browsers must not run what an upload may hold. Officers get unpublished ones too.

    Raises `Http404` where this reader may not read it: nobody learns that it is there.
    """
    papers = UploadedPaper.objects.select_related("item")
    if not request.user.has_perm(OFFICERS):
        papers = papers.readable_by(request.user)
    paper = papers.filter(pk=pk).first()
    if paper is None or paper.download_name != name or not paper.is_there:
        raise Http404(NOTHING)
    private = paper.restricted or not paper.published
    etag = f'"{paper.sha256}"'
    response = None if private else get_conditional_response(request, etag=etag)
    if response is None:
        response = HttpResponse(paper.content(), content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store" if private else "public, no-cache"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    if private:
        response["X-Robots-Tag"] = "noindex"
    else:
        response["ETag"] = etag
    return response


@require_safe
def picture(request: HttpRequest, name: str) -> HttpResponse:
    """A picture of a report. Raises `Http404` for who may not read what shows it."""
    found = pictures.readable(name, request.user)
    if found is None or not pictures.is_there(pictures.ADDRESS + name):
        raise Http404("No picture has this address.")
    is_public = found[1]
    etag = f'"{name}"'  # what is at an address never changes
    response = get_conditional_response(request, etag=etag) if is_public else None
    if response is None:
        response = HttpResponse(pictures.content(pictures.ADDRESS + name), content_type="image/jpeg")
    response["Cache-Control"] = "public, no-cache" if is_public else "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    if is_public:
        response["ETag"] = etag
    else:
        response["X-Robots-Tag"] = "noindex"
    return response
