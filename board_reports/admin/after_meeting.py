"""The page of a report in the admin on which is noted what came of it. Saving is `board_reports/after_meeting.py`."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from board_reports import following
from board_reports.admin.report_pages import FORM, SEE, Page, ReportPagesAdmin, address, officer
from board_reports.after_meeting import AfterMeeting, too_early
from board_reports.models import Report
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

NOTES = ("board_reports.add_decision", "board_reports.change_decision", "board_reports.delete_decision",
         "board_reports.add_direction", "board_reports.add_action")  # fmt: skip


class AfterMeetingAdmin(ReportPagesAdmin):
    """Adds the page “After the meeting” to the admin of reports."""

    def report_pages(self) -> list[Page]:
        return [("after/", "after", FORM(self.after_view)), *super().report_pages()]

    def after_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report_for(request, pk, SEE)
        may_note = officer(request).has_perms(NOTES)
        if request.method != "POST":
            return self._after_page(request, report, AfterMeeting(report), may_note)
        if not may_note:
            raise PermissionDenied
        after = AfterMeeting(report, request.POST)
        if not after.is_valid():
            return self._after_page(request, report, after, may_note, status=422)
        try:
            written = after.save(by=officer(request))
        except RefusedError as refusal:
            status = 409 if isinstance(refusal, ChangedMeanwhileError) else 422
            return self._after_page(request, report, after.again(), may_note, refusal.sentences, status)
        messages.success(request, "Noted. Readers of the report see it now." if written else "Nothing was changed.")
        return redirect(address(report, "after"))

    def _after_page(
        self, request: HttpRequest, report: Report, after: AfterMeeting, may_note: bool,
        problems: list[str] | None = None, status: int = 200,
    ) -> HttpResponse:  # fmt: skip
        context = self.report_context(request, report, "After the meeting") | {
            "after": after,
            "early": too_early(report),
            "outcome": following.outcome(report),
            "directions": report.directions.all(),
            "actions": report.actions.soonest_first(),
            "may_note": may_note,
            "problems": problems or [],
        }
        return TemplateResponse(request, "board_reports/admin/after.html", context, status=status)
