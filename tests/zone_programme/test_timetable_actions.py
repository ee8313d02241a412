"""Moving sessions in the draft: what changes, what is refused, and what two officers at once get."""

import threading
from typing import Any

import pytest
from django.db import connection

from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, ZoneFactory, at
from zone_programme import timetable_actions
from zone_programme.models import Slot

pytestmark = pytest.mark.django_db


def slot_of(**options: Any) -> Slot:
    """A slot of 45 minutes at 10:00 in “Stage”, in a Zone that has its first two days."""
    zone = ZoneFactory()
    DayFactory(zone=zone)
    DayFactory(zone=zone, date=at(10, day=1).date())
    space = SpaceFactory(zone=zone, **({"name": "Stage"} if not zone.spaces.exists() else {}))
    slot: Slot = SlotFactory(session=SessionFactory(zone=zone, **options), space=space)
    return slot


def test_place_gives_a_session_a_slot_and_knows_who_did() -> None:
    slot, by = slot_of(), UserFactory()
    session = SessionFactory(zone=slot.session.zone)
    placed = timetable_actions.place(session=session, space=slot.space, starts_at=at(11), minutes=30, by=by)
    assert (placed.space, placed.starts_at, placed.ends_at) == (slot.space, at(11), at(11, 30))
    with pytest.raises(ChangedMeanwhileError, match=r"^You, in another window, changed “.*” meanwhile: it is in Stage"):
        timetable_actions.place(session=session, space=slot.space, starts_at=at(12), minutes=30, by=by)
    again = timetable_actions.place(session=session, space=slot.space, starts_at=at(12), minutes=30, by=by, times=1)
    assert session.slots.count() == 2
    assert again.uid != placed.uid


def test_move_changes_what_is_named_and_leaves_the_rest() -> None:
    slot, by = slot_of(), UserFactory()
    other = SpaceFactory(zone=slot.session.zone)
    moved = timetable_actions.move(slot=slot, version=1, space=other, by=by)
    assert (moved.space, moved.starts_at, moved.ends_at, moved.version) == (other, at(10), at(10, 45), 2)
    moved = timetable_actions.move(slot=slot, version=2, starts_at=at(14, 15, day=1), by=by)
    assert (moved.space, moved.starts_at, moved.ends_at) == (other, at(14, 15, day=1), at(15, day=1))
    moved = timetable_actions.move(slot=slot, version=3, minutes=60, locked=True, by=by)
    assert (moved.starts_at, moved.ends_at, moved.locked) == (at(14, 15, day=1), at(15, 15, day=1), True)
    assert timetable_actions.move(slot=slot, version=4, by=by).version == 4  # nothing changed, so nothing to tell


def test_a_stale_move_is_refused_with_who_moved_it_where() -> None:
    slot, first, second = slot_of(title="Bins"), UserFactory(name="Ada Early"), UserFactory()
    timetable_actions.move(slot=slot, version=1, starts_at=at(11, 30), by=first)
    for act in (
        lambda: timetable_actions.move(slot=slot, version=1, starts_at=at(9), by=second),
        lambda: timetable_actions.unschedule(slot=slot, version=1, by=second),
        lambda: timetable_actions.swap(slot=slot, version=1, other=slot_of(), other_version=1, by=second),
    ):
        with pytest.raises(
            ChangedMeanwhileError, match=r"Ada Early changed “Bins” meanwhile: it is in Stage, Tuesday 11:30\."
        ):
            act()
    timetable_actions.unschedule(slot=slot, version=2, by=first)
    with pytest.raises(ChangedMeanwhileError, match="Ada Early took “Bins” off the timetable meanwhile"):
        timetable_actions.move(slot=slot, version=2, starts_at=at(9), by=second)


def test_swapped_slots_keep_their_lengths() -> None:
    one, two, by = slot_of(), slot_of(), UserFactory()
    two = timetable_actions.move(slot=two, version=1, starts_at=at(15), minutes=30, by=by)
    timetable_actions.swap(slot=one, version=1, other=two, other_version=2, by=by)
    places = Slot.objects.order_by("pk").values_list("space", "starts_at", "ends_at")
    assert list(places) == [(two.space_id, at(15), at(15, 45)), (one.space_id, at(10), at(10, 30))]


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        ({"starts_at": at(10, day=2)}, "Thursday 8 July is not a day of the Innovation Zone 2027"),
        ({"starts_at": at(10, 2)}, "multiples of 5 minutes"),
        ({"minutes": 0}, "multiples of 5 minutes"),
        ({"starts_at": at(23, 30)}, "ends on the day it begins"),
    ],
    ids=["another-day", "odd-start", "no-length", "past-midnight"],
)
def test_what_no_timetable_can_hold_is_refused(wish: dict[str, Any], why: str) -> None:
    slot = slot_of()
    with pytest.raises(RefusedError, match=why):
        timetable_actions.move(slot=slot, version=1, by=UserFactory(), **wish)
    slot.refresh_from_db()
    assert (slot.starts_at, slot.version) == (at(10), 1)


def test_a_space_of_another_zone_is_refused() -> None:
    with pytest.raises(RefusedError, match="is not a space of the Innovation Zone 2027"):
        timetable_actions.move(slot=slot_of(), version=1, space=SpaceFactory(zone__year=2030), by=UserFactory())


def test_a_withdrawn_session_is_not_placed() -> None:
    slot = slot_of()
    session = SessionFactory(zone=slot.session.zone, state="withdrawn")
    with pytest.raises(RefusedError, match="is withdrawn"):
        timetable_actions.place(session=session, space=slot.space, starts_at=at(9), minutes=30, by=UserFactory())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["move", "place"])
def test_of_two_officers_at_once_one_is_refused(what: str) -> None:
    slot = slot_of()
    waiting = SessionFactory(zone=slot.session.zone)
    users = [UserFactory(), UserFactory()]
    start, refusals, done = threading.Barrier(2), [], []

    def run(user: User, hour: int) -> None:
        start.wait()
        try:
            if what == "move":
                done.append(timetable_actions.move(slot=slot, version=1, starts_at=at(hour), by=user))
            else:
                done.append(
                    timetable_actions.place(session=waiting, space=slot.space, starts_at=at(hour), minutes=30, by=user)
                )
        except ChangedMeanwhileError as refusal:
            refusals.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(user, 13 + index)) for index, user in enumerate(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(done), len(refusals)) == (1, 1)
    placed = Slot.objects.get(session=waiting if what == "place" else slot.session)
    assert placed.starts_at == done[0].starts_at
