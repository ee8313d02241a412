"""A board's calendar and feed, which everybody gets alike, and the copy of a report to keep."""

import base64
import mimetypes

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import conditional_page, require_safe

from board_reports import document, feeds
from board_reports.models import Meeting, Report, Version
from board_reports.views import lookups
from board_reports.views.files import pictures

MOST = 50


@require_safe
@conditional_page
def meetings(request: HttpRequest, slug: str) -> HttpResponse:
    """The meetings as a calendar to subscribe to. Three queries."""
    board = lookups.board(slug)
    found = list(Meeting.objects.filter(board=board).order_by("date"))
    for one in found:
        one.board = board
    events = apps.get_model("board_reports", "MeetingEvent").objects.filter(pgh_obj__in=found)
    changed = dict(events.values_list("pgh_obj").annotate(Max("pgh_created_at")))
    calendar = feeds.calendar(board, found, changed, site=settings.SITE_URL)
    return _public(HttpResponse(calendar, content_type="text/calendar; charset=utf-8"))


@require_safe
@conditional_page
def reports(request: HttpRequest, slug: str) -> HttpResponse:
    """The public reports, also for readers who may read others: a feed is kept by machines that everybody shares."""
    board = lookups.board(slug)
    found = list(
        Report.objects.readable_by(AnonymousUser()).filter(board=board).order_by("-published_at", "-pk")[:MOST]
    )
    newest: dict[int, Version] = {}
    for version in Version.objects.published().filter(report__in=found).order_by("number"):
        newest[version.report_id] = version
    entries = [
        (one, newest[one.pk].made_at, document.plain(document.from_json(newest[one.pk].content).summary))
        for one in found
    ]
    feed = feeds.reports(board, entries, site=settings.SITE_URL)
    return _public(HttpResponse(feed, content_type="application/atom+xml; charset=utf-8"))


@require_safe
def offline(request: HttpRequest, slug: str) -> HttpResponse:
    """The report as one file that needs neither the site nor scripts, to read on the train."""
    report, version = lookups.readable(request, slug)
    read = document.from_json(version.content)
    embedded = {url: _embedded(url, data) for url, data in pictures(read).items()}
    context = {
        "report": report,
        "version": version,
        "document": read,
        "blocks": [(block, embedded.get(block.picture.url, "") if block.picture else "") for block in read.blocks],
        "address": settings.SITE_URL + report.get_absolute_url(),
    }
    response = render(request, "board_reports/offline.html", context)
    response["Content-Disposition"] = f'attachment; filename="{report.slug}.html"'
    if report.restricted:
        response["Cache-Control"] = "private, no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def _embedded(url: str, data: bytes) -> str:
    """Return a picture as an address that holds it."""
    kind = mimetypes.guess_type(url)[0] or "image/png"
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def _public(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=900"
    return response
