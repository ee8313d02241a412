"""The pages of e-mails about new reports: asking for them, and by the e-mailed link confirming and ending them."""

from contextlib import suppress

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from board_reports import letters
from board_reports.models import Board, Report, Subscription
from board_reports.views import lookups
from innovation_db import links, rate_limits
from innovation_db.forms import HouseForm
from innovation_db.links import link_required
from innovation_db.models import ContributorLink

TOO_MANY = "You have asked for several links in a short time. Wait ten minutes, then send this again."


class SubscribeForm(HouseForm):
    """The address to write to."""

    email = forms.EmailField(
        label="Your e-mail address",
        help_text="We send you a link to confirm it. You can end the e-mails by the same link.",
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as ann@example.org.",
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def board(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an e-mail with each report of a board."""
    found = lookups.board(slug)
    return _ask(request, board=found, subject=None, page=found)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def subject(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for an e-mail with each report that follows this one."""
    report, _ = lookups.readable(request, slug)
    if report.restricted:  # its title would be e-mailed to somebody who may not be of the board
        raise Http404(lookups.NOTHING)
    return _ask(request, board=None, subject=report, page=report)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the link is on its way: the same to everybody, whatever there was before."""
    return render(request, "board_reports/subscribe_sent.html")


@link_required(letters.PURPOSE.name)
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    """Confirm, or end, the e-mails of this link."""
    found = Subscription.objects.filter(link=link).select_related("board", "subject", "link").first()
    if found is None:
        raise Http404
    if request.method == "POST" and request.POST.get("answer") == "yes":
        letters.confirm(found)
        messages.success(request, "Done. We write to you when the next report is published.")
        return redirect("board_reports:letters", link.key)
    if request.method == "POST" and request.POST.get("answer") == "no":
        letters.end(found)
        messages.success(request, "Done. We write to you no more, and have forgotten your address here.")
        return redirect("board_reports:boards")
    return render(request, "board_reports/letters.html", {"subscription": found})


def _ask(request: HttpRequest, *, board: Board | None, subject: Report | None, page: Board | Report) -> HttpResponse:
    form = SubscribeForm(request.POST or None)
    status = 400 if form.errors else 200
    if form.is_valid():
        if not rate_limits.allows(request, "link"):
            form.add_error(None, TOO_MANY)
            status = 429
        else:
            # The answer is the same: it tells nobody what is in somebody else’s inbox.
            with suppress(links.TooManyLinksError):
                letters.ask(email=form.cleaned_data["email"], board=board, subject=subject)
            return redirect("board_reports:subscribe_sent")
    context = {"form": form, "board": board, "subject": subject, "page": page}
    return render(request, "board_reports/subscribe.html", context, status=status)
