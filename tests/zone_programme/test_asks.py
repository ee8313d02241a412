"""Asks and offers: from writing one to what came of it, as its sender, readers and officers meet it."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from case_studies.models import Council
from innovation_db import housekeeping, links
from innovation_db.models import Message
from innovation_db.roles import Role
from tests.factories import CaseStudyFactory, CouncilFactory, ServiceAreaFactory, ThemeFactory, UserFactory
from tests.zone_factories import AskOfferFactory
from zone_programme.models import AskOffer, Introduction

pytestmark = pytest.mark.django_db
BOARD = "/asks-and-offers/"
State = AskOffer.State


@pytest.fixture(autouse=True)
def _nobody_has_sent_anything() -> None:
    cache.clear()


def typed(**others: Any) -> dict[str, Any]:
    """Return what somebody types to ask for something."""
    theme = ThemeFactory(name="Data", slug="data")
    CouncilFactory(short_name="Ashmere", official_name="Ashmere Council")
    return {
        "kind": "ask",
        "title": "Who finds damp early?",
        "text": "We look for sensors, or for another way.",
        "theme": theme.pk,
        "council": "Ashmere",
        "name": "Asha O’Neil",
        "job": "housing manager",
        "introduce_at_once": "no",
        "email": "asha@example.org",
    } | others


def officer(client: Client) -> Client:
    client.force_login(UserFactory(roles=[Role.ZONE_MANAGER]))
    return client


def decide(client: Client, notice: AskOffer, step: str, **data: Any) -> Any:
    notice.refresh_from_db()
    return client.post(f"/admin/zone_programme/askoffer/{notice.pk}/state/{step}/", {"version": notice.version, **data})


def sender(notice: AskOffer) -> tuple[Client, str]:
    """Return a browser that has opened the e-mailed link, and the address of the sender's page."""
    client = Client()
    response = client.get(f"/links/{links.token(notice.link)}/")
    return client, response["Location"]


def written(template: str) -> list[str]:
    """Return who was sent e-mails of a template."""
    return sorted(Message.objects.filter(template=template).values_list("to", flat=True))


# --- Writing and moderating ------------------------------------------------------------------------------------------


def test_an_ask_is_public_once_its_address_is_proved_and_an_officer_approves(client: Client) -> None:
    response = client.post(f"{BOARD}post/", typed())
    assert (response.status_code, response["Location"]) == (302, f"{BOARD}post/sent/")
    notice = AskOffer.objects.get()
    assert (notice.state, notice.council.short_name, written("ask_offer_link")) == (
        State.WAITING, "Ashmere", ["asha@example.org"],
    )  # fmt: skip
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert list(AskOffer.objects.waiting()) == []
    manager = officer(Client())
    assert decide(manager, notice, "approve").status_code == 422  # refused: nobody has opened the link
    browser, mine = sender(notice)
    assert "your address is confirmed" in browser.get(mine).content.decode()
    assert list(AskOffer.objects.waiting()) == [notice]
    assert "Asks and offers to read" in manager.get("/admin/").content.decode()
    assert decide(manager, notice, "approve").status_code == 302
    notice.refresh_from_db()
    assert (notice.state, written("ask_offer_approved")) == (State.OPEN, ["asha@example.org"])
    page = client.get(notice.get_absolute_url()).content.decode()
    shown = [words in page for words in ("Who finds damp early?", "Ashmere", "asha@example.org", "O’Neil")]
    assert shown == [True, True, False, False]


@pytest.mark.parametrize(
    ("field", "value", "error"),
    [
        pytest.param("title", "", "Enter one line that says what you ask or offer.", id="no title"),
        pytest.param("email", "asha", "Enter an e-mail address such as ann@example.org.", id="no address"),
        pytest.param("council", "", "Enter your council, or your organisation below.", id="nobody"),
        pytest.param("kind", "gift", "Select a valid choice. gift is not one of the available choices.", id="kind"),
    ],
)
def test_a_mistake_is_said_and_nothing_is_lost(client: Client, field: str, value: str, error: str) -> None:
    data = typed(**{field: value})
    response = client.post(f"{BOARD}post/", data)
    form = response.context["form"]
    assert (response.status_code, form.errors) == (400, {field: [error]})
    assert {name: form[name].value() for name in data} == {
        name: str(one) if name == "theme" else one for name, one in data.items()
    }
    assert not AskOffer.objects.exists()


