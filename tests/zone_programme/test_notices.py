"""Who is told of a release: those concerned alone, once, in one message, with their calendar put right."""

import threading
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from icalendar import Calendar

from innovation_db.models import Message
from innovation_db.refusals import ChangedMeanwhileError
from tests.factories import UserFactory
from tests.zone_factories import (
    AppearanceFactory,
    DayFactory,
    SessionFactory,
    SlotFactory,
    SpaceFactory,
    SpeakerFactory,
    ZoneFactory,
    at,
)
from zone_programme import actions
from zone_programme.models import Notice, Release, Session, Slot, Speaker, Zone

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    """Ann speaks in “Bins” and “Parks”, Bob chairs “Bins”, Cat speaks in “Roads” and has no e-mail address."""
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    stage = SpaceFactory(zone=zone, name="Stage")
    SpaceFactory(zone=zone, name="Studio")
    ann, bob, cat = (
        SpeakerFactory(zone=zone, name=name, email=f"{name.lower()}@example.org" if name != "Cat" else "")
        for name in ("Ann", "Bob", "Cat")
    )
    for hour, title, speaker in [(10, "Bins", ann), (11, "Parks", ann), (12, "Roads", cat)]:
        session = SessionFactory(zone=zone, title=title, speakers=[speaker])
        SlotFactory(session=session, space=stage, starts_at=at(hour))
    AppearanceFactory(session=Session.objects.get(title="Bins"), speaker=bob, role="chair")
    return zone


def move(title: str, hour: int, minute: int = 0) -> None:
    Slot.objects.filter(session__title=title).update(starts_at=at(hour, minute), ends_at=at(hour, minute + 45))


def lines(message: Message) -> list[str]:
    return [line[2:] for line in message.text.splitlines() if line.startswith("- ")]


def told(release: Release) -> dict[str, list[str]]:
    return {notice.to: lines(notice.message) for notice in release.notices.select_related("message")}


def appointments(to: str) -> list[tuple[str, Any]]:
    """The method and the event of each calendar file in the last e-mail to an address."""
    (sent,) = [one for one in mail.outbox if one.to == [to]][-1:]
    found = []
    for part in sent.message().walk():
        if part.get_content_type() == "text/calendar":
            file = Calendar.from_ical(part.get_content())
            assert part["Content-Type"].params["method"] == file["METHOD"]
            (event,) = file.walk("VEVENT")
            found.append((str(file["METHOD"]), event))
    return found


def test_the_first_release_tells_everybody_where_they_are(zone: Zone) -> None:
    release = actions.release(zone=zone, by=UserFactory())
    assert told(release) == {
        "ann@example.org": ["You are in “Bins”: Stage, Tuesday 10:00.", "You are in “Parks”: Stage, Tuesday 11:00."],
        "bob@example.org": ["You are in “Bins”: Stage, Tuesday 10:00."],
    }
    assert {message.about for message in Message.objects.all()} == {release}


