"""“Tell us about yours”: from an e-mail address to a draft for the officers, with nothing lost on the way."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.utils import timezone

from case_studies.models import CaseStudy, Council
from case_studies.submissions import where_from
from case_studies.tell_us import KIT
from innovation_db import links
from innovation_db.form_kit import actions
from innovation_db.models import Message, SavedForm
from tests.factories import CouncilFactory

pytestmark = pytest.mark.django_db

ANSWERS: dict[str, dict[str, str]] = {
    "name": {"name_of_it": "One app for everyday reports"},
    "council": {"council": "testshire", "other_councils": "Otherton\n"},
    "summary": {"summary": "Residents report potholes in one app. Reports are mended sooner."},
    "stage": {"stage": "in-use"},
    "year": {"year": "2023"},
    "problem": {"problem": "Calls took hours.\n\nNobody knew <b>which</b> were mended."},
    "what-you-did": {"what_we_did": "We built an app."},
    "what-changed": {"what_changed": "Half the calls."},
    "lessons": {"lessons": ""},
    "you": {"your_name": "Ann Other", "your_job": "Officer"},
    "asked": {"may_be_asked": "yes"},
}
NEEDED = list(ANSWERS)  # the optional task is left out


@pytest.fixture(autouse=True)
def councils() -> list[Council]:
    cache.clear()
    return [CouncilFactory(short_name="Testshire"), CouncilFactory(short_name="Otherton")]


@pytest.fixture
def saved(client: Client) -> SavedForm:
    """A form just begun in this browser."""
    response = client.post("/tell-us/", {"email": "ann@example.org"})
    form = SavedForm.objects.get()
    assert (response.status_code, response.headers["Location"]) == (302, f"/tell-us/{form.link.key}/")
    return form


@pytest.fixture
def answer(client: Client, saved: SavedForm) -> Callable[..., Any]:
    """Return a way to answer a step as its page would: with the version that the page carries."""

    def post(step: str, fields: dict[str, str] | None = None, *, browser: Client = client, **more: Any) -> Any:
        where = f"/tell-us/{saved.link.key}/{step}/"
        version = more.pop("version", None) or SavedForm.objects.get().version
        return browser.post(where, {"_version": version, **(fields or ANSWERS[step]), **more})

    return post


def page(client: Client, saved: SavedForm, name: str = "") -> Any:
    return client.get(f"/tell-us/{saved.link.key}/{name}")


def send(client: Client, saved: SavedForm) -> Any:
    return client.post(f"/tell-us/{saved.link.key}/check/", {"_version": SavedForm.objects.get().version})


def statuses(client: Client, saved: SavedForm) -> list[str]:
    return [task["state"].status for task in page(client, saved).context["tasks"]]


def test_the_whole_way_makes_a_draft_that_says_where_it_came_from(
    client: Client, saved: SavedForm, answer: Callable[..., Any], councils: list[Council]
) -> None:
    assert statuses(client, saved) == ["Not started", "Not started", "Optional", "Not started"]
    links.note_opened(saved.link)
    for step in NEEDED:
        assert answer(step).status_code == 302
    assert statuses(client, saved) == ["Completed", "Completed", "Optional", "Completed"]
    assert send(client, saved).headers["Location"] == f"/tell-us/{saved.link.key}/sent/"

    study, form = CaseStudy.objects.get(), SavedForm.objects.get()
    assert (study.state, study.title, study.stage, study.year) == (
        "draft",
        "One app for everyday reports",
        "in-use",
        2023,
    )
    assert list(study.involvements.values_list("council__short_name", "role")) == [
        ("Testshire", "lead"),
        ("Otherton", "partner"),
    ]
    assert study.problem == "<p>Calls took hours.</p>\n\n<p>Nobody knew &lt;b&gt;which&lt;/b&gt; were mended.</p>"
    assert (study.contact_name, study.contact_email) == ("Ann Other", "ann@example.org")
    assert (study.record_id, where_from(study), form.became) == (form.reference, form, study)
    assert form.reference is not None
    assert form.reference.encode() in page(client, saved, "sent/").content
    assert [(message.template, message.to) for message in Message.objects.order_by("id")] == [
        ("link", "ann@example.org"),
        ("told_us_officers", "innovation@example.org"),
        ("told_us", "ann@example.org"),
    ]


def test_answers_are_checked_as_a_reader_sees_them(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    answer("stage")
    answer("cost", {"cost": "12.5k", "cost_note": ""})
    rows = [row for _, rows in page(client, saved, "check/").context["tasks"] for row in rows]
    shown = {row["label"]: row["answer"] for row in rows}
    assert (shown["Stage"], shown["Cost in pounds"]) == ("In use", "£12,500")


def test_who_does_not_want_to_be_asked_is_not_in_the_record(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    for step in NEEDED:
        answer(step, {"may_be_asked": "no"} if step == "asked" else None)
    send(client, saved)
    study = CaseStudy.objects.get()
    assert (study.contact_name, study.contact_role, study.contact_email) == ("", "", "")


def test_the_answers_are_e_mailed_only_to_an_address_shown_to_be_theirs(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    for step in NEEDED:
        answer(step)
    send(client, saved)
    assert "Half the calls" not in Message.objects.get(template="told_us").text


def test_an_error_loses_nothing_not_even_when_the_window_is_closed(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    long = "word " * 200
    response = answer("summary", {"summary": long})
    assert (response.status_code, response.context["form"]["summary"].value()) == (400, long)
    again = page(client, saved, "summary/")
    assert again.context["form"]["summary"].value() == long
    assert statuses(client, saved)[0] == "In progress"


def test_the_name_of_a_council_is_never_guessed(client: Client, saved: SavedForm, answer: Callable[..., Any]) -> None:
    response = answer("council", {"council": "Testshyre"})
    assert response.context["form"].errors["council"] == [
        "No council is called “Testshyre”. Did you mean Testshire Council?"
    ]
    answer("council", {"council": "TESTSHIRE", "other_councils": ""})
    assert page(client, saved, "council/").context["form"]["council"].value() == "Testshire Council"


def test_a_step_is_asked_only_where_it_applies(client: Client, saved: SavedForm, answer: Callable[..., Any]) -> None:
    answer("stage", {"stage": "idea"})
    assert page(client, saved, "what-changed/").headers["Location"] == f"/tell-us/{saved.link.key}/"
    assert answer("stage", {"stage": "stopped"}).headers["Location"].endswith("/year/")
    assert page(client, saved, "why-it-stopped/").status_code == 200
    assert page(client, saved, "no-such-step/").status_code == 404


def test_an_answer_to_a_step_that_no_longer_applies_is_not_sent(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    for step in NEEDED:
        answer(step)
    answer("stage", {"stage": "idea"}, _then="check")
    send(client, saved)
    study = CaseStudy.objects.get()
    assert (study.stage, study.what_changed, study.year) == ("idea", "", None)


def test_changing_an_answer_from_the_check_page_comes_back_to_it(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    assert answer("name", _then="check").headers["Location"] == f"/tell-us/{saved.link.key}/check/"


def test_what_is_missing_is_named_and_nothing_is_sent(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    for step in NEEDED[:-1]:
        answer(step)
    response = send(client, saved)
    assert [step.name for step, _ in response.context["missing"]] == ["asked"]
    assert CaseStudy.objects.count() == 0


def test_two_people_at_one_question_see_both_texts(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    version = saved.version
    answer("name", {"name_of_it": "Theirs"})
    response = answer("name", {"name_of_it": "Mine"}, version=version)
    assert (response.status_code, response.context["pairs"]) == (409, [("What do you call it?", "Theirs", "Mine")])
    assert response.context["form"]["name_of_it"].value() == "Mine"
    assert SavedForm.objects.get().answers["name"]["data"] == {"name_of_it": ["Theirs"]}
    answer("name", {"name_of_it": "Mine"}, version=response.context["saved"].version)
    assert SavedForm.objects.get().answers["name"]["data"] == {"name_of_it": ["Mine"]}


def test_two_people_at_two_questions_do_not_disturb_each_other(saved: SavedForm, answer: Callable[..., Any]) -> None:
    version = saved.version
    assert [answer(step, version=version).status_code for step in ("name", "summary")] == [302, 302]


def test_nothing_is_sent_that_was_changed_after_checking(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    for step in NEEDED:
        answer(step)
    checked = SavedForm.objects.get().version
    answer("name", {"name_of_it": "Changed in another window"})
    response = client.post(f"/tell-us/{saved.link.key}/check/", {"_version": checked})
    assert (response.status_code, CaseStudy.objects.count()) == (409, 0)


def test_what_was_sent_stays_as_it_was(client: Client, saved: SavedForm, answer: Callable[..., Any]) -> None:
    for step in NEEDED:
        answer(step)
    send(client, saved)
    before = SavedForm.objects.get().answers
    sent_page = f"/tell-us/{saved.link.key}/sent/"
    assert answer("name", {"name_of_it": "Too late"}).headers["Location"] == sent_page
    assert [page(client, saved, name).headers["Location"] for name in ("", "name/", "check/")] == [sent_page] * 3
    assert (SavedForm.objects.get().answers, CaseStudy.objects.count()) == (before, 1)


@pytest.mark.django_db(transaction=True)
def test_pressing_send_twice_makes_one_draft(client: Client, saved: SavedForm, answer: Callable[..., Any]) -> None:
    for step in NEEDED:
        answer(step)
    version, barrier = SavedForm.objects.get().version, Barrier(4)

    def press() -> str | None:
        barrier.wait()
        try:
            return actions.submit(kit=KIT, saved=saved, version=version).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        references = {future.result() for future in [threads.submit(press) for _ in range(4)]}
    assert (CaseStudy.objects.count(), len(references)) == (1, 1)


def test_saving_for_later_keeps_half_an_answer_and_sends_the_link(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    response = answer("you", {"your_name": "Ann", "your_job": ""}, _later="1")
    assert (response.status_code, response.context["sent_now"]) == (200, True)
    other = Client()
    other.get(f"/links/{links.token(saved.link)}/")
    assert page(other, saved, "you/").context["form"]["your_name"].value() == "Ann"


def test_time_running_out_while_typing_loses_nothing(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    with time_machine.travel(timezone.now() + timedelta(hours=13)):
        response = answer("name", {"name_of_it": "Typed all night"})
        assert (response.status_code, response.context["kept"]) == (403, True)
        assert b"Typed all night" not in response.content
        client.post(f"/tell-us/{saved.link.key}/name/", {links.SEND_LINK: "1"})
        assert Message.objects.count() == 2
        client.get(f"/links/{links.token(saved.link)}/")
        assert page(client, saved, "name/").context["form"]["name_of_it"].value() == "Typed all night"
        assert SavedForm.objects.get().answers["name"].get("data") is None


def test_an_expired_link_in_the_middle_of_the_form_loses_nothing(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get(f"/links/{links.token(saved.link)}/")
        type(saved.link).objects.update(expires_at=timezone.now() + timedelta(minutes=5))
        clock.shift(timedelta(minutes=6))
        assert answer("name", {"name_of_it": "Typed too long"}).context["kept"] is True
    assert SavedForm.objects.get().answers["name"]["draft"] == {"name_of_it": ["Typed too long"]}


def test_a_browser_without_the_link_gets_back_what_it_typed(saved: SavedForm, answer: Callable[..., Any]) -> None:
    stranger = Client()
    response = answer("name", {"name_of_it": "Typed elsewhere"}, browser=stranger)
    assert (response.status_code, response.context["form"]["name_of_it"].value()) == (403, "Typed elsewhere")
    assert SavedForm.objects.get().answers == {}
    assert page(stranger, saved, "name/").status_code == 403


def test_every_change_gives_the_link_its_days_anew(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    with time_machine.travel(timezone.now() + timedelta(days=20)):
        client.get(f"/links/{links.token(saved.link)}/")
        answer("name")
        saved.link.refresh_from_db()
        assert saved.link.expires_at - timezone.now() > timedelta(days=29)


@pytest.mark.parametrize("email", ["", "no address", "a@example.org\nBcc: b@example.org"])
def test_beginning_needs_an_address(client: Client, email: str) -> None:
    assert client.post("/tell-us/", {"email": email}).status_code == 400
    assert SavedForm.objects.count() == 0


def test_a_story_of_the_past_may_be_of_a_council_that_has_ended(
    client: Client, saved: SavedForm, answer: Callable[..., Any]
) -> None:
    old = CouncilFactory(short_name="Oldborough", ended_on=date(2023, 3, 31))
    old.successors.add(CouncilFactory(short_name="Newshire"))
    typed = {"council": "Oldborough", "other_councils": ""}
    asked = answer("council", typed)
    assert asked.context["form"].fields["council_meant"].choices == [
        ("newshire", "Newshire Council"),
        ("oldborough", "Oldborough Council (ended 2023)"),
    ]
    assert 'value="Oldborough"' in asked.text
    assert answer("council", typed | {"council_meant": "oldborough"}).status_code == 302
    assert "Oldborough Council (ended 2023)" in page(client, saved, "check/").text
    assert answer("council", {"council": "Oldborough Council", "council_meant": "oldborough"}).status_code == 302
