"""The public pages of the board: the list, a notice with what fits it, writing and answering one, wall, cards, feed."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from innovation_db import links, rate_limits
from zone_programme.asks import actions, cards, feeds
from zone_programme.asks.forms import AnswerForm, PostForm
from zone_programme.asks.listing import Listing
from zone_programme.asks.matching import matches
from zone_programme.asks.wall import Wall
from zone_programme.models import AskOffer

SENT = "Your message is on its way. They answer to your e-mail address."
TOO_MANY = "You have sent several messages in a short time. Wait ten minutes and send again: your text is kept here."
TOO_MANY_LINKS = "We have sent this address several links in the last hour. Wait an hour: your text is kept here."


def look_up(pk: int) -> AskOffer:
    """Return the public notice. Raises `Http404` for any other, whether or not there is one."""
    found: AskOffer | None = AskOffer.objects.public().with_subjects().filter(pk=pk).first()
    if found is None:
        raise Http404("There is no such ask or offer.")
    return found


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """The list, with filters as plain parameters."""
    return render(request, "zone_programme/asks/board.html", {"listing": Listing(request.GET)})


@require_safe
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice with what fits it."""
    found = look_up(pk)
    context = {
        "notice": found,
        "matches": matches(found) if found.is_live else None,
        "address": settings.SITE_URL + found.get_absolute_url(),
    }
    return render(request, "zone_programme/asks/notice.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest) -> HttpResponse:
    """Write an ask or an offer. It is kept at once; the e-mailed link confirms the address."""
    kind = request.GET.get("kind", "")
    form = PostForm(request.POST or None, initial={"kind": kind if kind in AskOffer.Kind else None})
    status = 200
    if request.method == "POST" and not form.is_valid():
        status = 400
    elif request.method == "POST":
        if form.is_from_a_robot:
            return redirect("asks:sent")
        if rate_limits.allows(request, "link"):
            try:
                answers = form.cleaned_data
                actions.post(email=answers["email"], kind=answers["kind"], typed=answers)
            except links.TooManyLinksError:
                form.add_error("email", TOO_MANY_LINKS)
            else:
                return redirect("asks:sent")
        else:
            form.add_error(None, TOO_MANY)
        status = 429
    return render(request, "zone_programme/asks/post.html", {"form": form}, status=status)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that the link is on its way. It is the same page for everybody."""
    return render(request, "zone_programme/asks/sent.html")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Write to the sender of a notice, who answers directly."""
    found = look_up(pk)
    if not found.is_live:
        return redirect(found)
    form = AnswerForm(request.POST or None)
    status = 400 if form.errors else 200
    if form.is_valid():
        if form.is_from_a_robot:
            return redirect(found)
        if rate_limits.allows(request, "contact"):
            answers = form.cleaned_data
            actions.relay(found, **{name: answers[name] for name in ("name", "email", "organisation", "message")})
            messages.success(request, SENT)
            return redirect(found)
        form.add_error(None, TOO_MANY)
        status = 429
    return render(request, "zone_programme/asks/answer.html", {"notice": found, "form": form}, status=status)


@require_safe
def wall(request: HttpRequest) -> HttpResponse:
    """A screen at the Zone: a few notices at a time, turning over by itself."""
    shown = Wall(AskOffer.objects.live().with_subjects().newest_first(), request.GET.get("turn", ""))
    response = render(request, "zone_programme/asks/wall.html", {"wall": shown, "now": timezone.localtime()})
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@conditional_page
def cards_pdf(request: HttpRequest) -> HttpResponse:
    """Every notice that can be answered as a card to print, or those of one kind; 404 when there is none."""
    found = AskOffer.objects.live().with_subjects().newest_first()
    if (kind := request.GET.get("kind", "")) in AskOffer.Kind:
        found = found.filter(kind=kind)
    return _pdf(list(found[: cards.MOST]), "asks-and-offers.pdf")


@require_safe
@conditional_page
def card_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """One notice as a card to print."""
    return _pdf([look_up(pk)], f"ask-or-offer-{pk}.pdf")


def _pdf(notices: list[AskOffer], name: str) -> HttpResponse:
    if not notices:
        raise Http404("There is nothing on the board to print.")
    response = HttpResponse(cards.pdf(notices, site=settings.SITE_URL), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@conditional_page
def feed(request: HttpRequest) -> HttpResponse:
    """The newest notices as an Atom feed."""
    newest = AskOffer.objects.live().with_subjects().newest_first()[: feeds.MOST]
    content = feeds.notices(list(newest), site=settings.SITE_URL, own=reverse("asks:feed"), board=reverse("asks:board"))
    return HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
