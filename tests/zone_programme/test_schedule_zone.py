"""From the draft to the automatic timetable and back: what the rules see, the command, putting one in place."""

from datetime import time, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from innovation_db.refusals import ChangedMeanwhileError, RefusedError
from tests.factories import CouncilFactory, UserFactory
from tests.zone_factories import (
    AppearanceFactory,
    AvailabilityFactory,
    BreakFactory,
    DayFactory,
    OpeningFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme import actions
from zone_programme.clashes import Rule
from zone_programme.models import Slot, Zone
from zone_programme.problem import Draft

pytestmark = pytest.mark.django_db


def test_every_kind_of_clash_of_the_draft_is_found_once() -> None:
    zone = ZoneFactory(walk_minutes=5)
    day = DayFactory(zone=zone)
    BreakFactory(day=day, starts_at=time(12), ends_at=time(13))
    stage = SpaceFactory(zone=zone, name="Stage", capacity=50, turn_round_minutes=15)
    small = SpaceFactory(zone=zone, name="Studio", capacity=20)
    closed = SpaceFactory(zone=zone, name="Annexe")
    OpeningFactory(day=day, space=closed, opens_at=time(14), closes_at=time(17))
    late = SpeakerFactory(zone=zone, name="Lee Late")
    AvailabilityFactory(day=day, speaker=late, starts_at=time(13), ends_at=time(17))
    busy, council = SpeakerFactory(zone=zone, name="Bo Busy"), CouncilFactory(short_name="Testford")

    def placed(title: str, space: object, hour: int, minute: int = 0, **others: object) -> Slot:
        session = SessionFactory(zone=zone, title=title, state=others.pop("state", "confirmed"), **others)
        start = at(hour, minute)
        slot: Slot = SlotFactory(session=session, space=space, starts_at=start, ends_at=start + timedelta(minutes=30))
        return slot

    placed("Twice", stage, 9, minutes=30)
    placed("Again", stage, 9, minutes=30)
    placed("Closed", closed, 10, minutes=30)
    placed("In lunch", stage, 12, minutes=30)
    placed("No break", stage, 14, minutes=30)
    placed("After it", stage, 14, 30, minutes=15)
    placed("Busy here", stage, 16, minutes=30, speakers=[busy], councils=[council])
    placed("Busy there", small, 16, minutes=30, speakers=[busy], councils=[council])
    placed("Too early", small, 9, minutes=30, speakers=[late])
    placed("Too many", small, 10, minutes=30, expected=45)
    placed("Screened", small, 11, minutes=30, needs=["screen"])
    placed("Unsure", small, 14, minutes=30, state="accepted")
    placed("Long", small, 15, minutes=60)
    panel = placed("Panel", stage, 10, minutes=30, format="panel")
    found = Draft(zone).clashes()
    rules = [clash.rule for clash in found]
    for rule in (
        Rule.OVERBOOKED, Rule.CLOSED, Rule.IN_A_BREAK, Rule.TURN_ROUND, Rule.PERSON_TWICE, Rule.UNAVAILABLE,
        Rule.COUNCIL_TWICE, Rule.TOO_SMALL, Rule.EQUIPMENT, Rule.UNCONFIRMED, Rule.NO_CHAIR, Rule.TOO_LONG,
    ):  # fmt: skip
        assert rules.count(rule) == 1, (rule, [c.sentence for c in found if c.rule == rule])
    assert any("Bo Busy" in clash.sentence for clash in found)
    AppearanceFactory(session=panel.session, speaker=SpeakerFactory(zone=zone), role="chair")
    assert Rule.NO_CHAIR not in [clash.rule for clash in Draft(zone).clashes()]
    with pytest.raises(RefusedError) as refused:
        actions.release(zone=zone, by=UserFactory())
    assert len(refused.value.sentences) == 4  # overbooked, closed, twice at once, unavailable


def test_a_zone_says_how_grave_a_rule_is_there() -> None:
    zone = ZoneFactory(severities={"unconfirmed": "off"})
    DayFactory(zone=zone)
    SlotFactory(session=SessionFactory(zone=zone), space=SpaceFactory(zone=zone))
    assert [clash.rule for clash in Draft(zone).clashes()] == []
    Zone.objects.update(severities={"unconfirmed": "blocks"})
    zone.refresh_from_db()
    with pytest.raises(RefusedError, match="confirmed"):
        actions.release(zone=zone, by=UserFactory())


def small_zone() -> Zone:
    zone: Zone = ZoneFactory()
    day = DayFactory(zone=zone, opens_at=time(10), closes_at=time(12))
    BreakFactory(day=day, starts_at=time(11), ends_at=time(11, 15))
    SpaceFactory(zone=zone, name="Stage")
    speaker = SpeakerFactory(zone=zone)
    for title in ("One", "Two"):
        SessionFactory(zone=zone, title=title, speakers=[speaker], state="confirmed")
    return zone


def scheduled(zone: Zone, *options: str) -> str:
    output = StringIO()
    call_command("schedule_zone", str(zone.year), "--seconds", "1", *options, stdout=output, stderr=StringIO())
    return output.getvalue()


def test_the_command_says_what_it_would_do_and_does_it_only_when_asked() -> None:
    zone = small_zone()
    told = scheduled(zone, "--seed", "3")
    assert "Hard clashes left: 0." in told
    assert "Objective " in told
    assert "Nothing was changed" in told
    assert not Slot.objects.exists()
    assert "2 slots changed" in scheduled(zone, "--seed", "3", "--apply")
    draft = Draft(zone)
    assert sorted(slot.start for slot in draft.slots) == [600, 675]
    assert draft.clashes() == []
    assert "0 slots changed" in scheduled(zone, "--apply")


def test_the_command_refuses_what_it_cannot_do_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="There is no Zone of 2031"):
        call_command("schedule_zone", "2031")
    with pytest.raises(CommandError, match="nothing to place"):
        call_command("schedule_zone", str(ZoneFactory().year))


def test_a_timetable_made_from_a_draft_that_moved_is_not_put_in_place() -> None:
    zone = small_zone()
    slot = SlotFactory(session=zone.sessions.get(title="One"), space=zone.spaces.get(), starts_at=at(10))
    seen = Draft(zone).slots
    Slot.objects.filter(pk=slot.pk).update(starts_at=at(11, 15), ends_at=at(12))
    with pytest.raises(ChangedMeanwhileError):
        actions.apply_timetable(zone=zone, slots=[], by=UserFactory(), seen=seen, reason="Automatic timetable")
    slot.refresh_from_db()
    assert slot.starts_at == at(11, 15)


def test_the_command_counts_as_hard_only_what_blocks_a_release() -> None:
    zone = small_zone()
    session, stage = zone.sessions.first(), zone.spaces.get()
    SlotFactory(session=session, space=stage, starts_at=at(11), ends_at=at(11, 45), locked=True)
    told = scheduled(zone)
    assert ("Hard clashes left: 0.\n" in told, "Warnings: 1.\n" in told) == (True, True)
    assert "during Lunch (11:00 to 11:15)" in told.partition("Warnings: 1.")[2]
