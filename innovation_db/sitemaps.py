"""What search engines are told about the floor's own pages, and the base of every sitemap of the site."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps.views import SitemapIndexItem
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe


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


@require_safe
def index(request: HttpRequest, sitemaps: dict[str, type[SiteSitemap]]) -> HttpResponse:
    """List the files of every sitemap. Django's own view would name the host of the request."""
    files = []
    for section, sitemap in sitemaps.items():
        address = settings.SITE_URL + reverse("django.contrib.sitemaps.views.sitemap", args=[section])
        last = sitemap().paginator.num_pages
        files += [SitemapIndexItem(address if page == 1 else f"{address}?p={page}") for page in range(1, last + 1)]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, content_type="application/xml")
