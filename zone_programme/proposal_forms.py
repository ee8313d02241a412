"""What the answers of “Propose a session” become: a proposal with its speakers, made once and changed until decided.

The questions are `propose.py`; nothing here decides.
"""

from typing import Any

from django.db import transaction

from innovation_db.form_kit.definition import Values
from innovation_db.history import acting
from innovation_db.models import SavedForm
from zone_programme.models import Proposal, ProposedSpeaker, ProposedTime
from zone_programme.propose_speakers import speakers


@transaction.atomic
def make_proposal(*, saved: SavedForm, values: Values) -> Proposal:
    """Make the proposal of a form that is sent."""
    with acting(email=saved.link.email, reason=f"Proposal {saved.reference} sent"):
        proposal = Proposal.objects.create(
            zone=values["zone"], reference=saved.reference or "", **_columns(saved, values)
        )
        _write_parts(proposal, values)
    return proposal


@transaction.atomic
def change_proposal(*, saved: SavedForm, values: Values) -> None:
    """Change the proposal of a form that was sent to what the form says now."""
    proposal = Proposal.objects.select_for_update().get(reference=saved.reference)
    columns = _columns(saved, values)
    with acting(email=saved.link.email, reason=f"Proposal {saved.reference} changed by its proposer"):
        changed = [name for name, value in columns.items() if getattr(proposal, name) != value]
        for name in changed:
            setattr(proposal, name, columns[name])
        if changed:
            proposal.save(update_fields=changed)
        _write_parts(proposal, values)


def _columns(saved: SavedForm, values: Values) -> dict[str, Any]:
    return {
        "title": values["session_title"],
        "problem": values["problem"],
        "what": values["what"],
        "how": values["how"],
        "theme": values["theme"],
        "format": values["session_format"],
        "needs": values.get("needs", []),
        "other_needs": values.get("other_needs", ""),
        "expected": values.get("expected"),
        "proposer_name": values["your_name"],
        "proposer_role": values["your_job"],
        "proposer_email": saved.link.email,
    }


def _write_parts(proposal: Proposal, values: Values) -> None:
    """Write councils, case studies and speakers; what is the same already is left alone, so history stays short."""
    proposal.councils.set([values["council"], *values.get("other_councils", [])])
    proposal.case_studies.set([*values.get("case_studies", []), *values.get("more_case_studies", [])])
    there = {speaker.position: speaker for speaker in proposal.speakers.all()}
    for said in speakers(values):
        times = said.pop("times")
        speaker = there.pop(said["position"], None) or ProposedSpeaker(proposal=proposal, position=said["position"])
        differing = [name for name, value in said.items() if getattr(speaker, name) != value]
        if speaker.pk is None or differing:
            for name in said:
                setattr(speaker, name, said[name])
            speaker.save()
        _write_times(speaker, times)
    for speaker in there.values():
        speaker.delete()


def _write_times(speaker: ProposedSpeaker, times: list[Any]) -> None:
    wanted = {(day.pk, start, end) for day, start, end in times}
    there = {(one.day_id, one.starts_at, one.ends_at): one for one in speaker.times.all()}
    for key in there.keys() - wanted:
        there[key].delete()
    for day, start, end in sorted(wanted - there.keys()):
        ProposedTime.objects.create(speaker=speaker, day_id=day, starts_at=start, ends_at=end)
