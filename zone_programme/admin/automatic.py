"""The pages of the automatic timetable: start it with weights, watch it, stop and keep, take what it proposes."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from innovation_db import jobs
from innovation_db.refusals import RefusedError
from zone_programme import automatic, automatic_actions
from zone_programme.admin.zone_pages import FORM, Page, ZonePagesAdmin
from zone_programme.clashes import Rule
from zone_programme.models import ProposedTimetable, Zone
from zone_programme.objective import Weights
from zone_programme.rule_words import RULES, WEIGHTS

MOST_SECONDS = 600


def _wrong(sentence: str) -> dict[str, str]:
    """Return a field's messages, which all say what to type."""
    return dict.fromkeys(("required", "invalid", "min_value", "max_value"), sentence)


class StartForm(forms.Form):
    """How to look for a timetable, and what each thing weighs."""

    mode = forms.ChoiceField(choices=ProposedTimetable.Mode, initial=ProposedTimetable.Mode.FILL, label="What to do")
    seconds = forms.IntegerField(
        min_value=1, max_value=MOST_SECONDS, initial=60, label="Seconds to look for better ones",
        help_text="60 is enough for 200 sessions. You can stop it and keep the best so far.",
        error_messages=_wrong(f"Say for how many seconds: 1 to {MOST_SECONDS}."),
    )  # fmt: skip
    seed = forms.IntegerField(
        min_value=1, max_value=1_000_000, initial=1, label="Seed",
        help_text="The same number gives the same timetable; try another to see another.",
        error_messages=_wrong("Choose a whole number from 1 to 1,000,000."),
    )  # fmt: skip

    def __init__(self, zone: Zone, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usual = Weights()
        for name, words in WEIGHTS.items():
            self.fields[f"weight_{name}"] = forms.IntegerField(
                min_value=0,
                max_value=100,
                initial=zone.weights.get(name, getattr(usual, name)),
                label=words.name,
                help_text=f"{words.meaning} Usually {getattr(usual, name)}.",
                error_messages=_wrong("Choose a whole number from 0 to 100."),
            )

    def weight_fields(self) -> list[Any]:
        return [self[f"weight_{name}"] for name in WEIGHTS]

    def weights(self) -> dict[str, int]:
        return {name: self.cleaned_data[f"weight_{name}"] for name in WEIGHTS}


class AutomaticAdmin(ZonePagesAdmin):
    def zone_pages(self) -> list[Page]:
        return [
            ("automatic/", "automatic", FORM(self.automatic_view)),
            ("automatic/<int:proposal>/", "proposed", FORM(self.proposed_view)),
            *super().zone_pages(),
        ]

    def automatic_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Start the automatic timetable, and list what it proposed before."""
        zone = self.zone_for(request, pk, automatic_actions.ALLOWED)
        form = StartForm(zone, request.POST if request.method == "POST" else None)
        problems: list[str] = []
        if request.method == "POST" and form.is_valid():
            said = form.cleaned_data
            try:
                proposal = automatic_actions.start(
                    zone=zone, mode=said["mode"], seconds=said["seconds"], seed=said["seed"],
                    weights=form.weights(), by=request.user,  # type: ignore[arg-type]
                )  # fmt: skip
            except RefusedError as refusal:
                problems = refusal.sentences
            else:
                return redirect("admin:zone_programme_zone_proposed", zone.pk, proposal.pk)
        context = {
            **self.zone_context(request, zone, "Automatic timetable"),
            "form": form,
            "problems": problems,
            "proposals": zone.proposed_timetables.select_related("created_by", "job").defer("seen", "slots")[:20],
        }
        status = 422 if problems or form.errors else 200
        return TemplateResponse(request, "zone_programme/admin/automatic.html", context, status=status)

    def proposed_view(self, request: HttpRequest, pk: int, proposal: int) -> HttpResponse:
        """Show how far it is, or what it proposes; `do` says what to do about it."""
        zone = self.zone_for(request, pk, automatic_actions.ALLOWED)
        jobs.bury_the_lost()
        row = get_object_or_404(
            ProposedTimetable.objects.select_related("zone", "job", "closed_by"), pk=proposal, zone=zone
        )
        if request.method == "POST":
            return self._do(request, zone, row)
        context = {
            **self.zone_context(request, zone, "Proposed timetable"),
            "proposal": row,
            "job": row.job,
            "making": row.job is not None and not row.job.ended,
            "worker_is_there": jobs.worker_is_there(),
            "progress_url": reverse("admin:innovation_db_job_progress"),
            **(_result(row) if row.result else {}),
        }
        return TemplateResponse(request, "zone_programme/admin/proposed.html", context)

    def _do(self, request: HttpRequest, zone: Zone, row: ProposedTimetable) -> HttpResponse:
        by: Any = request.user
        here = redirect("admin:zone_programme_zone_proposed", zone.pk, row.pk)
        do = request.POST.get("do")
        try:
            if do == "stop" and row.job is not None:
                jobs.ask_to_stop(job=row.job, by=by)
                messages.success(request, "It stops in a moment, and keeps the best so far.")
            elif do == "discard":
                stays = sum(move.done for move in automatic.moves(row)[1]) if row.result else 0
                automatic_actions.discard(proposal=row, by=by)
                messages.success(request, _discarded(stays))
                return redirect("admin:zone_programme_zone_automatic", zone.pk)
            elif do in ("take", "take_all"):
                ids = request.POST.getlist("move")
                chosen = {int(one) for one in ids if one.lstrip("-").isdecimal() and len(one) < 16}
                taken = automatic_actions.take(proposal=row, chosen=None if do == "take_all" else chosen, by=by)
                for sentence in taken.refused:
                    messages.warning(request, f"Not done: {sentence}")
                said = "1 session has its new place." if taken.done == 1 else f"{taken.done} sessions have new places."
                messages.success(request, said) if taken.done else None
                if not taken.done and not taken.refused:
                    messages.warning(request, "Tick the moves that you want.")
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return here


def _result(row: ProposedTimetable) -> dict[str, Any]:
    """Return what a finished proposal says. Costs the queries of a draft."""
    draft, moves = automatic.moves(row)
    result = row.result
    titles = {session.id: session.title for session in draft.problem.sessions}
    return {
        "result": result,
        "best": result["objective"] == result["bound"],
        "moves": moves,
        "taken": sum(move.done for move in moves),
        "common": _common(moves),
        "left": sum(not move.done and not move.stale for move in moves),
        "parts": [
            {"name": WEIGHTS[name].name, "count": count, "weight": row.weights.get(name, 0),
             "cost": count * row.weights.get(name, 0)}
            for name, count in result["parts"].items()
        ],
        "unplaced": [titles.get(pk, "A session that is gone") for pk in result["unplaced"]],
        "relaxations": [
            {"names": " and ".join(RULES[Rule(rule)].name for rule in one["rules"]), "sentences": one["sentences"]}
            for one in result["relaxations"]
        ],
    }  # fmt: skip


def _discarded(stays: int) -> str:
    if not stays:
        return "The proposal is discarded. The draft is as it was."
    what = "The move that the draft has already stays" if stays == 1 else f"The {stays} moves that the draft has stay"
    return f"The proposal is discarded. {what} in it."


def _common(moves: list[automatic.Move]) -> tuple[str, ...]:
    """Return the reasons of all moves where they are the same for each; () where not."""
    first, *others = [tuple(move.reasons) for move in moves] or [()]
    return first if all(one == first for one in others) else ()
