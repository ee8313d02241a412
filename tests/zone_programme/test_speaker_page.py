"""A speaker's own page: the e-mailed link, confirming, a picture, times, and two people at once."""

import io
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from innovation_db import links
from innovation_db.models import ContributorLink, Message
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.zone_factories import (
    FIRST_DAY,
    AvailabilityFactory,
    DayFactory,
    FeedbackFactory,
    SessionFactory,
    SlotFactory,
    SpeakerFactory,
)
from zone_programme import actions
from zone_programme.board import board
from zone_programme.models import Session, Speaker
from zone_programme.speaker_links import ask, letter

pytestmark = pytest.mark.django_db
DATE = FIRST_DAY.isoformat()


@pytest.fixture
def sam() -> Speaker:
    day = DayFactory()
    made: Speaker = SpeakerFactory(zone=day.zone, name="Sam", email="sam@example.org")
    SessionFactory(zone=day.zone, title="Bins", speakers=[made])
    return made


def enter(client: Client, speaker: Speaker) -> str:
    """Open the e-mailed link in this browser and return the address of the page."""
    link = ask(speaker=speaker, by=None)
    response = client.get(reverse("open_link", args=[links.token(link)]))
    return str(response.headers["Location"])


def answers(speaker: Speaker, comes: str = "yes", **more: Any) -> dict[str, Any]:
    speaker.refresh_from_db()
    said = {f"comes_{one.pk}": comes for one in speaker.appearances.all()}
    return {"version": speaker.version, "role": "head of waste", "biography": "Sam counts bins.", **said, **more}


def picture() -> SimpleUploadedFile:
    file = io.BytesIO()
    Image.new("RGB", (900, 600), "purple").save(file, "PNG")
    return SimpleUploadedFile("me.png", file.getvalue(), "image/png")


def unconfirmed(session: Session) -> list[str]:
    return [one["rule"] for one in board(session.zone)["warnings"] if one["rule"] == "unconfirmed"]


def test_a_speaker_who_confirms_clears_the_clash(client: Client, sam: Speaker) -> None:
    session = Session.objects.get()
    SlotFactory(session=session, space__zone=session.zone)
    assert unconfirmed(session) == ["unconfirmed"]
    page = enter(client, sam)
    assert "Bins" in client.get(page).content.decode()
    assert client.post(page, answers(sam, times=[f"{DATE}-pm"])).headers["Location"] == f"{page}?saved"
    sam.refresh_from_db()
    assert (sam.role, sam.biography) == ("head of waste", "Sam counts bins.")
    assert [str(one.starts_at) for one in sam.availabilities.all()] == ["13:00:00"]
    assert unconfirmed(session) == []
    session.refresh_from_db()
    assert session.state == Session.State.CONFIRMED


def test_a_session_is_confirmed_when_the_last_speaker_is(client: Client, sam: Speaker) -> None:
    session = Session.objects.get()
    other = session.appearances.create(speaker=SpeakerFactory(zone=sam.zone))
    client.post(enter(client, sam), answers(sam))
    session.refresh_from_db()
    assert session.state == Session.State.ACCEPTED
    other.speaker.email = "cher@example.org"
    other.speaker.save()
    client.post(enter(client, other.speaker), answers(other.speaker))
    session.refresh_from_db()
    assert session.state == Session.State.CONFIRMED


def test_a_speaker_who_cannot_come_is_told_to_the_officers(client: Client, sam: Speaker) -> None:
    page = enter(client, sam)
    client.post(page, answers(sam))
    client.post(page, answers(sam, comes="no"))
    session = Session.objects.get()
    assert session.state == Session.State.ACCEPTED
    assert session.appearances.get().declined
    (told,) = Message.objects.filter(template="speaker_cannot")
    assert told.subject == "Sam cannot come: Bins"


def test_a_picture_is_kept_small_and_shown_once_the_programme_is_released(client: Client, sam: Speaker) -> None:
    page = enter(client, sam)
    client.post(page, answers(sam, picture=picture()))
    sam.refresh_from_db()
    with sam.picture.open() as file, Image.open(file) as kept:
        assert (kept.format, kept.size) == ("JPEG", (480, 320))
    assert client.get(f"{page}picture/").status_code == 200
    assert Client().get(sam.picture_address).status_code == 404
    SlotFactory(session=Session.objects.get(), space__zone=sam.zone)
    actions.release(zone=sam.zone, by=None)
    assert Client().get(sam.picture_address).status_code == 200
    assert sam.picture_address in Client().get(f"/zone/{sam.zone.year}/speakers/").content.decode()


