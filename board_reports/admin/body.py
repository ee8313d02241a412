"""The editor of a report: one page that reads like the document, each block a form of its own.

It all works without JavaScript; with it, words are saved as they are typed (`static/js/reports/`). What a change does
is `editing.py`; what the page shows, `desk.py`; figures and references are `pickers.py`.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.views.decorators.http import require_POST, require_safe

from board_reports import editing, implications, pasting, pictures, remarks
from board_reports.admin.report_pages import CHANGE, Page, ReportPagesAdmin, address, officer, wants_json
from board_reports.desk import ADDED, EMPTY_TABLE, LABELS, Desk, Line
from board_reports.document import PORTFOLIO
from board_reports.editing import OvertakenError, Typed
from board_reports.models import Comment, Report
from board_reports.numbering import Kind
from innovation_db.history.words import compare
from innovation_db.refusals import ChangedMeanwhileError, RefusedError

KINDS = [(kind.value, LABELS[kind]) for kind in editing.IN_WORDS]


class BodyAdmin(ReportPagesAdmin):
    """Adds the editor to the admin of reports."""

    def report_pages(self) -> list[Page]:
        return [
            ("body/", "body", require_safe(self.body_view)),
            ("body/data/", "body_data", require_safe(self.data_view)),
            ("body/words/<slug:where>/", "body_words", require_POST(self.words_view)),
            ("body/picture/<slug:where>/", "body_picture", require_POST(self.picture_view)),
            ("body/add/", "body_add", require_POST(self.adding_view)),
            ("body/numbers/", "body_numbers", require_POST(self.numbers_view)),
            ("body/comments/<int:comment>/", "body_comment", require_POST(self.comment_view)),
            *super().report_pages(),
        ]

    def body_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._body_page(request, self.report_for(request, pk))

    def data_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with every block as it is and reads now, and with what stands beside the text."""
        return self._answer(request, Desk(self.report_for(request, pk)))

    def words_view(self, request: HttpRequest, pk: int, where: str) -> HttpResponse:
        """Save the words of one block, or of the head, and do with the block what the pressed button says."""
        report = self.report_for(request, pk, CHANGE)
        sent = request.POST
        mine = Typed(sent.get("text", ""), sent.get("caption", ""))
        new = None
        try:
            if sent.get("do") == "delete":
                editing.delete(report=report, key=where, seen=sent.get("seen", ""), by=officer(request))
            else:
                editing.save(
                    report=report, where=where, seen=sent.get("seen", ""), text=mine.text, caption=mine.caption,
                    kind=sent.get("kind", ""), decorative=sent.get("decorative"), chart=sent.get("chart", ""),
                    by=officer(request),
                )  # fmt: skip
                new = self._after_saving(request, report, where)
        except RefusedError as refusal:
            return self._refused(request, report, refusal, where, mine)
        if wants_json(request):
            return self._answer(request, Desk(report), focus=new or "")
        return redirect(f"{address(report, 'body')}#{new or where}")

    def picture_view(self, request: HttpRequest, pk: int, where: str) -> HttpResponse:
        """Save the words of a picture’s block, then show in it the picture that was uploaded with them."""
        report = self.report_for(request, pk, CHANGE)
        sent = request.POST
        mine = Typed(sent.get("text", ""), sent.get("caption", ""))
        try:
            block = editing.save(
                report=report, where=where, seen=sent.get("seen", ""), text=mine.text, caption=mine.caption,
                decorative=sent.get("decorative"), by=officer(request),
            )  # fmt: skip
            seen = editing.mark(block) if block else ""
            pictures.put(
                report=report, where=where, seen=seen, upload=request.FILES.get("picture"), by=officer(request)
            )
        except RefusedError as refusal:
            return self._refused(request, report, refusal, where, mine)
        return redirect(f"{address(report, 'body')}#{where}")

    def adding_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Add blocks after one of them: an empty one of a kind, or what was pasted as HTML or as plain text."""
        report = self.report_for(request, pk, CHANGE)
        sent, dropped = request.POST, 0
        if sent.get("section"):
            return self._add_section(request, report, sent["section"])
        if sent.get("html"):
            blocks = pasting.from_html(sent["html"], parts=report.kind == PORTFOLIO)
            dropped = pasting.pictures_in(sent["html"])
        elif sent.get("text"):
            blocks = pasting.from_text(sent["text"])
        else:
            blocks = [_empty(sent.get("kind", ""))]
        if not blocks:
            told = ["Nothing was taken in: what you pasted has no words.", pasting.about_pictures(dropped)]
            nothing = RefusedError(*filter(None, told))
            return self._refused(request, report, nothing)
        try:
            made = editing.add(report=report, after=sent.get("after", ""), blocks=blocks, by=officer(request))
        except RefusedError as refusal:
            return self._refused(request, report, refusal)
        notice = pasting.about_pictures(dropped)
        if wants_json(request):
            return self._answer(request, Desk(report), focus=made[-1].key, notice=notice)
        if notice:
            messages.warning(request, notice)
        return redirect(f"{address(report, 'body')}#{made[0].key}")

    def _add_section(self, request: HttpRequest, report: Report, title: str) -> HttpResponse:
        """Put in a section about implications, where it belongs."""
        try:
            made = implications.add(report=report, title=title, by=officer(request))
        except RefusedError as refusal:
            return self._refused(request, report, refusal)
        messages.success(request, f"“{title}” is in its place: write under it.")
        return redirect(f"{address(report, 'body')}#{made[0].key}")

    def numbers_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Note where a typed number comes from, change that, or withdraw it."""
        report = self.report_for(request, pk, CHANGE)
        where, words, source = (request.POST.get(name, "") for name in ("where", "words", "source"))
        try:
            if request.POST.get("do") == "withdraw":
                editing.withdraw(report=report, where=where, words=words, by=officer(request))
                said = f"“{words}” has no source any more: give one, or link it to a figure."
            else:
                number = editing.confirm(report=report, where=where, words=words, source=source, by=officer(request))
                said = f"“{number}” is confirmed: {source}."
        except RefusedError as refusal:
            return self._refused(request, report, refusal)
        messages.success(request, said)
        return redirect(f"{address(report, 'body')}#numbers")

    def comment_view(self, request: HttpRequest, pk: int, comment: int) -> HttpResponse:
        """Answer a comment of clearance, or mark it as settled."""
        report = self.report_for(request, pk, CHANGE)
        row = get_object_or_404(Comment, pk=comment, report=report, audience=Comment.Audience.OFFICERS)
        try:
            if request.POST.get("do") == "answer":
                remarks.answer(comment=row, text=request.POST.get("note", ""), by=officer(request))
            else:
                remarks.settle(comment=row, by=officer(request), note=request.POST.get("note", ""))
        except RefusedError as refusal:
            return self._refused(request, report, refusal)
        return redirect(f"{address(report, 'body')}#{row.block}")

    def _after_saving(self, request: HttpRequest, report: Report, where: str) -> str | None:
        """Move the block that was just saved, or put a new one below it; return the key of the new one."""
        do, by = request.POST.get("do", "save"), officer(request)
        if do in ("up", "down"):
            editing.move(report=report, key=where, up=do == "up", by=by)
        elif do == "add":
            kind, text, data = _empty(request.POST.get("new") or Kind.PARAGRAPH)
            blocks = [(kind, request.POST.get("below", text), data)]
            return editing.add(report=report, after=where, blocks=blocks, by=by)[0].key
        return None

    def _refused(
        self, request: HttpRequest, report: Report, refusal: RefusedError, where: str = "", mine: Typed | None = None
    ) -> HttpResponse:
        """Answer 409 for what somebody else did first, else 422; what was typed is on the page, beside theirs."""
        status = 409 if isinstance(refusal, ChangedMeanwhileError) else 422
        report = self.report_for(request, report.pk)
        desk = Desk(report)
        line = desk.line(where)
        if line is not None and mine is not None:
            line.mine = mine
            if isinstance(refusal, OvertakenError):
                line.pieces = compare(refusal.theirs.text, mine.text)
        if wants_json(request):
            conflict = line.pieces if line else []
            told = {
                "sentences": refusal.sentences,
                "conflict": render_to_string("board_reports/admin/_conflict.html", {"line": line}) if conflict else "",
                "gone": where if where and line is None else "",
            }
            return JsonResponse(told | _data(request, self, desk), status=status)
        lost = mine.text if mine is not None and line is None else ""
        return self._body_page(request, report, desk, problems=refusal.sentences, lost=lost, status=status)

    def _answer(self, request: HttpRequest, desk: Desk, focus: str = "", notice: str = "") -> JsonResponse:
        return JsonResponse({"focus": focus, "notice": notice} | _data(request, self, desk))

    def _body_page(
        self,
        request: HttpRequest,
        report: Report,
        desk: Desk | None = None,
        *,
        problems: list[str] | None = None,
        lost: str = "",
        status: int = 200,
    ) -> HttpResponse:
        desk = desk or Desk(report)
        context = self.body_context(request, desk) | {"problems": problems or [], "lost": lost}
        return TemplateResponse(request, "board_reports/admin/body.html", context, status=status)

    def body_context(self, request: HttpRequest, desk: Desk) -> dict[str, Any]:
        """Return what the page and its parts show."""
        return {
            **self.report_context(request, desk.report, "Text"),
            "desk": desk,
            "side": desk.side(),
            "kinds": KINDS,
            "charts": editing.CHARTS.items(),
            "added": [(kind.value, LABELS[kind]) for kind in ADDED],
            "blank": Line("KEY", Kind.PARAGRAPH.value, ""),
            "blank_table": Line("KEY", Kind.TABLE.value, ""),
        }


def _data(request: HttpRequest, pages: BodyAdmin, desk: Desk) -> dict[str, Any]:
    context = pages.body_context(request, desk)
    return {
        "lines": [
            {"where": one.where, "kind": one.kind, "label": one.label, "text": one.text, "caption": one.caption,
             "seen": one.seen, "number": one.number, "level": one.level, "reads": one.reads,
             "same": one.same, "edited": one.edited, "chart": one.chart,
             "decorative": "yes" if one.decorative else ""}
            for one in [*desk.head, *desk.body]
        ],
        "side": render_to_string("board_reports/admin/_side.html", context, request=request),
    }  # fmt: skip


def _empty(kind: str) -> tuple[str, str, dict[str, Any]]:
    return (kind, "", EMPTY_TABLE if kind == Kind.TABLE else {"chart": "bar", "rows": []} if kind == Kind.CHART else {})
