"""How often one reader may ask the API. A reader is what `rate_limits.py` says: a network address, or an IPv6 /64."""

from collections.abc import Callable
from functools import wraps
from math import ceil
from typing import Any, cast

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from django.http import HttpRequest, HttpResponse
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

type View = Callable[..., HttpResponse]


class Throttle(SimpleRateThrottle):
    """Counts in the cache that all workers share; the number is in the settings. Costs up to six statements."""

    scope = "api"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": truncate_ip(get_adapter().get_client_ip(request))}


def limited(refuse: Callable[[HttpRequest, float | None], HttpResponse]) -> Callable[[View], View]:
    """Count requests for a view that is not the framework's with the others; beyond the limit `refuse` answers.

    It is told how many seconds to wait, where that is known.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def limited_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            throttle, no_view = Throttle(), cast("Any", None)
            if throttle.allow_request(Request(request), no_view):
                return view(request, *args, **kwargs)
            wait = throttle.wait()
            response = refuse(request, wait)
            response["Retry-After"] = str(ceil(wait or 1))
            return response

        return limited_view

    return decorate
