"""The members' area: what is to be read for the next meeting, what changed since, and marking a report as read."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_POST, require_safe

from board_reports import changes, commenting, document, membership
from board_reports.models import Action, Comment, Report, Version
from board_reports.views import lookups
from innovation_db.roles import Role

NEWEST = 10  # comments that the page lists


@login_required
@require_safe
def members(request: HttpRequest) -> HttpResponse:
    """Each board of this reader: the next meeting, papers not read first, their comments, and what is outstanding."""
    user = lookups.account(request)
    seats = membership.seats(user)
    if not seats and Role.BOARD_MEMBER not in user.roles:
        raise PermissionDenied
    boards = [seat.board for seat in seats]
    apart = [paper for seat in seats for paper in seat.papers]
    reports = Report.objects.readable_by(user).filter(board__in=boards)
    context = {
        "seats": seats,
        "unread": membership.unread(user, boards, apart=apart),
        "comments": Comment.objects.filter(written_by=user, report__in=reports, audience__in=commenting.AUDIENCES)
        .select_related("report")
        .order_by("-written_at")[:NEWEST],
        "actions": Action.objects.outstanding().filter(report__in=reports).select_related("report").soonest_first(),
    }
    return _private(render(request, "board_reports/members.html", context))


@login_required
@require_POST
def mark_read(request: HttpRequest, slug: str) -> HttpResponse:
    """Remember which version was read: the page’s script says so by itself, a button does where there is none."""
    report, newest = lookups.for_members(request, slug)
    number = request.POST.get("version", "")
    if not number.isdecimal() or len(number) > 6 or int(number) > newest.number:
        raise Http404("The report has no such version.")
    membership.mark_read(user=lookups.account(request), report=report, number=int(number))
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return redirect(report)


@login_required
@require_safe
def changed(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed since `?since=`, a published version; by itself since the one that this reader read before."""
    report, newest = lookups.for_members(request, slug)
    now = document.from_json(newest.content)
    stands = membership.standing(lookups.account(request), report, newest, now)
    since = request.GET.get("since", "")
    number = int(since) if since.isdecimal() and len(since) <= 6 else stands.earlier
    older = number is not None and Version.objects.published().filter(report=report, number=number).first()
    context = {
        "report": report,
        "newest": newest,
        "older": older,
        "was_read": stands.has_read(number),
        "same_day": older and timezone.localdate(older.made_at) == timezone.localdate(newest.made_at),
        "changes": changes.between(document.from_json(older.content), now) if older else [],
    }
    return _private(render(request, "board_reports/changed.html", context))


def _private(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    response["X-Robots-Tag"] = "noindex"
    return response
