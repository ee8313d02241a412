"""Starting the automatic timetable, taking what it proposes whole or in part, and discarding it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from innovation_db import jobs
from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import automatic, rule_actions
from zone_programme.models import ProposedTimetable, Slot, Zone
from zone_programme.problem import Draft
from zone_programme.timetable_actions import all_locked

ALLOWED = "zone_programme.change_slot"


@transaction.atomic
def start(*, zone: Zone, mode: str, seconds: int, seed: int, weights: Mapping[str, int], by: User) -> ProposedTimetable:
    """Ask for a timetable; it is made in the background. Raises `RefusedError`.

    The weights stay with the Zone for the next time.
    """
    row = Zone.objects.select_for_update().get(pk=zone.pk)
    jobs.bury_the_lost()
    for other in row.proposed_timetables.open().filter(result={}).select_related("job"):
        if other.job is not None and not other.job.ended:
            raise RefusedError("A timetable of this Zone is being made already. Wait for it, or stop it.")
    draft = Draft(row)
    if not draft.problem.sessions or not draft.problem.spaces or not draft.days:
        raise RefusedError("There are no sessions, no spaces or no days yet, so there is nothing to place.")
    rule_actions.set_weights(zone=row, weights=weights, by=by)
    proposal: ProposedTimetable = ProposedTimetable.objects.create(
        zone=row, mode=mode, seconds=seconds, seed=seed, weights=dict(weights), created_by=by
    )
    proposal.job = automatic.make.start(by=by, title=f"Automatic timetable of the {row}", proposal=proposal.pk)
    proposal.save(update_fields=["job"])
    return proposal


@dataclass
class Taken:
    """How many moves the draft has now, and why the others were refused."""

    done: int = 0
    refused: list[str] = field(default_factory=list)


@transaction.atomic
def take(*, proposal: ProposedTimetable, chosen: Collection[int] | None, by: User) -> Taken:
    """Make moves of a proposal, by the ids of their slots, or all of them.

    A move whose session was moved, placed, locked or taken off meanwhile is refused, and the others are made. When
    nothing of it is left the proposal is closed. Raises `ChangedMeanwhileError` when it was closed already.
    """
    row = _open(proposal)
    all_locked(row.zone)
    draft, all_moves = automatic.moves(row)
    taken, left = Taken(), 0
    with acting(user=by, reason="Automatic timetable"):
        for move in all_moves:
            if move.done:
                continue
            if chosen is not None and move.slot.id not in chosen:
                left += 1
            elif move.stale:
                taken.refused.append(f"{move.sentence} {move.stale}")
                left += 1
            else:
                starts_at, ends_at = draft.moments(move.slot)
                where = {"space_id": move.slot.space, "starts_at": starts_at, "ends_at": ends_at}
                if move.slot.id > 0:
                    Slot.objects.filter(pk=move.slot.id).update(**where)
                else:
                    Slot.objects.create(session_id=move.slot.session, **where)
                taken.done += 1
    if not left:
        _close(row, by)
    return taken


@transaction.atomic
def discard(*, proposal: ProposedTimetable, by: User) -> None:
    """Put a proposal away; the draft stays as it is. Raises `ChangedMeanwhileError` when it was closed already."""
    row = _open(proposal)
    if row.job is not None and not row.job.ended:
        jobs.ask_to_stop(job=row.job, by=by)
    _close(row, by)


def _open(proposal: ProposedTimetable) -> ProposedTimetable:
    Zone.objects.select_for_update().get(pk=proposal.zone_id)
    row: ProposedTimetable = ProposedTimetable.objects.select_related("zone", "job").get(pk=proposal.pk)
    if row.closed_at:
        raise ChangedMeanwhileError("This proposal was taken or discarded already.")
    return row


def _close(row: ProposedTimetable, by: User) -> None:
    row.closed_at, row.closed_by = timezone.now(), by
    row.save(update_fields=["closed_at", "closed_by"])
