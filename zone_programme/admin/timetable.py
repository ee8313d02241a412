"""The timetable's editor in the admin: its page, the JSON it asks for every other second, and one address a move.

Each move answers a form without JavaScript with a page, and the grid with the slots that changed. What a move does is
`timetable_actions.py`; what the grid shows is `board.py`; how it is worked is `static/js/timetable/`.
"""

from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_POST, require_safe

from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import timetable_actions, undoing
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.board import board, revision, slot_values, warnings
from zone_programme.models import Format, Session, Slot, Zone
from zone_programme.timetable import clock
from zone_programme.timetable_forms import MoveForm, PlaceSessionForm, SwapForm, UnscheduleForm

SEE = "zone_programme.view_slot"


class Moved(NamedTuple):
    """The slots of a move as they were before it, and as they are."""

    before: list[Slot]
    after: list[Slot]


class TimetableAdmin(ZonePagesAdmin):
    """Adds the editor to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [
            ("timetable/", "timetable", require_safe(self.timetable_view)),
            ("timetable/data/", "timetable_data", require_safe(self.data_view)),
            ("timetable/place/<int:session>/", "timetable_place", FORM(self.place_view)),
            ("timetable/move/<int:slot>/", "timetable_move", FORM(self.move_view)),
            ("timetable/swap/<int:slot>/", "timetable_swap", require_POST(self.swap_view)),
            ("timetable/unschedule/<int:slot>/", "timetable_unschedule", require_POST(self.unschedule_view)),
            ("timetable/undo/", "timetable_undo", require_POST(partial(self.again_view, kind=undoing.UNDO))),
            ("timetable/redo/", "timetable_redo", require_POST(partial(self.again_view, kind=undoing.REDO))),
            *super().zone_pages(),
        ]

    def timetable_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show the timetable of one day, `?day=2027-07-06`, and the sessions not yet placed, narrowed by the form."""
        zone = self.zone_for(request, pk, SEE)
        everything = board(zone)
        days = everything["days"]
        day = next((one for one in days if one["date"] == request.GET.get("day")), days[0] if days else None)
        sessions = {one["id"]: one for one in everything["sessions"]}
        spaces = {one["id"]: one["name"] for one in everything["spaces"]}
        dates = {slot["id"]: slot["date"] for slot in everything["slots"]}
        marks = Counter(slot for one in everything["warnings"] if one["marks"] for slot in one["slots"])
        placed = {slot["session"] for slot in everything["slots"]}
        unplaced = [one for one in everything["sessions"] if one["running"] and one["id"] not in placed]
        asked = {name: request.GET.get(name, "") for name in ("words", "theme", "format")}
        may_change = request.user.has_perm(timetable_actions.ALLOWED)  # type: ignore[union-attr]
        context = {
            **self.zone_context(request, zone, "Timetable"),
            "board": everything,
            "again": self._offers(request, zone) if may_change else {},
            "day": day,
            "slots": [
                {
                    **slot,
                    "session": sessions[slot["session"]],
                    "space": spaces.get(slot["space"], ""),
                    "times": f"{clock(slot['start'])} to {clock(slot['end'])}",
                    "warnings": marks[slot["id"]],
                }
                for slot in everything["slots"]
                if day and slot["date"] == day["date"]
            ],
            "warnings": [
                {**one, "link": f"?day={dates[one['slots'][0]]}#slot-{one['slots'][0]}" if one["slots"] else ""}
                for one in everything["warnings"]
            ],
            "unplaced": unplaced,
            "waiting": [one for one in unplaced if _is_asked_for(one, **asked)],
            "asked": asked,
            "formats": Format.choices,
            "themes": sorted({(one["theme"], one["theme_name"]) for one in sessions.values() if one["theme"]}),
            "may_change": may_change,
        }
        return TemplateResponse(request, "zone_programme/admin/timetable.html", context)

    def data_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Answer with the whole board as JSON, or 304 when nothing changed since the ETag that was sent."""
        zone = self.zone_for(request, pk, SEE)
        etag = f'"{revision(zone)}"'
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = JsonResponse(board(zone))
            response["ETag"] = etag
        return response

    def place_view(self, request: HttpRequest, pk: int, session: int) -> HttpResponse:
        zone = self.zone_for(request, pk, timetable_actions.ALLOWED)
        row = get_object_or_404(Session.objects.select_related("zone", "day_wanted"), pk=session, zone=zone)
        if request.method != "POST":
            return self._form_page(request, zone, row, PlaceSessionForm.blank(row), "Place")
        form = PlaceSessionForm(zone, request.POST)

        def act() -> Moved:
            said = form.cleaned_data
            placed = timetable_actions.place(
                session=row, space=said["space"], starts_at=form.starts_at(), minutes=said["minutes"],
                times=said["times"], locked=said["locked"], by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            return Moved([], [placed])

        return self._done(request, zone, row, form, act, "Place", f"“{row}” is placed.")

    def move_view(self, request: HttpRequest, pk: int, slot: int) -> HttpResponse:
        row = self._slot(request, pk, slot)
        if isinstance(row, HttpResponse):
            return row
        zone = row.session.zone
        if request.method != "POST":
            return self._form_page(request, zone, row.session, MoveForm.of(row), "Move", slot=row)
        form = MoveForm(zone, request.POST)

        def act() -> Moved:
            said = form.cleaned_data
            moved = timetable_actions.move(
                slot=row, version=said["version"], space=said["space"], starts_at=form.starts_at(),
                minutes=said["minutes"], locked=said["locked"], by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            return Moved([row], [moved])

        return self._done(request, zone, row.session, form, act, "Move", f"“{row.session}” is moved.", slot=row)

    def swap_view(self, request: HttpRequest, pk: int, slot: int) -> HttpResponse:
        row = self._slot(request, pk, slot)
        if isinstance(row, HttpResponse):
            return row
        zone = row.session.zone
        form = SwapForm(row, request.POST)

        def act() -> Moved:
            other, version = form.cleaned_data["other"]
            swapped = timetable_actions.swap(
                slot=row, version=form.cleaned_data["version"], other=other, other_version=version,
                by=request.user,  # type: ignore[arg-type]
            )  # fmt: skip
            return Moved([row, other], list(swapped))

        return self._done(request, zone, row.session, form, act, "Move", "They have changed places.", slot=row)

    def unschedule_view(self, request: HttpRequest, pk: int, slot: int) -> HttpResponse:
        row = self._slot(request, pk, slot)
        if isinstance(row, HttpResponse):
            return row
        zone = row.session.zone
        form = UnscheduleForm(request.POST)

        def act() -> Moved:
            timetable_actions.unschedule(slot=row, version=form.cleaned_data["version"], by=request.user)  # type: ignore[arg-type]
            return Moved([row], [])

        return self._done(
            request, zone, row.session, form, act, "Move", f"“{row.session}” is off the timetable.", slot=row
        )

    def again_view(self, request: HttpRequest, pk: int, *, kind: str) -> HttpResponse:
        """Take back the officer's last move, or do it again: the one that the form names, and no other."""
        zone = self.zone_for(request, pk, timetable_actions.ALLOWED)
        try:
            done = undoing.take(kind, zone=zone, move=request.POST.get("move", ""), by=request.user)  # type: ignore[arg-type]
        except RefusedError as refusal:
            return self._refused(request, zone, refusal)
        if _wants_json(request):
            return self._changed(zone, done.slots, done.removed, self._offers(request, zone))
        messages.success(request, "Undone." if kind == undoing.UNDO else "Done again.")
        return self._to_the_day(zone, done.slots)

    def _offers(self, request: HttpRequest, zone: Zone) -> undoing.Offers:
        return undoing.offers(zone=zone, by=request.user)  # type: ignore[arg-type]

    def _slot(self, request: HttpRequest, pk: int, slot: int) -> Slot | HttpResponse:
        """Return the slot with its Zone, or the answer for one that somebody has taken off meanwhile."""
        if request.user.has_perm(timetable_actions.ALLOWED):  # type: ignore[union-attr]
            row = Slot.objects.select_related("session__zone", "space").filter(pk=slot, session__zone=pk).first()
            if row is not None:
                return row
        zone = self.zone_for(request, pk, timetable_actions.ALLOWED)
        refusal = timetable_actions.overtaken_by_removal(slot=slot, zone=zone, by=request.user)  # type: ignore[arg-type]
        return self._refused(request, zone, refusal)

    def _done(
        self,
        request: HttpRequest,
        zone: Zone,
        session: Session,
        form: Any,
        act: Callable[[], Moved],
        title: str,
        said: str,
        slot: Slot | None = None,
    ) -> HttpResponse:
        """Do what a form asks for and answer it, or say why it is refused: 409 for what somebody else did first."""
        status, sentences = 422, [text for errors in form.errors.values() for text in errors]
        moved = Moved([], [])
        if form.is_valid():
            try:
                moved, status = act(), 200
            except ChangedMeanwhileError as refusal:
                status, sentences = 409, refusal.sentences
            except RefusedError as refusal:
                sentences = refusal.sentences
        if _wants_json(request):
            if status != 200:
                return self._unchanged(request, zone, sentences, status)
            left = {one.pk for one in moved.after}
            removed = [one.pk for one in moved.before if one.pk not in left]
            again = undoing.offers_after(zone=zone, by=request.user, before=moved.before, after=moved.after)  # type: ignore[arg-type]
            return self._changed(zone, moved.after, removed, again)
        if status == 200:
            messages.success(request, said)
            return self._to_the_day(zone, moved.after)
        for sentence in sentences if status == 409 or not hasattr(form, "starts_at") else []:
            messages.error(request, sentence)
        if status == 409 or not hasattr(form, "starts_at"):
            return redirect("admin:zone_programme_zone_timetable", zone.pk)
        refused = sentences if form.is_valid() else []
        return self._form_page(request, zone, session, form, title, slot=slot, problems=refused, status=422)

    def _changed(self, zone: Zone, slots: list[Slot], removed: list[int], again: undoing.Offers) -> JsonResponse:
        """Answer the grid: what changed, and what can be taken back and done again now."""
        values = [slot_values(zone, one) for one in slots]
        return JsonResponse({"slots": values, "removed": removed, "warnings": warnings(zone), "again": again})

    def _unchanged(self, request: HttpRequest, zone: Zone, sentences: list[str], status: int) -> JsonResponse:
        """Answer the grid why nothing was done, with the board as it is."""
        again = self._offers(request, zone)
        return JsonResponse({"sentences": sentences, "board": board(zone), "again": again}, status=status)

    def _refused(self, request: HttpRequest, zone: Zone, refusal: RefusedError) -> HttpResponse:
        if _wants_json(request):
            return self._unchanged(request, zone, refusal.sentences, 409)
        messages.error(request, str(refusal))
        return redirect("admin:zone_programme_zone_timetable", zone.pk)

    def _to_the_day(self, zone: Zone, slots: list[Slot]) -> HttpResponse:
        day = f"?day={slot_values(zone, slots[0])['date']}" if slots else ""
        return redirect(reverse("admin:zone_programme_zone_timetable", args=[zone.pk]) + day)

    def _form_page(
        self,
        request: HttpRequest,
        zone: Zone,
        session: Session,
        form: Any,
        title: str,
        *,
        slot: Slot | None = None,
        problems: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            **self.zone_context(request, zone, title),
            "session": session,
            "slot": slot,
            "form": form,
            "problems": problems or [],
            "swap": SwapForm(slot).offer() if slot else None,
            "title": f"{title} “{session}”",
        }
        return TemplateResponse(request, "zone_programme/admin/move.html", context, status=status)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _is_asked_for(session: dict[str, Any], *, words: str, theme: str, format: str) -> bool:  # noqa: A002
    text = f"{session['title']} {session['who']}".casefold()
    return (
        all(word in text for word in words.casefold().split())
        and theme in ("", str(session["theme"]))
        and format in ("", session["format"])
    )
