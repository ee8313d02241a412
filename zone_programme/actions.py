"""What officers do with a whole programme: release it, bring an old release back, change something on the day.

Each locks the Zone first, so that two officers who press at once come one after the other. Moving single sessions in
the draft is `timetable_actions.py`.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange, NumericRange
from django.utils import timezone

from innovation_db.history import acting
from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from zone_programme import notices, problem, sittings, timetable
from zone_programme.differences import differences, numbered
from zone_programme.drafts import draft
from zone_programme.models import Release, ReleasedUse, Slot, Zone
from zone_programme.problem import Draft
from zone_programme.programme import Programme, ProgrammeSlot, from_json

ALLOWED = {
    "release": "zone_programme.release_zone",
    "apply_timetable": "zone_programme.change_slot",
    "restore": "zone_programme.release_zone",
    "change_on_the_day": "zone_programme.release_zone",
}
# What a first release makes public; later ones leave the state alone.
_BEFORE_RELEASE = {Zone.State.PLANNING, Zone.State.CALL_OPEN, Zone.State.DRAFT}


@transaction.atomic
def release(*, zone: Zone, by: User | None, note: str = "", after: int | None = None) -> Release:
    """Publish the draft as the next release, tell those concerned, and return it.

    `after` is the number of the release the officer saw as the last one, 0 for none. Raises `ChangedMeanwhileError` if
    there is a newer one, and `RefusedError` with a sentence for everything that stands in the way.
    """
    row = _locked(zone)
    last = row.releases.newest_first().first()
    if after is not None and after != (last.number if last else 0):
        raise ChangedMeanwhileError("Somebody else released the programme meanwhile. Look at theirs first.")
    programme = draft(row)
    if not programme.slots and not (row.state == Zone.State.CLOSED and programme.sessions):
        raise RefusedError("There is nothing to release: no session has a time and a space yet.")
    if refusals := problem.blocking(Draft(row).clashes()) or blocking(programme):
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
    list(Slot.objects.select_for_update().filter(session__zone=row))  # until we are done, nobody moves one of them
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

    Raises `RefusedError` when a session or space of it is gone.
    """
    zone = _locked(release.zone)
    programme = from_json(release.content)
    wanted = {slot.uid: slot for slot in programme.slots if not slot.cancelled}
    sessions = set(zone.sessions.running().values_list("pk", flat=True))
    spaces = set(zone.spaces.values_list("pk", flat=True))
    lost = [
        f"“{programme.session_by_id[slot.session].title}” or its space is no longer there."
        for slot in wanted.values()
        if slot.session not in sessions or slot.space not in spaces
    ]
    if lost:
        raise RefusedError(*lost)
    with acting(user=by, reason=f"Draft set back to release {release.number}"):
        present = {str(slot.uid): slot for slot in Slot.objects.select_for_update().filter(session__zone=zone)}
        Slot.objects.filter(uid__in=present.keys() - wanted.keys()).delete()
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
    *, slot: Slot, by: User, late: int = 0, cancelled: bool = False, space: int | None = None
) -> Release:
    """Make one change to the current release at once: a slot that is `late` minutes late, off, or in another space.

    The draft follows, and nothing else of it is published. Raises `RefusedError`.
    """
    zone = _locked(slot.session.zone)
    last = zone.releases.newest_first().first()
    if last is None:
        raise RefusedError("The programme was never released, so there is nothing to change.")
    programme = from_json(last.content)
    old = next((one for one in programme.slots if one.uid == str(slot.uid)), None)
    if old is None or old.cancelled:
        raise RefusedError("This session is not in the current release, or was cancelled already.")
    by_minutes = timedelta(minutes=late)
    new = replace(
        old,
        starts_at=old.starts_at + by_minutes,
        ends_at=old.ends_at + by_minutes,
        space=old.space if space is None else space,
        cancelled=cancelled,
    )
    if new == old:
        raise RefusedError("Say what has changed: the time, the space, or that it is off.")
    if new.space not in programme.space_by_id:
        raise RefusedError("The current release does not have this space.")
    slots = [new if one is old else one for one in programme.slots]
    changed = replace(programme, slots=tuple(sorted(slots, key=lambda one: one.starts_at)))
    if refusals := blocking(changed):
        raise RefusedError(*refusals)
    with acting(user=by, reason="Changed on the day"):
        if cancelled:
            Slot.objects.filter(pk=slot.pk).delete()
        else:
            Slot.objects.filter(pk=slot.pk).update(space_id=new.space, starts_at=new.starts_at, ends_at=new.ends_at)
    return _released(zone, changed, last, by=by, note="Changed on the day")


def blocking(programme: Programme) -> list[str]:
    """Return a sentence for each space that would hold more than it can, and each person in two places at once.

    These the database refuses whatever a Zone's own rules say; tables and the like may hold several.
    """
    sentences = []
    for what, slots in sorted(_uses(programme).items()):
        ordered = sorted(slots, key=lambda slot: (slot.starts_at, slot.ends_at))
        latest = ordered[0]
        for slot in ordered[1:]:
            if slot.starts_at < latest.ends_at:
                sentences.append(_double(programme, what, latest, slot))
            latest = max(latest, slot, key=lambda one: one.ends_at)
    return sentences


def _double(programme: Programme, what: int, one: ProgrammeSlot, other: ProgrammeSlot) -> str:
    titles = [f"“{programme.session_by_id[slot.session].title}”" for slot in (one, other)]
    start = programme.local(other.starts_at)
    when = f"on {start:%A} at {start:%H:%M}"
    if what > 0:
        return f"{programme.space_by_id[what].name} holds one session, and has {' and '.join(titles)} {when}."
    return f"{programme.speaker_by_id[-what].name} is in {' and '.join(titles)} {when}."


def _uses(programme: Programme) -> dict[int, list[ProgrammeSlot]]:
    """Return when what cannot be shared is taken: spaces for one session by id, people by their negative id."""
    uses: dict[int, list[ProgrammeSlot]] = defaultdict(list)
    for slot in programme.slots:
        if slot.cancelled:
            continue
        if programme.space_by_id[slot.space].at_once == 1:
            uses[slot.space].append(slot)
        session = programme.session_by_id[slot.session]
        for person in (*session.speakers, *session.chairs):
            uses[-person].append(slot)
    return uses


def _released(zone: Zone, programme: Programme, last: Release | None, *, by: User | None, note: str) -> Release:
    before = from_json(last.content) if last else None
    number = last.number + 1 if last else 1
    now = timezone.now()
    content = numbered(before, replace(programme, number=number, released_at=now))
    changes = [one.sentence for one in differences(before, content)]
    ReleasedUse.objects.filter(release__zone=zone).delete()
    with acting(user=by, reason=note or f"Release {number}"):
        row = Release.objects.create(
            zone=zone, number=number, note=note, changes=changes, content=content.as_json(),
            released_at=now, released_by=by,
        )  # fmt: skip
        if zone.state in _BEFORE_RELEASE:
            zone.state = Zone.State.PUBLISHED
            zone.save(update_fields=["state"])
    ReleasedUse.objects.bulk_create(
        ReleasedUse(
            release=row, what=NumericRange(what, what + 1), during=DateTimeTZRange(slot.starts_at, slot.ends_at)
        )
        for what, slots in _uses(content).items()
        for slot in slots
    )
    sittings.follow(zone=zone, programme=content)
    notices.tell(row, before, content, by=by)
    return row


def _locked(zone: Zone) -> Zone:
    row: Zone = Zone.objects.select_for_update().get(pk=zone.pk)
    return row
