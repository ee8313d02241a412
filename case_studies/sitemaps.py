"""What search engines are told about the library: every public page, in files of 10,000 addresses."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from case_studies.models import CaseStudy, Council, Partner, Programme, ServiceArea, Theme
from innovation_db.sitemaps import SiteSitemap


class LibrarySitemap(SiteSitemap):
    def items(self) -> list[str]:
        return ["home", "finder", "councils"]

    def location(self, item: str) -> str:
        return reverse(f"case_studies:{item}")


class CaseStudySitemap(SiteSitemap):
    def items(self) -> QuerySet:
        return CaseStudy.objects.published().order_by("pk").only("slug", "changed_at")

    def lastmod(self, item: CaseStudy) -> datetime:
        return item.changed_at


def _all_of(model: Any) -> type[SiteSitemap]:
    """Return the sitemap of every row of a model that has a page each."""

    class ModelSitemap(SiteSitemap):
        def items(self) -> QuerySet:
            return model.objects.order_by("pk").only("slug")

    return ModelSitemap


SITEMAPS: dict[str, type[SiteSitemap]] = {
    "library": LibrarySitemap,
    "case-studies": CaseStudySitemap,
    "councils": _all_of(Council),
    "themes": _all_of(Theme),
    "service-areas": _all_of(ServiceArea),
    "programmes": _all_of(Programme),
    "partners": _all_of(Partner),
}
