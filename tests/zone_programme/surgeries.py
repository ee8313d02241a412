"""What the tests of appointments and of open mics share: released sittings, visitors, and what was written to them."""

import re
from datetime import datetime
from typing import Any

from django.test import Client

from innovation_db.models import Message
from tests.factories import UserFactory
from tests.zone_factories import DayFactory, SessionFactory, SlotFactory, SpaceFactory, SpeakerFactory, ZoneFactory, at
from zone_programme import actions
from zone_programme.models import Sitting, Zone

ADA = {
    "name": "Ada Example",
    "organisation": "Northmoor",
    "email": "ada@example.org",
    "topic": "Whether we may sell what we built.",
}


def zone_of_two_days() -> Zone:
    zone: Zone = ZoneFactory()
    DayFactory(zone=zone)
    DayFactory(zone=zone, date=at(9, day=1).date())
    return zone


def place(zone: Zone, *, title: str, kind: str, start: datetime, end: datetime, **session: Any) -> Any:
    """Put a session with one speaker into the draft and return its slot."""
    space = zone.spaces.filter(kind=kind).first() or SpaceFactory(zone=zone, name=kind.title(), kind=kind, at_once=8)
    speaker = SpeakerFactory(zone=zone, name=f"{title} host", email="host@example.org", organisation="Northmoor")
    made = SessionFactory(zone=zone, title=title, format=kind, speakers=[speaker], **session)
    return SlotFactory(session=made, space=space, starts_at=start, ends_at=end)


def released(zone: Zone) -> None:
    actions.release(zone=zone, by=UserFactory())


def surgery(title: str = "Ask a lawyer", start: datetime | None = None, end: datetime | None = None) -> Sitting:
    """A released surgery of four appointments, from 10:00 to 11:00 on the first day."""
    zone = Zone.objects.first() or zone_of_two_days()
    slot = place(zone, title=title, kind="one-to-one", start=start or at(10), end=end or at(11))
    released(zone)
    found: Sitting = Sitting.objects.with_names().get(uid=slot.uid)
    return found


def ask(sitting: Sitting, when: datetime | str = "", *, client: Client | None = None, **said: str) -> Any:
    """Send the form of a surgery as a browser would; `when` is a time in UTC, "any", or "" for the waiting list."""
    time = when.isoformat() if isinstance(when, datetime) else when
    data = ADA | said | ({"time": time} if time else {})
    return (client or Client()).post(sitting.get_absolute_url(), data)


def letters(to: str = "ada@example.org") -> list[Message]:
    """What was written to an address, oldest first."""
    return list(Message.objects.filter(to=to).order_by("pk"))


def link_in(message: Message) -> str:
    """The path of the personal link in a letter."""
    found = re.search(r"https?://[^/\s]+(/links/\S+)", message.text)
    assert found, message.text
    return found[1]