def test_later_ones_tell_those_concerned_their_own_changes(zone: Zone, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        actions.release(zone=zone, by=UserFactory())
    first = {str(event["UID"]): event for _, event in appointments("ann@example.org")}
    move("Bins", 14, 0)
    Slot.objects.filter(session__title="Parks").delete()
    move("Roads", 15)
    with django_capture_on_commit_callbacks(execute=True):
        release = actions.release(zone=zone, by=UserFactory(), note="The roof leaks")
    moved = "“Bins” moved from Stage, Tuesday 10:00 to Stage, Tuesday 14:00."
    off = "“Parks” was cancelled; it was to be in Stage, Tuesday 11:00."
    assert told(release) == {"ann@example.org": [off, moved], "bob@example.org": [moved]}
    assert "> The roof leaks" in Message.objects.first().text
    (cancel, parks), (request, bins) = appointments("ann@example.org")
    assert (cancel, parks["STATUS"], parks["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    assert (request, bins["STATUS"], bins["SEQUENCE"]) == ("REQUEST", "CONFIRMED", 1)
    assert bins.start == at(14)
    assert {str(parks["UID"]), str(bins["UID"])} == set(first)
    assert {str(event["ATTENDEE"]) for event in (parks, bins)} == {"mailto:ann@example.org"}
    assert bins["ORGANIZER"] == first[str(bins["UID"])]["ORGANIZER"]


def test_a_release_that_changes_nothing_for_anybody_tells_nobody(zone: Zone) -> None:
    actions.release(zone=zone, by=UserFactory())
    SlotFactory(session=SessionFactory(zone=zone), space=zone.spaces.first(), starts_at=at(16))
    assert told(actions.release(zone=zone, by=UserFactory())) == {}


def test_who_joins_or_leaves_a_session_and_who_is_in_one_renamed_is_told(zone: Zone) -> None:
    actions.release(zone=zone, by=UserFactory())
    bins, parks = Session.objects.get(title="Bins"), Session.objects.get(title="Parks")
    ann, bob = Speaker.objects.get(name="Ann"), Speaker.objects.get(name="Bob")
    bins.appearances.filter(speaker=ann).delete()
    AppearanceFactory(session=parks, speaker=bob)
    Session.objects.filter(pk=parks.pk).update(title="Parks for all")
    release = actions.release(zone=zone, by=UserFactory())
    assert told(release) == {
        "ann@example.org": [
            "You are no longer in “Bins” (Stage, Tuesday 10:00).",
            "“Parks” is now called “Parks for all”.",
        ],
        "bob@example.org": ["You are in “Parks for all”: Stage, Tuesday 11:00."],
    }
    methods = {
        file["parameters"]["method"]
        for file in Notice.objects.get(release=release, to__startswith="ann").message.attachments
    }
    assert methods == {"CANCEL", "REQUEST"}


def test_speakers_who_share_an_address_get_one_message(zone: Zone) -> None:
    Speaker.objects.filter(name="Bob").update(email="ANN@example.org")
    release = actions.release(zone=zone, by=UserFactory())
    assert list(told(release).values()) == [
        ["You are in “Bins”: Stage, Tuesday 10:00.", "You are in “Parks”: Stage, Tuesday 11:00."]
    ]
    assert "Hello Ann and Bob," in Message.objects.get().text


def test_a_change_on_the_day_tells_those_concerned(zone: Zone) -> None:
    actions.release(zone=zone, by=UserFactory())
    release = actions.change_on_the_day(slot=Slot.objects.get(session__title="Bins"), by=UserFactory(), late=10)
    sentence = "“Bins” runs 10 minutes late: 10:10 instead of 10:00."
    assert told(release) == {"ann@example.org": [sentence], "bob@example.org": [sentence]}


def test_of_a_closed_zone_nobody_is_told(zone: Zone) -> None:
    Zone.objects.update(state="closed")
    assert told(actions.release(zone=zone, by=UserFactory())) == {}


def test_a_second_message_about_a_release_is_refused_by_the_database(zone: Zone) -> None:
    release = actions.release(zone=zone, by=UserFactory())
    notice = release.notices.first()
    message = Message.objects.create(to=notice.to, subject="Again", text="Again", template="x")
    with pytest.raises(IntegrityError):
        Notice.objects.create(release=release, to=notice.to.upper(), message=message)


@pytest.mark.django_db(transaction=True)
def test_two_officers_who_press_at_once_tell_everybody_once(zone: Zone) -> None:
    officers = [UserFactory(), UserFactory()]
    done: list[str] = []
    barrier = threading.Barrier(2)

    def press(by: Any) -> None:
        barrier.wait()
        try:
            actions.release(zone=zone, by=by, after=0)
            done.append("released")
        except ChangedMeanwhileError:
            done.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[officer]) for officer in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["refused", "released"]
    assert sorted(one.to for one in mail.outbox) == [["ann@example.org"], ["bob@example.org"]]
