"""What the admin's own pages about one report share: looking it up for who may, and what every such page shows."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_http_methods

from board_reports import actions
from board_reports.models import Report
from innovation_db.models import User

FORM = require_http_methods(["GET", "HEAD", "POST"])
SEE, CHANGE = "board_reports.view_report", "board_reports.change_report"
SUBMIT, CLEAR = "board_reports.submit_report", "board_reports.clear_report"
COMMENT = "board_reports.add_comment"
type Page = tuple[str, str, Callable[..., HttpResponse]]  # address under the report's, name, view


class ReportPagesAdmin(admin.ModelAdmin):
    """Adds pages to the admin of reports; each class of pages says which in `report_pages`."""

    def report_pages(self) -> list[Page]:
        """Return the pages of this class and of those it builds on."""
        return []

    def get_urls(self) -> list[URLPattern]:
        return [
            *(
                path(f"<int:pk>/{route}", self.admin_site.admin_view(view), name=f"board_reports_report_{name}")
                for route, name, view in self.report_pages()
            ),
            *super().get_urls(),
        ]

    def report_for(self, request: HttpRequest, pk: int, permission: str = SEE) -> Report:
        """Return the report. Raises `PermissionDenied` for who lacks `permission`, `Http404` where there is none."""
        if not officer(request).has_perm(permission):
            raise PermissionDenied
        mine = Report.objects.worked_at_by(officer(request)).select_related("board", "meeting", "previous")
        found: Report = get_object_or_404(mine, pk=pk)
        return found

    def report_context(self, request: HttpRequest, report: Report, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "subtitle": str(report),
            "report": report,
            "returned": actions.last_return(report),
            "name": str(report),
            "addresses": {"change": address(report, "change")},
            "may": {
                "write": officer(request).has_perm(CHANGE) and report.state != Report.State.CLEARANCE,
                "submit": officer(request).has_perm(SUBMIT),
                "answer": any(map(officer(request).has_perm, (SUBMIT, CLEAR, COMMENT))),
                "clear": officer(request).has_perm(CLEAR),
            },
        }


def address(report: Report, page: str, *arguments: Any) -> str:
    """Return the address of one of the admin's pages about a report."""
    return reverse(f"admin:board_reports_report_{page}", args=[report.pk, *arguments])


def officer(request: HttpRequest) -> User:
    """Return who is signed in: the admin lets nobody else through."""
    assert isinstance(request.user, User)
    return request.user


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
