"""Every kind of public form: what is longer than its limit is refused with a sentence, and kept to its last word."""

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from innovation_db import links
from innovation_db.models import SavedForm
from tests.board_reports.publishing import member_of, paper
from tests.factories import CaseStudyFactory
from tests.zone_factories import DayFactory, SessionFactory, SpeakerFactory, ZoneFactory
from tests.zone_programme import surgeries
from zone_programme.models import Zone
from zone_programme.speaker_links import ask

pytestmark = pytest.mark.django_db


def long(number: int) -> str:
    return ("Bins. " * number)[: number - 3] + "End"


def step(client: Client, start: str, name: str, data: dict[str, str]) -> Any:
    client.post(start, {"email": "ann@example.org"})
    saved = SavedForm.objects.get()
    return client.post(f"{start}{saved.link.key}/{name}/", {"_version": saved.version, **data})


def tell_us(client: Client) -> Any:
    return step(client, "/tell-us/", "summary", {"summary": long(1100)})


def tell_us_name(client: Client) -> Any:
    return step(client, "/tell-us/", "name", {"name_of_it": long(620)})


def proposal(client: Client) -> Any:
    zone = ZoneFactory(state=Zone.State.CALL_OPEN)
    return step(client, f"/zone/{zone.year}/propose/", "take-home", {"what": long(1400), "how": "Step by step."})


def notice(client: Client) -> Any:
    return client.post("/asks-and-offers/post/", {"kind": "ask", "text": long(2000)})


def contact(client: Client) -> Any:
    study = CaseStudyFactory(published=True, contact_email="contact@example.org")
    return client.post(f"{study.get_absolute_url()}contact/", {"message": long(3500)})


def speaker(client: Client) -> Any:
    sam = SpeakerFactory(zone=DayFactory().zone, email="sam@example.org")
    SessionFactory(zone=sam.zone, speakers=[sam])
    page = client.get(reverse("open_link", args=[links.token(ask(speaker=sam, by=None))])).headers["Location"]
    return client.post(page, {"version": sam.version, "biography": long(2000)})


def booking(client: Client) -> Any:
    return surgeries.ask(surgeries.surgery(), "any", client=client, topic=long(1500))


def note(client: Client) -> Any:
    client.force_login(member_of(paper()))
    return client.post("/reports/paper/notes/add/p1/", {"text": long(2500), "audience": "self"})


@pytest.mark.parametrize(
    "send", [tell_us, tell_us_name, proposal, notice, contact, speaker, booking, note], ids=lambda send: send.__name__
)
def test_nothing_typed_is_lost(client: Client, send: Callable[[Client], Any]) -> None:
    cache.clear()
    page = unescape(send(client).text)
    assert re.findall(r"maxlength=", re.sub(r'<input[^>]*type="search"[^>]*>', "", page)) == []
    assert "by 500 characters. It can have up to" in page
    assert re.search(r"Bins\. Bins\. [^<\"]*End", page)
