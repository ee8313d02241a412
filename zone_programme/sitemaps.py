"""What search engines are told about Zones, and about asks and offers: all but what is made up."""

from django.urls import reverse

from innovation_db.sitemaps import SiteSitemap
from zone_programme.current import latest, public_zones
from zone_programme.models import AskOffer, Zone


class ZoneSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return [address for zone in public_zones() if not zone.demonstration for address in _addresses(zone)]

    def location(self, item: str) -> str:
        return item


def _addresses(zone: Zone) -> list[str]:
    year, reading = zone.year, latest(zone)
    addresses = [reverse("zone_programme:programme", args=[year])]
    if reading is None:
        return addresses
    if reading.programme.speakers:
        addresses.append(reverse("zone_programme:speakers", args=[year]))
    if reading.by_council:
        addresses.append(reverse("zone_programme:councils", args=[year]))
    sessions = [reverse("zone_programme:session", args=[year, one.slug]) for one in reading.programme.sessions]
    return [*addresses, *sessions]


class AsksSitemap(SiteSitemap):
    """The board of asks and offers, and what can be answered on it, except what is made up."""

    def items(self) -> list[str]:
        live = AskOffer.objects.live().filter(demonstration=False).newest_first()
        return [reverse("asks:board"), reverse("asks:post"), *(one.get_absolute_url() for one in live)]

    def location(self, item: str) -> str:
        return item


SITEMAPS: dict[str, type[SiteSitemap]] = {"zones": ZoneSitemap, "asks": AsksSitemap}
