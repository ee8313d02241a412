"""How every public page of a Zone is answered: as unchanged where the reader has it already, else rendered."""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.cache import get_conditional_response

from zone_programme.current import Current, current
from zone_programme.reading import Reading

# With these a page may differ from one reader to the next, so it is never answered as unchanged.
_PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")


def released(year: int) -> tuple[Current, Reading]:
    """Return the Zone of `year` and what was released of it. Raises `Http404` where nothing was."""
    here = current(year)
    if here.reading is None:
        raise Http404("The programme of this Zone is not published yet.")
    return here, here.reading


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
    return f'W/"{sha256(f"{_edition()} {here.state} {clock}".encode()).hexdigest()[:24]}"'


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
