"""The automatic timetable in the background, and what a proposal of it would change in the draft, move by move.

Taking moves is `automatic_actions.py`; the solver is `scheduling.py`.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse

from innovation_db.jobs import Run, StoppedError, job
from zone_programme import clashes, objective
from zone_programme.models import ProposedTimetable
from zone_programme.problem import Draft
from zone_programme.scheduling import Mode, Progress, Result, Weights, schedule
from zone_programme.timetable import Slot, clock

# Why a slot moves that gains nothing by itself.
OTHERWISE = {
    Mode.FILL: "It makes room for others.",
    Mode.REPAIR: "It makes room for others, or keeps apart what the same people want.",
    Mode.AFRESH: "Everything was placed anew.",
}


@job("Automatic timetable")
def make(run: Run, *, proposal: int) -> str:
    """Look for a timetable and keep it as the proposal; who stops it keeps the best so far."""
    row = ProposedTimetable.objects.select_related("zone").get(pk=proposal)
    run.result_url = reverse("admin:zone_programme_zone_proposed", args=[row.zone_id, row.pk])
    run.total = row.seconds
    draft = Draft(row.zone)

    def told(progress: Progress) -> bool:
        run.done = min(round(progress.seconds), row.seconds)
        try:
            run.advance(0, _so_far(progress))
        except StoppedError:
            return False
        return True

    result = schedule(
        draft.problem, draft.slots, mode=Mode(row.mode), weights=Weights(**row.weights), severities=draft.severities,
        seed=row.seed, seconds=row.seconds, progress=told,
    )  # fmt: skip
    run.done = row.seconds
    row.days = [day.date.isoformat() for day in draft.days]
    row.seen, row.slots = _plain(draft.slots), _plain(result.slots)
    row.result = _kept(result)
    row.save(update_fields=["days", "seen", "slots", "result"])
    return f"A timetable with {len(result.slots)} slots waits for you to look at it."


def _so_far(progress: Progress) -> str:
    if progress.objective is None:
        return "Looking for a first timetable"
    return f"Best so far {progress.objective:,}; none can be below {progress.bound:,}"


def _plain(slots: Any) -> list[list[int | bool]]:
    return [[one.id, one.session, one.space, one.day, one.start, one.end, one.locked] for one in slots]


def _kept(result: Result) -> dict[str, Any]:
    return {
        "status": result.status,
        "objective": result.objective,
        "bound": result.bound,
        "parts": dict(result.parts),
        "unplaced": list(result.unplaced),
        "relaxations": [
            {"rules": list(one.rules), "sentences": [clash.sentence for clash in one.clashes]}
            for one in result.relaxations
        ],
        "clashes": [clash.sentence for clash in result.clashes],
        "seconds": round(result.seconds, 1),
    }


@dataclass(frozen=True)
class Move:
    """One difference of a proposal: `slot` is where it would be, by `slot.id`; `stale` says why it cannot be any more.

    `done` is for what the draft has already.
    """

    slot: Slot
    sentence: str
    reasons: tuple[str, ...]
    stale: str = ""
    done: bool = False


def moves(proposal: ProposedTimetable) -> tuple[Draft, list[Move]]:
    """Return the draft as it is, and every move of a proposal in order of time. Costs the queries of a draft."""
    draft = Draft(proposal.zone)
    seen, wanted = _slots(proposal.seen, proposal, draft), _slots(proposal.slots, proposal, draft)
    now = {slot.id: slot for slot in draft.slots}
    counts, before = Counter(slot.session for slot in draft.slots), Counter(slot.session for slot in seen.values())
    by_session: dict[int, list[Slot]] = defaultdict(list)
    for slot in draft.slots:
        by_session[slot.session].append(slot)
    found = []
    for slot in wanted.values():
        old = seen.get(slot.id)
        if old is not None and _where(old) == _where(slot):
            continue
        present = now.get(slot.id)
        if old is not None:
            done = present is not None and _where(present) == _where(slot)
            stale = "" if done else _stale_move(old, present)
        else:
            done = any(one.id not in seen and _where(one) == _where(slot) for one in by_session[slot.session])
            stale = "It was given a place meanwhile." if counts[slot.session] != before[slot.session] else ""
        stale = "" if done else stale or _gone(slot, draft)
        sentence, reasons = _said(draft, seen, old, slot)
        found.append(Move(slot, sentence, reasons or (OTHERWISE[Mode(proposal.mode)],), stale, done))
    found.sort(key=lambda move: (move.slot.day, move.slot.start, move.sentence))
    return draft, found


def _slots(kept: Any, proposal: ProposedTimetable, draft: Draft) -> dict[int, Slot]:
    """Return kept slots by id, their days by the numbers of today; a day that is gone gets a number beyond them."""
    numbers = {day.date.isoformat(): number for number, day in enumerate(draft.days)}
    day_of = {number: numbers.get(date, len(draft.days)) for number, date in enumerate(proposal.days)}
    slots = (Slot(*values) for values in kept)
    return {slot.id: replace(slot, day=day_of.get(slot.day, len(draft.days))) for slot in slots}


def _where(slot: Slot) -> tuple[int, int, int, int]:
    return slot.space, slot.day, slot.start, slot.end


def _stale_move(old: Slot, present: Slot | None) -> str:
    if present is None:
        return "It was taken off the timetable meanwhile."
    if present.locked:
        return "It was locked meanwhile."
    return "" if _where(present) == _where(old) else "It was moved meanwhile."


def _gone(slot: Slot, draft: Draft) -> str:
    if slot.session not in draft.problem.session_by_id:
        return "The session does not take place any more."
    if slot.space not in draft.problem.space_by_id:
        return "The space is not there any more."
    return "" if slot.day < len(draft.days) else "The day is not there any more."


def _said(draft: Draft, seen: Mapping[int, Slot], old: Slot | None, slot: Slot) -> tuple[str, tuple[str, ...]]:
    """Return the sentence and the reasons of a move."""
    problem = draft.problem
    if _gone(slot, draft) or (old is not None and (old.space not in problem.space_by_id)):
        known = problem.session_by_id.get(slot.session)
        return f"“{known.title}” would move." if known else "A session would move.", ()
    title = problem.session_by_id[slot.session].title
    there = _place(draft, slot)
    if old is None:
        return f"“{title}” gets a place: {there}.", ("It had no place yet.",)
    return f"“{title}” moves from {_place(draft, old)} to {there}.", _reasons(draft, seen, old, slot)


def _place(draft: Draft, slot: Slot) -> str:
    day = draft.problem.days[slot.day] if slot.day < len(draft.days) else "another day"
    return f"{draft.problem.space_by_id[slot.space].name}, {day} {clock(slot.start)}"


def _reasons(draft: Draft, seen: Mapping[int, Slot], old: Slot, slot: Slot) -> tuple[str, ...]:
    """Say what a move makes better: clashes that end with it, and parts of the objective that hang on it alone."""
    problem = draft.problem
    before = [one for one in seen.values() if not _gone(one, draft)]
    after = [slot if one.id == slot.id else one for one in before]
    ended = clashes.difference(problem, before, after, draft.severities).gone
    reasons = [f"It ends this: {clash.sentence}" for clash in ended if slot.session in clash.sessions]
    session = problem.session_by_id[slot.session]
    was, now = (objective.of_one(problem, session, problem.space_by_id[one.space], one, None) for one in (old, slot))
    for part, words in (
        ("over_capacity", "More of those expected have a seat."),
        ("theme_days", "It is on its own day."),
        ("preferred", "Its speakers prefer the time."),
    ):
        if now[part] < was[part]:
            reasons.append(words)
    return tuple(reasons)
