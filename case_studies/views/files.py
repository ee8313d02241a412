"""Pictures and documents of case studies, shown to whoever may see the case study they hang on."""

from django.core.files.storage import Storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from case_studies.models import CaseStudy, Document, Image

A_DAY = 24 * 60 * 60


def _may_see(request: HttpRequest, case_study: CaseStudy) -> bool:
    """Say whether this reader may see the case study: anybody once it is published, before that its editors."""
    published = case_study.state == CaseStudy.State.PUBLISHED
    return published or request.user.has_perm("case_studies.view_casestudy")


def _send(storage: Storage, name: str, case_study: CaseStudy, **options: object) -> FileResponse:
    try:
        response = FileResponse(storage.open(name), **options)  # type: ignore[arg-type]
    except OSError as error:
        raise Http404("The file is no longer there.") from error
    published = case_study.state == CaseStudy.State.PUBLISHED
    response["Cache-Control"] = f"public, max-age={A_DAY}" if published else "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@require_safe
def image(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """One rendition of a picture; `name` must be one of the picture as it is now."""
    picture = get_object_or_404(Image.objects.select_related("case_study"), pk=pk)
    if name not in picture.rendition_names() or not _may_see(request, picture.case_study):
        raise Http404
    folder = str(picture.file.name).rsplit("/", 1)[0]
    media_type = "image/webp" if name.endswith(".webp") else "image/jpeg"
    return _send(picture.file.storage, f"{folder}/{name}", picture.case_study, content_type=media_type)


@require_safe
def document(request: HttpRequest, pk: int, name: str) -> HttpResponseBase:
    """A document, always as a download: browsers must not run what an upload may hold."""
    found = get_object_or_404(Document.objects.select_related("case_study"), pk=pk)
    if name != found.download_name or not _may_see(request, found.case_study):
        raise Http404
    return _send(
        found.file.storage,
        str(found.file.name),
        found.case_study,
        content_type=found.media_type,
        as_attachment=True,
        filename=found.download_name,
    )
