"""A reviewer's pages: what is given to them, drafts, finishing, blindness, conflicts, two windows, other people."""

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from innovation_db.models import Message, User
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from tests.factories import CouncilFactory, UserFactory
from tests.zone_factories import CriterionFactory, ProposalFactory, ReviewFactory, ZoneFactory
from zone_programme import review_actions
from zone_programme.models import Criterion, Proposal, Review, Zone

pytestmark = pytest.mark.django_db

LIST = "/zone/2027/review/"


@pytest.fixture
def zone() -> Zone:
    made: Zone = ZoneFactory()
    return made


@pytest.fixture
def criteria(zone: Zone) -> list[Criterion]:
    return [CriterionFactory(zone=zone, name="Use to others", weight=2), CriterionFactory(zone=zone, name="Evidence")]


@pytest.fixture
def proposal(zone: Zone) -> Proposal:
    made: Proposal = ProposalFactory(zone=zone, title="Fewer missed bins")
    return made


@pytest.fixture
def member() -> User:
    made: User = UserFactory(name="Bola Board", roles=[Role.BOARD_MEMBER])
    return made


@pytest.fixture
def client(member: User) -> Client:
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def mine(proposal: Proposal, member: User, criteria: list[Criterion]) -> Review:
    made: Review = ReviewFactory(proposal=proposal, reviewer=member)
    return made


def answers(review: Review, criteria: list[Criterion], *values: int, **more: Any) -> dict[str, Any]:
    """What the form of `review`, as it is now, sends."""
    review.refresh_from_db()
    scores = {f"criterion_{criterion.pk}": value for criterion, value in zip(criteria, values, strict=False)}
    return {"version": review.version, "comment": "", **scores, **more}


def page_of(review: Review) -> str:
    return f"{LIST}{review.proposal_id}/"


def test_a_draft_waits_and_finishing_goes_on_to_the_next(
    client: Client, mine: Review, criteria: list[Criterion], member: User
) -> None:
    following = ReviewFactory(proposal=ProposalFactory(zone=mine.proposal.zone), reviewer=member)
    assert client.get(LIST).text.count("To do</span>") == 2
    client.post(page_of(mine), answers(mine, criteria, 4, comment="Clear", _draft=1))
    assert mine.by_criterion() == {criteria[0].pk: 4}
    shown = client.get(page_of(mine)).text
    assert re.search(rf'name="criterion_{criteria[0].pk}" value="4" id="[^"]+" checked', shown)
    assert ">Clear</textarea>" in shown.replace("\n", "")
    assert client.get(LIST).text.count("Begun</span>") == 1
    response = client.post(page_of(mine), answers(mine, criteria, 4, 2, comment="Clear", _done=1))
    assert response.headers["Location"] == page_of(following)
    mine.refresh_from_db()
    assert (mine.state, mine.by_criterion()) == (Review.State.DONE, {criteria[0].pk: 4, criteria[1].pk: 2})
    assert "1 of 2 done" in client.get(LIST).text


def test_a_review_without_a_score_is_not_finished_and_nothing_typed_is_lost(
    client: Client, mine: Review, criteria: list[Criterion]
) -> None:
    response = client.post(page_of(mine), answers(mine, criteria, 5, comment="Half way", _done=1))
    assert response.status_code == 422
    assert f'href="#id_criterion_{criteria[1].pk}_0"' in response.text
    assert escape("Choose a score for “Evidence”.") in response.text
    assert "Half way" in response.text
    mine.refresh_from_db()
    assert mine.state == Review.State.TO_DO


@pytest.mark.parametrize("value", ["6", "-1", "2.5", "x", "\0"])
def test_a_score_that_is_none_is_refused(client: Client, mine: Review, criteria: list[Criterion], value: str) -> None:
    data = answers(mine, criteria, 1) | {f"criterion_{criteria[1].pk}": value, "_draft": "1"}
    response = client.post(page_of(mine), data)
    assert response.status_code == 422
    assert mine.by_criterion() == {}


