"""The lists of surgeries for hosts and officers: to read, to book and to cancel for somebody; and what is forgotten."""

from datetime import UTC, datetime
from typing import Any

import pytest
import time_machine
from django.test import Client

from innovation_db import links
from innovation_db.models import ContributorLink, Message
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import at
from tests.zone_programme.surgeries import ask, letters, link_in, surgery
from zone_programme import desk, forgetting
from zone_programme.models import Appointment, Sitting

pytestmark = pytest.mark.django_db
ADMIN = "/admin/zone_programme/zone/{}/appointments/"


@pytest.fixture(autouse=True)
def _spring() -> Any:
    with time_machine.travel(datetime(2027, 5, 1, 12, tzinfo=UTC), tick=False):
        yield


def host(sitting: Sitting) -> tuple[Client, str]:
    """A browser in which the host opened the link, and the address of their list."""
    links.hand_out(purpose=desk.HOST, emails=["host@example.org"], about=sitting.session, by=UserFactory())
    client = Client()
    return client, client.get(link_in(letters("host@example.org")[-1])).url


def manager() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


@pytest.mark.parametrize("who", ["host", "officer"])
def test_read_book_and_cancel_for_somebody(who: str) -> None:
    sitting = surgery()
    ask(sitting, at(10, 15))
    client, page = host(sitting) if who == "host" else (manager(), ADMIN.format(sitting.zone.pk))
    shown = client.get(page).text
    assert "Ada Example, Northmoor" in shown
    assert "Whether we may sell what we built." in shown
    said = {"book": sitting.pk, "time": at(10).isoformat(), "name": "Bo Walk-In"}
    response = client.post(page, said, follow=True)
    assert "Bo Walk-In is at 10:00 to 10:15. They have no e-mail address, so tell them." in response.text
    response = client.post(page, said)
    assert "Somebody has just booked that time." in response.text
    assert client.post(page, said | {"name": ""}).status_code == 422
    ada = Appointment.objects.get(email="ada@example.org")
    response = client.post(page, {"cancel": ada.pk}, follow=True)
    assert "Ada Example is off the list, and was told by e-mail." in response.text
    assert letters()[-1].text.count("We have cancelled your appointment") == 1
    assert "It was cancelled already." in client.post(page, {"cancel": ada.pk}, follow=True).text


def test_a_host_reaches_the_own_surgery_only() -> None:
    sitting, other = surgery(), surgery("Ask a designer", at(14), at(15))
    ask(other, "any")
    client, page = host(sitting)
    assert "Ada Example" not in client.get(page).text
    client.post(page, {"cancel": Appointment.objects.get().pk})
    assert Appointment.objects.booked().count() == 1
    assert Client().get(page).status_code == 403


def test_an_officer_sends_the_links_of_hosts_and_stewards() -> None:
    sitting = surgery()
    client, page = manager(), ADMIN.format(sitting.zone.pk)
    client.post(page, {"host": sitting.session_id})
    assert letters("host@example.org")[-1].subject == "Your appointments: Ask a lawyer"
    client.post(page, {"stewards": "yes", "emails": "one@example.org\ntwo@example.org"})
    assert [len(letters(f"{who}@example.org")) for who in ("one", "two")] == [1, 1]
    assert client.post(page, {"stewards": "yes", "emails": "one"}).status_code == 422


def test_two_weeks_after_the_zone_nobody_is_known_any_more() -> None:
    sitting = surgery()
    ask(sitting, "any")
    host(sitting)
    with time_machine.travel(at(12, day=15), tick=False):
        assert forgetting.forget_turns() == 0
        assert ContributorLink.objects.count() == 2
    with time_machine.travel(at(12, day=16), tick=False):
        assert forgetting.forget_turns() == 1
        assert forgetting.forget_turns() == 0
    row = Appointment.objects.get()
    assert (row.state, row.name, row.email, row.organisation, row.topic) == ("booked", "", "", "", "")
    assert not ContributorLink.objects.exists()
    assert not Message.objects.filter(to="ada@example.org").exists()
    assert not Message.objects.filter(template="zone_host").exists()
