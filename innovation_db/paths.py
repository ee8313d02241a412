"""Addresses of pages that end in a slug, put together without looking for the pattern each time, as `reverse()` does.

A page has dozens of them. E-mail addresses are `addresses.py`.
"""

from functools import cache

from django.urls import reverse

_SLUG = "the-slug-itself"


def path_to(name: str, slug: str) -> str:
    """Return the path of the page `slug` of the URL pattern `name`, whose only argument is a slug."""
    before, after = _around(name)
    return f"{before}{slug}{after}"


@cache
def _around(name: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_SLUG]).partition(_SLUG)
    return before, after
