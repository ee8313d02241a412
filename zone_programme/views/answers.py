"""How every public page of a Zone is answered: as unchanged where the reader has it already, else rendered."""

from collections.abc import Callable
from functools import cache, wraps
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response

from zone_programme.current import Current, current
from zone_programme.reading import Reading, dates_in_words

UNRELEASED = "zone_programme/unreleased.html"
# With these a page may differ from one reader to the next, so it is never answered as unchanged.
_PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")


class NotPublishedError(Http404):
    """Nothing of a public Zone was released yet; `here` is that Zone."""

    def __init__(self, here: Current) -> None:
        super().__init__("The programme of this Zone is not published yet.")
        self.here = here


def released(year: int) -> tuple[Current, Reading]:
    """Return the Zone of `year` and what was released of it. Raises `NotPublishedError` where nothing was."""
    here = current(year)
    if here.reading is None:
        raise NotPublishedError(here)
    return here, here.reading


def page_of_zone[**P](view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer with the Zone’s own page, as not found, while `view` finds nothing released of it."""

    @wraps(view)
    def answered(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(*args, **kwargs)
        except NotPublishedError as early:
            request = args[0]
            assert isinstance(request, HttpRequest)
            page = {"here": early.here, "zone": early.here.zone} | facts(early.here)
            return render(request, UNRELEASED, page, status=404)

    return answered


def facts(here: Current) -> dict[str, Any]:
    """Return what is known of a Zone beside its programme. Costs three queries."""
    zone = here.zone
    return {
        "dates": dates_in_words([day.date for day in zone.days.all()]),
        "themes": zone.themes.order_by("name"),
        "partners": zone.partners.order_by("name"),
    }


def answer(
    request: HttpRequest,
    here: Current,
    template: str,
    context: Callable[[], dict[str, Any]],
    *,
    clock: str = "",
) -> HttpResponse:
    """Return the page, or 304 for a reader who has it.

    `context` is only asked for when the page is rendered. `clock` names the time during which the page stays the same.
    """
    etag = _etag(here, clock)
    personal = any(name in request.COOKIES for name in _PERSONAL)
    unchanged = None if personal else get_conditional_response(request, etag=etag)
    response = unchanged or render(request, template, {"here": here, "zone": here.zone} | context())
    if not personal:
        response["ETag"] = etag
    response["Cache-Control"] = "no-cache"  # keep it, but ask whether it is still right
    return response


def _etag(here: Current, clock: str) -> str:
    return f'W/"{sha256(f"{_edition()} {here.state} {here.over} {clock}".encode()).hexdigest()[:24]}"'


@cache
def _edition() -> str:
    """Return a name for this edition of the site: its templates, code and styles decide what a page looks like."""
    root = Path(settings.BASE_DIR)
    files = [
        *(root / "templates" / "innovation_db").glob("*.html"),
        *(root / "templates" / "zone_programme").rglob("*.html"),
        *(root / "zone_programme").rglob("*.py"),
    ]
    parts = [path.read_bytes() for path in sorted(files)]
    told = repr((settings.SITE_NAME, settings.SITE_URL, settings.NAVIGATION, settings.FOOTER, settings.DEMO))
    return sha256(b"\0".join([*parts, told.encode(), static("css/site.css").encode()])).hexdigest()
