"""The page for the day itself, made for a phone: what is on, and one press to say that it is late, off or elsewhere.

Each press is shown first with what readers will see and who is told, and then published as a release.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import actions
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.differences import differences, numbered
from zone_programme.lateness import mark
from zone_programme.models import Slot, Zone
from zone_programme.notices import letters
from zone_programme.on_the_day import Change, changed
from zone_programme.programme import Programme, ProgrammeSlot, from_json

LATE = (5, 10, 15, 20, 30)  # minutes, a button each


class ChangeForm(forms.Form):
    """What happened to one slot: late, cancelled, or in a space at a time; `sequence` is that of the slot seen."""

    sequence = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    late = forms.IntegerField(
        required=False, min_value=-60, max_value=240, error_messages={"invalid": "Write the minutes as a number."}
    )
    push = forms.BooleanField(required=False)
    cancelled = forms.BooleanField(required=False)
    on_again = forms.BooleanField(required=False)
    space = forms.TypedChoiceField(required=False, coerce=int, empty_value=None)
    starts_at = forms.TimeField(required=False, error_messages={"invalid": "Write the time as 14:30."})

    def __init__(self, programme: Programme, slot: ProgrammeSlot, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme, self.slot = programme, slot
        field: Any = self.fields["space"]
        field.choices = [("", ""), *((space.id, space.name) for space in programme.spaces)]

    def change(self) -> Change:
        said = self.cleaned_data
        start = self.programme.local(self.slot.starts_at)
        moment = datetime.combine(start.date(), said["starts_at"], start.tzinfo) if said["starts_at"] else None
        return Change(
            late=said["late"] or 0, cancelled=said["cancelled"], space=said["space"], starts_at=moment,
            push=said["push"], on_again=said["on_again"],
        )  # fmt: skip


class TodayAdmin(ZonePagesAdmin):
    def zone_pages(self) -> list[Page]:
        return [
            ("today/", "today", require_safe(self.today_view)),
            ("today/<str:uid>/", "change_today", FORM(self.change_today_view)),
            *super().zone_pages(),
        ]

    def today_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """List the slots of one day as they are public, what runs now and comes next first."""
        zone = self.zone_for(request, pk, actions.ALLOWED["change_on_the_day"])
        last = zone.releases.newest_first().first()
        programme = from_json(last.content) if last else None
        context = {
            **self.zone_context(request, zone, "On the day"),
            "last": last,
            **(_day(programme, request.GET.get("day", "")) if programme else {}),
        }
        return TemplateResponse(request, "zone_programme/admin/today.html", context)

    def change_today_view(self, request: HttpRequest, pk: int, uid: str) -> HttpResponse:
        """Ask what has happened to one slot, show what that would change, and publish it."""
        zone = self.zone_for(request, pk, actions.ALLOWED["change_on_the_day"])
        last = zone.releases.newest_first().first()
        programme = from_json(last.content) if last else None
        slot = next((one for one in programme.slots if one.uid == uid), None) if programme else None
        if last is None or programme is None or slot is None:
            raise Http404("The current release does not have this session.")
        form = ChangeForm(programme, slot, request.POST if request.method == "POST" else None)
        problems: list[str] = []
        context: dict[str, Any] = {}
        if request.method == "POST" and form.is_valid():
            try:
                if "yes" in request.POST:
                    return self._publish(request, zone, slot, form)
                context = _preview(zone, programme, slot, form)
            except RefusedError as refusal:
                problems = refusal.sentences
        else:
            problems = [str(text) for errors in form.errors.values() for text in errors]
        start = programme.local(slot.starts_at)
        context |= {
            **self.zone_context(request, zone, programme.session_by_id[slot.session].title),
            "slot": slot,
            "day": start.date().isoformat(),
            "start": f"{start:%H:%M}",
            "end": f"{programme.local(slot.ends_at):%H:%M}",
            "space": programme.space_by_id[slot.space],
            "mark": mark(slot, programme.space_by_id[slot.space].name, programme.zone_info),
            "spaces": programme.spaces,
            "late": LATE,
            "form": form,
            "problems": problems,
        }
        status = 422 if problems else 200
        return TemplateResponse(request, "zone_programme/admin/change_today.html", context, status=status)

    def _publish(self, request: HttpRequest, zone: Zone, slot: ProgrammeSlot, form: ChangeForm) -> HttpResponse:
        change: Change = form.change()
        said: dict[str, Any] = {
            "by": request.user, "space": change.space, "starts_at": change.starts_at,
            "sequence": form.cleaned_data["sequence"],
        }  # fmt: skip
        if change.on_again:
            release = actions.put_on_again(zone=zone, uid=slot.uid, **said)
        else:
            row = Slot.objects.filter(uid=slot.uid).select_related("session__zone").first()
            if row is None:
                raise ChangedMeanwhileError(
                    "It was taken off the draft. Release the draft, or put it back there first."
                )
            release = actions.change_on_the_day(
                slot=row, late=change.late, cancelled=change.cancelled, push=change.push, **said
            )
        count = release.notices.count()
        messages.success(request, f"{' '.join(release.changes)} It is public, and e-mails sent: {count}.")
        date_ = form.programme.local(slot.starts_at).date()
        return redirect(reverse("admin:zone_programme_zone_today", args=[zone.pk]) + f"?day={date_}")


def _day(programme: Programme, asked: str) -> dict[str, Any]:
    """Return the days to choose from and the lines of one of them, in three groups by the clock of the Zone."""
    now = timezone.now()
    dates = sorted(
        {day.date for day in programme.days} | {programme.local(s.starts_at).date() for s in programme.slots}
    )
    today = programme.local(now).date()
    wanted = next((one for one in dates if one.isoformat() == asked), None)
    chosen = wanted or (today if today in dates or not dates else dates[0])
    lines = [_line(programme, slot) for slot in programme.slots if programme.local(slot.starts_at).date() == chosen]
    lines.sort(key=lambda line: (line["slot"].starts_at, line["space"].name))
    groups: list[tuple[str, list[dict[str, Any]]]] = [("", lines)]
    if chosen == today:
        groups = [
            ("On now", [one for one in lines if one["slot"].starts_at <= now < one["slot"].ends_at]),
            ("Still to come", [one for one in lines if one["slot"].starts_at > now]),
            ("Over", [one for one in lines if one["slot"].ends_at <= now]),
        ]
    return {"dates": [(one, f"{one:%A} {one.day} {one:%B}") for one in dates], "chosen": chosen, "groups": groups}


def _line(programme: Programme, slot: ProgrammeSlot) -> dict[str, Any]:
    return {
        "slot": slot,
        "hours": f"{programme.local(slot.starts_at):%H:%M} to {programme.local(slot.ends_at):%H:%M}",
        "session": programme.session_by_id[slot.session],
        "space": programme.space_by_id[slot.space],
        "mark": mark(slot, programme.space_by_id[slot.space].name, programme.zone_info),
    }


def _preview(zone: Zone, programme: Programme, slot: ProgrammeSlot, form: ChangeForm) -> dict[str, Any]:
    """Return what readers would see and who would be told, without changing anything. Raises `RefusedError`."""
    after = changed(programme, slot.uid, form.change(), sequence=form.cleaned_data["sequence"])
    known = set(programme.slots)
    actions.refuse_lost_spaces(zone, after, [one for one in after.slots if one not in known])
    after = numbered(programme, after)
    all_letters = letters(zone, programme, after)
    return {
        "changes": [one.sentence for one in differences(programme, after)],
        "told": [one for one in all_letters if one.to],
        "silent": [one for one in all_letters if not one.to],
    }
