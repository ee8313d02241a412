"""What officers do with a whole programme: release it, bring an old release back, change something on the day.

Each locks the Zone first, so that two officers who press at once come one after the other. Moving single sessions in
the draft is `timetable_actions.py`.
"""

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils import timezone

from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import board, called_off, notices, on_the_day, problem, sittings, timetable
from zone_programme.differences import differences, numbered
from zone_programme.doubles import blocking, uses
from zone_programme.drafts import draft
from zone_programme.models import Release, ReleasedUse, Session, Slot, Zone
from zone_programme.problem import Draft
from zone_programme.programme import Programme, ProgrammeSlot, from_json
from zone_programme.timetable_actions import all_locked

ALLOWED = {
    "release": "zone_programme.release_zone",
    "apply_timetable": "zone_programme.change_slot",
    "restore": "zone_programme.release_zone",
    "change_on_the_day": "zone_programme.release_zone",
    "put_on_again": "zone_programme.release_zone",
}
# What a first release makes public; later ones leave the state alone.
_BEFORE_RELEASE = {Zone.State.PLANNING, Zone.State.CALL_OPEN, Zone.State.DRAFT}


@transaction.atomic
def release(
    *, zone: Zone, by: User | None, note: str = "", after: int | None = None, revision: str | None = None
) -> Release:
    """Publish the draft as the next release, tell those concerned, and return it.

    `after` is the number of the release that the officer saw as the last one, 0 for none, and `revision` that of the
    board they saw. Raises `ChangedMeanwhileError` if there is a newer one, and `RefusedError` with a sentence for
    everything that stands in the way.
    """
    row = _locked(zone)
    last = row.releases.newest_first().first()
    if after is not None and after != (last.number if last else 0):
        raise ChangedMeanwhileError("Somebody else released the programme meanwhile. Look at theirs first.")
    if revision is not None and revision != board.revision(row):
        raise ChangedMeanwhileError("The draft was changed meanwhile. Look at what would be released now.")
    programme = draft(row)
    if not programme.slots and not (row.state == Zone.State.CLOSED and programme.sessions):
        raise RefusedError("There is nothing to release: no session has a time and a space yet.")
    if refusals := problem.blocking(board.found(row).clashes) or blocking(programme):
        raise RefusedError(*refusals)
    return _released(row, programme, last, by=by, note=note)


@transaction.atomic
def apply_timetable(
    *, zone: Zone, slots: Iterable[timetable.Slot], by: User | None, seen: Iterable[timetable.Slot], reason: str
) -> int:
    """Put a proposed timetable, whole or in part, in place of the draft; return how many slots changed.

    `seen` are the slots that it was made from: if the draft is no longer so, `ChangedMeanwhileError` is raised.
    """
    row, slots = _locked(zone), list(slots)
    all_locked(row)
    draft_ = Draft(row)
    if set(draft_.slots) != set(seen):
        raise ChangedMeanwhileError("The timetable was changed while this one was being made. Make it again.")
    now = {slot.id: slot for slot in draft_.slots}
    changed = 0
    with acting(user=by, reason=reason):
        for slot in slots:
            if now.get(slot.id) == slot:
                continue
            starts_at, ends_at = draft_.moments(slot)
            where = {"space_id": slot.space, "starts_at": starts_at, "ends_at": ends_at}
            if slot.id in now:
                Slot.objects.filter(pk=slot.id).update(**where)
            else:
                Slot.objects.create(session_id=slot.session, **where)
            changed += 1
        wanted = {slot.id for slot in slots}
        gone = [pk for pk in now if pk not in wanted]
        Slot.objects.filter(pk__in=gone).delete()
    return changed + len(gone)


@transaction.atomic
def restore(*, release: Release, by: User) -> None:
    """Set the draft's slots back to those of `release`; other sessions become unscheduled. Nothing is published.

    A session that was cancelled since is on again in the draft; one that is on, and cancelled in `release`, is
    cancelled again. Raises `RefusedError` when a session or space of it is gone.
    """
    zone = _locked(release.zone)
    programme = from_json(release.content)
    wanted = {slot.uid: slot for slot in programme.slots if not slot.cancelled}
    sessions = set(zone.sessions.exclude(state=Session.State.WITHDRAWN).values_list("pk", flat=True))
    spaces = set(zone.spaces.values_list("pk", flat=True))
    lost = [
        f"“{programme.session_by_id[slot.session].title}” or its space is no longer there."
        for slot in wanted.values()
        if slot.session not in sessions or slot.space not in spaces
    ]
    if lost:
        raise RefusedError(*lost)
    again = {slot.session for slot in wanted.values()}
    off = {slot.session for slot in programme.slots} - again
    with acting(user=by, reason=f"Draft set back to release {release.number}"):
        called_off.lock(again | off)
        called_off.call_on(again)
        present = {str(slot.uid): slot for slot in all_locked(zone)}
        Slot.objects.filter(uid__in=present.keys() - wanted.keys()).delete()
        # What has no slot already goes on waiting for one: it was taken off by hand, and not called off.
        called_off.call_off(off & {slot.session_id for slot in present.values()})
        for uid, slot in wanted.items():
            Slot.objects.update_or_create(
                uid=uid,
                defaults={
                    "session_id": slot.session,
                    "space_id": slot.space,
                    "starts_at": slot.starts_at,
                    "ends_at": slot.ends_at,
                },
            )


