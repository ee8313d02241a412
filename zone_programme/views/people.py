"""Who takes part in a Zone: its speakers and its councils."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zone_programme.views.answers import answer, page_of_zone, released


@require_safe
@page_of_zone
def speakers(request: HttpRequest, year: int) -> HttpResponse:
    here, reading = released(year)
    return answer(
        request,
        here,
        "zone_programme/speakers.html",
        lambda: {"programme": reading.programme, "reading": reading},
    )


@require_safe
@page_of_zone
def councils(request: HttpRequest, year: int) -> HttpResponse:
    here, reading = released(year)
    return answer(
        request,
        here,
        "zone_programme/councils.html",
        lambda: {"programme": reading.programme, "reading": reading},
    )
