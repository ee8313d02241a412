"""Changes on the day and what follows from them: the draft agrees, readers see marks, a cancellation can be undone."""

from dataclasses import replace
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st
from icalendar import Calendar

from innovation_db.history.aggregates import event_model
from innovation_db.refusals import RefusedError
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, SpeakerFactory, ZoneFactory, at
from zone_programme import actions, figures
from zone_programme.models import Release, Session, Slot, Zone
from zone_programme.problem import Draft
from zone_programme.programme import Former, Programme, ProgrammeSlot, from_json, in_order
from zone_programme.releasing import plan
from zone_programme.scheduling import Mode, schedule

pytestmark = pytest.mark.django_db
TITLES = ["Bins", "Parks", "apps", "Éclairs", "Roads", "Zebras"]


@pytest.fixture
def zone() -> Zone:
    """Two sessions at 10:00, two at 11:00 and two at 12:00, in a stage, a studio and an area of tables for eight."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    spaces = [
        SpaceFactory(zone=zone, name=name, at_once=at_once)
        for name, at_once in [("Tables", 8), ("Studio", 1), ("Stage", 1)]
    ]
    for number, title in enumerate(TITLES):
        speaker = SpeakerFactory(zone=zone, name=f"{title} speaker", email=f"speaker{number}@example.org")
        session = SessionFactory(zone=zone, title=title, state="confirmed", speakers=[speaker])
        SlotFactory(session=session, space=spaces[(5 - number) % 3], starts_at=at(10 + number // 2))
    actions.release(zone=zone, by=UserFactory())
    return zone


def slot(title: str) -> Slot:
    return Slot.objects.get(session__title=title)


def session(title: str) -> Session:
    return Session.objects.get(title=title)


def current(zone: Zone) -> Programme:
    return from_json(zone.releases.newest_first()[0].content)


def released(zone: Zone, title: str) -> ProgrammeSlot:
    programme = current(zone)
    (found,) = [one for one in programme.slots if programme.session_by_id[one.session].title == title]
    return found


def cancel(title: str) -> str:
    row = slot(title)
    actions.change_on_the_day(slot=row, by=UserFactory(), cancelled=True)
    return str(row.uid)


def test_who_loses_the_last_slot_on_the_day_is_cancelled_and_waits_for_no_place(zone: Zone) -> None:
    again = SlotFactory(session=session("Bins"), space=zone.spaces.get(name="Studio"), starts_at=at(15))
    actions.release(zone=zone, by=UserFactory())
    before = figures.sessions(zone).count()
    cancel("Roads")
    actions.change_on_the_day(slot=again, by=UserFactory(), cancelled=True)
    assert session("Roads").state == Session.State.CANCELLED
    assert session("Bins").state == Session.State.CONFIRMED  # it has another time
    assert not zone.sessions.unscheduled().exists()
    draft = Draft(zone)
    filled = schedule(draft.problem, draft.slots, mode=Mode.FILL, seconds=1)
    assert {one.session for one in filled.slots} == {one.pk for one in Session.objects.exclude(title="Roads")}
    assert figures.sessions(zone).count() == before - 1
    event = event_model(Session).objects.filter(pgh_obj_id=session("Roads").pk).order_by("-pgh_id")[0]
    assert (event.state, event.pgh_context.metadata["reason"]) == ("cancelled", "Changed on the day")


def test_setting_the_draft_back_brings_a_cancelled_session_back_and_the_history_says_so(zone: Zone) -> None:
    uid = cancel("Roads")
    actions.restore(release=zone.releases.get(number=1), by=UserFactory())
    assert (session("Roads").state, str(slot("Roads").uid)) == (Session.State.CONFIRMED, uid)
    event = event_model(Session).objects.filter(pgh_obj_id=session("Roads").pk).order_by("-pgh_id")[0]
    assert event.pgh_context.metadata["reason"] == "Draft set back to release 1"
    release = actions.release(zone=zone, by=UserFactory())
    assert release.changes == ["“Roads” is on again: Studio, Tuesday 12:00."]


def test_a_withdrawn_session_stays_withdrawn_when_the_draft_is_set_back(zone: Zone) -> None:
    Session.objects.filter(title="Roads").update(state=Session.State.WITHDRAWN)
    with pytest.raises(RefusedError, match="“Roads” or its space is no longer there"):
        actions.restore(release=zone.releases.get(number=1), by=UserFactory())


def test_a_cancellation_is_taken_back_and_those_concerned_are_told_that_it_is_on_again(
    zone: Zone, django_capture_on_commit_callbacks: Any
) -> None:
    uid = cancel("Roads")
    with django_capture_on_commit_callbacks(execute=True):
        release = actions.put_on_again(zone=zone, uid=uid, by=UserFactory(), sequence=1)
    sentence = "“Roads” is on again: Studio, Tuesday 12:00."
    assert release.changes == [sentence]
    assert (session("Roads").state, slot("Roads").starts_at, str(slot("Roads").uid)) == ("confirmed", at(12), uid)
    assert (released(zone, "Roads").cancelled, released(zone, "Roads").sequence) == (False, 2)
    assert plan(zone).unchanged
    (sent,) = [one for one in mail.outbox if one.to == ["speaker4@example.org"]]
    assert f"- {sentence}" in sent.body
    (part,) = [part for part in sent.message().walk() if part.get_content_type() == "text/calendar"]
    file = Calendar.from_ical(part.get_content())
    (event,) = file.walk("VEVENT")
    assert (file["METHOD"], event["STATUS"], event["SEQUENCE"], event["UID"]) == ("REQUEST", "CONFIRMED", 2, uid)
    with pytest.raises(RefusedError, match="This session is on"):
        actions.put_on_again(zone=zone, uid=uid, by=UserFactory())


def test_where_the_place_was_taken_meanwhile_it_can_be_on_again_elsewhere(zone: Zone) -> None:
    uid = cancel("Roads")
    actions.change_on_the_day(slot=slot("Zebras"), by=UserFactory(), space=zone.spaces.get(name="Studio").pk)
    with pytest.raises(RefusedError, match="Studio holds one session, and has “Roads” and “Zebras” on Tuesday"):
        actions.put_on_again(zone=zone, uid=uid, by=UserFactory())
    assert session("Roads").state == Session.State.CANCELLED
    release = actions.put_on_again(zone=zone, uid=uid, by=UserFactory(), starts_at=at(14))
    assert release.changes == ["“Roads” is on again: Studio, Tuesday 14:00."]
    assert released(zone, "Roads").was == Former("Studio", at(12))


def test_nothing_is_on_again_in_a_space_that_is_there_no_more(zone: Zone) -> None:
    uid = cancel("Roads")
    Slot.objects.filter(space__name="Studio").delete()
    zone.spaces.get(name="Studio").delete()
    with pytest.raises(RefusedError, match="Choose another space"):
        actions.put_on_again(zone=zone, uid=uid, by=UserFactory())


@pytest.mark.parametrize("late", [0, 15], ids=["into it", "late in it"])
def test_nothing_is_moved_on_the_day_into_a_space_that_is_there_no_more(zone: Zone, late: int) -> None:
    studio = zone.spaces.get(name="Studio")
    title = "Roads" if late else "Zebras"  # “Roads” is still in the studio for readers, and elsewhere in the draft
    Slot.objects.filter(space=studio).update(space=zone.spaces.get(name="Tables"))
    gone = studio.pk
    studio.delete()
    change: dict[str, Any] = {"late": late} if late else {"space": gone, "starts_at": at(14)}
    with pytest.raises(RefusedError, match=f"“{title}” would be in Studio, which is there no more"):
        actions.change_on_the_day(slot=slot(title), by=UserFactory(), **change)
    assert zone.releases.count() == 1
    actions.change_on_the_day(slot=slot(title), by=UserFactory(), cancelled=True)
    assert released(zone, title).cancelled


def test_what_a_release_says_is_cancelled_is_so_when_the_draft_is_set_back_to_it(zone: Zone) -> None:
    again = SlotFactory(session=session("Bins"), space=zone.spaces.get(name="Studio"), starts_at=at(15))
    actions.release(zone=zone, by=UserFactory())
    cancel("Roads")
    actions.change_on_the_day(slot=again, by=UserFactory(), cancelled=True)
    fourth = zone.releases.get(number=4)
    actions.restore(release=zone.releases.get(number=2), by=UserFactory())
    assert session("Roads").state == Session.State.CONFIRMED
    actions.restore(release=fourth, by=UserFactory())
    assert (session("Roads").state, session("Bins").state) == (Session.State.CANCELLED, Session.State.CONFIRMED)
    assert not zone.sessions.unscheduled().exists()
    assert plan(zone).unchanged


def test_what_waited_for_a_place_and_what_a_release_does_not_know_waits_after_the_set_back(zone: Zone) -> None:
    slot("Roads").delete()  # not called off: an officer is about to place it again
    second = actions.release(zone=zone, by=UserFactory())
    late = SessionFactory(zone=zone, title="Late comer", state="confirmed")
    SlotFactory(session=late, space=zone.spaces.get(name="Studio"), starts_at=at(15))
    actions.restore(release=second, by=UserFactory())
    assert [one.title for one in zone.sessions.unscheduled()] == ["Late comer", "Roads"]


def test_the_words_of_a_late_one_count_from_its_own_time(zone: Zone) -> None:
    def late(minutes: int, title: str = "Roads") -> list[str]:
        return actions.change_on_the_day(slot=slot(title), by=UserFactory(), late=minutes).changes

    assert late(15) == ["“Roads” runs 15 minutes late: 12:15 instead of 12:00."]
    assert late(10) == ["“Roads” runs 25 minutes late: 12:25 instead of 12:00."]
    assert released(zone, "Roads").was == Former("Studio", at(12))
    assert late(-25) == ["“Roads” is on time again: 12:00."]
    assert released(zone, "Roads").was is None
    assert late(90) == ["“Roads” moved from Studio, Tuesday 12:00 to Studio, Tuesday 13:30."]


def test_the_next_release_from_the_editor_ends_the_mark_unless_its_day_lasts(zone: Zone) -> None:
    actions.change_on_the_day(slot=slot("Roads"), by=UserFactory(), late=15)
    SlotFactory(session=session("Bins"), space=zone.spaces.get(name="Stage"), starts_at=at(16))
    with time_machine.travel(at(12, 5), tick=False):
        actions.release(zone=zone, by=UserFactory())
        assert released(zone, "Roads").was == Former("Studio", at(12))
    assert plan(zone).unchanged  # a mark alone is nothing to release
    release = actions.release(zone=zone, by=UserFactory())
    assert (release.changes, released(zone, "Roads").was) == ([], None)


def test_releases_keep_the_mark_and_older_ones_are_read_without(zone: Zone) -> None:
    actions.change_on_the_day(slot=slot("Roads"), by=UserFactory(), late=15)
    programme = current(zone)
    read = {one.uid: one.was for one in from_json(programme.as_json()).slots}
    assert read == {one.uid: one.was for one in programme.slots}
    old = programme.as_json()
    for one in old["slots"]:
        del one["was"]
    assert from_json(old) == programme


CHANGES = st.tuples(
    st.sampled_from(TITLES),
    st.sampled_from(["late", "push", "cancel", "again", "move"]),
    st.sampled_from([5, 15, 30, 60]),
    st.sampled_from(["Tables", "Studio", "Stage"]),
)


@given(changes=st.lists(CHANGES, min_size=1, max_size=6))
@trying(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_changes_on_the_day_the_draft_is_the_same_as_what_is_public(
    zone: Zone, changes: list[tuple[str, str, int, str]]
) -> None:
    with transaction.atomic():
        for change in changes:
            _try(zone, *change)
        planned = plan(zone)
        assert (planned.changes, planned.unchanged) == ([], True)
        programme = current(zone)
        assert in_order(replace(programme, slots=programme.slots[::-1], sessions=programme.sessions[::-1])) == programme
        transaction.set_rollback(True)


def _try(zone: Zone, title: str, what: str, minutes: int, space: str) -> None:
    said: dict[str, Any] = {
        "late": {"late": minutes},
        "push": {"late": minutes, "push": True},
        "cancel": {"cancelled": True},
        "move": {"space": zone.spaces.get(name=space).pk, "late": minutes - 5},
    }.get(what, {})
    row = Slot.objects.filter(session__title=title).first()
    try:
        with transaction.atomic():
            if what == "again":
                actions.put_on_again(zone=zone, uid=released(zone, title).uid, by=UserFactory())
            elif row:
                actions.change_on_the_day(slot=row, by=UserFactory(), **said)
    except RefusedError:
        assert Release.objects.filter(zone=zone).exists()  # refused, and nothing half done
