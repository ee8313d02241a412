"""Serves covers. Nothing is looked up: the address holds all that a cover is drawn from."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from case_studies import covers


@require_safe
def cover(request: HttpRequest, edition: int, colour: int, number: int) -> HttpResponse:
    if edition != covers.EDITION or colour not in covers.PALETTES:
        raise Http404("No cover has this address.")
    return HttpResponse(
        covers.svg(covers.draw(colour, number)),
        content_type="image/svg+xml",
        headers={"Cache-Control": "public, max-age=31536000, immutable"},
    )
