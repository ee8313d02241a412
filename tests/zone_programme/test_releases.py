"""Releases: frozen, numbered, different from the last in words, and protected by the database itself."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory, UserFactory
from tests.zone_factories import (
    AppearanceFactory,
    BreakFactory,
    DayFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme import actions
from zone_programme.drafts import draft
from zone_programme.models import Release, ReleasedUse, Slot, Zone
from zone_programme.programme import from_json

pytestmark = pytest.mark.django_db


def open_zone() -> Zone:
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    return zone


def test_what_is_read_back_from_a_release_is_what_went_in() -> None:
    zone = ZoneFactory(introduction="Come and go.")
    BreakFactory(day=DayFactory(zone=zone, track="digital"))
    speaker = SpeakerFactory(zone=zone, council=CouncilFactory(short_name="Testford"), role="head of digital")
    session = SessionFactory(zone=zone, theme=ThemeFactory(), councils=[speaker.council], speakers=[speaker])
    AppearanceFactory(session=session, speaker=SpeakerFactory(zone=zone), role="chair")
    session.case_studies.add(CaseStudyFactory(published=True), CaseStudyFactory(title="A draft"))
    SlotFactory(session=session, space=SpaceFactory(zone=zone))
    programme = from_json(actions.release(zone=zone, by=UserFactory()).content)
    assert programme.slots == draft(zone).slots
    assert programme.sessions == draft(zone).sessions
    assert from_json(programme.as_json()) == programme
    (told,) = programme.sessions
    assert [one.name for one in told.councils] == ["Testford"]
    assert len(told.case_studies) == 1  # what is not public stays so
    assert programme.people_of(told)[0][0].who == "head of digital, Testford"
    assert programme.days[0].breaks[0].title == "Lunch"
    zone.refresh_from_db()
    assert zone.state == Zone.State.PUBLISHED


def test_the_next_release_says_what_changed_and_counts_each_slots_changes() -> None:
    zone, by = open_zone(), UserFactory()
    tables, stage = SpaceFactory(zone=zone, name="Table 3"), SpaceFactory(zone=zone, name="Open mic")
    moved, off, same = (
        SlotFactory(session=SessionFactory(zone=zone, title=title), space=tables, starts_at=at(hour))
        for title, hour in [("Moved", 10), ("Off", 11), ("Same", 12)]
    )
    first = actions.release(zone=zone, by=by)
    assert (first.number, first.changes) == (1, [])
    Slot.objects.filter(pk=moved.pk).update(space=stage, starts_at=at(11, 30), ends_at=at(12, 15))
    Slot.objects.filter(pk=off.pk).delete()
    SlotFactory(session=SessionFactory(zone=zone, title="New"), space=stage, starts_at=at(9))
    second = actions.release(zone=zone, by=by)
    assert second.changes == [
        "“New” was added: Open mic, Tuesday 09:00.",
        "“Off” was cancelled; it was to be in Table 3, Tuesday 11:00.",
        "“Moved” moved from Table 3, Tuesday 10:00 to Open mic, Tuesday 11:30.",
    ]
    slots = {slot.uid: slot for slot in from_json(second.content).slots}
    assert slots[str(moved.uid)].sequence == 1
    assert (slots[str(off.uid)].sequence, slots[str(off.uid)].cancelled) == (1, True)
    assert slots[str(same.uid)].sequence == 0
    third = actions.release(zone=zone, by=by)
    assert third.changes == []
    assert {s.uid: s.sequence for s in from_json(third.content).slots} == {u: s.sequence for u, s in slots.items()}
    first.refresh_from_db()
    assert len(from_json(first.content).slots) == 3  # frozen


def test_a_release_with_a_doubled_space_or_speaker_is_refused_with_all_of_them() -> None:
    zone = open_zone()
    speaker = SpeakerFactory(zone=zone, name="Sam Speaker")
    stage, tables = SpaceFactory(zone=zone, name="Stage"), SpaceFactory(zone=zone, name="Tables", at_once=8)
    for title, space in [("One", stage), ("Two", stage), ("Three", tables), ("Four", tables)]:
        speakers = [speaker] if title in ("One", "Three") else []
        SlotFactory(session=SessionFactory(zone=zone, title=title, speakers=speakers), space=space)
    with pytest.raises(RefusedError) as refused:
        actions.release(zone=zone, by=UserFactory())
    stage_, speaker_ = refused.value.sentences
    assert "Stage holds 1 session at once" in stage_
    assert "Sam Speaker" in speaker_
    assert all(title in stage_ for title in ("“One”", "“Two”"))
    assert not Release.objects.exists()
    zone.refresh_from_db()
    assert zone.state == Zone.State.DRAFT


def test_the_database_refuses_a_doubled_space_or_speaker_by_direct_sql() -> None:
    zone = open_zone()
    speaker = SpeakerFactory(zone=zone)
    SlotFactory(session=SessionFactory(zone=zone, speakers=[speaker]), space=SpaceFactory(zone=zone))
    release = actions.release(zone=zone, by=UserFactory())
    uses = list(ReleasedUse.objects.all())
    assert len(uses) == 2
    for use in uses:
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO zone_programme_releaseduse (release_id, what, during) VALUES (%s, %s, tstzrange(%s, %s))",
                [release.pk, use.what, use.during.upper - timedelta(minutes=1), use.during.upper],
            )
        ReleasedUse.objects.create(  # one that begins when the other ends is fine
            release=release, what=use.what, during=(use.during.upper, use.during.upper + timedelta(minutes=1))
        )


def test_a_release_that_somebody_else_made_meanwhile_is_not_passed_over() -> None:
    zone, by = open_zone(), UserFactory()
    SlotFactory(session=SessionFactory(zone=zone), space=SpaceFactory(zone=zone))
    actions.release(zone=zone, by=by, after=0)
    with pytest.raises(ChangedMeanwhileError):
        actions.release(zone=zone, by=by, after=0)
    assert actions.release(zone=zone, by=by, after=1).number == 2


def test_nothing_to_release_is_said() -> None:
    with pytest.raises(RefusedError, match="no session has a time"):
        actions.release(zone=ZoneFactory(), by=UserFactory())


def test_a_closed_zone_of_which_no_times_are_known_can_be_released() -> None:
    zone = ZoneFactory(state="closed")
    SessionFactory(zone=zone, day_wanted=DayFactory(zone=zone))
    programme = from_json(actions.release(zone=zone, by=UserFactory()).content)
    assert [(len(programme.sessions), session.day) for session in programme.sessions] == [(1, "2027-07-06")]
    zone.refresh_from_db()
    assert zone.state == Zone.State.CLOSED


def test_the_draft_can_be_set_back_to_a_release() -> None:
    zone, by = open_zone(), UserFactory()
    space = SpaceFactory(zone=zone)
    kept, gone = (SlotFactory(session=SessionFactory(zone=zone), space=space, starts_at=at(h)) for h in (10, 11))
    first = actions.release(zone=zone, by=by)
    Slot.objects.filter(pk=kept.pk).update(starts_at=at(14), ends_at=at(15))
    gone.delete()
    extra = SlotFactory(session=SessionFactory(zone=zone), space=space, starts_at=at(16))
    actions.restore(release=first, by=by)
    assert [(slot.uid, slot.starts_at) for slot in Slot.objects.order_by("starts_at")] == [
        (kept.uid, at(10)),
        (gone.uid, at(11)),
    ]
    assert not Slot.objects.filter(pk=extra.pk).exists()


def test_a_change_on_the_day_is_a_release_of_that_change_alone() -> None:
    zone, by = open_zone(), UserFactory()
    space = SpaceFactory(zone=zone, name="Stage")
    late, off, draft_only = (
        SlotFactory(session=SessionFactory(zone=zone, title=title), space=space, starts_at=at(hour))
        for title, hour in [("Late", 10), ("Off", 12), ("Other", 15)]
    )
    actions.release(zone=zone, by=by)
    Slot.objects.filter(pk=draft_only.pk).update(starts_at=at(16), ends_at=at(17))
    changed = actions.change_on_the_day(slot=late, by=by, late=15)
    assert changed.changes == ["“Late” runs 15 minutes late: 10:15 instead of 10:00."]
    late.refresh_from_db()
    assert late.starts_at == at(10, 15)
    changed = actions.change_on_the_day(slot=off, by=by, cancelled=True)
    assert changed.changes == ["“Off” was cancelled; it was to be in Stage, Tuesday 12:00."]
    with pytest.raises(RefusedError, match="cancelled already"):
        actions.change_on_the_day(slot=off, by=by, late=5)
    with pytest.raises(RefusedError, match="holds one session"):
        actions.change_on_the_day(slot=late, by=by, late=285)
