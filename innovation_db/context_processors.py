"""What every template may use without asking for it. Nothing here asks the database, so error pages can use it too."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import SimpleLazyObject


@dataclass(frozen=True)
class Link:
    """A link of the header or footer; `current` is the value of `aria-current`, or empty."""

    label: str
    url: str
    current: str


def _links(pages: list[tuple[str, str]], path: str) -> list[Link]:
    """Make links of (label, URL name) pairs; a page that is not installed is left out."""
    links = []
    for label, name in pages:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        current = "page" if path == url else "true" if path.startswith(url) and url != "/" else ""
        links.append(Link(label, url, current))
    return links


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name and address, its navigation, and whether this is the demonstration."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "DEMO": settings.DEMO,
        "CONTACT_EMAIL": settings.CONTACT_EMAIL,
        "NAVIGATION": SimpleLazyObject(lambda: _links(settings.NAVIGATION, request.path)),
        "FOOTER": SimpleLazyObject(lambda: _links(settings.FOOTER, request.path)),
    }