def test_two_windows_of_one_reviewer(client: Client, mine: Review, criteria: list[Criterion]) -> None:
    old = answers(mine, criteria, 1, 1, comment="In the first window", _draft=1)
    client.post(page_of(mine), answers(mine, criteria, 5, 5, comment="In the second", _draft=1))
    refused = client.post(page_of(mine), old)
    assert refused.status_code == 409
    assert "In the first window" in refused.text
    mine.refresh_from_db()
    assert (mine.comment, f'name="version" value="{mine.version}"' in refused.text) == ("In the second", True)
    client.post(page_of(mine), old | {"version": mine.version})
    mine.refresh_from_db()
    assert (mine.comment, set(mine.by_criterion().values())) == ("In the first window", {1})


def test_reviewers_are_blind_to_each_other_until_done(client: Client, mine: Review, criteria: list[Criterion]) -> None:
    give = {criteria[0]: 5, criteria[1]: 1}
    ReviewFactory(proposal=mine.proposal, reviewer__name="Olu Other", comment="Seen it work", scores=give, done=True)
    ReviewFactory(proposal=mine.proposal, reviewer__name="Dara Draft", comment="Not ready", scores=give)
    before = client.get(page_of(mine)).text
    assert [word for word in ("Olu Other", "Seen it work", "median") if word in before] == []
    after = client.post(page_of(mine), answers(mine, criteria, 2, 2, _done=1), follow=True).text
    assert "Olu Other: 3.7" in after  # (5 × 2 + 1 × 1) ÷ 3
    assert "Seen it work" in after
    assert "<strong>2.8</strong>" in after
    assert [word for word in ("Dara Draft", "Not ready") if word in after] == []


def test_what_is_done_stays(client: Client, mine: Review, criteria: list[Criterion]) -> None:
    client.post(page_of(mine), answers(mine, criteria, 2, 2, _done=1))
    response = client.post(page_of(mine), answers(mine, criteria, 5, 5, _draft=1))
    assert response.status_code == 422
    assert mine.by_criterion() == {criteria[0].pk: 2, criteria[1].pk: 2}
    client.post(f"{page_of(mine)}conflict/", {"reason": "Too late"})
    mine.refresh_from_db()
    assert mine.state == Review.State.DONE


def test_a_conflict_takes_the_scores_away_and_can_be_taken_back(
    client: Client, mine: Review, criteria: list[Criterion]
) -> None:
    ReviewFactory(proposal=mine.proposal, comment="Of another", scores={criteria[0]: 5}, done=True)
    client.post(page_of(mine), answers(mine, criteria, 4, comment="Mine", _draft=1))
    empty = client.post(f"{page_of(mine)}conflict/", {"reason": " "})
    assert (empty.status_code, "I work with this council" in empty.text) == (422, True)
    client.post(f"{page_of(mine)}conflict/", {"reason": "My own council"})
    mine.refresh_from_db()
    assert (mine.state, mine.comment, mine.by_criterion()) == (Review.State.CONFLICT, "", {})
    shown = client.get(page_of(mine)).text
    assert ("My own council" in shown, "Of another" in shown) == (True, False)
    client.post(f"{page_of(mine)}conflict/", {"_back": "1"})
    mine.refresh_from_db()
    assert mine.state == Review.State.TO_DO


@pytest.mark.parametrize("state", ["accepted", "declined", "withdrawn"])
def test_what_is_decided_needs_no_scores(
    client: Client, zone: Zone, member: User, criteria: list[Criterion], state: str
) -> None:
    review = ReviewFactory(proposal=ProposalFactory(zone=zone, state=state), reviewer=member)
    assert "No score is needed" in client.get(page_of(review)).text
    assert client.post(page_of(review), answers(review, criteria, 1, 1, _done=1)).status_code == 422
    assert "Nothing is left for you to score" in client.get(LIST).text


