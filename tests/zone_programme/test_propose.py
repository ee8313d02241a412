"""“Propose a session”: from an e-mail address to a proposal, changed and withdrawn until the call closes."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from innovation_db import links
from innovation_db.models import Message, SavedForm
from tests.factories import CaseStudyFactory, CouncilFactory, ThemeFactory
from tests.zone_factories import FIRST_DAY, DayFactory, ZoneFactory
from zone_programme.models import Proposal, Zone
from zone_programme.proposal_actions import make_session
from zone_programme.propose_case_studies import like

pytestmark = pytest.mark.django_db
DATE = FIRST_DAY.isoformat()


def speaker(number: int, name: str, **more: Any) -> dict[str, Any]:
    said = {"name": name, "role": "Officer", "from": "Testshire", "another": "no"} | more
    return {f"speaker_{number}_{key}": value for key, value in said.items()}


ANSWERS: dict[str, dict[str, Any]] = {
    "title": {"session_title": "Fewer missed bins"},
    "problem": {"problem": "Calls took hours."},
    "take-home": {"what": "Half the calls.", "how": "We began with one depot."},
    "theme": {"theme": "none"},
    "kind": {"session_format": "table"},
    "councils": {"council": "testshire", "other_councils": "Otherton"},
    "speaker-1": speaker(1, "Sam Speaker", times=[f"{DATE}-am"], email="sam@example.org"),
    "needs": {"needs": ["screen", "step-free"], "other_needs": "A wall"},
    "audience": {"expected": "40"},
    "you": {"your_name": "Ann Other", "your_job": "Officer"},
}


@pytest.fixture
def zone() -> Zone:
    cache.clear()
    CouncilFactory(short_name="Testshire")
    CouncilFactory(short_name="Otherton")
    made: Zone = ZoneFactory(state=Zone.State.CALL_OPEN)
    made.themes.add(ThemeFactory(name="Waste"))
    DayFactory(zone=made)
    return made


@pytest.fixture
def saved(client: Client, zone: Zone) -> SavedForm:
    """A form just begun in this browser."""
    response = client.post(f"/zone/{zone.year}/propose/", {"email": "ann@example.org"})
    form = SavedForm.objects.select_related("link").get()
    assert response.headers["Location"] == f"/zone/{zone.year}/propose/{form.link.key}/"
    return form


@pytest.fixture
def at(zone: Zone, saved: SavedForm) -> Callable[[str], str]:
    return lambda page: f"/zone/{zone.year}/propose/{saved.link.key}/{page}"


@pytest.fixture
def answer(client: Client, at: Callable[[str], str]) -> Callable[..., Any]:
    """Return a way to answer a step as its page would: with the version that the page carries."""

    def post(step: str, fields: dict[str, Any] | None = None, *, version: int = 0) -> Any:
        version = version or SavedForm.objects.get().version
        return client.post(at(f"{step}/"), {"_version": version, **(fields or ANSWERS[step])})

    return post


@pytest.fixture
def sent(client: Client, at: Callable[[str], str], answer: Callable[..., Any]) -> Proposal:
    for step in ANSWERS:
        assert answer(step).status_code == 302, step
    response = client.post(at("check/"), {"_version": SavedForm.objects.get().version})
    assert response.headers["Location"] == at("sent/")
    return Proposal.objects.get()


def close(zone: Zone) -> None:
    Zone.objects.filter(pk=zone.pk).update(state=Zone.State.DRAFT)


def test_the_whole_way_makes_a_proposal(sent: Proposal, client: Client, at: Callable[[str], str]) -> None:
    form = SavedForm.objects.get()
    assert (sent.reference, form.became) == (form.reference, sent)
    assert (sent.title, sent.problem, sent.what, sent.how) == (
        "Fewer missed bins", "Calls took hours.", "Half the calls.", "We began with one depot.",
    )  # fmt: skip
    assert (sent.theme, sent.format, sent.needs, sent.other_needs, sent.expected) == (
        None, "table", ["screen", "step-free"], "A wall", 40,
    )  # fmt: skip
    assert (sent.proposer_name, sent.proposer_email, sent.state) == ("Ann Other", "ann@example.org", "submitted")
    assert [council.short_name for council in sent.councils.all()] == ["Otherton", "Testshire"]
    (sam,) = sent.speakers.all()
    assert (sam.name, sam.email, sam.council.short_name, sam.chairs) == (  # type: ignore[union-attr]
        "Sam Speaker", "sam@example.org", "Testshire", False,
    )  # fmt: skip
    assert list(sam.times.values_list("starts_at", "ends_at")) == [(time(9), time(13))]
    assert sent.reference in client.get(at("sent/")).content.decode()
    assert [message.template for message in Message.objects.order_by("id")] == ["link", "proposal_sent"]


def test_a_themes_page_offers_those_of_the_zone_alone(client: Client, at: Callable[[str], str]) -> None:
    ThemeFactory(name="Another year’s")
    page = client.get(at("theme/")).content.decode()
    assert "Waste" in page
    assert "Another year’s" not in page


def test_what_is_changed_after_sending_changes_the_proposal_at_once(
    sent: Proposal, answer: Callable[..., Any], at: Callable[[str], str], client: Client
) -> None:
    response = answer("title", {"session_title": "No missed bins"})
    assert response.headers["Location"] == at("sent/?changed")
    sent.refresh_from_db()
    assert sent.title == "No missed bins"
    assert "Your change is saved" in client.get(at("sent/?changed")).content.decode()
    assert SavedForm.objects.get().reference == sent.reference


def test_a_change_that_asks_for_more_waits_for_it(
    sent: Proposal, answer: Callable[..., Any], at: Callable[[str], str], client: Client
) -> None:
    response = answer("speaker-1", speaker(1, "Sam Speaker", another="yes"))
    assert response.headers["Location"] == at("speaker-2/")
    assert "have not reached us" in client.get(at("sent/")).content.decode()
    assert sent.speakers.count() == 1
    answer("speaker-2", speaker(2, "Cher", chairs="on", **{"from": "A charity"}))
    assert list(sent.speakers.values_list("name", "organisation", "chairs")) == [
        ("Sam Speaker", "", False),
        ("Cher", "A charity", True),
    ]
    answer("speaker-2", speaker(2, "", gone="on"))
    assert [one.name for one in sent.speakers.all()] == ["Sam Speaker"]


def test_two_people_with_one_link_lose_nothing(sent: Proposal, answer: Callable[..., Any]) -> None:
    version = SavedForm.objects.get().version
    answer("title", {"session_title": "Theirs"}, version=version)
    response = answer("title", {"session_title": "Mine"}, version=version)
    assert response.status_code == 409
    assert {"Theirs", "Mine"} <= set(response.context["pairs"][0])
    sent.refresh_from_db()
    assert sent.title == "Theirs"
    answer("problem", {"problem": "Another page."}, version=version)
    sent.refresh_from_db()
    assert (sent.title, sent.problem) == ("Theirs", "Another page.")


def test_the_finder_offers_case_studies_for_what_was_typed(
    client: Client, at: Callable[[str], str], answer: Callable[..., Any]
) -> None:
    bins = CaseStudyFactory(title="Missed bins on a map", published=True)
    other = CaseStudyFactory(title="Choirs in libraries", published=True)
    answer("title")
    page = client.get(at("case-studies/")).content.decode()
    assert "Missed bins on a map" in page
    assert "Choirs in libraries" not in page
    response = answer(
        "case-studies",
        {"case_studies": [str(bins.pk)], "more_case_studies": f"https://x.example.org/case-studies/{other.slug}/"},
    )
    assert response.status_code == 302
    shown = client.get(at("check/")).content.decode()
    assert "Missed bins on a map" in shown
    assert "Choirs in libraries" in shown
    refused = answer("case-studies", {"more_case_studies": "No such thing"})
    assert refused.status_code == 400
    assert "We have no case study “No such thing”" in refused.content.decode()


def test_what_prose_has_is_not_read_as_commands_of_the_search() -> None:
    potholes = CaseStudyFactory(title="Fewer calls about potholes", published=True)
    for text in ("How we stopped the “potholes” and “Ñandú”", "Zebra -potholes", 'or "potholes', "potholes or zebra"):
        assert [key for key, _ in like(text)] == [str(potholes.pk)]


def test_before_anything_is_typed_no_case_study_is_offered(client: Client, at: Callable[[str], str]) -> None:
    CaseStudyFactory(title="Choirs in libraries", published=True)
    page = client.get(at("case-studies/")).content.decode()
    assert "Choirs" not in page
    assert "We found no case study like it" in page
    assert "Case studies like your session" not in page


@pytest.mark.parametrize("state", ["draft", "published", "live", "closed"])
def test_a_closed_call_says_so_kindly(client: Client, state: str) -> None:
    zone = ZoneFactory(state=state)
    page = client.get(f"/zone/{zone.year}/propose/")
    assert page.status_code == 200
    assert "<h1>The call for sessions of the Innovation Zone 2027 is closed</h1>" in page.content.decode()
    assert client.post(f"/zone/{zone.year}/propose/", {"email": "ann@example.org"}).status_code == 403
    assert SavedForm.objects.count() == 0


def test_a_zone_that_is_still_planned_has_no_form(client: Client) -> None:
    assert client.get(f"/zone/{ZoneFactory(state='planning').year}/propose/").status_code == 404


def test_a_call_that_closes_meanwhile_gives_back_what_was_typed(
    client: Client, zone: Zone, at: Callable[[str], str], answer: Callable[..., Any]
) -> None:
    for step in ANSWERS:
        answer(step)
    close(zone)
    refused = answer("title", {"session_title": "Typed too late"})
    assert refused.status_code == 403
    assert "Typed too late" in refused.content.decode()
    assert "Fewer missed bins" in refused.content.decode()
    client.post(at("check/"), {"_version": SavedForm.objects.get().version})
    assert Proposal.objects.count() == 0


def test_what_was_sent_can_be_read_after_the_call_and_not_changed(
    sent: Proposal, client: Client, zone: Zone, at: Callable[[str], str], answer: Callable[..., Any]
) -> None:
    close(zone)
    page = client.get(at("sent/"))
    assert "Fewer missed bins" in page.content.decode()
    assert not page.context["may_change"]
    assert answer("title", {"session_title": "Too late"}).status_code == 403
    sent.refresh_from_db()
    assert sent.title == "Fewer missed bins"


def test_a_proposal_that_is_being_decided_is_not_changed(sent: Proposal, answer: Callable[..., Any]) -> None:
    Proposal.objects.update(state="shortlisted")
    assert answer("title", {"session_title": "Too late"}).status_code == 403


def test_a_proposer_withdraws_after_the_call_and_the_session_goes(
    sent: Proposal, client: Client, zone: Zone, at: Callable[[str], str]
) -> None:
    close(zone)
    Proposal.objects.update(state="accepted", decided_at=sent.submitted_at)
    session = make_session(proposal=sent, by=None)
    assert "Fewer missed bins" in client.get(at("withdraw/")).content.decode()
    assert client.post(at("withdraw/")).headers["Location"] == at("sent/")
    session.refresh_from_db()
    sent.refresh_from_db()
    assert (sent.state, session.state) == ("withdrawn", "withdrawn")
    assert "You withdrew this proposal" in client.get(at("sent/")).content.decode()


def test_strangers_read_and_withdraw_nothing(sent: Proposal, at: Callable[[str], str]) -> None:
    stranger = Client()
    for page in ("", "sent/", "withdraw/", "title/"):
        assert stranger.get(at(page)).status_code == 403
    assert stranger.post(at("withdraw/")).status_code == 403
    sent.refresh_from_db()
    assert sent.state == "submitted"


def test_a_lost_link_comes_again_after_sending(sent: Proposal, client: Client, saved: SavedForm) -> None:
    client.post("/links/lost/", {"email": "ann@example.org"})
    newest = Message.objects.order_by("-id").first()
    assert newest is not None
    assert newest.template == "link"
    other = Client()
    opened = other.get(links.url(saved.link).split("testserver")[-1].replace("http://localhost:8000", ""), follow=True)
    assert sent.reference in opened.content.decode()


def test_a_speaker_needs_a_name_a_job_and_a_council(answer: Callable[..., Any]) -> None:
    refused = answer("speaker-1", {"speaker_1_another": "no"})
    assert refused.status_code == 400
    assert set(refused.context["form"].errors) == {"speaker_1_name", "speaker_1_role", "speaker_1_from"}


def test_eight_speakers_are_asked_for_and_no_more(answer: Callable[..., Any], at: Callable[[str], str]) -> None:
    for number in range(1, 8):
        following = answer(f"speaker-{number}", speaker(number, f"Person {number}", another="yes"))
        assert following.headers["Location"] == at(f"speaker-{number + 1}/")
    assert answer("speaker-8", speaker(8, "Person 8")).headers["Location"] == at("")


def test_the_link_of_an_unsent_proposal_works_until_the_zone_and_says_so(client: Client, zone: Zone) -> None:
    with time_machine.travel(FIRST_DAY - timedelta(days=300)):
        client.post(f"/zone/{zone.year}/propose/", {"email": "ann@example.org"})
        link = SavedForm.objects.get().link
    assert timezone.localdate(link.expires_at) == FIRST_DAY
    assert f"It works until {FIRST_DAY:%-d %B %Y}." in Message.objects.get().text


def test_a_council_that_has_ended_proposes_as_the_one_that_followed_it(
    client: Client, at: Callable[[str], str], answer: Callable[..., Any]
) -> None:
    old = CouncilFactory(short_name="Oldborough", ended_on=date(2023, 3, 31))
    old.successors.add(CouncilFactory(short_name="Newshire", started_on=date(2023, 4, 1)))
    typed = {"council": "Oldborough", "other_councils": "Otherton"}
    page = answer("councils", typed).text
    assert "Oldborough Council ended in 2023. Its area belongs to Newshire Council now." in page
    assert all(text in page for text in ('value="Oldborough"', "Otherton", "Choose which council you mean."))
    assert "Oldborough Council (ended 2023)" not in page  # nothing of the future is its
    assert answer("councils", typed | {"council_meant": "newshire"}).status_code == 302
    assert "Newshire Council" in client.get(at("check/")).text
    assert "Which council do you mean?" not in client.get(at("councils/")).text
    page = answer("councils", {"council": "Testshire", "other_councils": "Oldborough"}).text
    assert "Oldborough Council ended in 2023. Enter the council of today: Newshire Council." in page
