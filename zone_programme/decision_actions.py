"""Deciding on proposals: short-listed, accepted, on the reserve list, declined with a reason, or undecided again.

Each locks the proposal and checks that it is as the officer saw it. A decision can be changed until its letter is
sent; after that only a place on the reserve list can still become another one.
"""

from django.db import models, transaction
from django.utils import timezone

from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme.models import Proposal
from zone_programme.models.proposals import DECIDED

ALLOWED = "zone_programme.decide_proposal"
State = Proposal.State


class Reason(models.TextChoices):
    """Why a proposal is declined; the label is what its letter says."""

    FULL = "full", "There were more good proposals than places."
    THEME = "theme", "It is outside the themes of this year’s Zone."
    ALIKE = "alike", "It is close to another session that we had already chosen."
    EARLY = "early", "It is at an early stage, and we would like to hear of it once there are results."
    HOW = "how", "It says too little about how the work was done for other councils to learn from."
    SELLING = "selling", "It is about a product more than about what a council did."


def reason_of(reason: str, words: str) -> str:
    """Return what is told of a decision: the reason from the list, then the officer's own words."""
    return " ".join(filter(None, [Reason(reason).label if reason else "", words.strip()]))


@transaction.atomic
def decide(*, proposal: Proposal, to: str, by: User, version: int, reason: str = "") -> Proposal:
    """Set a proposal's state to `to`, a `Proposal.State`; `reason` is told to its proposer.

    Raises `ChangedMeanwhileError` when it is not the version the officer saw, and `RefusedError`.
    """
    row: Proposal = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if row.version != version:
        raise ChangedMeanwhileError("Somebody changed it since you opened the page.")
    if row.state == State.WITHDRAWN:
        raise RefusedError("It was withdrawn.")
    if to == State.DECLINED and not reason.strip():
        raise RefusedError("Say why it is declined: its proposer reads it.")
    told = row.letters.filter(outcome=row.state).exists()
    if told and not (row.state == State.RESERVE and to in (State.ACCEPTED, State.DECLINED)):
        raise RefusedError(f"Its proposer was told already: {row.get_state_display().lower()}.")
    if row.session_id and to != State.ACCEPTED:
        raise RefusedError("It has a session already. Withdraw that, or leave it accepted.")
    decided = to in DECIDED
    row.state, row.decision_reason = to, reason.strip() if decided else ""
    row.decided_at, row.decided_by = (timezone.now(), by) if decided else (None, None)
    with acting(user=by, reason=f"Proposal {State(to).label.lower()}"):
        row.save(update_fields=["state", "decision_reason", "decided_at", "decided_by"])
    row.refresh_from_db()
    return row
