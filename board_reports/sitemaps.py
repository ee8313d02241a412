"""What search engines are told about boards and their reports: all that everybody may read."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet, Value
from django.urls import reverse

from board_reports.models import Board, Report, WorkPlan
from innovation_db.sitemaps import SiteSitemap


class ReportSitemap(SiteSitemap):
    """Boards, work plans and reports, as (name of its page's URL, slug)."""

    def items(self) -> QuerySet:
        boards, *others = (
            rows.order_by().annotate(page=Value(name)).values_list("page", "slug")
            for name, rows in (
                ("board", Board.objects.all()), ("work_plan_of", WorkPlan.objects.all()),
                ("report", Report.objects.readable_by(AnonymousUser())),
            )
        )  # fmt: skip
        return boards.union(*others, all=True).order_by("page", "slug")

    def location(self, item: tuple[str, str]) -> str:
        name, slug = item
        return reverse(f"board_reports:{name}", args=[slug])


SITEMAPS = {"reports": ReportSitemap}
