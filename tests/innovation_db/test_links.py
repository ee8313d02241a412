"""Links instead of passwords: what opens them, what does not, and that nobody learns anything from trying."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from innovation_db import links, urls
from innovation_db.models import ContributorLink, Message
from tests.factories import UserFactory

State = ContributorLink.State
MANY = links.Purpose(name="test-many", what="the test page", path=lambda link: f"/test-many/{link.key}/")
ONCE = links.Purpose(
    name="test-once", what="the test page", path=lambda link: f"/test-once/{link.key}/", one_use=True, button="Confirm"
)


def page(request: HttpRequest, link: ContributorLink) -> HttpResponse:
    return HttpResponse(f"Opened for {link.email}", content_type="text/plain")


urlpatterns = [
    *urls.urlpatterns,
    path("test-many/<str:key>/", links.link_required("test-many")(page)),
    path("test-once/<str:key>/", links.link_required("test-once")(page)),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture(autouse=True)
def _purposes() -> Iterator[None]:
    cache.clear()
    links.register(MANY)
    links.register(ONCE)
    yield
    del links.PURPOSES[MANY.name], links.PURPOSES[ONCE.name]


def make(purpose: links.Purpose = MANY, email: str = "ann@example.org") -> ContributorLink:
    return links.make(purpose=purpose, email=email)


def address(link: ContributorLink) -> str:
    return f"/links/{links.token(link)}/"


def opened(client: Client, link: ContributorLink) -> tuple[int, str]:
    response = client.get(MANY.path(link))
    return response.status_code, response.content.decode() if response.status_code == 200 else ""


def titles(response: Any) -> str:
    text = response.content.decode()
    return text.partition("<h1")[2].partition(">")[2].partition("<")[0].strip()


OPEN = (200, "Opened for ann@example.org")
SHUT = (403, "")


def test_a_link_lets_its_browser_in_and_no_other(client: Client) -> None:
    link = make()
    assert opened(client, link) == SHUT
    response = client.get(address(link))
    assert (response.status_code, response.headers["Location"]) == (302, f"/test-many/{link.key}/")
    cookie = response.cookies[f"link-{link.key}"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (f"/test-many/{link.key}/", True, "Lax")
    assert (opened(client, link), opened(Client(), link), opened(client, make())) == (OPEN, SHUT, SHUT)
    assert "sessionid" not in client.cookies
    link.refresh_from_db()
    assert link.opened_at is not None


def test_the_cookie_of_one_link_opens_no_other(client: Client) -> None:
    mine, other = make(), make(email="bea@example.org")
    client.get(address(mine))
    client.cookies[f"link-{other.key}"] = client.cookies[f"link-{mine.key}"].value
    assert opened(client, other) == SHUT


def test_pages_of_links_stay_out_of_caches_indexes_and_referrers(client: Client) -> None:
    link, shut = make(), make(ONCE)
    client.get(address(link))
    for where in (address(shut), "/links/nonsense/", MANY.path(link), MANY.path(make()), "/links/lost/"):
        headers = client.get(where).headers
        assert "no-store" in headers["Cache-Control"]
        assert (headers["X-Robots-Tag"], headers["Referrer-Policy"]) == ("noindex, nofollow", "strict-origin")


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_no_tampered_token_is_read(data: st.DataObject) -> None:
    genuine = links.token(make())
    other = links.token(make(ONCE))
    mended = data.draw(
        st.one_of(
            st.text(max_size=80),
            st.builds(
                lambda at, letter: genuine[:at] + letter + genuine[at + 1 :],
                st.integers(0, len(genuine) - 1),
                st.characters(),
            ),
            st.builds(lambda cut: genuine[:cut], st.integers(0, len(genuine) - 1)),
            st.just(genuine.rpartition(".")[0] + "." + other.rpartition(".")[2]),
            st.just(".".join([other.split(".")[0], *genuine.split(".")[1:]])),
            st.builds(
                lambda n: ".".join([genuine.split(".")[0], str(n), genuine.split(".")[2]]), st.integers(2, 10**12)
            ),
        )
    )
    if mended not in {genuine, other}:
        assert links.read(mended) is None


@pytest.mark.parametrize("token", ["x", "a.b.c", "%00.1.x", "é.1.x", "." * 50, "a" * 3000])
def test_a_broken_address_gets_a_page_that_helps(client: Client, token: str) -> None:
    response = client.get(f"/links/{token}/")
    assert (response.status_code, titles(response)) == (404, "This link does not work")


def test_an_expired_link_opens_nothing_and_is_renewed_to_its_own_address(
    client: Client, django_capture_on_commit_callbacks: Any, mailoutbox: list[Any]
) -> None:
    link = make()
    old = address(link)
    client.get(old)
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1)):
        assert opened(client, link) == SHUT
        response = Client().get(old)
        assert (response.status_code, titles(response)) == (410, "This link has expired")
        assert b"ann@example.org" not in response.content
        with django_capture_on_commit_callbacks(execute=True):
            answer = client.post(f"{old}new/", {"email": "thief@example.org"})
        link.refresh_from_db()
        assert (titles(answer), link.serial, link.state) == ("Look in your inbox", 2, State.LIVE)
        assert [mail.to for mail in mailoutbox] == [["ann@example.org"]]
        assert address(link) in mailoutbox[0].body
        assert titles(client.get(old)) == "There is a newer link"
        assert client.get(address(link)).status_code == 302
        assert opened(client, link) == OPEN


def test_twelve_hours_away_the_browser_needs_the_link_again(client: Client) -> None:
    link = make()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.get(address(link))
        clock.shift(timedelta(hours=11))
        assert opened(client, link) == OPEN
        clock.shift(timedelta(hours=11))
        assert opened(client, link) == OPEN, "every page begins the twelve hours anew"
        clock.shift(timedelta(hours=12, seconds=1))
        lapsed = client.get(MANY.path(link))
        assert (lapsed.status_code, titles(lapsed)) == (403, "Open your link again to go on")
        client.post(MANY.path(link), {links.SEND_LINK: "1"})
        assert Message.objects.get().to == "ann@example.org"
        assert titles(client.get(address(link))) == ""
        assert opened(client, link) == OPEN


def test_a_revoked_link_is_shut_at_once_and_cannot_be_asked_for(client: Client) -> None:
    link, officer = make(), UserFactory()
    client.get(address(link))
    links.revoke(link=link, by=officer)
    assert (opened(client, link), link.state, link.revoked_by) == (SHUT, State.REVOKED, officer)
    assert titles(client.get(address(link))) == "This link was withdrawn"
    client.post(f"{address(link)}new/")
    client.post("/links/lost/", {"email": link.email})
    assert Message.objects.count() == 0
    links.renew(link=link, by=officer)
    assert (link.state, link.revoked_by, Message.objects.count()) == (State.LIVE, None, 1)


def test_a_link_that_works_once_waits_for_a_press(client: Client) -> None:
    link = make(ONCE)
    for look in (client.get, client.head):
        assert look(address(link)).status_code == 200, "a scanner of e-mail only looks"
    link.refresh_from_db()
    assert link.used_at is None
    assert client.post(address(link)).status_code == 302
    assert client.get(ONCE.path(link)).status_code == 200
    again = Client().post(address(link))
    assert (again.status_code, titles(again)) == (410, "This link has been used")
    client.post(f"{address(link)}new/")
    assert Message.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_twenty_who_use_a_link_at_once_one_wins() -> None:
    link = make(ONCE)
    barrier = Barrier(20)

    def press() -> int:
        barrier.wait()
        try:
            return Client().post(address(link)).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        answers = [future.result() for future in [threads.submit(press) for _ in range(20)]]
    assert sorted(answers) == [302] + [410] * 19


def test_the_answer_is_the_same_for_addresses_we_know_and_do_not(client: Client) -> None:
    make()
    pages = [client.post("/links/lost/", {"email": email}) for email in ("ann@example.org", "nobody@example.org")]
    known, unknown = (response.content for response in pages)
    assert known == unknown
    assert list(Message.objects.values_list("to", flat=True)) == ["ann@example.org"]


def test_a_lost_link_needs_an_address(client: Client) -> None:
    response = client.post("/links/lost/", {"email": "no address"})
    assert (response.status_code, response.context["form"].errors["email"]) == (
        400,
        ["Enter an e-mail address such as ann@example.org."],
    )


def test_one_address_gets_five_links_an_hour(client: Client) -> None:
    link = make()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(links.LINKS_AN_HOUR):
            links.send(link)
        with pytest.raises(links.TooManyLinksError):
            links.send(link)
        assert titles(client.post(f"{address(link)}new/")) == "Look in your inbox"
        assert Message.objects.count() == links.LINKS_AN_HOUR
        links.send(link, by=UserFactory())
        clock.shift(timedelta(hours=1, seconds=1))
        links.send(link)
    assert Message.objects.count() == links.LINKS_AN_HOUR + 2


def test_the_kept_e_mail_does_not_open_the_link(django_capture_on_commit_callbacks: Any) -> None:
    link = make()
    with django_capture_on_commit_callbacks(execute=True):
        message = links.send(link)
    message.refresh_from_db()
    assert (links.token(link) in message.text, links.token(link) in message.html) == (False, False)
    assert message.about == link


def test_two_purposes_of_one_name_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="two purposes"):
        links.register(links.Purpose(name=MANY.name, what="another", path=str))
