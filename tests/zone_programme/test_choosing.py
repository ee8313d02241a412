"""Officers choose: progress and giving, the shortlist with its balance, decisions and undo, letters once each."""

import re
from typing import Any

import pytest
from django.core import mail as django_mail
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from innovation_db.models import Job, Message, User
from innovation_db.refusals import RefusedError
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory, UserFactory
from tests.zone_factories import (
    CriterionFactory,
    DayFactory,
    LetterTemplateFactory,
    ProposalFactory,
    ProposedSpeakerFactory,
    ReviewFactory,
    SessionFactory,
    SpeakerFactory,
    ZoneFactory,
)
from zone_programme import letters
from zone_programme.decision_actions import Reason, decide
from zone_programme.models import Criterion, Letter, LetterTemplate, Outcome, Proposal, Session, Zone
from zone_programme.shortlist import Shortlist, featured

pytestmark = pytest.mark.django_db


@pytest.fixture
def zone() -> Zone:
    made: Zone = ZoneFactory()
    return made


@pytest.fixture
def criterion(zone: Zone) -> Criterion:
    made: Criterion = CriterionFactory(zone=zone, name="Use to others")
    return made


@pytest.fixture
def officer() -> User:
    made: User = UserFactory(name="Zora Zone", roles=[Role.ZONE_MANAGER])
    return made


@pytest.fixture
def client(officer: User) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def page(zone: Zone, name: str) -> str:
    return f"/admin/zone_programme/zone/{zone.pk}/{name}/"


def scored(zone: Zone, criterion: Criterion, title: str, *values: int, **more: Any) -> Proposal:
    """A proposal with a finished review for each value."""
    proposal: Proposal = ProposalFactory(zone=zone, title=title, **more)
    for value in values:
        ReviewFactory(proposal=proposal, scores={criterion: value}, done=True)
    return proposal


def titles(text: str) -> list[str]:
    return re.findall(r'id="title-\d+" href="[^"]+">([^<]+)<', text)


def send(client: Client, zone: Zone, chosen: list[Proposal], **more: Any) -> Any:
    """Decide by the form of the page as it is now."""
    seen = [f"{one.pk}:{one.version}" for one in Proposal.objects.filter(zone=zone)]
    data = {"chosen": [one.pk for one in chosen], "seen": seen, "_decide": "1", **more}
    return client.post(page(zone, "shortlist"), data, follow=True)


# --- Reviews ---------------------------------------------------------------------------------------------------------


def test_giving_and_progress(client: Client, zone: Zone, criterion: Criterion) -> None:
    board = UserFactory.create_batch(2, roles=[Role.BOARD_MEMBER])
    ProposalFactory.create_batch(3, zone=zone)
    told = client.post(
        page(zone, "reviews"), {"each": 2, "reviewers": [person.pk for person in board]}, follow=True
    ).text
    assert "6 reviews are given out. 2 reviewers were told by e-mail." in told
    assert "<dd>0 of 6</dd>" in told
    Proposal.objects.filter(pk=Proposal.objects.first().pk).update(state="accepted", decided_at=timezone.now())
    assert "<dd>0 of 4</dd>" in client.get(page(zone, "reviews")).text
    again = client.post(page(zone, "reviews"), {"each": 2, "reviewers": [person.pk for person in board]})
    assert (again.status_code, "There is nothing to give" in again.text) == (422, True)


