"""A board's calendar and feed, which everybody gets alike."""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from board_reports import document, feeds
from board_reports.models import Meeting, Report, Version
from board_reports.views import lookups

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


def _public(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "public, max-age=900"
    return response