def test_robots_and_too_many_links_write_nothing(client: Client) -> None:
    data = typed()
    assert client.post(f"{BOARD}post/", data | {"website": "x"}).status_code == 302
    assert not AskOffer.objects.exists()
    answers = [client.post(f"{BOARD}post/", data).status_code for _ in range(links.LINKS_AN_HOUR + 1)]
    assert answers == [302] * links.LINKS_AN_HOUR + [429]
    assert AskOffer.objects.count() == links.LINKS_AN_HOUR


def test_a_confirming_e_mail_says_nothing_that_a_stranger_typed(client: Client) -> None:
    client.post(f"{BOARD}post/", typed(title="Buy at spam.example"))
    message = Message.objects.get(template="ask_offer_link")
    assert "spam" not in message.subject + message.text


def test_asked_back_it_is_changed_and_read_again(client: Client) -> None:
    notice = AskOfferFactory(state="waiting")
    manager = officer(client)
    refused = decide(manager, notice, "ask_back", note=" ")
    assert "Write a sentence to its sender: they read why." in refused.content.decode()
    assert decide(manager, notice, "ask_back", note="Say by when.").status_code == 302
    assert "Say by when." in Message.objects.get(template="ask_offer_asked_back").text
    browser, mine = sender(notice)
    page = browser.get(f"{mine}change/")
    data = typed(council="", organisation="Friends of Ashmere", title="By May: who finds damp?")
    data["version"] = page.context["version"]
    assert browser.post(f"{mine}change/", data)["Location"] == mine
    notice.refresh_from_db()
    assert (notice.state, notice.title, notice.who) == (State.WAITING, "By May: who finds damp?", "Friends of Ashmere")
    stale = browser.post(f"{mine}change/", data | {"title": "From another window"})
    assert (stale.status_code, stale.context["form"]["title"].value()) == (409, "From another window")
    event = AskOffer.pgh_event_model.objects.filter(pgh_obj=notice).latest("pgh_id")  # type: ignore[attr-defined]
    assert event.pgh_context.metadata["email"] == notice.email


def test_declined_with_a_reason_it_leaves_the_board(client: Client) -> None:
    notice = AskOfferFactory()
    decide(officer(client), notice, "decline", note="It sells something.")
    assert client.get(notice.get_absolute_url()).status_code == 404
    assert "It sells something." in Message.objects.get(template="ask_offer_declined").text


def test_a_reason_that_is_too_long_is_not_cut_but_given_back(client: Client) -> None:
    notice, reason = AskOfferFactory(), "x" * 1001
    page = decide(officer(client), notice, "decline", note=reason)
    assert (page.status_code, page.context["problems"]) == (
        422, ["Keep what its sender is told under 1,000 characters."],
    )  # fmt: skip
    assert f">{reason}</textarea>" in page.text


def test_an_officer_who_saw_another_version_decides_nothing(client: Client) -> None:
    notice = AskOfferFactory(state="waiting")
    response = officer(client).post(f"/admin/zone_programme/askoffer/{notice.pk}/state/approve/", {"version": 99})
    assert "Somebody has changed this" in response.content.decode()
    assert AskOffer.objects.get().state == State.WAITING


# --- The list --------------------------------------------------------------------------------------------------------


def test_the_list_filters_by_words_and_facets_with_counts(client: Client) -> None:
    data, housing = ThemeFactory(name="Data", slug="data"), ServiceAreaFactory(name="Housing", slug="housing")
    north = CouncilFactory(region=Council.Region.NORTH_WEST)
    AskOfferFactory(title="Damp in homes", theme=data, service_area=housing, council=north)
    AskOfferFactory(kind="offer", title="Repairs by text", theme=data)
    AskOfferFactory(title="Trees in streets", state=State.MET, met_at=timezone.now(), came_of_it="Planted.")
    AskOfferFactory(title="Not read yet", state="waiting")
    AskOfferFactory(title="Over", published_at=timezone.now() - timedelta(days=200))

    def found(**chosen: str) -> list[str]:
        return [one.title for one in client.get(BOARD, chosen).context["listing"].notices]

    assert found() == ["Repairs by text", "Damp in homes"]
    assert found(q="repaired") == ["Repairs by text"]  # by the finder's stems
    assert found(region="north-west") == ["Damp in homes"]
    assert found(kind="offer", area="housing") == []
    assert found(state="met") == ["Trees in streets"]
    assert found(state="closed") == ["Over"]
    assert found(theme="nonsense", page="x") == ["Repairs by text", "Damp in homes"]
    listing = client.get(BOARD, {"kind": "ask"}).context["listing"]
    counts = {panel.key: {option.value: option.count for option in panel.options} for panel in listing.panels}
    assert counts["kind"] == {"ask": 1, "offer": 1}
    assert counts["state"] == {"open": 1, "met": 1, "closed": 1}