@transaction.atomic
def change_on_the_day(
    *,
    slot: Slot,
    by: User,
    late: int = 0,
    cancelled: bool = False,
    space: int | None = None,
    starts_at: datetime | None = None,
    push: bool = False,
    sequence: int | None = None,
    note: str = "Changed on the day",
) -> Release:
    """Make one change to the current release at once: a slot that is `late` minutes late, off, or elsewhere.

    The draft follows, and nothing else of it is published; a session whose last slot goes is cancelled there. `push`
    and `sequence` are those of `on_the_day`. Raises `ChangedMeanwhileError` and `RefusedError`.
    """
    change = on_the_day.Change(late=late, cancelled=cancelled, space=space, starts_at=starts_at, push=push)
    return _changed(slot.session.zone, slot.uid, change, sequence=sequence, by=by, note=note)


@transaction.atomic
def put_on_again(
    *,
    zone: Zone,
    uid: UUID | str,
    by: User,
    space: int | None = None,
    starts_at: datetime | None = None,
    sequence: int | None = None,
    note: str = "On again after all",
) -> Release:
    """Take back at once that a slot of the current release was cancelled, and return the release that says so.

    It goes where it was, or into another space or to another time; the draft follows, with its session. Raises
    `ChangedMeanwhileError`, and `RefusedError` where that place is taken or the session is there no more.
    """
    change = on_the_day.Change(on_again=True, space=space, starts_at=starts_at)
    return _changed(zone, uid, change, sequence=sequence, by=by, note=note)


def _changed(
    zone: Zone, uid: UUID | str, change: on_the_day.Change, *, sequence: int | None, by: User, note: str
) -> Release:
    zone = _locked(zone)
    last = zone.releases.newest_first().first()
    if last is None:
        raise RefusedError("The programme was never released, so there is nothing to change.")
    before = from_json(last.content)
    after = on_the_day.changed(before, str(uid), change, sequence=sequence)
    known = set(before.slots)
    with acting(user=by, reason=note):
        _follow(zone, after, [slot for slot in after.slots if slot not in known], again=change.on_again)
    return _released(zone, after, last, by=by, note=note)


def _follow(zone: Zone, programme: Programme, slots: Collection[ProgrammeSlot], *, again: bool) -> None:
    """Change the draft as `slots` were changed on the day; one that is on `again` has none there."""
    sessions = {slot.session for slot in slots}
    list(zone.spaces.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # nobody deletes one meanwhile
    refuse_lost_spaces(zone, programme, slots)
    called_off.lock(sessions)
    for slot in slots:
        where = {"space_id": slot.space, "starts_at": slot.starts_at, "ends_at": slot.ends_at}
        if slot.cancelled:
            Slot.objects.filter(uid=slot.uid).delete()
        elif not again:
            Slot.objects.filter(uid=slot.uid).update(**where)
        elif zone.sessions.filter(pk=slot.session).exists():
            Slot.objects.update_or_create(uid=slot.uid, defaults={"session_id": slot.session, **where})
        else:
            title = programme.session_by_id[slot.session].title
            raise RefusedError(f"“{title}” is no longer there.")
    if again:
        called_off.call_on(sessions)
    else:
        called_off.call_off({slot.session for slot in slots if slot.cancelled})


def refuse_lost_spaces(zone: Zone, programme: Programme, slots: Iterable[ProgrammeSlot]) -> None:
    """Raise `RefusedError` for each of `slots` whose space was deleted since `programme` was released."""
    there = set(zone.spaces.values_list("pk", flat=True))
    lost = [
        f"“{programme.session_by_id[slot.session].title}” would be in {programme.space_by_id[slot.space].name}, "
        "which is there no more. Choose another space."
        for slot in slots
        if not slot.cancelled and slot.space not in there
    ]
    if lost:
        raise RefusedError(*lost)


def _released(zone: Zone, programme: Programme, last: Release | None, *, by: User | None, note: str) -> Release:
    before = from_json(last.content) if last else None
    number = last.number + 1 if last else 1
    now = timezone.now()
    programme = replace(programme, number=number, released_at=now)
    content = numbered(before, programme, today=programme.local(now).date())
    changes = [one.sentence for one in differences(before, content)]
    with acting(user=by, reason=note or f"Release {number}"):
        row = Release.objects.create(
            zone=zone, number=number, note=note, changes=changes, content=content.as_json(),
            released_at=now, released_by=by,
        )  # fmt: skip
        if zone.state in _BEFORE_RELEASE:
            zone.state = Zone.State.PUBLISHED
            zone.save(update_fields=["state"])
    _take(row, content)
    sittings.follow(zone=zone, programme=content)
    notices.tell(row, before, content, by=by)
    return row


def _take(release: Release, programme: Programme) -> None:
    """Take what cannot be shared for the times of `programme`, and let go of what the Zone needs no more.

    Most stays from one release to the next, and what stays is not written again: the constraint costs an index.
    """
    wanted = Counter(
        (what, slot.starts_at, slot.ends_at) for what, slots in uses(programme).items() for slot in slots
    )  # fmt: skip
    taken = ReleasedUse.objects.filter(release__zone=release.zone)
    gone = []
    for pk, *use in taken.values_list("pk", "what__startswith", "during__startswith", "during__endswith"):
        if wanted[key := (use[0], use[1], use[2])]:
            wanted[key] -= 1
        else:
            gone.append(pk)
    ReleasedUse.objects.filter(pk__in=gone).delete()
    ReleasedUse.objects.bulk_create(
        ReleasedUse(release=release, what=NumericRange(what, what + 1), during=DateTimeTZRange(start, end))
        for what, start, end in wanted.elements()
    )


def _locked(zone: Zone) -> Zone:
    row: Zone = Zone.objects.select_for_update().get(pk=zone.pk)
    return row
