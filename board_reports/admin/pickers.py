"""Choosing what goes into a report's words: a figure with today's value, or a reference that follows renumbering.

A picker opens from a block with where to put it (`?block=…&at=…`), or from a typed number that a figure is to replace.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse

from board_reports import document, editing, figure_actions, inline, reading
from board_reports.admin.report_pages import CHANGE, FORM, Page, ReportPagesAdmin, address, officer, wants_json
from board_reports.figure_forms import ARGUMENT, FigureForm, Told, earlier, told
from board_reports.figures import registry
from board_reports.figures.qualifiers import COMPARING, Qualifier
from board_reports.figures.registry import Definition, WrongArgumentsError
from board_reports.figures.wording import Style, written
from board_reports.models import FigureUse, Report
from case_studies.models import CaseStudy
from innovation_db.refusals import RefusedError
from zone_programme.models import Session

MOST_FOUND = 20


class PickersAdmin(ReportPagesAdmin):
    """Adds the pickers to the admin of reports."""

    def report_pages(self) -> list[Page]:
        return [
            ("body/figures/", "figure_add", FORM(self.figure_view)),
            ("body/figures/<slug:key>/", "figure_change", FORM(self.figure_change_view)),
            ("body/references/", "reference", FORM(self.reference_view)),
            *super().report_pages(),
        ]

    def figure_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a figure, then what it is of and what is said about it; today's value is shown all along."""
        report = self.report_for(request, pk, CHANGE)
        definition = registry.find(request.GET.get("figure", ""))
        if definition is None:
            context = self.report_context(request, report, "Add a figure") | {
                "figures": [(one, _today(one)) for one in registry.everything()],
                "kept": _kept(request),
                "number": request.GET.get("number", ""),
            }
            return TemplateResponse(request, "board_reports/admin/figures.html", context)
        form = FigureForm(definition, _posted(request, report, definition), report=report)
        if _is_to_be_kept(request) and form.is_valid() and _is_true(form, report):
            where, at, number = _wanted(request)
            try:
                use = figure_actions.add(
                    report=report, said=form.said(), where=where, at=at, instead_of=number, by=officer(request)
                )
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"[[{use.key}]] stands in the text: {definition.label}.")
                return redirect(f"{address(report, 'body')}#{where}")
        return self._figure_page(request, report, definition, form)

    def figure_change_view(self, request: HttpRequest, pk: int, key: str) -> HttpResponse:
        """Say something else about a figure of the report, or remove one that stands nowhere."""
        report = self.report_for(request, pk, CHANGE)
        use = get_object_or_404(FigureUse.objects.select_related("report"), report=report, key=key)
        definition = registry.find(use.definition)
        if "_remove" in request.POST or definition is None:
            return self._removed(request, report, use)
        form = FigureForm(definition, _posted(request, report, definition), report=report, use=use)
        if _is_to_be_kept(request) and form.is_valid() and _is_true(form, report):
            try:
                figure_actions.change(use=use, said=form.said(), seen=request.POST.get("seen", ""), by=officer(request))
            except RefusedError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, f"[[{key}]] is changed.")
                return redirect(f"{address(report, 'body')}#figures")
        return self._figure_page(request, report, definition, form, use)

    def reference_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Choose a paragraph, case study or session that the words are to refer to."""
        report = self.report_for(request, pk, CHANGE)
        where, at, _ = _wanted(request)
        problem = ""
        if request.method == "POST":
            kind, _, target = request.POST.get("to", "").partition(":")
            token = inline.reference(kind, target)
            parsed = inline.parse(token)
            if len(parsed) == 1 and isinstance(parsed[0], inline.Reference):
                try:
                    editing.insert(report=report, where=where, token=token, at=at, by=officer(request))
                except RefusedError as refusal:
                    problem = str(refusal)
                else:
                    return redirect(f"{address(report, 'body')}#{where}")
            else:
                problem = "Choose what to refer to."
        words = request.GET.get("words", "").strip()
        context = self.report_context(request, report, "Add a reference") | {
            "problem": problem,
            "kept": _kept(request),
            "words": words,
            "paragraphs": [
                (one.key, one.number, one.text) for one in reading.draft(report).blocks if one.number and one.text
            ],
            "cases": _cases(words),
            "sessions": _sessions(words),
        }
        page = "board_reports/admin/references.html"
        return TemplateResponse(request, page, context, status=422 if problem else 200)

    def _removed(self, request: HttpRequest, report: Report, use: FigureUse) -> HttpResponse:
        if request.method == "POST":
            try:
                figure_actions.remove(use=use, by=officer(request))
                messages.success(request, f"[[{use.key}]] is removed.")
            except RefusedError as refusal:
                messages.error(request, str(refusal))
        else:
            messages.error(
                request, f"There is no figure “{use.definition}” any more. Take [[{use.key}]] out of the text."
            )
        return redirect(f"{address(report, 'body')}#figures")

    def _figure_page(
        self,
        request: HttpRequest,
        report: Report,
        definition: Definition,
        form: FigureForm,
        use: FigureUse | None = None,
    ) -> HttpResponse:
        figure: document.Figure | None = None
        if form.is_bound and form.is_valid():
            figure = form.figure(report)
        elif not form.is_bound:
            said = use or FigureUse(report=report, key="f0", definition=definition.key)
            figure = reading.figure(said, pinned=False)
        now = told(figure) if figure else _refused(form, report)
        if wants_json(request):
            errors = [str(one) for many in form.errors.values() for one in many]
            return JsonResponse({"told": now._asdict() if now else None, "errors": errors})
        context = self.report_context(request, report, "Change a figure" if use else "Add a figure") | {
            "definition": definition,
            "form": form,
            "use": use,
            "seen": request.POST.get("seen") or (figure_actions.mark(use) if use else ""),
            "told": now,
            "earlier": earlier(report, definition, figure.arguments if figure else {}),
            "kept": _kept(request),
            "where": _wanted(request)[0],
            "number": request.GET.get("number", ""),
            "unused": use is not None and use.key not in editing.used_figures(report),
        }
        status = 422 if form.errors and _is_to_be_kept(request) else 200
        return TemplateResponse(request, "board_reports/admin/figure.html", context, status=status)


def _is_to_be_kept(request: HttpRequest) -> bool:
    """Whether the form was sent to be kept, and not only to see what it would say."""
    return request.method == "POST" and not {"_look", "_compare"} & request.POST.keys()


def _posted(request: HttpRequest, report: Report, definition: Definition) -> Any:
    """Return what was sent; compared with the previous report where its button was pressed; None of an open page."""
    if request.method != "POST":
        return None
    if "_compare" not in request.POST:
        return request.POST
    sent = request.POST.copy()
    given = {name.removeprefix(ARGUMENT): value for name, value in sent.items() if name.startswith(ARGUMENT)}
    if found := earlier(report, definition, given):
        sent["compared_with"], sent["baseline"], sent["baseline_source"] = "", found.number, found.source
        if sent.get("qualifier") not in COMPARING:
            sent["qualifier"] = Qualifier.UP_FROM.value
    return sent


def _refused(form: FigureForm, report: Report) -> Told | None:
    """Return today's value and what is wrong with what is said about it; None where the value is not known yet."""
    if form.last is not None:
        return told(form.last)
    bare = form.bare(report)
    sentence = " ".join(str(one) for many in form.errors.values() for one in many)
    return told(bare)._replace(phrase="not known yet", holds=False, sentence=sentence) if bare else None