@pytest.mark.parametrize("count", [1, 3])
def test_pages_cost_the_same_whatever_is_on_the_board(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    theme = ThemeFactory(name="Data")
    for number in range(count):
        AskOfferFactory(title=f"Damp and mould {number}", theme=theme)
        AskOfferFactory(kind="offer", title=f"Damp and mould sensors {number}", theme=theme)
        CaseStudyFactory(published=True, title=f"Sensors for damp and mould {number}")
    page = AskOffer.objects.asks().first().get_absolute_url()
    client.get(page)  # names and stems are remembered
    with django_assert_max_num_queries(2):
        client.get(BOARD)
    with django_assert_max_num_queries(6):
        assert len(client.get(page).context["matches"].case_studies) == count
    with django_assert_max_num_queries(1):
        client.get(f"{BOARD}wall/")


# --- What fits -------------------------------------------------------------------------------------------------------


def test_offers_and_case_studies_that_fit_are_told_with_the_reason(client: Client) -> None:
    theme, housing = ThemeFactory(name="Data"), ServiceAreaFactory(name="Housing")
    study = CaseStudyFactory(published=True, title="Finding damp and mould early", themes=[theme])
    CaseStudyFactory(published=True, title="Trees in streets")
    ask = AskOfferFactory(title="Who finds mould?", text="Damp in homes.", theme=theme, service_area=housing)
    offer = AskOfferFactory(
        kind="offer", title="Our mould sensors", text="For damp.", theme=theme, service_area=housing
    )
    AskOfferFactory(kind="offer", title="A lorry to lend")
    AskOfferFactory(kind="offer", title="Mould and damp, ended", state=State.CLOSED, closed_at=timezone.now())
    found = client.get(ask.get_absolute_url()).context["matches"]
    assert [(match.thing, match.reason) for match in found.notices] == [
        (offer, "Both about mould and damp. Same theme: Data. Same service area: Housing.")
    ]
    assert [(match.thing, match.reason) for match in found.case_studies] == [
        (study, "Both about mould and damp. Same theme: Data.")
    ]
    back = client.get(offer.get_absolute_url()).context["matches"]
    assert ([match.thing for match in back.notices], back.case_studies) == ([ask], [])


def test_an_everyday_word_and_a_subject_are_not_enough_to_fit(client: Client) -> None:
    housing = ServiceAreaFactory(name="Housing")
    for title in ("Homes above a police station", "Council homes in a new street"):
        CaseStudyFactory(published=True, title=title).service_areas.add(housing)
    ask = AskOfferFactory(
        title="How do you find damp in council homes?", text="Sensors, tenants and repairs.", service_area=housing
    )
    found = client.get(ask.get_absolute_url()).context["matches"].case_studies
    assert all("homes and" not in match.reason and "and homes" not in match.reason for match in found)
    assert "Homes above a police station" not in [match.thing.title for match in found]


# --- Answering and introducing ---------------------------------------------------------------------------------------


def test_an_answer_is_passed_on_without_showing_an_address(client: Client) -> None:
    notice = AskOfferFactory(title="Who finds damp?")
    answers = {"name": "Ben", "email": "ben@example.org", "organisation": "Leeds", "message": "We do."}
    response = client.post(f"{notice.get_absolute_url()}answer/", answers, follow=True)
    assert notice.email not in response.content.decode()
    message = Message.objects.get(template="ask_offer_message")
    assert (message.to, message.reply_to, message.about) == (notice.email, "ben@example.org", notice)
    assert "> We do." in message.text
    assert client.post(f"{notice.get_absolute_url()}answer/", answers | {"message": ""}).status_code == 400
    AskOffer.objects.update(expires_at=timezone.now())
    assert client.post(f"{notice.get_absolute_url()}answer/", answers)["Location"] == notice.get_absolute_url()
    assert Message.objects.filter(template="ask_offer_message").count() == 1


def test_both_sides_agree_before_an_address_is_passed_on() -> None:
    ask, offer = AskOfferFactory(name="Asha"), AskOfferFactory(kind="offer", name="Ben")
    browser, mine = sender(ask)
    browser.post(f"{mine}introduce/{offer.pk}/")
    introduction = Introduction.objects.get()
    assert (written("ask_offer_introduction"), written("ask_offer_introduced")) == ([offer.email], [])
    assert not any(ask.email in message.text for message in Message.objects.filter(to=offer.email))
    other, theirs = sender(offer)
    other.post(f"{theirs}introductions/{introduction.pk}/", {"answer": "yes"})
    other.post(f"{theirs}introductions/{introduction.pk}/", {"answer": "yes"})  # pressed twice
    assert written("ask_offer_introduced") == sorted([ask.email, offer.email])
    told = Message.objects.get(template="ask_offer_introduced", to=ask.email)
    assert (told.reply_to, offer.email in told.text, "Ben" in told.text) == (offer.email, True, True)
    assert {*AskOffer.objects.values_list("state", flat=True)} == {State.INTRODUCED}
    assert "You were introduced" in browser.get(mine).content.decode()


def test_who_declines_passes_nothing_on_and_strangers_answer_nothing() -> None:
    ask, offer, third = AskOfferFactory(), AskOfferFactory(kind="offer"), AskOfferFactory()
    browser, mine = sender(ask)
    browser.post(f"{mine}introduce/{offer.pk}/")
    introduction = Introduction.objects.get()
    stranger, theirs = sender(third)
    assert stranger.post(f"{theirs}introductions/{introduction.pk}/", {"answer": "yes"}).status_code == 404
    other, theirs = sender(offer)
    other.post(f"{theirs}introductions/{introduction.pk}/", {"answer": "no"})
    other.post(f"{theirs}introductions/{introduction.pk}/", {"answer": "yes"})
    assert (written("ask_offer_introduced"), Introduction.objects.get().state) == ([], "Declined")
    browser.post(f"{mine}introduce/{offer.pk}/")
    assert Introduction.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():  # not even by SQL
        Introduction.objects.update(introduced_at=timezone.now())


def test_an_officer_introduces_and_who_agreed_in_advance_is_not_asked(client: Client) -> None:
    ask, offer = AskOfferFactory(introduce_at_once=True), AskOfferFactory(kind="offer")
    manager = officer(client)
    address = f"/admin/zone_programme/askoffer/{ask.pk}/introduce/{offer.pk}/"
    manager.post(address)
    assert written("ask_offer_introduction") == [offer.email]
    assert manager.post(f"/admin/zone_programme/askoffer/{ask.pk}/introduce/{ask.pk}/").status_code == 404
    second = AskOfferFactory(kind="offer", introduce_at_once=True)
    manager.post(f"/admin/zone_programme/askoffer/{second.pk}/introduce/{ask.pk}/")
    assert written("ask_offer_introduced") == sorted([ask.email, second.email])


# --- How it ends -----------------------------------------------------------------------------------------------------


def test_met_with_what_came_of_it_which_is_shown_once_read(client: Client) -> None:
    notice = AskOfferFactory()
    browser, mine = sender(notice)
    refused = browser.post(f"{mine}end/", {"how": "met", "came_of_it": " "})
    assert refused.context["form"].errors == {
        "came_of_it": ["Enter a sentence about what came of it. Others learn from it."]
    }
    assert browser.post(f"{mine}end/", {"how": "met", "came_of_it": "We share one team."}).status_code == 302
    assert list(AskOffer.objects.with_news()) == [notice]
    assert "We share one team." not in client.get(notice.get_absolute_url()).content.decode()
    AskOffer.objects.update(came_of_it_shown=True)
    assert "We share one team." in client.get(notice.get_absolute_url()).content.decode()
    today = timezone.localdate()
    assert (
        AskOffer.objects.met_between(today, today).count(),
        AskOffer.objects.made_between(today, today).count(),
    ) == (1, 1)
    yesterday = today - timedelta(days=1)
    assert AskOffer.objects.met_between(yesterday, yesterday).count() == 0


def test_one_reminder_then_expired_and_renewed_by_one_press() -> None:
    notice = AskOfferFactory()
    AskOffer.objects.update(expires_at=timezone.now() + timedelta(days=15))
    housekeeping.every_minute()
    assert written("ask_offer_reminder") == []
    AskOffer.objects.update(expires_at=timezone.now() + timedelta(days=13))
    housekeeping.every_minute()
    housekeeping.every_minute()
    assert written("ask_offer_reminder") == [notice.email]
    AskOffer.objects.update(expires_at=timezone.now())
    housekeeping.every_minute()
    housekeeping.every_minute()
    assert (AskOffer.objects.get().state, written("ask_offer_expired")) == (State.EXPIRED, [notice.email])
    browser, mine = sender(notice)
    assert "Keep it for another six months" in browser.get(mine).content.decode()
    browser.post(f"{mine}renew/")
    notice.refresh_from_db()
    assert (notice.state, notice.is_live, notice.reminded_at) == (State.OPEN, True, None)
    first = notice.expires_at
    browser.post(f"{mine}renew/")  # it does not end soon any more
    notice.refresh_from_db()
    assert notice.expires_at == first
    assert written("ask_offer_reminder") == [notice.email]


def test_without_the_link_nobody_changes_anything() -> None:
    notice = AskOfferFactory()
    stranger = Client()
    for page in ("", "change/", "end/"):
        assert stranger.get(f"{BOARD}mine/{notice.link.key}/{page}").status_code == 403
    for page in ("change/", "end/", "renew/", f"introduce/{notice.pk}/"):
        assert stranger.post(f"{BOARD}mine/{notice.link.key}/{page}", {"how": "closed"}).status_code == 403
    assert AskOffer.objects.get().state == State.OPEN


# --- Wall, cards, feed -----------------------------------------------------------------------------------------------


def test_the_wall_turns_over_and_begins_again(client: Client) -> None:
    for number in range(4):
        AskOfferFactory(title=f"Ask {number}")
    offer = AskOfferFactory(kind="offer", title="An offer")
    first, second = client.get(f"{BOARD}wall/"), client.get(f"{BOARD}wall/?turn=1")
    titles = [[one.title for one in column.notices] for column in second.context["wall"].columns]
    assert titles == [["Ask 0"], ["An offer"]]
    assert [response.context["wall"].next for response in (first, second)] == ["?turn=1", "?turn=0"]
    assert '<noscript><meta http-equiv="refresh" content="20;url=?turn=1"></noscript>' in first.content.decode()
    assert client.get(f"{BOARD}wall/?turn=٣").context["wall"].turn in (0, 1)
    AskOffer.objects.all().exclude(pk=offer.pk).delete()
    assert "None yet." in client.get(f"{BOARD}wall/").content.decode()


def test_cards_are_four_to_a_sheet_and_tagged(client: Client) -> None:
    assert client.get(f"{BOARD}cards.pdf").status_code == 404
    AskOfferFactory.create_batch(5, title="A long title with <signs> & “quotes” #hash $dollar *star* _line_ @name")
    content = client.get(f"{BOARD}cards.pdf").content
    assert b"/StructTreeRoot" in content
    assert b"/Type/Pages/Count 2/" in content


def test_the_feed_lists_what_can_be_answered(client: Client) -> None:
    AskOfferFactory(title="Who finds damp & mould?")
    content = client.get(f"{BOARD}notices.atom").content.decode()
    assert "<title>Ask: Who finds damp &amp; mould?</title>" in content
    assert content.count("<entry>") == 1
    assert outbox.outbox == []


@pytest.mark.parametrize("name", ["notices.atom", "cards.pdf"])
def test_what_machines_keep_is_sent_again_only_when_it_changed(client: Client, name: str) -> None:
    AskOfferFactory(title="Who shares a fleet?")
    first = client.get(f"{BOARD}{name}")
    again = {"headers": {"If-None-Match": first["ETag"]}}
    assert client.get(f"{BOARD}{name}", **again).status_code == 304
    AskOfferFactory(title="Who shares a bus?")
    assert client.get(f"{BOARD}{name}", **again).status_code == 200
