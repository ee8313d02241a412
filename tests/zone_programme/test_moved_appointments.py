"""What a new release does to appointments: they keep their times where they can, and each person is told once."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from icalendar import Calendar

from tests.factories import UserFactory
from tests.zone_factories import SpaceFactory, at
from tests.zone_programme.surgeries import ask, letters, released, surgery
from zone_programme import actions
from zone_programme.models import Appointment, Sitting, Slot

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _spring() -> Any:
    with time_machine.travel(datetime(2027, 5, 1, 12, tzinfo=UTC), tick=False):
        yield


def moved(sitting: Sitting, start: datetime, end: datetime) -> None:
    Slot.objects.filter(uid=sitting.uid).update(starts_at=start, ends_at=end)
    released(sitting.zone)


def hours() -> dict[str, str]:
    rows = Appointment.objects.kept().select_related("sitting__zone")
    return {row.email[0]: row.hours or "waits" for row in rows.order_by("email")}


def entries(message: Any) -> dict[str, list[int]]:
    """Method of each calendar that goes with a letter → the sequences of its entries."""
    found = {}
    for file in message.attachments:
        calendar = Calendar.from_ical(file["text"])
        found[str(calendar["METHOD"])] = [int(event["SEQUENCE"]) for event in calendar.walk("VEVENT")]
    return found


def test_to_another_day_everybody_keeps_their_place_in_the_order() -> None:
    sitting = surgery()
    ask(sitting, at(10, 15), email="a@example.org")
    ask(sitting, at(10, 45), email="b@example.org")
    moved(sitting, at(14, day=1), at(15, day=1))
    assert hours() == {"a": "14:15 to 14:30", "b": "14:45 to 15:00"}
    _, told = letters("a@example.org")
    assert told.subject == "Your appointment at the Innovation Zone 2027 has changed"
    assert "Before: Tuesday 10:15 to 10:30, One-To-One." in told.text
    assert "Now: Wednesday 7 July, 14:15 to 14:30, One-To-One." in told.text
    assert entries(told) == {"REQUEST": [1]}
    released(sitting.zone)  # nothing changed since
    assert len(letters("a@example.org")) == 2


def test_a_time_that_is_still_there_is_kept_and_nobody_is_told() -> None:
    sitting = surgery()
    ask(sitting, at(10), email="a@example.org")
    ask(sitting, at(10, 30), email="b@example.org")
    moved(sitting, at(10, 15), at(11, 15))
    assert hours() == {"a": "10:15 to 10:30", "b": "10:30 to 10:45"}
    assert [len(letters(f"{who}@example.org")) for who in "ab"] == [2, 1]


def test_who_finds_no_time_comes_first_on_the_waiting_list() -> None:
    sitting = surgery()
    for who in "abcde":
        ask(sitting, "any" if who != "e" else "", email=f"{who}@example.org")
    moved(sitting, at(10), at(10, 30))
    assert hours() == {"a": "10:00 to 10:15", "b": "10:15 to 10:30", "c": "waits", "d": "waits", "e": "waits"}
    assert [row.email[0] for row in sitting.appointments.waiting()] == ["c", "d", "e"]
    told = letters("c@example.org")[-1]
    assert "The surgery no longer has a time for you" in told.text
    assert entries(told) == {"CANCEL": [1]}
    moved(sitting, at(10), at(11))
    assert [one.subject for one in letters("c@example.org")][-1].startswith("You have a time now")
    assert hours()["e"] == "waits"


def test_a_cancelled_surgery_tells_everybody_and_forgets_them() -> None:
    sitting = surgery()
    for who in "abcde":
        ask(sitting, "any" if who != "e" else "", email=f"{who}@example.org")
    actions.change_on_the_day(slot=Slot.objects.get(uid=sitting.uid), cancelled=True, by=UserFactory())
    assert hours() == {}
    assert not Appointment.objects.exclude(name="", email="", topic="").exists()
    assert (
        "This surgery was cancelled; your appointment was Tuesday 10:00 to 10:15" in letters("a@example.org")[-1].text
    )
    assert entries(letters("a@example.org")[-1]) == {"CANCEL": [1]}
    assert "and with it the waiting list" in letters("e@example.org")[-1].text


def test_two_appointments_that_change_are_told_in_one_letter_and_never_overlap() -> None:
    first, second = surgery(), surgery("Ask a designer", at(14), at(15))
    ask(first, at(10))
    ask(second, at(14))
    Slot.objects.filter(uid=first.uid).update(starts_at=at(14), ends_at=at(15))
    moved(second, at(14, 5), at(15, 5))
    mine = sorted((row.during.lower, row.during.upper) for row in Appointment.objects.booked())
    assert mine[0][1] <= mine[1][0]
    told = letters()[2:]
    assert [one.subject for one in told] == ["Your appointments at the Innovation Zone 2027 have changed"]
    assert entries(told[0]) == {"REQUEST": [1, 1]}


def test_another_space_is_told_with_the_same_time() -> None:
    sitting = surgery()
    ask(sitting, at(10))
    other = SpaceFactory(zone=sitting.zone, name="Quiet room", kind="one-to-one")
    Slot.objects.filter(uid=sitting.uid).update(space=other)
    released(sitting.zone)
    assert "Now: Tuesday 6 July, 10:00 to 10:15, Quiet room." in letters()[-1].text
    assert entries(letters()[-1]) == {"REQUEST": [1]}
