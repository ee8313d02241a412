"""The pages of e-mailed links: opening one, asking for a new one in place of an old one, and asking for a lost one."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from innovation_db import links
from innovation_db.forms import HouseForm
from innovation_db.models import ContributorLink
from innovation_db.rate_limits import limited

State = ContributorLink.State


def private(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep a page of links out of caches, indexes and referrers."""

    @wraps(view)
    def kept(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return links.in_private(view(request, *args, **kwargs))

    return kept


@private
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Exchange the token for a cookie. A link that works once waits for a press: scanners of e-mail only look."""
    found = links.read(token)
    if found is None:
        return render(request, "innovation_db/links/unknown.html", status=404)
    link, newest = found
    purpose = links.PURPOSES[link.purpose]
    page = {"link": link, "token": token, "purpose": purpose}
    if not newest or link.state != State.LIVE:
        return render(request, "innovation_db/links/closed.html", page | {"replaced": not newest}, status=410)
    if link.one_use and request.method != "POST":
        return render(request, "innovation_db/links/once.html", page)
    if link.one_use and not links.use(link):
        link.refresh_from_db()
        return render(request, "innovation_db/links/closed.html", page, status=410)
    links.note_opened(link)
    return links.let_in(HttpResponseRedirect(purpose.path(link)), link)


@private
@sensitive_variables("token")
@require_http_methods(["POST"])
@limited("link")
def send_new(request: HttpRequest, token: str) -> HttpResponse:
    """Send a new link in place of an old one: to the address it was made for, which the page does not tell."""
    found = links.read(token)
    if found is None:
        return render(request, "innovation_db/links/unknown.html", status=404)
    return links.asked(request, [found[0]])


class LostForm(HouseForm):
    email = forms.EmailField(
        label="Your e-mail address",
        help_text="The one you gave when you began.",
        widget=forms.EmailInput({"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your e-mail address.",
            "invalid": "Enter an e-mail address such as ann@example.org.",
        },
    )


@private
@require_http_methods(["GET", "HEAD", "POST"])
@limited("link")
def lost(request: HttpRequest) -> HttpResponse:
    """Send the links of an address again, and answer the same whether there are any."""
    form = LostForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "innovation_db/links/lost.html", {"form": form}, status=400 if form.errors else 200)
    return links.asked(request, links.lost_by(form.cleaned_data["email"])[: links.LINKS_AN_HOUR])
