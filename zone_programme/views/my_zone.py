"""The page of My Zone: what somebody starred, from the ids in its address. No account, and nothing is kept here."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from zone_programme.my_zone import MyZone
from zone_programme.views.answers import answer, page_of_zone, released


@require_safe
@page_of_zone
def my_zone(request: HttpRequest, year: int) -> HttpResponse:
    here, reading = released(year)
    return answer(
        request,
        here,
        "zone_programme/my_zone.html",
        lambda: {
            "programme": reading.programme,
            "reading": reading,
            "mine": MyZone(reading, request.GET.get("s", "")),
            "asked": "s" in request.GET,
        },
    )
