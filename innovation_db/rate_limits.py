"""How often one reader may do something that costs us or others: sending a message, asking for a link, signing in.

The numbers are `ACCOUNT_RATE_LIMITS` in the settings, counted by allauth in the cache that all workers share. A reader
is a network address (for IPv6 the /64 around it), taken from the proxy's header only where BEHIND_PROXY is set.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


def allows(request: HttpRequest, action: str) -> bool:
    """Count one `action` (a key of `ACCOUNT_RATE_LIMITS`) and say whether it is within the limit.

    GET requests are never counted. Raises `KeyError` for an action without a limit, lest one be forgotten.
    """
    settings.ACCOUNT_RATE_LIMITS[action]
    return bool(ratelimit.consume(request, action=action))


def limited(action: str) -> Callable[[View], View]:
    """Decorate a view so that requests beyond the limit get the page “Too many requests” (429)."""

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return view(request, *args, **kwargs) if allows(request, action) else too_many(request)

        return limited_view

    return decorate


def too_many(request: HttpRequest) -> HttpResponse:
    """Return the page that says that somebody has to wait."""
    return render(request, "429.html", status=429)
