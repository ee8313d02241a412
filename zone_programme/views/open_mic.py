"""Open mics: the public list with its form to join, and the page on which stewards run it."""

from datetime import date
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from innovation_db import rate_limits
from innovation_db.links import link_required
from innovation_db.models import ContributorLink
from innovation_db.refusals import RefusedError
from zone_programme import open_mic as mic
from zone_programme.models import Sitting, Turn, Zone
from zone_programme.turn_forms import StewardTurnForm, TurnForm
from zone_programme.views.answers import released

TOO_MANY = "Many people joined from here in a short time. Ask the steward to put you on the list."


@never_cache
@require_safe
def open_mics(request: HttpRequest, year: int) -> HttpResponse:
    """Every open mic of a Zone; on a day with only one, that one is a press away."""
    here, reading = released(year)
    sittings = Sitting.objects.open_mics().running().with_names().filter(zone=here.zone)
    context = {"here": here, "zone": here.zone, "reading": reading, "sittings": sittings, "now": timezone.now()}
    return render(request, "zone_programme/open_mic/index.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def open_mic(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    """The list of one open mic: who speaks now and next, and the form to join."""
    here, reading = released(year)
    sitting = get_object_or_404(Sitting.objects.open_mics().with_names(), pk=pk, zone=here.zone)
    form, status = TurnForm(request.POST or None), 200
    if form.is_bound and form.is_from_a_robot:
        return redirect(sitting)
    if form.is_valid():
        refusal = _join(request, sitting, form)
        if not refusal:
            messages.success(request, "You are on the list. Please be at the stand when it is your turn.")
            return redirect(sitting)
        form.add_error(None, refusal)
        status = 409
    elif form.is_bound:
        status = 422
    context = {
        "here": here, "zone": here.zone, "reading": reading, "sitting": sitting, "mic": mic.look(sitting),
        "form": form, "address": settings.SITE_URL + sitting.get_absolute_url(),
    }  # fmt: skip
    return render(request, "zone_programme/open_mic/list.html", context, status=status)


def _join(request: HttpRequest, sitting: Sitting, form: TurnForm) -> str:
    """Put whoever filled in the form on the list; return why not, or ""."""
    if not rate_limits.allows(request, "turn"):
        return TOO_MANY
    try:
        mic.join(sitting=sitting, **form.said)
    except RefusedError as refusal:
        return str(refusal)
    return ""


@never_cache
@link_required(mic.STEWARD.name)
@require_http_methods(["GET", "HEAD", "POST"])
def steward(request: HttpRequest, link: ContributorLink, year: int) -> HttpResponse:
    """The page of a steward: one open mic (`?mic=`), to mark turns, to reorder them, and to add people."""
    here, _ = released(year)
    if not isinstance(link.about, Zone) or link.about.pk != here.zone.pk:
        raise Http404("This link opens the open mics of another Zone.")
    sittings = list(Sitting.objects.open_mics().running().with_names().filter(zone=here.zone))
    sitting = _chosen(sittings, request.GET.get("mic", ""))
    form, status = StewardTurnForm(), 200
    if request.method == "POST" and sitting is not None:
        address = f"{reverse('zone_programme:open_mic_steward', args=[year, link.key])}?mic={sitting.pk}"
        try:
            if "add" in request.POST:
                form = StewardTurnForm(request.POST)
                if form.is_valid():
                    mic.join(sitting=sitting, helped=True, **form.said)
                    return redirect(address)
                status = 422
            else:
                _do(sitting, request.POST)
                return redirect(address)
        except RefusedError as refusal:
            if not form.is_bound:
                messages.error(request, str(refusal))
                return redirect(address)
            form.add_error(None, str(refusal))
            status = 409
    context = {
        "zone": here.zone, "link": link, "sittings": sittings, "sitting": sitting, "form": form,
        "mic": mic.look(sitting) if sitting else None,
    }  # fmt: skip
    return render(request, "zone_programme/open_mic/steward.html", context, status=status)


def _do(sitting: Sitting, sent: Any) -> None:
    """Do what a button of a turn says: `spoken=5`, `up=5`… A turn that is gone meanwhile is no mistake."""
    for name, act in _BUTTONS.items():
        if (number := sent.get(name, "")).isdecimal():
            turn = Turn.objects.select_related("sitting").filter(pk=int(number), sitting=sitting).first()
            if turn is not None:
                act(turn)


_BUTTONS: dict[str, Any] = {
    "spoken": lambda turn: mic.mark(turn=turn, state=Turn.State.SPOKEN),
    "no-show": lambda turn: mic.mark(turn=turn, state=Turn.State.NO_SHOW),
    "back": lambda turn: mic.mark(turn=turn, state=Turn.State.WAITING),
    "up": lambda turn: mic.move(turn=turn, up=True),
    "down": lambda turn: mic.move(turn=turn, up=False),
    "remove": lambda turn: mic.remove(turn=turn),
}


def _chosen(sittings: list[Sitting], asked: str) -> Sitting | None:
    """Return the open mic that was asked for, or the first of today that is not over, or the next one."""
    if found := next((one for one in sittings if str(one.pk) == asked), None):
        return found
    left = [one for one in sittings if one.ends_at > timezone.now()] or sittings
    today: date = timezone.now().date()
    return next((one for one in left if one.start.date() == today), next(iter(left), None))
