"""A report as a page, the list behind one of its figures, and its figures as data."""

import csv
import io
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from board_reports import commenting, following, membership
from board_reports.document import Document, Figure
from board_reports.models import Report, Version
from board_reports.outputs.parts import GIVEN
from board_reports.views import lookups
from innovation_db.spreadsheets import harmless

CSV_COLUMNS = [
    "key", "label", "in the text", "value", "unit", "about", "window", "counted at", "definition", "compared with",
    "source of that", "revision",
]  # fmt: skip


@require_safe
def report(request: HttpRequest, slug: str) -> HttpResponse:
    found, document, version = lookups.read(request, slug)
    corrections = Version.objects.filter(report=found, kind=Version.Kind.CORRECTED) if version else ()
    context = {
        "report": found,
        "document": document,
        "version": version,
        "corrections": corrections,
        "outcome": following.outcome(found, document) if version else None,
        **_for_member(request, found, document, version),
    }
    response = _private(render(request, "board_reports/report.html", context), found, version)
    if "standing" in context:  # with their own notes on it
        response["Cache-Control"] = "private, no-store"
    return response


def _for_member(request: HttpRequest, report: Report, document: Document, version: Version | None) -> dict[str, Any]:
    """Return what only members of the board and officers see of a published report."""
    if version is None or not membership.belongs(request.user, report.board):
        return {}
    user = lookups.account(request)
    return {
        "standing": membership.standing(user, report, version, document),
        "notes": commenting.notes(user, report, document),
    }


@require_safe
def figure(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """What was counted, as it was when the figure was frozen."""
    found, document, version = lookups.read(request, slug)
    one = _figure(document, key)
    context = {"report": found, "document": document, "version": version, "figure": one}
    return _private(render(request, "board_reports/figure.html", context), found, version)


@require_safe
def figures_json(request: HttpRequest, slug: str) -> HttpResponse:
    found, document, version = lookups.read(request, slug)
    told = {
        "report": document.title,
        "board": document.board,
        "address": found.get_absolute_url(),
        "version": version.number if version else None,
        "published_at": timezone.localtime(version.made_at).isoformat() if version else None,
        "figures": [_as_data(one) for one in document.figures],
        "given_with_a_source": [{"text": one.said, "where": one.where, "source": one.source} for one in document.given],
    }
    return _private(JsonResponse(told, json_dumps_params={"ensure_ascii": False}), found, version)


@require_safe
def figures_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found, document, version = lookups.read(request, slug)
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(CSV_COLUMNS)
    for one in document.figures:
        row = [
            one.key,
            one.label,
            one.phrase,
            Decimal(one.number) if one.number else "",
            one.unit,
            one.about,
            one.window,
            one.at,
            one.definition,
            Decimal(one.baseline) if one.baseline else "",
            one.baseline_source,
            one.revision,
        ]
        table.writerow([harmless(cell) for cell in row])
    for given in document.given:
        cells = ["", GIVEN, given.said, "", "", given.where, "", "", given.source, "", "", ""]
        table.writerow([harmless(cell) for cell in cells])
    response = HttpResponse(written.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.slug}-figures.csv"'
    return _private(response, found, version)


def _as_data(one: Figure) -> dict[str, Any]:
    return {
        "key": one.key,
        "figure": one.definition_key,
        "label": one.label,
        "text": one.phrase,
        "value": float(one.number) if "." in one.number else int(one.number) if one.number else None,
        "unit": one.unit,
        "arguments": one.arguments,
        "about": one.about,
        "window": one.window,
        "counted_at": one.at,
        "definition": one.definition,
        "revision": one.revision,
        "compared_with": {"value": one.baseline, "source": one.baseline_source} if one.baseline else None,
        "rows": [{"label": row.label, "address": row.url, "detail": row.detail} for row in one.rows],
    }


def _figure(document: Document, key: str) -> Figure:
    found = document.figure(key)
    if found is None:
        raise Http404("This report has no such figure.")
    return found


def _private(response: HttpResponse, report: Report, version: Version | None) -> HttpResponse:
    """Keep drafts and restricted papers out of every cache and every search engine."""
    if version is None or report.restricted:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response
