"""The demonstration's Zones: past ones as far as the facts go, and a made-up one that says so."""

import re
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.test import Client
from PIL import Image

from case_studies.models import Council
from tests.factories import CaseStudyFactory, ThemeFactory, UserFactory
from zone_programme.letters import waiting
from zone_programme.models import Appearance, Appointment, Notice, Outcome, Review, Session, Speaker, Turn, Zone
from zone_programme.problem import Draft
from zone_programme.programme import from_json

pytestmark = pytest.mark.django_db


def load() -> str:
    output = StringIO()
    call_command("load_demo_zones", stdout=output)
    return output.getvalue()


def test_the_zones_are_put_in_once_and_the_made_up_one_has_a_timetable_without_a_clash(client: Client) -> None:
    board = UserFactory(email="board@example.org")
    theme = ThemeFactory(slug="digital-and-technology", name="Digital and technology")
    study = CaseStudyFactory(record_id="zone-2015-noise", title="Noise", published=True)
    study.themes.add(theme)
    assert load() == "5 Zones and 16 asks and offers added.\n"
    made_up, calling = Zone.objects.filter(demonstration=True).order_by("year")
    assert client.get("/zone/").headers["Location"] == made_up.get_absolute_url()
    assert "This Zone is made up" in client.get(f"/zone/{calling.year}/propose/").content.decode()
    assert (calling.proposals.count(), calling.days.count()) == (3, 3)
    draft = Draft(made_up)
    assert (len(draft.slots), draft.clashes()) == (60, [])
    programme = from_json(made_up.releases.get().content)
    assert programme.demonstration
    assert len({slot.session for slot in programme.slots}) == 60
    assert not Council.objects.filter(sessions__zone=made_up).exists()
    assert not Speaker.objects.filter(zone=made_up).exclude(organisation__endswith="(made up)").exists()
    assert not Speaker.objects.filter(zone=made_up).exclude(email__endswith="@example.org").exists()
    assert made_up.sessions.exclude(proposal=None).count() == 60
    assert [len(waiting(made_up, outcome)) for outcome in Outcome] == [1, 1, 1]  # decided after the release
    assert Notice.objects.filter(release__zone=made_up).count() == made_up.speakers.count() == 76
    assert not Appearance.objects.filter(session__zone=made_up, asked_at=None).exists()
    assert not Appearance.objects.filter(session__zone=made_up, confirmed=False).exists()
    assert made_up.proposals.filter(session=None).count() == 24
    assert not Council.objects.filter(proposals__zone=made_up).exists()
    assert set(Review.objects.values_list("reviewer", flat=True)) == {board.pk}
    assert {review.state for review in board.zone_reviews.all()} >= {Review.State.DONE, Review.State.TO_DO}
    assert Appointment.objects.filter(zone=made_up).kept().count() == 16
    assert not Appointment.objects.kept().exclude(organisation__endswith="(made up)").exists()
    assert Turn.objects.filter(sitting__zone=made_up).count() == 15
    known = Zone.objects.get(year=2015)
    assert list(known.sessions.values_list("title", "day_wanted__track", "format")) == [("Noise", "digital", "")]
    shown = client.get("/zone/2015/").content.decode()
    assert "Noise" in shown
    assert "Presentation" not in shown  # nobody knows the format
    Session.objects.filter(zone=known).update(title="Mended by an officer")
    assert load() == "The demonstration's Zones are there; what was typed since is kept.\n"
    assert known.sessions.get().title == "Mended by an officer"


def test_every_session_of_the_made_up_zone_says_something_of_its_own_and_so_do_most_speakers(client: Client) -> None:
    load()
    made_up = Zone.objects.filter(demonstration=True).earliest("year")
    texts = [text for pair in made_up.sessions.values_list("summary", "how") for text in pair]
    sentences = [one for text in texts for one in re.split(r"(?<=[.?])\s+", text)]
    assert len(texts) == 120
    assert not [one for one in texts if len(one) < 50 or "made-up session" in one or "would tell here" in one]
    assert len(set(sentences)) == len(sentences)
    told, pictured = made_up.speakers.exclude(biography=""), made_up.speakers.exclude(picture="")
    assert (told.count(), pictured.count()) == (54, 27)
    assert len(set(told.values_list("biography", flat=True))) == 54
    page = client.get(f"/zone/{made_up.year}/speakers/").content.decode()
    assert page.count('<img class="person__picture"') == 27
    with Image.open(BytesIO(client.get(pictured[0].picture_address).content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (240, 240))
