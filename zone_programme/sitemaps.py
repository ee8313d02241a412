"""What search engines are told about Zones: their programmes and sessions, except those that are made up."""

from django.urls import reverse

from innovation_db.sitemaps import SiteSitemap
from zone_programme.current import current
from zone_programme.models import Zone


class ZoneSitemap(SiteSitemap):
    def items(self) -> list[str]:
        zones = Zone.objects.public().filter(demonstration=False).newest_first()
        return [address for zone in zones for address in _addresses(zone.year)]

    def location(self, item: str) -> str:
        return item


def _addresses(year: int) -> list[str]:
    reading = current(year).reading
    addresses = [reverse("zone_programme:programme", args=[year])]
    if reading is None:
        return addresses
    if reading.programme.speakers:
        addresses.append(reverse("zone_programme:speakers", args=[year]))
    if reading.by_council:
        addresses.append(reverse("zone_programme:councils", args=[year]))
    sessions = [reverse("zone_programme:session", args=[year, one.slug]) for one in reading.programme.sessions]
    return [*addresses, *sessions]


SITEMAPS: dict[str, type[SiteSitemap]] = {"zones": ZoneSitemap}
