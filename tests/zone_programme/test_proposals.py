"""Proposals as they are kept: what the database refuses, what history tells, and how officers find one of 1,000."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from innovation_db.roles import Role
from tests.factories import CouncilFactory, ThemeFactory, UserFactory
from tests.zone_factories import ProposalFactory, ProposedSpeakerFactory, ProposedTimeFactory, SessionFactory
from zone_programme.models import Proposal

pytestmark = pytest.mark.django_db
DECIDED = datetime(2026, 6, 1, 12, tzinfo=UTC)
LIST = reverse("admin:zone_programme_proposal_changelist")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""},
        {"reference": ""},
        {"state": "lost"},
        {"format": "opera"},
        {"needs": ["screen", "elephant"]},
        {"expected": 0},
        {"state": "declined", "decided_at": DECIDED},
        {"state": "accepted"},
        {"decided_at": DECIDED},
        {"state": "withdrawn"},
        {"withdrawn_at": DECIDED},
    ],
    ids=str,
)
def test_the_database_refuses_what_no_proposal_can_be(wrong: dict[str, Any]) -> None:
    proposal = ProposalFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(**wrong)


def test_only_an_accepted_proposal_has_a_session() -> None:
    proposal, session = ProposalFactory(), SessionFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Proposal.objects.filter(pk=proposal.pk).update(session=session)
    Proposal.objects.filter(pk=proposal.pk).update(session=session, state="accepted", decided_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        ProposalFactory(state="accepted", session=session)


@pytest.fixture
def officer() -> Client:
    client = Client()
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


def titles(client: Client, **query: str) -> list[str]:
    """The titles that the admin's list shows for a query."""
    page = client.get(LIST, query)
    return [proposal.title for proposal in page.context["cl"].result_list]


def test_the_list_finds_proposals_by_council_theme_state_format_and_word(officer: Client) -> None:
    waste = ThemeFactory(name="Waste")
    county = CouncilFactory(official_name="Testshire County Council", kind="county", region="south-west")
    district = CouncilFactory(official_name="Ryemouth District Council", kind="district", region="north-west")
    bins = ProposalFactory(title="Bins", councils=[county, district], theme=waste, format="table")
    ProposedSpeakerFactory(proposal=bins, name="Zoe Angstrom")
    ProposalFactory(title="Trees", councils=[district], state="declined")
    assert titles(officer, region="south-west") == ["Bins"]
    assert titles(officer, kind="district") == ["Trees", "Bins"]
    assert titles(officer, theme__id__exact=str(waste.pk)) == ["Bins"]
    assert titles(officer, format__exact="presentation") == ["Trees"]
    assert titles(officer, state__exact="declined") == ["Trees"]
    assert titles(officer, q="testshire") == titles(officer, q="zoe") == titles(officer, q=bins.reference) == ["Bins"]


def test_the_list_costs_as_much_for_three_as_for_one(officer: Client) -> None:
    ProposalFactory(councils=[CouncilFactory()], theme=ThemeFactory())
    officer.get(LIST)
    with CaptureQueriesContext(
        connection,
    ) as one:
        officer.get(LIST)
    for _ in range(2):
        ProposalFactory(councils=[CouncilFactory(), CouncilFactory()], theme=ThemeFactory())
    with CaptureQueriesContext(connection) as three:
        officer.get(LIST)
    assert len(three) == len(one)


def test_the_page_of_a_proposal_shows_what_its_history_tells(officer: Client) -> None:
    proposal = ProposalFactory(title="Bins", councils=[CouncilFactory()])
    ProposedTimeFactory(speaker=ProposedSpeakerFactory(proposal=proposal, name="Sam"), day__zone=proposal.zone)
    Proposal.objects.filter(pk=proposal.pk).update(title="Bins and boxes")
    page = officer.get(reverse("admin:zone_programme_proposal_change", args=[proposal.pk]))
    assert proposal.reference in page.content.decode()
    history = officer.get(reverse("admin:zone_programme_proposal_history", args=[proposal.pk])).content.decode()
    assert "Bins and boxes" in history
    assert "Sam" in history
