"""What every template may use without asking for it. Nothing here asks the database, so error pages can use it too."""

from contextlib import suppress
from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.contrib.auth.context_processors import PermWrapper
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class Link:
    """A link of the header or footer; `current` is the value of `aria-current`, or empty."""

    label: str
    url: str
    current: str


@cache
def _addresses(pages: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    """Return (label, address) of (label, URL name) pairs; a page that is not installed is left out."""
    found = []
    for label, name in pages:
        with suppress(NoReverseMatch):
            found.append((label, reverse(name)))
    return found


@cache
def _sections() -> dict[str, tuple[str, ...]]:
    """Return what belongs to an address of the navigation: all that begins with it, or with one of these."""
    found: dict[str, tuple[str, ...]] = {}
    for name, others in settings.SECTIONS.items():
        with suppress(NoReverseMatch):
            found[reverse(name)] = others
    return found


def _links(pages: list[tuple[str, str]], path: str) -> tuple[Link, ...]:
    """Make links of (label, URL name) pairs for the page at `path`."""
    return tuple(
        Link(label, url, "page" if path == url else "true" if url != "/" and _is_below(path, url) else "")
        for label, url in _addresses(tuple(pages))
    )


def _is_below(path: str, url: str) -> bool:
    return path.startswith((url, *_sections().get(url, ())))


def reader(request: HttpRequest) -> dict[str, object]:
    """Nobody as `user` where there is no session: Django's own processor, before this one, would open one to see."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return {}
    nobody = AnonymousUser()
    return {"user": nobody, "perms": PermWrapper(nobody)}


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and address, its navigation, and whether this is the demonstration."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "NAVIGATION": _links(settings.NAVIGATION, request.path),
        "FOOTER": _links(settings.FOOTER, request.path),
    }
