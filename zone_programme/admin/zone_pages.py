"""What the admin's own pages about one Zone share: looking it up for who may, and what every such page shows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from zone_programme.models import Zone

FORM = require_http_methods(["GET", "HEAD", "POST"])
type Page = tuple[str, str, Callable[..., HttpResponse]]  # address under the Zone's, name, view


class ZonePagesAdmin(admin.ModelAdmin):
    """Adds pages to the admin of Zones; each class of pages says which in `zone_pages`."""

    def zone_pages(self) -> list[Page]:
        """Return the pages of this class and of those it builds on."""
        return []

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=f"zone_programme_zone_{name}")
                for route, name, view in self.zone_pages()
            ),
            *super().get_urls(),
        ]

    def zone_for(self, request: HttpRequest, pk: int, permission: str) -> Zone:
        """Return the Zone. Raises `PermissionDenied` for who lacks `permission`, `Http404` where there is none."""
        if not request.user.has_perm(permission):  # type: ignore[union-attr]
            raise PermissionDenied
        return get_object_or_404(Zone, pk=pk)

    def zone_context(self, request: HttpRequest, zone: Zone, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "subtitle": str(zone),
            "zone": zone,
            "name": str(zone),
            "addresses": {"change": reverse("admin:zone_programme_zone_change", args=[zone.pk])},
        }