def test_reviewers_who_are_behind_are_reminded_once_by_one_press(
    client: Client, zone: Zone, criterion: Criterion
) -> None:
    behind, done = (UserFactory(name=name, roles=[Role.BOARD_MEMBER]) for name in ("Behind", "Done"))
    for _ in range(2):
        ReviewFactory(proposal=ProposalFactory(zone=zone), reviewer=behind)
    ReviewFactory(proposal=ProposalFactory(zone=zone, state="accepted"), reviewer=done)  # nothing is left to decide
    assert "Remind 1 reviewer who has proposals left" in client.get(page(zone, "reviews")).text
    assert "Reminded by e-mail: Behind." in client.post(page(zone, "reviews"), {"_remind": "1"}, follow=True).text
    again = client.post(page(zone, "reviews"), {"_remind": "1"}, follow=True).text
    assert "Nobody was reminded" in again
    message = Message.objects.get()
    assert (message.to, message.subject) == (behind.email, f"Still to score for the {zone}: 2 proposals")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"each": "0", "reviewers": []}, "Say by how many each is scored"),
        ({"each": "2", "reviewers": []}, "Choose at least one reviewer."),
        ({"each": "2", "reviewers": ["999999"]}, "999999 is not one of the available choices"),
    ],
)
def test_a_form_that_cannot_be_done_says_why(
    client: Client, zone: Zone, criterion: Criterion, data: dict[str, Any], said: str
) -> None:
    assert said in client.post(page(zone, "reviews"), data).text


def test_all_reviews_of_a_proposal_and_what_an_officer_can_do(client: Client, zone: Zone, criterion: Criterion) -> None:
    proposal = scored(zone, criterion, "Missed bins", 2, 5)
    pending = ReviewFactory(proposal=proposal, scores={criterion: 1}, comment="A draft of somebody else")
    address = f"{page(zone, 'reviews')}{proposal.pk}/"
    shown = client.get(address).text
    assert "median 3.5, spread 3.0" in shown
    assert "A draft of somebody else" not in shown
    client.post(address, {"_take": pending.pk})
    done, other = proposal.reviews.done()
    client.post(address, {"_reopen": done.pk})
    extra = UserFactory(roles=[Role.EDITOR])
    client.post(address, {"_give": "1", "person": extra.pk})
    assert {one.reviewer_id: one.done_at is None for one in proposal.reviews.all()} == {
        done.reviewer_id: True,
        other.reviewer_id: False,
        extra.pk: True,
    }
    nonsense = client.post(address, {"_take": "x"}, follow=True).text
    assert "This review is no longer there." in nonsense


def test_an_officer_who_reviews_is_blind_as_well(
    client: Client, zone: Zone, criterion: Criterion, officer: User
) -> None:
    proposal = scored(zone, criterion, "Missed bins", 2, 5)
    proposal.reviews.update(comment="Seen it work")
    own = ReviewFactory(proposal=proposal, reviewer=officer)
    address = f"{page(zone, 'reviews')}{proposal.pk}/"
    assert [word for word in ("median 3.5", "Seen it work") if word in client.get(address).text] == []
    assert "Hidden until you have" in client.get(page(zone, "shortlist")).text
    own.done_at = own.given_at
    own.save(update_fields=["done_at"])
    assert "Seen it work" in client.get(address).text
    assert "Hidden until you have" not in client.get(page(zone, "shortlist")).text


# --- Shortlist -------------------------------------------------------------------------------------------------------


@pytest.fixture
def four(zone: Zone, criterion: Criterion) -> list[Proposal]:
    themes = ThemeFactory(name="Data"), ThemeFactory(name="Ageing")
    return [
        scored(zone, criterion, "Agreed", 3, 3, theme=themes[0]),
        scored(zone, criterion, "Best", 5, theme=themes[1]),
        scored(zone, criterion, "Contested", 1, 5),
        scored(zone, criterion, "Deferred"),
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("", ["Best", "Agreed", "Contested", "Deferred"]),
        ("?sort=spread", ["Contested", "Best", "Agreed", "Deferred"]),
        ("?sort=fewest", ["Deferred", "Best", "Agreed", "Contested"]),
        ("?sort=theme", ["Best", "Agreed", "Contested", "Deferred"]),
        ("?sort=title", ["Agreed", "Best", "Contested", "Deferred"]),
        ("?sort=nonsense", ["Best", "Agreed", "Contested", "Deferred"]),
        ("?state=accepted", []),
    ],
)
def test_the_list_is_sorted_and_narrowed(
    client: Client, zone: Zone, four: list[Proposal], asked: str, expected: list[str]
) -> None:
    assert titles(client.get(page(zone, "shortlist") + asked).text) == expected