def test_a_proposal_of_somebody_else_is_not_there(client: Client, criteria: list[Criterion], zone: Zone) -> None:
    other = ReviewFactory(proposal=ProposalFactory(zone=zone))
    for address in (page_of(other), f"{page_of(other)}conflict/"):
        assert client.post(address, answers(other, criteria, 1, 1, _done=1)).status_code == 404
    assert client.get(page_of(other)).status_code == 404
    assert other.proposal.title not in client.get(LIST).text
    assert "You have no proposal to score" in client.get(LIST).text


def test_the_pages_stay_out_of_caches(client: Client, mine: Review) -> None:
    for address in (LIST, page_of(mine)):
        headers = client.get(address).headers
        assert "no-store" in headers["Cache-Control"]
        assert headers["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("proposals", [1, 3])
def test_the_list_costs_the_same_however_long(
    client: Client, zone: Zone, member: User, proposals: int, django_assert_num_queries: Any
) -> None:
    for _ in range(proposals):
        ReviewFactory(
            proposal=ProposalFactory(zone=zone, councils=[CouncilFactory()]), reviewer=member, comment="Begun"
        )
    client.get(LIST)
    with django_assert_num_queries(6):
        client.get(LIST)


# --- Giving ----------------------------------------------------------------------------------------------------------


def test_proposals_are_shared_out_and_each_reviewer_is_told_once(
    zone: Zone, criteria: list[Criterion], django_capture_on_commit_callbacks: Any
) -> None:
    reviewers = UserFactory.create_batch(3)
    ProposalFactory.create_batch(3, zone=zone)
    ProposalFactory(zone=zone, state="withdrawn")
    officer = UserFactory()
    given = review_actions.give(zone=zone, reviewers=reviewers, each=2, by=officer)
    assert len(given) == 6
    assert sorted(Message.objects.values_list("to", flat=True)) == sorted(one.email for one in reviewers)
    assert "2 proposals" in Message.objects.all()[0].subject
    with pytest.raises(RefusedError, match="nothing to give"):
        review_actions.give(zone=zone, reviewers=reviewers, each=2, by=officer)


def test_nobody_is_given_a_proposal_of_their_own_council(zone: Zone, criteria: list[Criterion]) -> None:
    own = ProposalFactory(zone=zone, councils=[CouncilFactory(short_name="Hill", official_name="Hill Council")])
    insider, outsider = UserFactory(organisation="hill council "), UserFactory(organisation="Dale")
    given = review_actions.give(zone=zone, reviewers=[insider, outsider], each=2, by=None)
    assert [(review.proposal_id, review.reviewer_id) for review in given] == [(own.pk, outsider.pk)]
    with pytest.raises(RefusedError, match="belongs to a council that proposes this"):
        review_actions.give_one(proposal=own, reviewer=insider, by=outsider)


def test_without_criteria_or_reviewers_nothing_is_given(zone: Zone) -> None:
    with pytest.raises(RefusedError, match="Write the criteria"):
        review_actions.give(zone=zone, reviewers=[UserFactory()], each=1, by=None)
    CriterionFactory(zone=zone)
    with pytest.raises(RefusedError, match="Choose at least one reviewer"):
        review_actions.give(zone=zone, reviewers=[], each=1, by=None)


def test_an_officer_takes_back_what_is_not_done_and_opens_what_is(
    mine: Review, criteria: list[Criterion], member: User
) -> None:
    officer = UserFactory()
    scores = {criterion.pk: 3 for criterion in criteria}
    review_actions.finish(review=mine, scores=scores, comment="", version=mine.version, by=member)
    with pytest.raises(RefusedError, match="is done, and counts"):
        review_actions.take_back(review=mine, by=officer)
    assert review_actions.reopen(review=mine, by=officer).state == Review.State.BEGUN
    review_actions.take_back(review=mine, by=officer)
    assert not Review.objects.exists()
