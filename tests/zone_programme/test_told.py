"""The page of a case study names the sessions in which it was told, once they are public."""

import re

import pytest
from django.test import Client

from tests.factories import CaseStudyFactory
from tests.zone_factories import ReleaseFactory, SessionFactory, ZoneFactory
from zone_programme.models import Zone


@pytest.mark.django_db
def test_the_sessions_of_a_case_study_are_those_that_readers_can_open(client: Client) -> None:
    study = CaseStudyFactory(title="My Croydon", published=True)
    closed, planned = ZoneFactory(year=2015, state=Zone.State.CLOSED), ZoneFactory(year=2031, state="planning")
    for zone, title in ((closed, "Noise"), (closed, "Noise again"), (planned, "Secret")):
        SessionFactory(zone=zone, title=title).case_studies.add(study)
    ReleaseFactory(zone=closed)
    SessionFactory(zone=closed, title="Not released yet").case_studies.add(study)
    html = client.get(study.get_absolute_url()).content.decode()
    told = re.findall(r'<a href="(/zone/[^"]+/)">([^<]+)</a> <span class="quiet">([^<]+)', html)
    assert told == [
        ("/zone/2015/sessions/noise/", "Noise", "Innovation Zone 2015"),
        ("/zone/2015/sessions/noise-again/", "Noise again", "Innovation Zone 2015"),
    ]
    assert [client.get(address).status_code for address, _, _ in told] == [200, 200]