def _is_true(form: FigureForm, report: Report) -> bool:
    """Whether what is said about the figure is true, as far as its value is known; else the form says so."""
    figure = form.figure(report)
    if figure.number and not figure.holds:
        form.add_error("qualifier", told(figure).sentence)
        return False
    return True


def _today(definition: Definition) -> str:
    """Return today's value in words; what it needs first where it cannot be told yet."""
    needs = [str(one.kind) for one in definition.parameters if one.required]
    if needs:
        return f"Choose a {needs[0]} first"
    try:
        return written(definition.value({}).number, definition.unit, Style.DIGITS)
    except WrongArgumentsError as wrong:
        return str(wrong)


def _wanted(request: HttpRequest) -> tuple[str, int | None, str]:
    """Return where the words are that it goes into, at which place, and the typed number that it replaces."""
    at = request.GET.get("at", "")
    return (
        request.GET.get("block", ""),
        int(at) if at.isdecimal() and len(at) < 7 else None,
        request.GET.get("number", ""),
    )


def _kept(request: HttpRequest) -> str:
    """Return the part of the address that says where it goes."""
    return urlencode({name: request.GET[name] for name in ("block", "at", "number") if name in request.GET})


def _cases(words: str) -> list[tuple[str, str]]:
    if not words:
        return []
    found: Any = CaseStudy.objects.published().filter(title__icontains=words).order_by("title")
    return [(slug, title) for slug, title in found.values_list("slug", "title")[:MOST_FOUND]]


def _sessions(words: str) -> list[tuple[str, str]]:
    if not words:
        return []
    found = Session.objects.filter(title__icontains=words).order_by("-zone__year", "title")
    rows = found.values_list("zone__year", "slug", "title")[:MOST_FOUND]
    return [(f"{year}/{slug}", f"{title} ({year})") for year, slug, title in rows]
