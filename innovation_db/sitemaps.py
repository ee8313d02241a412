"""What search engines are told about the floor's own pages, and the base of every sitemap of the site."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.urls import reverse


class SiteSitemap(Sitemap):
    """Addresses begin with `SITE_URL`, whatever host the request named."""

    limit = 10_000

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme


class PagesSitemap(SiteSitemap):
    def items(self) -> list[str]:
        return ["about", "tell_us", "accessibility", "privacy", "data_sources", "contact"]

    def location(self, item: str) -> str:
        return reverse(item)


SITEMAPS: dict[str, type[SiteSitemap]] = {"pages": PagesSitemap}
