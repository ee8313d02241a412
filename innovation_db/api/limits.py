"""How often one reader may ask the API. A reader is what `rate_limits.py` says: a network address, or an IPv6 /64."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.internal.ratelimit import truncate_ip
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class Throttle(SimpleRateThrottle):
    """Counts in the cache that all workers share; the number is in the settings. Costs up to six statements."""

    scope = "api"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return self.cache_format % {"scope": self.scope, "ident": truncate_ip(get_adapter().get_client_ip(request))}
