"""Taking back an officer's own last move and doing it again: by action, by form alone, and two at once."""

import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from innovation_db.models import User
from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, ZoneFactory, at
from zone_programme import timetable_actions, undoing
from zone_programme.models import Slot, Zone

pytestmark = pytest.mark.django_db

type Places = list[tuple[str, str, Any, Any, bool]]


@pytest.fixture
def zone() -> Zone:
    """A day with “Bins” in Stage at 10:00 and “Benches” in Studio at 14:00; “Noise” is not placed."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    for title, space, hour in (("Bins", "Stage", 10), ("Benches", "Studio", 14)):
        session, space = SessionFactory(zone=zone, title=title), SpaceFactory(zone=zone, name=space)
        SlotFactory(session=session, space=space, starts_at=at(hour))
    SessionFactory(zone=zone, title="Noise")
    return zone


def slot(title: str) -> Slot:
    return Slot.objects.select_related("session__zone").get(session__title=title)


def move(title: str, by: User, **where: Any) -> Slot:
    row = slot(title)
    return timetable_actions.move(slot=row, version=row.version, by=by, **where)


def places() -> Places:
    return list(
        Slot.objects.order_by("session__title").values_list(
            "session__title", "space__name", "starts_at", "ends_at", "locked"
        )
    )


def offered(kind: str, zone: Zone, by: User) -> str:
    """What the page would say that the button does; "" where there is nothing."""
    step = undoing.offers(zone=zone, by=by)[kind]
    return step["sentence"] if step else ""


def again(kind: str, zone: Zone, by: User) -> undoing.Done:
    step = undoing.offers(zone=zone, by=by)[kind]
    assert step is not None
    return undoing.take(kind, zone=zone, move=step["move"], by=by)


def test_every_kind_of_move_is_taken_back_and_done_again_in_turn(zone: Zone) -> None:
    by, seen = UserFactory(), [places()]
    noise = zone.sessions.get(title="Noise")
    bins, benches = slot("Bins"), slot("Benches")
    acts: list[Any] = [
        lambda: move("Bins", by, starts_at=at(11, 30)),
        lambda: move("Bins", by, minutes=60),
        lambda: move("Bins", by, locked=True),
        lambda: timetable_actions.swap(slot=bins, version=4, other=benches, other_version=1, by=by),
        lambda: timetable_actions.place(session=noise, space=bins.space, starts_at=at(16), minutes=30, by=by),
        lambda: timetable_actions.unschedule(slot=benches, version=2, by=by),
    ]
    for act in acts:
        act()
        seen.append(places())
    words = {undoing.UNDO: [], undoing.REDO: []}  # type: dict[str, list[str]]
    for state in reversed(seen[:-1]):
        words[undoing.UNDO].append(offered(undoing.UNDO, zone, by))
        again(undoing.UNDO, zone, by)
        assert places() == state
    assert offered(undoing.UNDO, zone, by) == ""
    for state in seen[1:]:
        words[undoing.REDO].append(offered(undoing.REDO, zone, by))
        again(undoing.REDO, zone, by)
        assert places() == state
    assert offered(undoing.REDO, zone, by) == ""
    assert words == {
        undoing.UNDO: [
            "Put “Benches” back in Stage, Tuesday 11:30",
            "Take “Noise” off the timetable",
            "Put “Bins” back in Stage, Tuesday 11:30 and put “Benches” back in Studio, Tuesday 14:00",
            "Unlock “Bins”",
            "Make “Bins” 45 minutes long",
            "Put “Bins” back in Stage, Tuesday 10:00",
        ],
        undoing.REDO: [
            "Put “Bins” in Stage, Tuesday 11:30",
            "Make “Bins” 60 minutes long",
            "Lock “Bins”",
            "Put “Bins” in Studio, Tuesday 14:00 and put “Benches” in Stage, Tuesday 11:30",
            "Put “Noise” in Stage, Tuesday 16:00",
            "Take “Benches” off the timetable",
        ],
    }
    assert slot("Bins").uid == bins.uid


def test_what_comes_back_is_the_same_slot(zone: Zone) -> None:
    by, row = UserFactory(), slot("Bins")
    timetable_actions.unschedule(slot=row, version=1, by=by)
    again(undoing.UNDO, zone, by)
    assert slot("Bins").uid == row.uid


def test_a_new_move_ends_what_could_be_done_again(zone: Zone) -> None:
    by = UserFactory()
    move("Bins", by, starts_at=at(11))
    again(undoing.UNDO, zone, by)
    move("Benches", by, starts_at=at(15))
    assert offered(undoing.REDO, zone, by) == ""
    assert offered(undoing.UNDO, zone, by) == "Put “Benches” back in Studio, Tuesday 14:00"


def test_nobody_takes_back_what_somebody_else_did_or_has_changed_since(zone: Zone) -> None:
    ada, ben = UserFactory(name="Ada Early"), UserFactory(name="Ben Busy")
    move("Benches", ada, starts_at=at(15))
    move("Bins", ada, starts_at=at(11))
    seen = undoing.offers(zone=zone, by=ada)[undoing.UNDO]
    assert offered(undoing.UNDO, zone, ben) == ""
    move("Bins", ben, starts_at=at(12))
    move("Bins", ben, starts_at=at(11))  # back to where she left it, but she has not seen it away
    assert seen is not None
    with pytest.raises(ChangedMeanwhileError) as refusal:
        undoing.take(undoing.UNDO, zone=zone, move=seen["move"], by=ada)
    assert str(refusal.value) == (
        "Ben Busy changed “Bins” meanwhile: it is in Stage, Tuesday 11:00. Nothing of yours was done."
    )
    assert slot("Bins").starts_at == at(11)
    assert offered(undoing.UNDO, zone, ada) == "Put “Benches” back in Studio, Tuesday 14:00"  # that is still hers
    timetable_actions.unschedule(slot=slot("Benches"), version=2, by=ben)
    assert offered(undoing.UNDO, zone, ada) == ""


def test_a_swap_is_not_taken_back_by_half(zone: Zone) -> None:
    ada, ben = UserFactory(), UserFactory()
    move("Bins", ada, starts_at=at(11))
    timetable_actions.swap(slot=slot("Bins"), version=2, other=slot("Benches"), other_version=1, by=ada)
    move("Benches", ben, minutes=30)
    # The swap is overtaken; and the move before it would undo half of it.
    assert offered(undoing.UNDO, zone, ada) == ""


def test_what_was_done_before_the_session_of_today_is_left_alone(zone: Zone, time_machine: Any) -> None:
    by = UserFactory()
    move("Bins", by, starts_at=at(11))
    assert offered(undoing.UNDO, zone, by) != ""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE zone_programme_slotevent SET pgh_created_at = pgh_created_at - interval '13 hours'")
    assert offered(undoing.UNDO, zone, by) == ""
    move("Bins", by, minutes=30)
    again(undoing.UNDO, zone, by)
    assert (slot("Bins").starts_at, slot("Bins").ends_at) == (at(11), at(11, 45))


def test_what_no_timetable_can_hold_any_more_is_not_put_back(zone: Zone) -> None:
    by = UserFactory()
    timetable_actions.unschedule(slot=slot("Bins"), version=1, by=by)
    zone.sessions.filter(title="Bins").update(state="withdrawn")
    with pytest.raises(RefusedError, match="“Bins” is withdrawn now, so it is not put back"):
        again(undoing.UNDO, zone, by)
    zone.sessions.filter(title="Bins").update(state="accepted")
    zone.spaces.filter(name="Stage").delete()
    with pytest.raises(RefusedError, match="The space where it was is there no more"):
        again(undoing.UNDO, zone, by)
    assert [title for title, *_ in places()] == ["Benches"]


@pytest.mark.django_db(transaction=True)
def test_of_two_presses_at_once_one_is_refused() -> None:
    zone = ZoneFactory()
    DayFactory(zone=zone)
    row = SlotFactory(session=SessionFactory(zone=zone, title="Bins"), space=SpaceFactory(zone=zone))
    by = UserFactory()
    for hour in (11, 12):
        move("Bins", by, starts_at=at(hour))
    step = undoing.offers(zone=zone, by=by)[undoing.UNDO]
    assert step is not None
    start, refusals = threading.Barrier(2), []

    def press() -> None:
        start.wait()
        try:
            undoing.take(undoing.UNDO, zone=zone, move=step["move"], by=by)
        except RefusedError as refusal:
            refusals.append(str(refusal))
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refusals == ["That cannot be undone any more: you have done something else meanwhile."]
    row.refresh_from_db()
    assert row.starts_at == at(11)


# The page


def test_moves_are_undone_and_redone_by_form_alone(zone: Zone, admin_client: Client, admin_user: User) -> None:
    base = f"/admin/zone_programme/zone/{zone.pk}/timetable/"
    assert "disabled>Undo" in admin_client.get(base).content.decode()
    move("Bins", admin_user, starts_at=at(11))
    page: Any = admin_client.get(base)
    shown = page.content.decode()
    assert "Put “Bins” back in Stage, Tuesday 10:00" in shown
    assert "disabled>Undo" not in shown
    sent = {"move": page.context["again"]["undo"]["move"]}
    answer = admin_client.post(f"{base}undo/", sent, follow=True)
    assert answer.redirect_chain == [(f"{base}?day=2027-07-06", 302)]
    assert "Undone." in answer.content.decode()
    assert slot("Bins").starts_at == at(10)
    answer = admin_client.post(f"{base}undo/", sent, follow=True)  # the same form, sent twice
    assert "That cannot be undone any more" in answer.content.decode()
    answer = admin_client.post(f"{base}redo/", sent, headers={"Accept": "application/json"})
    said = answer.json()
    assert ([one["start"] for one in said["slots"]], said["removed"], said["again"]["redo"]) == ([660], [], None)
    answer = admin_client.post(f"{base}redo/", {"move": "x"}, headers={"Accept": "application/json"})
    assert (answer.status_code, set(answer.json())) == (409, {"sentences", "board", "again"})


def test_the_answer_to_each_kind_of_move_offers_what_the_history_does(
    zone: Zone, admin_client: Client, admin_user: User
) -> None:
    base = f"/admin/zone_programme/zone/{zone.pk}/timetable"
    bins, benches, noise = slot("Bins"), slot("Benches"), zone.sessions.get(title="Noise")
    day = zone.days.get().pk

    def ask(path: str, **form: Any) -> dict[str, Any]:
        answer = admin_client.post(f"{base}/{path}/", form, headers={"Accept": "application/json"})
        assert answer.status_code == 200
        assert answer.json()["again"] == undoing.offers(zone=zone, by=admin_user)
        return answer.json()["again"]

    there = {"space": bins.space_id, "day": day}
    first = ask(f"move/{bins.pk}", **there, start="11:30", minutes=45, version=1)
    assert first["undo"]["sentence"] == "Put “Bins” back in Stage, Tuesday 10:00"
    # A move to where it is already leaves what could be taken back as it was.
    assert ask(f"move/{bins.pk}", **there, start="11:30", minutes=45, version=slot("Bins").version) == first
    ask(f"move/{bins.pk}", **there, start="11:30", minutes=60, locked="on", version=slot("Bins").version)
    ask(f"swap/{bins.pk}", version=slot("Bins").version, other=f"{benches.pk}@{benches.version}")
    ask(f"place/{noise.pk}", **there, start="16:00", minutes=30, times=0)
    ask(f"unschedule/{benches.pk}", version=slot("Benches").version)
