"""One-to-one appointments as people book, change and cancel them, and the waiting list that moves up by itself."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from innovation_db.models import ContributorLink
from tests.zone_factories import at
from tests.zone_programme.surgeries import ask, letters, link_in, released, surgery
from zone_programme import appointments
from zone_programme.models import Appointment, Sitting, Slot

pytestmark = pytest.mark.django_db
SPRING = datetime(2027, 5, 1, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _spring() -> Any:
    """It is two months before the Zone."""
    with time_machine.travel(SPRING, tick=False):
        yield


def booked() -> dict[str, str]:
    """E-mail address → time, of what is booked."""
    return {row.email: row.hours for row in Appointment.objects.booked()}


def waiting(sitting: Sitting) -> list[str]:
    return [row.email for row in sitting.appointments.waiting()]


def fill(sitting: Sitting, *emails: str) -> None:
    for email in emails:
        assert ask(sitting, "any", email=email, name=email.split("@")[0]).status_code == 302


def entry_of(message: Any) -> Any:
    """The calendar and its one entry that go with a letter."""
    (file,) = message.attachments
    calendar = Calendar.from_ical(file["text"])
    assert file["parameters"]["method"] == str(calendar["METHOD"])
    return calendar, calendar.walk("VEVENT")[0]


FULL = ["a@example.org", "b@example.org", "c@example.org", "d@example.org"]


def test_book_from_the_session_page_to_the_confirmation(client: Client) -> None:
    sitting = surgery()
    page = client.get(sitting.session.get_absolute_url()).text
    assert "4 of 4 times are free" in page
    assert f'href="{sitting.get_absolute_url()}"' in page
    response = ask(sitting, at(10, 15), client=client)
    page = client.get(response.url).text
    assert "Tuesday 6 July 2027, 10:15 to 10:30" in page
    assert "We have sent an e-mail to ada@example.org." in page
    (letter,) = letters()
    assert letter.subject == "Your appointment: Ask a lawyer, Tuesday 6 July, 10:15"
    calendar, entry = entry_of(letter)
    assert str(calendar["METHOD"]) == "REQUEST"
    assert entry["DTSTART"].dt == at(10, 15)
    assert entry["DTEND"].dt == at(10, 30)
    assert (entry["SEQUENCE"], str(entry["UID"])) == (0, str(Appointment.objects.get().uid))
    assert "3 of 4 times are free" in client.get(sitting.session.get_absolute_url()).text


def test_the_session_page_is_not_answered_as_unchanged_after_a_booking() -> None:
    sitting = surgery()
    path = sitting.session.get_absolute_url()
    etag = Client().get(path)["ETag"]
    assert Client().get(path, headers={"if-none-match": etag}).status_code == 304
    ask(sitting, "any")
    assert Client().get(path, headers={"if-none-match": etag}).status_code == 200


def test_the_length_of_the_slot_decides_how_many_appointments_there_are() -> None:
    sitting = surgery(start=at(10), end=at(10, 40))
    assert [sitting.local(one).strftime("%H:%M") for one in sitting.times()] == ["10:00", "10:15"]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Enter your name."),
        ({"organisation": " "}, "Enter your council or organisation."),
        ({"email": "ada"}, "Enter an e-mail address, such as name@council.gov.uk."),
        ({"topic": ""}, "Say in a sentence what you want to talk about."),
        ({"when": ""}, None),
        ({"when": "2027-07-06T12:00:00+00:00"}, "Somebody has just booked that time. Choose another one."),
        ({"when": "soon"}, "Somebody has just booked that time. Choose another one."),
    ],
    ids=["no name", "no council", "no address", "no topic", "no time", "no such time", "nonsense"],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(said: dict[str, str], sentence: str | None) -> None:
    when = said.pop("when", "any")
    response = ask(surgery(), when, **said)
    assert response.status_code == 422
    assert (sentence or "Choose a time.") in response.text
    if "topic" not in said:
        assert "Whether we may sell what we built." in response.text
    assert not Appointment.objects.exists()


def test_a_robot_books_nothing() -> None:
    assert ask(surgery(), "any", website="https://example.org").status_code == 302
    assert not Appointment.objects.exists()


def test_a_time_that_is_gone_is_said_and_another_can_be_chosen() -> None:
    sitting = surgery()
    ask(sitting, at(10), email="b@example.org")
    response = ask(sitting, at(10))
    assert "Somebody has just booked that time. Choose another one." in response.text
    assert ask(sitting, at(10, 30)).status_code == 302
    assert booked() == {"b@example.org": "10:00 to 10:15", "ada@example.org": "10:30 to 10:45"}


def test_the_last_time_gone_is_said_before_anybody_waits() -> None:
    sitting = surgery()
    fill(sitting, *FULL)
    response = ask(sitting, at(10))
    assert "Press the button again to join the waiting list." in response.text
    assert waiting(sitting) == []
    assert "You are on the waiting list." in Client().get(sitting.get_absolute_url()).text or ask(sitting)
    assert waiting(sitting) == ["ada@example.org"]
    assert letters()[0].subject == "Waiting list: Ask a lawyer, Tuesday 6 July"


def test_nobody_holds_two_at_the_same_time_in_the_zone() -> None:
    first, second = surgery(), surgery("Ask a designer", at(10), at(11))
    ask(first, at(10, 15))
    response = ask(second, at(10, 15), email="ADA@example.org")
    assert response.status_code == 409
    assert "You have another appointment then: “Ask a lawyer”, 10:15 to 10:30." in response.text
    ask(second, "any")  # the first time at which she can
    assert sorted(row.hours for row in Appointment.objects.booked()) == ["10:00 to 10:15", "10:15 to 10:30"]


def test_nobody_comes_twice_to_one_surgery_or_takes_more_than_their_share() -> None:
    first = surgery()
    ask(first, "any")
    assert "You have an appointment here already, at 10:00." in ask(first, "any").text
    for number in range(appointments.MOST - 1):
        ask(surgery(f"Surgery {number}", at(11 + number), at(12 + number)), "any")
    response = ask(surgery("One too many", at(16), at(17)), "any")
    assert "One person can hold 4 appointments and places on waiting lists." in response.text


def test_whoever_cancels_is_forgotten_and_the_first_in_the_list_moves_up() -> None:
    sitting = surgery()
    fill(sitting, *FULL, "e@example.org", "f@example.org")
    last = Client()
    place = last.get(link_in(letters("f@example.org")[0])).url
    assert "1 person is before you." in last.get(place).text
    client = Client()
    own = client.get(link_in(letters("b@example.org")[0])).url
    assert "You cannot take it back" in client.get(f"{own}cancel/").text
    response = client.post(f"{own}cancel/", follow=True)
    assert "This appointment is cancelled" in response.text
    assert booked()["e@example.org"] == "10:15 to 10:30"
    assert waiting(sitting) == ["f@example.org"]
    assert "You are the first on the list." in last.get(place).text
    calendar, entry = entry_of(letters("b@example.org")[-1])
    assert (str(calendar["METHOD"]), str(entry["STATUS"]), entry["SEQUENCE"]) == ("CANCEL", "CANCELLED", 1)
    wait, up = letters("e@example.org")
    assert up.subject == "You have a time now: Ask a lawyer, Tuesday 6 July, 10:15"
    calendar, entry = entry_of(up)
    assert (str(calendar["METHOD"]), entry["DTSTART"].dt) == ("REQUEST", at(10, 15))
    assert link_in(up) == link_in(wait)
    gone = Appointment.objects.get(state="cancelled")
    assert (gone.name, gone.email, gone.organisation, gone.topic) == ("", "", "", "")


def test_who_cannot_come_then_keeps_the_place_on_the_list_until_they_can() -> None:
    sitting, other = surgery(), surgery("Ask a designer", at(10), at(11))
    ask(other, at(10))
    fill(sitting, *FULL)
    ask(sitting)
    fill(sitting, "e@example.org")
    appointments.cancel(appointment=Appointment.objects.get(email="a@example.org"))  # 10:00, when Ada is elsewhere
    assert booked()["e@example.org"] == "10:00 to 10:15"
    assert waiting(sitting) == ["ada@example.org"]
    appointments.cancel(appointment=Appointment.objects.get(email="e@example.org"))
    assert waiting(sitting) == ["ada@example.org"]
    appointments.cancel(appointment=Appointment.objects.get(email="ada@example.org", sitting=other))
    assert booked()["ada@example.org"] == "10:00 to 10:15"


def test_too_near_to_its_beginning_a_time_goes_to_whoever_is_nearby() -> None:
    sitting = surgery()
    fill(sitting, *FULL, "e@example.org")
    with time_machine.travel(at(9, 31), tick=False):
        appointments.cancel(appointment=Appointment.objects.get(email="a@example.org"))
        assert waiting(sitting) == ["e@example.org"]
        assert ask(sitting, at(10)).status_code == 302
    assert booked()["ada@example.org"] == "10:00 to 10:15"


def test_change_to_another_time_lets_the_next_one_move_up(client: Client) -> None:
    sitting = surgery()
    again = Slot.objects.get(uid=sitting.uid)
    again.pk, again.uid = None, "00000000-0000-4000-8000-000000000001"
    again.starts_at, again.ends_at = at(14, day=1), at(14, 30, day=1)
    again.save()
    released(sitting.zone)
    ask(sitting, at(10))
    fill(sitting, *FULL[:3], "e@example.org")
    own = client.get(link_in(letters()[0])).url
    later = Sitting.objects.get(uid=again.uid)
    assert "Wednesday 7 July, 14:00 to 14:15" in client.get(own).text
    response = client.post(own, {"time": f"{later.pk} {at(14, day=1).isoformat()}"}, follow=True)
    assert "Wednesday 7 July 2027, 14:00 to 14:15" in response.text
    assert booked()["e@example.org"] == "10:00 to 10:15"
    _, entry = entry_of(letters()[-1])
    assert (entry["SEQUENCE"], entry["DTSTART"].dt) == (1, at(14, day=1))
    response = client.post(own, {"time": f"{sitting.pk} {at(10).isoformat()}"})
    assert "Somebody has just booked that time. Choose another one." in response.text
    client.post(own, {"topic": "Something else"})
    assert Appointment.objects.get(email="ada@example.org").topic == "Something else"


def test_a_stranger_sees_no_appointment() -> None:
    ask(surgery(), "any")
    key = ContributorLink.objects.get().key
    for path in (f"/zone/2027/appointments/yours/{key}/", f"/zone/2027/appointments/yours/{key}/cancel/"):
        assert Client().get(path).status_code == 403
        assert Client().post(path).status_code == 403
    assert booked() == {"ada@example.org": "10:00 to 10:15"}


def test_after_the_surgery_nothing_can_be_booked_or_cancelled() -> None:
    sitting = surgery()
    ask(sitting, "any")
    with time_machine.travel(at(11), tick=False):
        assert "This surgery is over." in Client().get(sitting.get_absolute_url()).text
        assert "This surgery is over." in ask(sitting, email="b@example.org").text
        client = Client()
        own = client.get(link_in(letters()[0])).url
        client.post(f"{own}cancel/")
    assert booked() == {"ada@example.org": "10:00 to 10:15"}


@pytest.mark.parametrize("shared", ["time", "person"])
def test_the_database_itself_refuses_a_double_booking(shared: str) -> None:
    sitting, other = surgery(), surgery("Ask a designer", at(10), at(11))
    ask(sitting, at(10, 15))
    row = Appointment(
        zone=sitting.zone, sitting=sitting if shared == "time" else other, state="booked", name="B",
        email="b@example.org" if shared == "time" else "Ada@Example.org",
        during=DateTimeTZRange(at(10, 20), at(10, 35)),
    )  # fmt: skip
    name = "appointment_time_once" if shared == "time" else "appointment_person_once_at_a_time"
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        row.save()


def test_pages_cost_the_same_however_many_surgeries_there_are(client: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get("/zone/2027/appointments/").status_code == 200
        return len(made)

    fill(surgery(), *FULL, "e@example.org")
    client.get("/zone/2027/appointments/")
    one = queries()
    for number in range(2):
        fill(surgery(f"Surgery {number}"), f"{number}@example.org")
    client.get("/zone/2027/appointments/")
    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_a_hundred_at_once_get_exactly_the_times_there_are() -> None:
    """A hundred connections at once: half want one time each, half any; seven people press twice."""
    sitting = surgery(end=at(12))
    times = [at(10 + minute // 60, minute % 60) for minute in range(0, 120, 15)]
    start = Barrier(100)

    def press(number: int) -> tuple[str, int, str]:
        email = f"{number % 93}@example.org"
        client = Client(REMOTE_ADDR=f"10.0.{number}.1")
        connection.ensure_connection()
        start.wait()
        try:
            response = ask(sitting, times[number % 8] if number % 2 else "any", email=email, client=client)
            return email, response.status_code, "" if response.status_code == 302 else response.text
        finally:
            connection.close()

    with ThreadPoolExecutor(100) as threads:
        answers = list(threads.map(press, range(100)))
    rows = list(Appointment.objects.all())
    starts = [row.starts_at for row in rows if row.state == "booked"]
    assert sorted(starts) == times
    emails = [row.email for row in rows]
    assert len(emails) == len(set(emails))
    for email, status, page in answers:
        assert (status == 302 and email in emails) or "Somebody has just booked" in page or "already" in page
