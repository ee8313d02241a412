"""Drafting from data in the admin: a new report, a report anew, one paragraph anew, and what was logged since.

What a draft says is `drafting/`'s business; every page here shows it before anything is stored.
"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.views.decorators.http import require_POST

from board_reports.admin.report_pages import CHANGE, FORM, Page, ReportPagesAdmin, address, officer
from board_reports.draft_forms import DraftForm, as_typed
from board_reports.drafting import actions, anew
from board_reports.drafting.brief import Choices, resolve
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

DRAFT = "board_reports.draft_report"


class DraftingAdmin(ReportPagesAdmin):
    """Adds drafting from data to the admin of reports."""

    def get_urls(self) -> list[URLPattern]:
        new = path("draft/", self.admin_site.admin_view(FORM(self.draft_view)), name="board_reports_report_draft")
        return [new, *super().get_urls()]

    def report_pages(self) -> list[Page]:
        return [
            ("draft/", "draft_anew", FORM(self.draft_anew_view)),
            ("draft/logged/", "draft_logged", require_POST(self.logged_view)),
            ("body/anew/<slug:key>/", "paragraph_anew", FORM(self.paragraph_view)),
            *super().report_pages(),
        ]

    def draft_view(self, request: HttpRequest) -> HttpResponse:
        """Choose what a new report is about, see what would be written, and have it written."""
        if not officer(request).has_perm(DRAFT):
            raise PermissionDenied
        sent = request.POST if request.method == "POST" else request.GET
        form = DraftForm(sent) if sent.get("look") or request.method == "POST" else DraftForm(initial=_begun(sent))
        problems: list[str] = []
        shown = {}
        if form.is_bound and form.is_valid():
            choices, meeting = form.choices(sent.getlist("leave_out")), form.chosen()
            assert meeting is not None  # it is one of the choices
            kind = form.cleaned_data["kind"]
            try:
                if request.method == "POST":
                    report = actions.draft(
                        kind=kind, board=meeting.board, meeting=meeting, by=officer(request), choices=choices
                    )
                    messages.success(request, "Drafted from data. Each paragraph says where it comes from.")
                    return redirect(address(report, "body"))
                actions.refuse_a_second(kind, meeting, choices.title)
                brief = resolve(kind, meeting.board, meeting, choices, today=timezone.localdate())
                paper = actions.written(brief)
                shown = {"paper": paper, "document": actions.previewed(paper)}
            except RefusedError as refusal:
                problems = refusal.sentences
        context = {
            **self.admin_site.each_context(request), "opts": self.opts, "title": "Draft from data",
            "name": "Reports", "addresses": {"change": ".."},
            "form": form, "problems": problems, "sent": _hidden(form), "left_out": sent.getlist("leave_out"), **shown,
        }  # fmt: skip
        return TemplateResponse(request, "board_reports/admin/draft.html", context, status=_status(form, problems))

    def draft_anew_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose anew what a report is about, see what would change, and have it changed."""
        report = self.report_for(request, pk, CHANGE)
        sent = request.POST if request.method == "POST" else request.GET
        kept = Choices.from_json(report.drafted_from.get("choices", {}))
        form = DraftForm(sent if sent.get("look") else as_typed(kept), report=report)
        left_out = sent.getlist("leave_out") if sent.get("look") else list(kept.leave_out)
        problems: list[str] = []
        looked = None
        if form.is_valid():
            choices = form.choices(left_out, kept)
            try:
                if request.method == "POST":
                    seen = request.POST.get("version", "")
                    version = int(seen) if seen.isdecimal() and len(seen) < 10 else -1
                    done = anew.draft_anew(report=report, by=officer(request), version=version, choices=choices)
                    messages.success(request, _told(len(done)))
                    return redirect(address(report, "body"))
                looked = anew.look_at_all(report=report, choices=choices)
            except RefusedError as refusal:
                problems = refusal.sentences
                report = self.report_for(request, pk, CHANGE)
                if isinstance(refusal, ChangedMeanwhileError):
                    looked = anew.look_at_all(report=report, choices=choices)
        context = self.report_context(request, report, "Draft anew") | {
            "form": form, "problems": problems, "sent": _hidden(form), "left_out": left_out,
            "paper": looked.paper if looked else None,
            "changes": [one for one in looked.differences if one.kind != "kept"] if looked else [],
            "kept": [one for one in looked.differences if one.kind == "kept"] if looked else [],
        }  # fmt: skip
        status = 409 if problems and looked else _status(form, problems)
        return TemplateResponse(request, "board_reports/admin/draft_anew.html", context, status=status)

    def paragraph_view(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Show a drafted paragraph and what the data have for it now; replace it by these words."""
        report = self.report_for(request, pk, CHANGE)
        problems: list[str] = []
        stale = False
        if request.method == "POST":
            try:
                anew.redraft(
                    report=report, key=key, by=officer(request),
                    seen=request.POST.get("seen", "-"), fresh=request.POST.get("fresh", "-"),
                )  # fmt: skip
            except RefusedError as refusal:
                problems = refusal.sentences
                stale = isinstance(refusal, ChangedMeanwhileError)
            else:
                messages.success(request, "The paragraph is drafted anew. All others are as they were.")
                return redirect(f"{address(report, 'body')}#{key}")
        found = None
        try:
            found = anew.look(report=report, key=key)
        except RefusedError as refusal:
            problems = problems or refusal.sentences
        context = self.report_context(request, report, "Draft a paragraph anew") | {
            "found": found, "key": key, "problems": problems,
        }  # fmt: skip
        status = 409 if stale and found else 422 if problems else 200
        return TemplateResponse(request, "board_reports/admin/paragraph_anew.html", context, status=status)

    def logged_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Put what was logged since the draft into it."""
        report = self.report_for(request, pk, CHANGE)
        try:
            count = anew.add_contributions(report=report, by=officer(request))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{count} {'item is' if count == 1 else 'items are'} in the report now.")
        return redirect(address(report, "body"))


def _begun(sent: Any) -> dict[str, Any]:
    """Return what an address that leads here has chosen already: `?kind=zone&meeting=3`."""
    return {name: sent[name] for name in ("kind", "meeting", "title", "zone", "plan", "since", "until") if name in sent}


def _hidden(form: DraftForm) -> list[tuple[str, str]]:
    """Return what was chosen, for the form that goes on from it."""
    chosen = [(name, form[name].value()) for name in form.fields]
    lists = [(name, value if isinstance(value, list) else [value]) for name, value in chosen]
    return [("look", "1"), *((name, one) for name, values in lists for one in values if one not in (None, ""))]


def _status(form: DraftForm, problems: list[str]) -> int:
    return 422 if problems or form.errors else 200


def _told(count: int) -> str:
    if not count:
        return "Nothing was changed: the draft says what the data say."
    return f"{count} {'paragraph is' if count == 1 else 'paragraphs are'} drafted anew. What you wrote is as it was."