def test_what_was_typed_comes_back_when_something_is_wrong(client: Client, sam: Speaker) -> None:
    page = enter(client, sam)
    wrong = answers(sam, comes="", picture=SimpleUploadedFile("me.txt", b"no picture"))
    response = client.post(page, wrong)
    assert response.status_code == 400
    assert set(response.context["form"].errors) == {f"comes_{sam.appearances.get().pk}", "picture"}
    assert "Sam counts bins." in response.content.decode()


def test_a_stale_page_saves_nothing_and_shows_both_texts(client: Client, sam: Speaker) -> None:
    page = enter(client, sam)
    mine = answers(sam)
    Speaker.objects.filter(pk=sam.pk).update(biography="Theirs.")
    response = client.post(page, mine)
    assert response.status_code == 409
    assert "Theirs." in response.content.decode()
    assert "Sam counts bins." in response.content.decode()
    sam.refresh_from_db()
    assert sam.biography == "Theirs."
    assert client.post(page, answers(sam)).status_code == 302


def test_times_that_were_known_are_ticked(client: Client, sam: Speaker) -> None:
    AvailabilityFactory(speaker=sam, day=sam.zone.days.get())
    form = client.get(enter(client, sam)).context["form"]
    assert form["times"].value() == [f"{DATE}-am", f"{DATE}-pm"]


def test_speakers_read_what_delegates_said_once_the_session_has_begun(client: Client, sam: Speaker) -> None:
    session = Session.objects.get()
    slot = SlotFactory(session=session, space__zone=sam.zone)
    for _ in range(4):
        FeedbackFactory(session=session, useful=5, will_do="yes")
    for words, passed in (("Bring the map next time.", True), ("Shut up, Sam.", False)):
        moderated = {"moderated_at": slot.ends_at, "moderated_by": UserFactory(), "passed": passed}
        FeedbackFactory(session=session, useful=5, will_do="yes", words=words, **moderated)
    FeedbackFactory(session=session, words="Nobody has read this yet.")
    other = SessionFactory(zone=sam.zone, title="Not Sam’s")
    FeedbackFactory(
        session=other, words="For others.", moderated_at=slot.ends_at, moderated_by=UserFactory(), passed=True
    )
    page = enter(client, sam)
    assert "What delegates said" not in client.get(page).text
    with time_machine.travel(slot.ends_at, tick=False):
        shown = Client()
        link = ContributorLink.objects.get()
        shown.get(reverse("open_link", args=[links.token(link)]))
        text = shown.get(page).text
    assert "7 people answered." in text
    said = [words in text for words in ("Bring the map next time.", "Shut up", "Nobody has read", "For others")]
    assert said == [True, False, False, False]


def test_nobody_else_opens_the_page(client: Client, sam: Speaker) -> None:
    page = enter(client, sam)
    assert Client().get(page).status_code == 403
    assert Client().post(page, answers(sam)).status_code == 403


def test_officers_ask_speakers_once_and_are_told_who_has_no_address(sam: Speaker) -> None:
    SpeakerFactory(zone=sam.zone, name="Nobody")
    officer = Client()
    officer.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    for _ in range(2):
        chosen = {"action": "ask_to_confirm", "_selected_action": list(Speaker.objects.values_list("pk", flat=True))}
        response = officer.post(reverse("admin:zone_programme_speaker_changelist"), chosen, follow=True)
        said = [str(message) for message in response.context["messages"]]
        assert said == ["1 speaker was asked to confirm.", "No e-mail address is known of Nobody."]
    assert ContributorLink.objects.count() == 1
    assert [message.to for message in Message.objects.filter(template="speaker_link")] == ["sam@example.org"] * 2


def test_the_link_works_until_eight_weeks_after_the_zone_and_says_so(sam: Speaker) -> None:
    """However early somebody is asked, and though the Zone was moved meanwhile."""
    last = sam.zone.days.get()
    with time_machine.travel(FIRST_DAY - timedelta(days=500)):
        link = ask(speaker=sam, by=None)
        until = FIRST_DAY + timedelta(weeks=8)
        assert timezone.localdate(link.expires_at) == until
        assert f"It works until {until:%-d %B %Y}." in Message.objects.get(template="speaker_link").text
        assert letter(sam.zone, [], None)["ends_at"] == link.expires_at
        last.date += timedelta(days=30)
        last.save()
        assert timezone.localdate(ask(speaker=sam, by=None).expires_at) == until + timedelta(days=30)
