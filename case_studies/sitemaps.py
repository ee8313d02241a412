"""What search engines are told about the library: every public page, in files of 10,000 addresses."""

from datetime import datetime

from django.db.models import QuerySet, Value
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


class CouncilSitemap(SiteSitemap):
    def items(self) -> QuerySet:
        return Council.objects.order_by("pk").only("slug")


class SubjectSitemap(SiteSitemap):
    """Everything that case studies are sorted by, as (name of its page's URL, slug)."""

    def items(self) -> QuerySet:
        first, *others = (
            model.objects.order_by().annotate(page=Value(name)).values_list("page", "slug")
            for name, model in (
                ("theme", Theme), ("service_area", ServiceArea), ("programme", Programme), ("partner", Partner),
            )
        )  # fmt: skip
        return first.union(*others, all=True).order_by("page", "slug")

    def location(self, item: tuple[str, str]) -> str:
        name, slug = item
        return reverse(f"case_studies:{name}", args=[slug])


SITEMAPS: dict[str, type[SiteSitemap]] = {
    "library": LibrarySitemap,
    "case-studies": CaseStudySitemap,
    "councils": CouncilSitemap,
    "subjects": SubjectSitemap,
}
