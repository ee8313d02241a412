"""What search engines are told about boards and their reports: all that everybody may read."""

from django.contrib.auth.models import AnonymousUser

from board_reports.models import Board, Report, WorkPlan
from innovation_db.sitemaps import SiteSitemap


class ReportSitemap(SiteSitemap):
    def items(self) -> list[str]:
        reports = Report.objects.readable_by(AnonymousUser()).newest_first()
        found: list[Board | WorkPlan | Report] = [*Board.objects.all(), *WorkPlan.objects.all(), *reports]
        return [one.get_absolute_url() for one in found]

    def location(self, item: str) -> str:
        return item


SITEMAPS = {"reports": ReportSitemap}