def test_the_balance_counts_what_is_ticked_shortlisted_or_accepted(zone: Zone, officer: User) -> None:
    new, seen, before = (CouncilFactory(short_name=name) for name in ("New", "Seen", "Before"))
    CaseStudyFactory(councils=[seen], published=True)
    CaseStudyFactory(councils=[new])  # a draft features nobody
    SessionFactory(zone=ZoneFactory(year=2026), councils=[before])
    SessionFactory(zone=zone, councils=[new])  # this year's
    heir = CouncilFactory(short_name="Heir")
    before.successors.add(heir)
    assert featured(zone) == {seen.pk, before.pk, heir.pk}
    ticked = ProposalFactory(zone=zone, councils=[new])
    ProposalFactory(zone=zone, state="accepted", councils=[seen])
    ProposalFactory(zone=zone, state="reserve", councils=[heir])
    ProposalFactory(zone=zone, state="withdrawn", councils=[before])
    found = Shortlist(zone, officer).balance({ticked.pk})
    assert (found.chosen, found.all, found.councils) == (2, 3, 2)
    assert [council.name for council in found.new_councils] == ["New"]


def test_counting_keeps_what_was_ticked_and_typed(client: Client, zone: Zone, four: list[Proposal]) -> None:
    data = {"chosen": [four[1].pk], "_count": "1", "words": "Half written"}
    shown = client.post(page(zone, "shortlist"), data).text
    assert "Balance: 1 of 4" in shown
    assert f'value="{four[1].pk}" id="chosen-{four[1].pk}" aria-labelledby="title-{four[1].pk}" checked' in shown
    assert "Half written" in shown
    alone = client.post(page(zone, "shortlist"), data | {"_count": "alone"}).text
    assert alone.startswith("<h2")
    assert "Balance: 1 of 4" in alone
    assert "<html" not in alone


def test_decisions_by_the_dozen_and_undo(client: Client, zone: Zone, four: list[Proposal]) -> None:
    send(client, zone, [four[0]], to="shortlisted")
    told = send(client, zone, four[:2], to="declined", reason="full", words="Please come as visitors.").text
    assert "2 proposals are declined. Nobody is told until you send the letters." in told
    four[0].refresh_from_db()
    assert four[0].decision_reason == f"{Reason.FULL.label} Please come as visitors."
    undone = client.post(page(zone, "shortlist"), {"_undo": "1"}, follow=True).text
    assert "Undone for 2 proposals." in undone
    assert [Proposal.objects.get(pk=one.pk).state for one in four] == [
        "shortlisted", "submitted", "submitted", "submitted",
    ]  # fmt: skip
    assert "Undo the last decision" not in undone


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"to": ""}, "Choose a decision."),
        ({"to": "declined"}, "Say why they are declined"),
        ({"to": "accepted", "reason": "full"}, "Reasons from the list are for declining."),
        ({"to": "nonsense"}, "Choose a decision from the list."),
        ({"to": "accepted", "chosen": []}, "Tick the proposals that you decide on."),
    ],
)
def test_what_cannot_be_decided_is_said_and_stays(
    client: Client, zone: Zone, four: list[Proposal], data: dict[str, Any], said: str
) -> None:
    response = send(client, zone, **{"chosen": four[:1]} | data)
    assert (response.status_code, escape(said) in response.text) == (422, True)
    assert set(Proposal.objects.values_list("state", flat=True)) == {"submitted"}


def test_of_two_officers_the_second_is_told(client: Client, zone: Zone, four: list[Proposal]) -> None:
    old = [f"{one.pk}:{one.version}" for one in four]
    decide(proposal=four[0], to="accepted", by=UserFactory(), version=four[0].version)
    data = {"chosen": [one.pk for one in four], "seen": old, "_decide": "1", "to": "reserve"}
    told = client.post(page(zone, "shortlist"), data, follow=True).text
    assert "Agreed: Somebody changed it since you opened the page." in told
    assert Proposal.objects.get(pk=four[0].pk).state == "accepted"
    assert Proposal.objects.filter(state="reserve").count() == 3


