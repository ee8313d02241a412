"""Cards with QR codes to print and put up at the Zone: one for each space, and one for each session."""

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from innovation_db import mail
from zone_programme.admin.zone_pages import Page, ZonePagesAdmin
from zone_programme.current import reading_of


class CardsAdmin(ZonePagesAdmin):
    """Adds the page to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [("cards/", "cards", require_safe(self.cards_view)), *super().zone_pages()]

    def cards_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        zone = self.zone_for(request, pk, "zone_programme.view_zone")
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
