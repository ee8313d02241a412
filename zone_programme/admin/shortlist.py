"""The shortlist in the admin: proposals by their marks, the balance of a choice, and decisions by the dozen.

It all works without JavaScript; with it, the balance follows each tick (`static/js/shortlist.js`).
"""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join

from innovation_db.refusals import RefusedError
from zone_programme.admin.choosing import ChoosingPages, officer
from zone_programme.admin.zone_pages import FORM, Page
from zone_programme.decision_actions import Reason, decide, reason_of
from zone_programme.letters import pairs
from zone_programme.models import Proposal, Zone
from zone_programme.shortlist import SORTS, Shortlist

State = Proposal.State
UNDO = "undo_decisions"
# What officers can do with the ticked ones → what each then is.
CHOICES = {
    State.SHORTLISTED: ("Put on the shortlist", "on the shortlist"),
    State.ACCEPTED: ("Accept", "accepted"),
    State.RESERVE: ("Put on the reserve list", "on the reserve list"),
    State.DECLINED: ("Decline", "declined"),
    State.SUBMITTED: ("Back to undecided", "undecided"),
}


class DecideForm(forms.Form):
    """What to do with the proposals that are ticked."""

    to = forms.ChoiceField(
        label="Decision",
        choices=[("", "Choose a decision"), *((state.value, label) for state, (label, _) in CHOICES.items())],
        error_messages={"required": "Choose a decision.", "invalid_choice": "Choose a decision from the list."},
    )
    reason = forms.ChoiceField(
        label="Reason", required=False, choices=[("", "None from the list"), *Reason.choices],
        error_messages={"invalid_choice": "Choose a reason from the list."},
    )  # fmt: skip
    words = forms.CharField(
        label="Your own words",
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
        help_text="The reason and your words go into the letter.",
        error_messages={"max_length": "Shorten your words to %(limit_value)d characters or fewer."},
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if said.get("to") == State.DECLINED and not (said.get("reason") or said.get("words")):
            self.add_error("reason", "Say why they are declined: choose a reason, or write your own.")
        if said.get("to") != State.DECLINED and said.get("reason"):
            self.add_error("reason", "Reasons from the list are for declining. Write your own words instead.")
        return said


class ShortlistAdmin(ChoosingPages):
    """Adds the shortlist to the admin of Zones."""

    def zone_pages(self) -> list[Page]:
        return [("shortlist/", "shortlist", FORM(self.shortlist_view)), *super().zone_pages()]

    def shortlist_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        zone = self.choosing_zone(request, pk, "shortlist")
        ticked = {int(one) for one in request.POST.getlist("chosen") if one.isdecimal() and len(one) < 10}
        if "_undo" in request.POST:
            _undo(request)
            return redirect(request.get_full_path())
        if request.POST.get("_count") == "alone":
            counted = Shortlist(zone, officer(request)).balance(ticked)
            return TemplateResponse(request, "zone_programme/admin/_balance.html", {"balance": counted})
        form = DecideForm(request.POST if "_decide" in request.POST else None, initial=request.POST.dict())
        problems: list[str] = []
        if form.is_bound and form.is_valid() and ticked:
            _decide(request, ticked, form.cleaned_data)
            return redirect(request.get_full_path())
        if form.is_bound:
            problems = [str(error) for errors in form.errors.values() for error in errors]
            problems += [] if ticked else ["Tick the proposals that you decide on."]
        return self._shortlist_page(request, zone, ticked, form, problems)

    def _shortlist_page(
        self, request: HttpRequest, zone: Zone, ticked: set[int], form: DecideForm, problems: list[str]
    ) -> HttpResponse:
        everything = Shortlist(zone, officer(request))
        asked = {name: request.GET.get(name, "") for name in ("sort", "state", "theme")}
        lines = everything.shown(**asked)
        context = self.choosing_context(request, zone, "shortlist") | {
            "lines": lines,
            "total": len(everything.lines),
            "ticked": ticked,
            "asked": asked,
            "sorts": [(name, label) for name, (label, _) in SORTS.items()],
            "states": [(state.value, state.label) for state in State if state != State.WITHDRAWN],
            "themes": everything.themes,
            "balance": everything.balance(ticked),
            "form": form,
            "problems": problems,
            "undo": len(request.session.get(UNDO, {}).get(str(zone.pk), [])),
            "here": request.get_full_path(),
        }
        status = 422 if problems else 200
        return TemplateResponse(request, "zone_programme/admin/shortlist.html", context, status=status)


def _decide(request: HttpRequest, ticked: set[int], said: dict[str, Any]) -> None:
    """Decide on each ticked proposal on its own, remember how to undo it, and say what was done and what was not."""
    seen = dict(pairs(request.POST.getlist("seen")))
    reason = reason_of(said["reason"], said["words"])
    done, left = [], []
    for row in Proposal.objects.filter(pk__in=ticked, zone=_zone_of(request)):
        before = (row.state, row.decision_reason)
        try:
            now = decide(proposal=row, to=said["to"], by=officer(request), version=seen.get(row.pk, -1), reason=reason)
        except RefusedError as refusal:
            left.append((row, str(refusal)))
        else:
            done.append([row.pk, now.version, *before])
    zone = str(_zone_of(request))
    request.session[UNDO] = request.session.get(UNDO, {}) | {zone: done}
    if done:
        what = CHOICES[State(said["to"])][1]
        untold = " Nobody is told until you send the letters." if said["to"] not in ("submitted", "shortlisted") else ""
        messages.success(request, f"{_counted(len(done))} {'is' if len(done) == 1 else 'are'} {what}.{untold}")
    _say_left(request, left)


def _undo(request: HttpRequest) -> None:
    """Put the proposals of the last decision back to what they were."""
    kept = request.session.get(UNDO, {})
    back, left = 0, []
    for pk, version, state, reason in kept.pop(str(_zone_of(request)), []):
        row = Proposal.objects.filter(pk=pk).first()
        if row is None:
            continue
        try:
            decide(proposal=row, to=state, by=officer(request), version=version, reason=reason)
            back += 1
        except RefusedError as refusal:
            left.append((row, str(refusal)))
    request.session[UNDO] = kept
    if back:
        messages.success(request, f"Undone for {_counted(back).lower()}.")
    _say_left(request, left)


def _say_left(request: HttpRequest, left: list[tuple[Proposal, str]]) -> None:
    if left:
        listed = format_html_join("", "<li>{}: {}</li>", ((row.title, why) for row, why in left[:20]))
        more = f"And {len(left) - 20} more." if len(left) > 20 else ""
        count = "One was" if len(left) == 1 else f"{len(left)} were"
        messages.warning(request, format_html("{} left as before.<ul>{}</ul>{}", count, listed, more))


def _zone_of(request: HttpRequest) -> int:
    assert request.resolver_match is not None
    return int(request.resolver_match.kwargs["pk"])


def _counted(count: int) -> str:
    return "1 proposal" if count == 1 else f"{count} proposals"