@pytest.mark.parametrize("proposals", [1, 3])
def test_the_shortlist_costs_the_same_however_long(
    client: Client, zone: Zone, criterion: Criterion, proposals: int, django_assert_num_queries: Any
) -> None:
    for number in range(proposals):
        scored(zone, criterion, f"Proposal {number}", 3, 4, councils=[CouncilFactory()], theme=ThemeFactory())
    client.get(page(zone, "shortlist"))
    with django_assert_num_queries(10):
        client.get(page(zone, "shortlist"))


# --- Letters ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def accepted(zone: Zone) -> Proposal:
    DayFactory(zone=zone)
    made: Proposal = ProposalFactory(
        zone=zone, title="Fewer missed bins", state="accepted", decision_reason="Day two suits you best."
    )
    return made


def post_letters(client: Client, zone: Zone, outcome: str, *proposals: Proposal, version: int | None = None) -> Any:
    data = {
        "outcome": outcome,
        "template_version": letters.template_of(zone, outcome).version if version is None else version,
        "seen": [f"{one.pk}:{one.version}" for one in proposals],
    }
    return client.post(page(zone, "letters"), data, follow=True)


def test_a_letter_is_previewed_filled_in(client: Client, zone: Zone, accepted: Proposal) -> None:
    shown = client.get(f"{page(zone, 'letters')}{accepted.pk}/").text
    for words in (
        "Your session at the Innovation Zone 2027: accepted", "Dear Ann Example,", "Day two suits you best.",
        "6 July 2027, Convention Centre, Harrogate",
    ):  # fmt: skip
        assert words in shown
    assert not Message.objects.exists()


def test_a_letter_says_that_a_place_is_not_known_yet(accepted: Proposal) -> None:
    accepted.zone.venue = accepted.zone.city = ""
    _, text = letters.written([accepted], letters.template_of(accepted.zone, Outcome.ACCEPTED))
    assert ", place to be announced. Please keep" in text


