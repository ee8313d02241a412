"""The way of a report from draft to published in the admin: submit, approve or return with comments, publish, correct.

What each step does, and refuses, is `actions.py`; the versions that they leave are read and compared here as well.
"""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from board_reports import actions, agenda, changes, checks, document, drift, reading, remarks
from board_reports.admin.report_pages import CLEAR, COMMENT, FORM, SEE, SUBMIT, Page, ReportPagesAdmin, address, officer
from board_reports.editing import HEAD
from board_reports.models import Clearance, Comment, FigureUse, Report, Version
from board_reports.texts import parts_for_officers
from innovation_db.history.words import day
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

State = Report.State
# From which page of the report a button of its head was pressed → that page.
BACK_TO = {"body": "body", "head": "change", "versions": "versions"}


class ClearanceAdmin(ReportPagesAdmin):
    """Adds the page of clearance, and those of versions, to the admin of reports."""

    def report_pages(self) -> list[Page]:
        return [
            ("clearance/", "clearance", FORM(self.clearance_view)),
            ("versions/", "versions", require_safe(self.versions_view)),
            ("versions/<int:number>/", "version", require_safe(self.version_view)),
            *super().report_pages(),
        ]

    def clearance_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        report = self.report_for(request, pk, SEE)
        if request.method != "POST":
            return self._clearance_page(request, report)
        do = STEPS.get(request.POST.get("do", ""), _nothing)
        try:
            said = do(request, report)
        except RefusedError as refusal:
            status = 409 if isinstance(refusal, ChangedMeanwhileError) else 422
            return self._clearance_page(request, self.report_for(request, pk), refusal.sentences, status)
        messages.success(request, said)
        return redirect(address(report, BACK_TO.get(request.POST.get("from", ""), "clearance")))

    def versions_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the versions, and compare two: `?old=2&new=5`, where `new=draft` is the report as it is now."""
        report = self.report_for(request, pk, SEE)
        made = list(Version.objects.filter(report=report).select_related("made_by").newest_first())
        old, new = request.GET.get("old", ""), request.GET.get("new", "")
        older, newer = _document(report, made, old), _document(report, made, new)
        compared = None
        if older is not None and newer is not None:
            compared = changes.between(older, newer, parts_for_officers)
        context = self.report_context(request, report, "Versions") | {
            "versions": made,
            "old": old or (str(made[min(1, len(made) - 1)].number) if made else ""),
            "new": new or (str(made[0].number) if len(made) > 1 else "draft"),
            "compared": compared,
        }
        return TemplateResponse(request, "board_reports/admin/versions.html", context)

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """Show the report as one version froze it."""
        report = self.report_for(request, pk, SEE)
        version = get_object_or_404(Version.objects.select_related("made_by"), report=report, number=number)
        context = self.report_context(request, report, f"Version {number}") | {
            "version": version, "document": document.from_json(version.content)
        }  # fmt: skip
        return TemplateResponse(request, "board_reports/admin/version.html", context)

    def _clearance_page(
        self, request: HttpRequest, report: Report, problems: list[str] | None = None, status: int = 200
    ) -> HttpResponse:
        """Show where the report is; what somebody typed into a form that was refused is still in it."""
        now = reading.draft(report)
        steps = actions.current_steps(report) if report.state != State.DRAFT else []
        waiting = [step for step in steps if step.state == Clearance.State.WAITING]
        talks = remarks.talks(report)
        unsettled = [one for one in talks if one.comment.settled_at is None]
        at_blocks: dict[str, list[remarks.Talk]] = {}
        for talk in unsettled:
            at_blocks.setdefault(talk.comment.block, []).append(talk)
        context = self.report_context(request, report, "Clearance") | {
            "document": now,
            "blocks": [(block, at_blocks.get(block.key, [])) for block in now.blocks],
            "at_head": [(name, at_blocks.get(name, [])) for name in HEAD],
            "talks": unsettled,
            "settled": [one for one in talks if one.comment.settled_at is not None],
            "unsettled": [
                (one.comment, one.place, remarks.may_settle(officer(request), one.comment)) for one in unsettled
            ],
            "goes_out": _goes_out(report, now),
            "steps": steps,
            "approved_before": actions.approved_before(report) if report.state == State.CLEARANCE else [],
            "will_take": actions.steps_for(report) if report.state == State.DRAFT else [],
            "next": waiting[0] if waiting else None,
            "mine": bool(waiting) and _may_settle(officer(request), waiting[0]),
            "cleared": report.state == State.CLEARANCE and not waiting,
            "points": checks.blocking(report, now) if report.state != State.CLEARANCE else [],
            "drifts": _drifts(report),
            "problems": problems or [],
            "sent": request.POST,
            "today": timezone.localdate(),
        }
        return TemplateResponse(request, "board_reports/admin/clearance.html", context, status=status)


def _drifts(report: Report) -> list[drift.Drift]:
    """Return the figures that moved since they were pinned, or, of a published report, frozen."""
    if report.state == State.CLEARANCE:
        return drift.of_pinned(report.figures.all())
    published = reading.published(report) if report.state == State.PUBLISHED else None
    return drift.of_published(published) if published else []


def _goes_out(report: Report, now: document.Document) -> list[changes.Change]:
    """Return how a correction would differ from what readers see: nothing where the report is not published."""
    published = reading.published(report) if report.state == State.PUBLISHED else None
    return changes.between(published, now, parts_for_officers) if published else []


def _document(report: Report, made: list[Version], number: str) -> document.Document | None:
    if number == "draft":
        return reading.draft(report)
    content = next((one.content for one in made if str(one.number) == number), None)
    return document.from_json(content) if content is not None else None


def _may_settle(user: User, step: Clearance) -> bool:
    return Clearance.objects.next_for(user).filter(pk=step.pk).exists()


# --- What a button of the page does; each returns what to tell the officer --------------------------------------------


def _nothing(request: HttpRequest, report: Report) -> str:
    raise RefusedError("Choose what to do.")


def _submit(request: HttpRequest, report: Report) -> str:
    actions.submit(report=report, version=_seen(request), by=_holder(request, SUBMIT))
    return "Submitted. Its figures are pinned, and whose turn it is has an e-mail."


def _approve(request: HttpRequest, report: Report) -> str:
    step = _step(request, report)
    actions.approve(clearance=step, by=officer(request), note=request.POST.get("note", ""))
    return f"Approved: {step.name}."


def _return(request: HttpRequest, report: Report) -> str:
    step = _step(request, report)
    actions.send_back(clearance=step, by=officer(request), note=request.POST.get("note", ""))
    return f"Returned by {step.name}. The author has an e-mail with what you wrote."


def _take(request: HttpRequest, report: Report) -> str:
    if not (officer(request).has_perm(SUBMIT) or officer(request).has_perm(CLEAR)):
        raise PermissionDenied
    use = get_object_or_404(FigureUse, report=report, key=request.POST.get("figure", ""))
    actions.take(use=use, by=officer(request))
    return f"{use.key} has its new value, and each step is asked about the text as it is now."


def _publish(request: HttpRequest, report: Report) -> str:
    actions.publish(report=report, version=_seen(request), by=_holder(request, CLEAR))
    return "Published. What readers see of it stays as it is now."


def _correct(request: HttpRequest, report: Report) -> str:
    note = request.POST.get("note", "")
    actions.correct(report=report, version=_seen(request), by=_holder(request, CLEAR), note=note)
    return "The correction is published, marked with what was wrong."


def _comment(request: HttpRequest, report: Report) -> str:
    by = _holder(request, COMMENT)
    block, words = request.POST.get("block", ""), request.POST.get("comment", "")
    remarks.write(report=report, block=block, text=words, by=by)
    return "Your comment stands at its paragraph."


def _answer(request: HttpRequest, report: Report) -> str:
    may = (COMMENT, SUBMIT, CLEAR)
    if not any(map(officer(request).has_perm, may)):
        raise PermissionDenied
    remarks.answer(comment=_said(request, report), text=request.POST.get("note", ""), by=officer(request))
    return "Your answer stands below the comment."


def _settle(request: HttpRequest, report: Report) -> str:
    note = request.POST.get("note", "")
    remarks.settle(comment=_said(request, report), by=officer(request), note=note)
    return "It is marked as settled."


def _said(request: HttpRequest, report: Report) -> Comment:
    """Return the comment that the form is about."""
    number = request.POST.get("comment", "")
    said = Comment.objects.filter(report=report, audience=Comment.Audience.OFFICERS)
    return get_object_or_404(said, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)


def _agenda(request: HttpRequest, report: Report) -> str:
    item = agenda.put(report=report, by=_holder(request, "board_reports.change_meeting"))
    return f"It is item {item.number} of {day(item.meeting.date)}."


STEPS: dict[str, Callable[[HttpRequest, Report], str]] = {
    "submit": _submit,
    "approve": _approve,
    "return": _return,
    "take": _take,
    "publish": _publish,
    "correct": _correct,
    "comment": _comment,
    "answer": _answer,
    "settle": _settle,
    "agenda": _agenda,
}


def _holder(request: HttpRequest, permission: str) -> User:
    if not officer(request).has_perm(permission):
        raise PermissionDenied
    return officer(request)


def _seen(request: HttpRequest) -> int:
    seen: Any = request.POST.get("version", "")
    return int(seen) if seen.isdecimal() and len(seen) < 10 else -1


def _step(request: HttpRequest, report: Report) -> Clearance:
    """Return the step that the form is about. Raises `PermissionDenied` where it is for others to settle."""
    number = request.POST.get("step", "")
    step = Clearance.objects.filter(report=report, pk=int(number) if number.isdecimal() and len(number) < 10 else 0)
    found = step.select_related("report").first()
    if found is None:
        raise RefusedError("This step is no longer there.")
    waits = found.state == Clearance.State.WAITING and report.state == State.CLEARANCE
    if not officer(request).has_perm(CLEAR) and not (waits and _may_settle(officer(request), found)):
        raise PermissionDenied
    return found
