"""What becomes of a proposal: the session of an accepted one, and one that is withdrawn."""

from datetime import time

import pytest

from innovation_db.refusals import RefusedError
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory
from tests.zone_factories import (
    DayFactory,
    ProposalFactory,
    ProposedSpeakerFactory,
    ProposedTimeFactory,
    SessionFactory,
    SpeakerFactory,
)
from zone_programme.models import Proposal, Session, Speaker
from zone_programme.proposal_actions import make_session, withdraw

pytestmark = pytest.mark.django_db


def test_an_accepted_proposal_becomes_a_session_with_everything_it_said() -> None:
    council, study = CouncilFactory(), CaseStudyFactory()
    proposal = ProposalFactory(
        state="accepted", title="Bins", format="panel", theme=ThemeFactory(), councils=[council],
        needs=["screen", "step-free"], expected=40,
    )  # fmt: skip
    proposal.case_studies.add(study)
    sam = ProposedSpeakerFactory(proposal=proposal, name="Sam", role="head of waste", council=council)
    ProposedSpeakerFactory(proposal=proposal, name="Cher", chairs=True, organisation="A charity")
    ProposedTimeFactory(speaker=sam, day=DayFactory(zone=proposal.zone), starts_at=time(9), ends_at=time(13))

    session = make_session(proposal=proposal, by=None)
    assert (session.title, session.slug, session.format, session.minutes) == ("Bins", "bins", "panel", 60)
    assert session.summary == f"{proposal.problem}\n\n{proposal.what}"
    assert (session.how, session.theme, session.needs, session.expected) == (
        proposal.how, proposal.theme, ["screen", "step-free"], 40,
    )  # fmt: skip
    assert (list(session.councils.all()), list(session.case_studies.all())) == ([council], [study])
    people = session.appearances.order_by("speaker__name").values_list("speaker__name", "role", "confirmed")
    assert list(people) == [("Cher", "chair", False), ("Sam", "speaker", False)]
    (there,) = Speaker.objects.get(name="Sam").availabilities.all()
    assert (there.starts_at, there.ends_at) == (time(9), time(13))
    assert make_session(proposal=proposal, by=None) == session
    assert Session.objects.count() == 1


def test_a_proposal_that_is_not_accepted_has_no_session() -> None:
    with pytest.raises(RefusedError):
        make_session(proposal=ProposalFactory(), by=None)


def test_two_proposals_of_one_title_become_two_sessions_of_one_speaker() -> None:
    one, two = ProposalFactory.create_batch(2, state="accepted", title="Bins")
    ProposedSpeakerFactory(proposal=one, name="Sam", email="sam@example.org")
    ProposedSpeakerFactory(proposal=two, name="Sam Smith", email="SAM@example.org")
    assert [make_session(proposal=proposal, by=None).slug for proposal in (one, two)] == ["bins", "bins-2"]
    assert Speaker.objects.get().appearances.count() == 2


@pytest.mark.parametrize(
    ("known", "proposed"),
    [
        ({"email": "sam@example.org"}, {"email": "other@example.org"}),
        ({"council": "own"}, {"council": "another"}),
        ({"name": "Sam Two"}, {}),
    ],
    ids=["another address", "another council", "another name"],
)
def test_two_people_of_one_name_stay_two(known: dict[str, str], proposed: dict[str, str]) -> None:
    def council(values: dict[str, str]) -> dict[str, object]:
        return {key: CouncilFactory() if key == "council" else value for key, value in values.items()}

    proposal = ProposalFactory(state="accepted")
    SpeakerFactory(zone=proposal.zone, **{"name": "Sam", "slug": "sam"} | council(known))
    ProposedSpeakerFactory(proposal=proposal, **{"name": "Sam"} | council(proposed))
    make_session(proposal=proposal, by=None)
    assert Speaker.objects.count() == 2


def test_a_withdrawn_proposal_takes_its_session_with_it() -> None:
    proposal = ProposalFactory(state="accepted")
    session = make_session(proposal=proposal, by=None)
    withdraw(proposal=proposal, email="ann@example.org")
    session.refresh_from_db()
    proposal.refresh_from_db()
    assert (proposal.state, session.state) == (Proposal.State.WITHDRAWN, Session.State.WITHDRAWN)
    assert proposal.withdrawn_at is not None


def test_a_declined_proposal_cannot_be_withdrawn() -> None:
    with pytest.raises(RefusedError):
        withdraw(proposal=ProposalFactory(state="declined"))


def test_an_appearance_is_one_for_somebody_named_twice() -> None:
    proposal = ProposalFactory(state="accepted")
    ProposedSpeakerFactory.create_batch(2, proposal=proposal, name="Sam")
    assert make_session(proposal=proposal, by=None).appearances.count() == 1


def test_a_session_of_another_zone_may_have_the_same_address() -> None:
    SessionFactory(zone__year=2020, title="Bins")
    assert make_session(proposal=ProposalFactory(state="accepted", title="Bins"), by=None).slug == "bins"