def test_letters_go_once_are_kept_and_make_sessions(
    client: Client, zone: Zone, accepted: Proposal, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    accepted.refresh_from_db()
    for _ in range(2):  # two officers press at once: the second finds the letter there
        with django_capture_on_commit_callbacks(execute=True):
            post_letters(client, zone, "accepted", accepted)
    message = Message.objects.get()
    assert (message.to, message.about, message.created_by) == ("ann@example.org", accepted, officer)
    assert "Day two suits you best." in message.text
    first, second = Job.objects.order_by("pk")
    assert first.message == "1 letter is on its way."
    assert second.message == "0 letters are on their way. 1 was left out: changed or told meanwhile."
    assert (Letter.objects.count(), Session.objects.get().title) == (1, "Fewer missed bins")
    page_now = client.get(page(zone, "letters")).text
    assert ("Nobody waits for this letter." in page_now, "1 letter sent" in page_now) == (True, True)


def test_one_press_tells_the_proposer_and_asks_every_speaker_once(
    client: Client, zone: Zone, accepted: Proposal, django_capture_on_commit_callbacks: Any
) -> None:
    both = {"name": "Bo Both", "email": "bo@example.org"}
    ProposedSpeakerFactory(proposal=accepted, name="Ann Example", position=1)
    ProposedSpeakerFactory(proposal=accepted, **both, position=2)
    ProposedSpeakerFactory(proposal=accepted, name="Cy Silent", position=3)
    second = ProposalFactory(zone=zone, title="Warm homes", state="accepted", proposer_email="dee@example.org")
    ProposedSpeakerFactory(proposal=second, **both, chairs=True)
    for one in (accepted, second):
        one.refresh_from_db()
    shown = client.get(f"{page(zone, 'letters')}{accepted.pk}/").text
    assert ("Open your page as a speaker" in shown, "To bo@example.org: Please confirm" in shown) == (True, True)
    with django_capture_on_commit_callbacks(execute=True):
        post_letters(client, zone, "accepted", accepted, second)
    assert Job.objects.get().message == "2 letters are on their way. 1 speaker is asked to confirm."
    sent = {message.to: message for message in Message.objects.all()}
    assert sorted(sent) == ["ann@example.org", "bo@example.org", "dee@example.org"]
    assert Message.objects.count() == 3
    emails = {one.to[0]: one.body for one in django_mail.outbox}
    doors = {to: found[0] for to, text in emails.items() if (found := re.findall(r"/links/\S+", text))}
    opened = {to: Client().get(door).status_code for to, door in doors.items()}
    assert opened == {"ann@example.org": 302, "bo@example.org": 302}
    assert [line for line in emails["bo@example.org"].splitlines() if line.startswith("- ")] == [
        "- Fewer missed bins", "- Warm homes (you would chair it)",
    ]  # fmt: skip
    assert "We have no e-mail address of Cy Silent." in emails["ann@example.org"]
    assert doors["ann@example.org"] not in sent["ann@example.org"].text  # the kept copy opens nothing
    assert "Every speaker with an e-mail address has been asked." in client.get(page(zone, "letters")).text


def test_who_sent_several_proposals_gets_one_letter_about_all_of_them(
    client: Client, zone: Zone, accepted: Proposal, django_capture_on_commit_callbacks: Any
) -> None:
    second = ProposalFactory(zone=zone, title="Warm homes", state="accepted", proposer_email="Ann@example.org")
    other = ProposalFactory(zone=zone, title="Trees", state="accepted", proposer_email="dee@example.org")
    for proposal in (accepted, second):
        ProposedSpeakerFactory(proposal=proposal, name="Ann Example", position=1)
        ProposedSpeakerFactory(proposal=proposal, name="Bo Both", email="bo@example.org", position=2)
    for one in (accepted, second, other):
        one.refresh_from_db()
    assert "Accepted: 2 to tell" in client.get(page(zone, "letters")).text
    shown = client.get(f"{page(zone, 'letters')}{second.pk}/").text
    assert "Accepted: Fewer missed bins and Warm homes" in shown
    assert shown.count("To bo@example.org: Please confirm") == 1
    with django_capture_on_commit_callbacks(execute=True):
        post_letters(client, zone, "accepted", accepted, second, other)
    assert Job.objects.get().message == "2 letters are on their way. 1 speaker is asked to confirm."
    to_ann = Message.objects.get(to__iexact="ann@example.org")
    assert list(Letter.objects.filter(message=to_ann).values_list("proposal__title", flat=True)) == [
        "Fewer missed bins", "Warm homes",
    ]  # fmt: skip
    assert [part for part in to_ann.text.split("\n\n") if "“" in part or "reference" in part or "suits" in part] == [
        (
            "Thank you for proposing “Fewer missed bins” for the Innovation Zone 2027. We would like to have it in the "
            "programme."
        ),
        "Day two suits you best.",
        "Thank you for proposing “Warm homes” for the Innovation Zone 2027. We would like to have it in the programme.",
        (
            f"If anything has changed, answer this e-mail and give your reference, {accepted.reference} and "
            f"{second.reference}."
        ),
    ]
    assert to_ann.text.count("Open your page as a speaker") == to_ann.text.count("Bo Both") == 1
    sent = client.get(page(zone, "letters")).text
    assert ("2 letters sent" in sent, "Fewer missed bins and Warm homes</a>" in sent) == (True, True)


def test_a_speaker_added_later_is_asked_by_a_press_of_its_own(
    client: Client, zone: Zone, django_capture_on_commit_callbacks: Any
) -> None:
    speaker = SpeakerFactory(zone=zone, name="Late Lee", email="lee@example.org")
    SessionFactory(zone=zone, title="Bins", speakers=[speaker])
    SessionFactory(zone=zone, title="Gone", speakers=[speaker], state="withdrawn")
    assert "Speakers: 1 to ask" in client.get(page(zone, "letters")).text
    for _ in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(f"{page(zone, 'letters')}speakers/")
    assert [message.to for message in Message.objects.all()] == ["lee@example.org"]


def test_a_letter_without_the_field_leaves_the_link_to_a_message_of_its_own(
    client: Client, zone: Zone, accepted: Proposal, django_capture_on_commit_callbacks: Any
) -> None:
    ProposedSpeakerFactory(proposal=accepted, name="Ann Example")
    LetterTemplateFactory(zone=zone, outcome="accepted", text="Dear {name}, welcome.")
    accepted.refresh_from_db()
    with django_capture_on_commit_callbacks(execute=True):
        post_letters(client, zone, "accepted", accepted)
    assert sorted(Message.objects.values_list("to", "template")) == [
        ("ann@example.org", "decision"), ("ann@example.org", "speaker_link"),
    ]  # fmt: skip


def test_a_decision_that_was_told_stands_but_a_reserve_may_be_accepted(zone: Zone, officer: User) -> None:
    reserve = ProposalFactory(zone=zone, state="reserve")
    for outcome in (Outcome.RESERVE, Outcome.ACCEPTED):
        reserve.refresh_from_db()
        letters.tell(seen={reserve.pk: reserve.version}, template=letters.template_of(zone, outcome), by=officer)
        if outcome == Outcome.RESERVE:
            with pytest.raises(RefusedError, match="told already: on the reserve list"):
                decide(proposal=reserve, to="submitted", by=officer, version=reserve.version)
            decide(proposal=reserve, to="accepted", by=officer, version=reserve.version)
    reserve.refresh_from_db()
    assert [letter.outcome for letter in reserve.letters.all()] == ["reserve", "accepted"]
    with pytest.raises(RefusedError, match="told already: accepted"):
        decide(proposal=reserve, to="declined", by=officer, version=reserve.version, reason="Too late")


def test_what_changed_since_the_preview_is_not_sent(
    client: Client, zone: Zone, accepted: Proposal, officer: User, django_capture_on_commit_callbacks: Any
) -> None:
    accepted.refresh_from_db()
    template = LetterTemplateFactory(zone=zone)
    with django_capture_on_commit_callbacks(execute=True):
        post_letters(client, zone, "accepted", accepted, version=template.version + 1)
    assert "The words of the letter were changed" in Job.objects.get().message
    changed = decide(proposal=accepted, to="reserve", by=officer, version=accepted.version)
    assert letters.tell(seen={changed.pk: changed.version}, template=template, by=officer) == []
    assert not Message.objects.exists()


def test_the_words_of_a_letter_are_the_zones_own(client: Client, zone: Zone, accepted: Proposal) -> None:
    response = client.post(f"{page(zone, 'letters')}words/", {"outcome": "accepted"})
    row = LetterTemplate.objects.get()
    assert response.headers["Location"] == f"/admin/zone_programme/lettertemplate/{row.pk}/change/"
    form = client.get(response.headers["Location"]).text
    token = re.search(r'name="started_from" value="([^"]+)"', form)
    assert token is not None
    data = {"subject": "Yes to {titel}", "text": "Dear {name}", "started_from": token[1]}
    refused = client.post(response.headers["Location"], data).text
    assert "There is nothing called {titel} to fill in." in refused
    client.post(response.headers["Location"], data | {"subject": "Yes to {title}"})
    assert "Yes to Fewer missed bins" in client.get(f"{page(zone, 'letters')}{accepted.pk}/").text


def test_untold_are_the_decided_without_a_letter_of_that_outcome(zone: Zone) -> None:
    states = ("submitted", "shortlisted", "accepted", "reserve", "declined", "withdrawn")
    rows = {state: ProposalFactory(zone=zone, state=state) for state in states}
    letters.tell(
        seen={rows["reserve"].pk: Proposal.objects.get(pk=rows["reserve"].pk).version},
        template=letters.template_of(zone, "reserve"),
        by=None,
    )
    assert {row.state for row in Proposal.objects.untold()} == {"accepted", "declined"}
