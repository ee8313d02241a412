"""Cards with QR codes to print and put up at the Zone: one for each space, and one for each session."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_safe

from innovation_db import mail
from zone_programme.current import reading_of
from zone_programme.models import Zone


class CardsAdmin(admin.ModelAdmin):
    """Adds the page to the admin of Zones."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.cards_view))
        return [path("<int:pk>/cards/", view, name="zone_programme_zone_cards"), *super().get_urls()]

    def cards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm("zone_programme.view_zone"):  # type: ignore[union-attr]
            raise PermissionDenied
        zone = get_object_or_404(Zone, pk=pk)
        last = zone.releases.newest_first().values_list("pk", "released_at").first()
        reading = reading_of(*last) if last else None
        rooms = mail.absolute(reverse("zone_programme:feedback_choice", args=[zone.year]))
        used = {one.space.id for one in reading.occurrences} if reading else set()
        context = {
            "zone": zone,
            "spaces": [
                (space, f"{rooms}?space={space.slug}")
                for space in (reading.programme.spaces if reading else ())
                if space.id in used
            ],
            "sessions": [
                (one, mail.absolute(reverse("zone_programme:feedback", args=[zone.year, one.session.slug])))
                for one in (reading.occurrences if reading else ())
                if not one.cancelled
            ],
        }
        return TemplateResponse(request, "zone_programme/admin/cards.html", context)
