"""The counter that stewards press at a door, behind an e-mailed link: its pages, and where presses arrive.

What a press does is `zone_programme/counting.py`. With JavaScript presses come in batches (`static/js/door.js`);
without, each button is a form of its own.
"""

import json
from datetime import datetime, timedelta
from functools import cache, wraps
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from innovation_db.links import View, link_required
from innovation_db.models import ContributorLink
from zone_programme.counting import DOOR, Pressed, counts_of, take_presses
from zone_programme.fullness import fullness, levels
from zone_programme.models import Zone
from zone_programme.reading import Occurrence, Reading
from zone_programme.views.answers import released

# The most presses in one request; the page sends the rest in the next.
MOST = 500
# How many of the sessions that follow in the same space are kept in the browser beside this one.
MOST_KEPT = 8


def for_stewards(view: View) -> View:
    """Let in who holds a link to the doors of this Zone; the view gets the link, the Zone and what was released."""

    @link_required(DOOR.name)
    @wraps(view)
    def guarded(request: HttpRequest, link: ContributorLink, year: int, *args: Any, **kwargs: Any) -> HttpResponse:
        here, reading = released(year)
        if not isinstance(link.about, Zone) or link.about.pk != here.zone.pk:
            raise Http404("This link opens the doors of another Zone.")
        return view(request, link, here.zone, reading, *args, **kwargs)

    return guarded


@require_safe
@for_stewards
def doors(request: HttpRequest, link: ContributorLink, zone: Zone, reading: Reading) -> HttpResponse:
    """List the sessions of a day, or of one space (`?space=`), with how many are inside; `?day=2027-07-06`."""
    today = reading.programme.local(timezone.now()).date()
    days = [day.date for day in reading.days]
    asked = next((day for day in days if day.isoformat() == request.GET.get("day")), None)
    date = asked or (today if today in days else next(iter(days), today))
    there = [one for one in reading.occurrences if one.date == date and not one.cancelled]
    counts = counts_of(UUID(one.slot.uid) for one in there)
    chosen = request.GET.get("space", "")
    spaces = [
        (space, [_line(one, counts[one.slot.uid]) for one in there if one.space.id == space.id])
        for space in reading.programme.spaces
        if chosen in ("", space.slug)
    ]
    context = {
        "zone": zone, "link": link, "date": date, "days": reading.days, "chosen": chosen,
        "spaces": [(space, lines) for space, lines in spaces if lines],
    }  # fmt: skip
    return render(request, "zone_programme/door/doors.html", context)


def _line(one: Occurrence, people: int) -> dict[str, Any]:
    now = timezone.now()
    return {"one": one, "people": people, "on": one.start <= now < one.end}


@require_safe
@for_stewards
def space_now(request: HttpRequest, link: ContributorLink, zone: Zone, reading: Reading, space: str) -> HttpResponse:
    """Lead to what is on in a space now, or comes next; where several are at once, to the list of them."""
    if space not in {one.slug for one in reading.programme.spaces}:
        raise Http404("This Zone has no such space.")
    here = [one for one in reading.occurrences if one.space.slug == space and not one.cancelled]
    found = _soonest(here, timezone.now())
    if len(found) == 1:
        return redirect("zone_programme:counter", zone.year, link.key, found[0].slot.uid)
    day = f"&day={found[0].date.isoformat()}" if found else ""
    return redirect(reverse("zone_programme:door", args=[zone.year, link.key]) + f"?space={space}{day}")


def _soonest(occurrences: list[Occurrence], moment: datetime) -> list[Occurrence]:
    """Return what is on at `moment`, or else what begins next."""
    left = [one for one in occurrences if one.end > moment]
    on = [one for one in left if one.start <= moment]
    return on or [one for one in left if one.start == left[0].start]


@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def counter(request: HttpRequest, link: ContributorLink, zone: Zone, reading: Reading, slot: UUID) -> HttpResponse:
    """Show the counter of one session in its space at its time, or take one press of it without JavaScript."""
    this = next((one for one in reading.occurrences if one.slot.uid == str(slot)), None)
    if this is None:
        raise Http404("The programme has no such session.")
    if request.method == "POST":
        press = read_press({"id": request.POST.get("press"), "slot": str(slot), "change": request.POST.get("change")})
        if press is None:
            return HttpResponseBadRequest("Press one of the two buttons.")
        take_presses(zone=zone, presses=[press], link=link)
        return redirect(request.path)
    people = counts_of([slot])[str(slot)]
    here = [one for one in reading.occurrences if one.space.id == this.space.id and not one.cancelled]
    coming = [one for one in here if one.date == this.date and one.start >= this.end]
    context = {
        "zone": zone, "link": link, "this": this, "people": people, "press": uuid4(),
        "words": fullness(people, this.space.capacity), "levels": json.dumps(levels(this.space.capacity)),
        "next": [one for one in coming if one.start == coming[0].start], "at": _milliseconds(),
        "keep": json.dumps([*(_address(zone, link, one) for one in coming[:MOST_KEPT]), *_files()]),
    }  # fmt: skip
    return render(request, "zone_programme/door/counter.html", context)


@require_POST
@for_stewards
def presses(request: HttpRequest, link: ContributorLink, zone: Zone, reading: Reading) -> HttpResponse:
    """Take a batch of presses as JSON and answer which are done with, and how many are inside at `slots`.

    `{"slots": [uid], "presses": [{"id": uuid, "slot": uid, "change": 1, "ago": milliseconds}]}`.
    """
    batch = _batch(request.body)
    if batch is None:
        return JsonResponse({"error": "These are no presses of a counter."}, status=400)
    slots, pressed = batch
    unknown = take_presses(zone=zone, presses=pressed, link=link)
    return JsonResponse(
        {
            "done": [str(press.id) for press in pressed],
            "unknown": sorted(map(str, unknown)),
            "at": _milliseconds(),
            "counts": counts_of({*slots, *(press.slot for press in pressed)}),
        }
    )


def _milliseconds() -> int:
    """Return the time by which the page tells a newer number from an older one."""
    return int(timezone.now().timestamp() * 1000)


def _batch(body: bytes) -> tuple[list[UUID], list[Pressed]] | None:
    try:
        data = json.loads(body)
        slots = [UUID(one) for one in data["slots"]]
        pressed = [read_press(one) for one in data["presses"]]
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    kept = [press for press in pressed if press is not None]
    return (slots, kept) if len(kept) == len(pressed) <= MOST and len(slots) <= MOST else None


def read_press(data: Any) -> Pressed | None:
    """Return the press that `data` says, or None where it says none."""
    try:
        change = int(data["change"])
        milliseconds = int(data.get("ago", 0))
        if change not in (1, -1) or not 0 <= milliseconds < 10**12:
            return None
        return Pressed(UUID(data["id"]), UUID(data["slot"]), change, timedelta(milliseconds=milliseconds))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


@require_safe
@for_stewards
def worker(request: HttpRequest, link: ContributorLink, zone: Zone, reading: Reading) -> HttpResponse:
    """Send the script that keeps these pages for when the connection is lost; its address is what it may keep."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    return (settings.BASE_DIR / "static" / "js" / "door-worker.js").read_text()


def _address(zone: Zone, link: ContributorLink, one: Occurrence) -> str:
    return reverse("zone_programme:counter", args=[zone.year, link.key, one.slot.uid])


def _files() -> list[str]:
    """Return the addresses of what the counter's page needs without a connection."""
    return [static("css/site.css"), static("js/site.js"), static("js/door.js"), static("fonts/source-sans.woff2")]
