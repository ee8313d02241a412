"""What the admin pages of choosing have in common: one Zone, one permission, the pages beside each other."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html_join

from innovation_db.models import User
from zone_programme import decision_actions, letters, review_actions
from zone_programme.admin.zone_pages import ZonePagesAdmin
from zone_programme.models import Zone

# Name of a page → its title, and the permission that opens it; in the order in which an officer needs them.
PAGES = {
    "reviews": ("Reviews", review_actions.ALLOWED["assign"]),
    "shortlist": ("Shortlist", decision_actions.ALLOWED),
    "letters": ("Letters", letters.ALLOWED),
}


class ChoosingPages(ZonePagesAdmin):
    """Helpers for the pages, which are added to the admin of Zones."""

    def choosing_zone(self, request: HttpRequest, pk: int, page: str) -> Zone:
        """Return the Zone if this person may open its page of that name."""
        return self.zone_for(request, pk, PAGES[page][1])

    def choosing_context(self, request: HttpRequest, zone: Zone, page: str, title: str = "") -> dict[str, Any]:
        return self.zone_context(request, zone, title or PAGES[page][0]) | {
            "page": page,
            "page_title": PAGES[page][0],
            "page_address": address(page, zone),
            "pages": [
                (name, label, address(name, zone))
                for name, (label, permission) in PAGES.items()
                if request.user.has_perm(permission)  # type: ignore[union-attr]
            ],
        }

    @admin.display(description="proposals")
    def choosing_links(self, zone: Zone) -> str:
        return format_html_join(
            " · ",
            '<a href="{}">{}<span class="visually-hidden"> of {}</span></a>',
            ((address(name, zone), label, zone.year) for name, (label, _) in PAGES.items()),
        )


def address(page: str, zone: Zone, *more: Any) -> str:
    """Return the address of a page of choosing: `address("letters", zone)`."""
    return reverse(f"admin:zone_programme_zone_{page}", args=[zone.pk, *more])


def officer(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
