"""Counting page visits: which requests count, and adding one without slowing the page. Asking is `PageVisit.objects`.

The definition in words is in `docs/figures.md`; the two say the same, and change together. No cookie is set, and
nothing about the reader is kept: not the address, not the browser, not the time of day.
"""

import logging
import re
from collections.abc import Callable

from django.db import Error
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from innovation_db.middleware import signed_in
from innovation_db.models import PageVisit

logger = logging.getLogger(__name__)

# Parts of the site that are work, not reading.
NOT_PUBLIC = ("/admin/", "/account/", "/healthz/")
# An address with a free part may hold the secret of an e-mailed link, so only slugs and numbers are written down.
_FREE_PART = re.compile(r"<(?!(?:slug|int):)|\(\?P")
# Words by which programs that read pages name themselves in their User-Agent.
_ROBOT = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|scrap|archiver|preview|fetch|monitor|uptime|check|scan|feed|validator|lighthouse"
    r"|headless|phantom|curl|wget|python|java/|go-http|ruby|perl|php|okhttp|axios|node|httpclient|http_|libwww|externalhit"
    r"|embed|whatsapp|skype|slack|teams",
    re.IGNORECASE,
)
_EARLY = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")


def is_visit(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether this answer is a visit. Asks the database only about readers who are signed in."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and not response.streaming
        and request.resolver_match is not None
        and _is_public(request.path_info, request.resolver_match)
        and not _by_a_program(request)
        and not (signed_in(request) and request.user.is_staff)
    )


def may_be_counted(path: str) -> bool:
    """Return whether there is an address `path` at which visits are counted, if it answers with a page."""
    try:
        return _is_public(path, resolve(path))
    except Resolver404:
        return False


def _is_public(path: str, match: ResolverMatch) -> bool:
    return not path.startswith(NOT_PUBLIC) and not _FREE_PART.search(match.route or "")


def _by_a_program(request: HttpRequest) -> bool:
    """Return whether a robot asks, a script on a page, or a browser that loads ahead of its reader."""
    agent = request.META.get("HTTP_USER_AGENT", "")
    if not agent or _ROBOT.search(agent):
        return True
    if request.META.get("HTTP_SEC_FETCH_DEST", "document") != "document":
        return True
    return any("prefetch" in request.META.get(name, "") or "preview" in request.META.get(name, "") for name in _EARLY)


def count_visits(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Count the visit once the page has been sent, so that no reader waits for it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # What Django itself uses to close what a response was made from; it runs after the last byte was handed over.
        response._resource_closers.append(lambda: _count(request, response))  # type: ignore[attr-defined]
        return response

    return middleware


def _count(request: HttpRequest, response: HttpResponse) -> None:
    """Add one where it is due. Whatever the database says, the page has been answered, so nothing is raised."""
    try:
        if is_visit(request, response):
            PageVisit.objects.add_one(request.path)
    except Error as error:
        logger.warning("A visit to %s was not counted: %s", request.path, error)
