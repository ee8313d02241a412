"""Signing in with the organisation's own accounts: whom it lets in, and that it never makes an account."""

import importlib
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import clear_url_caches

from innovation_db import account_urls, urls
from innovation_db.models import User
from innovation_db.roles import Role
from tests.factories import UserFactory
from tests.openid import CLIENT_ID, CLIENT_SECRET, Provider, provider

pytestmark = pytest.mark.django_db

START, BACK = "/account/oidc/organisation/login/", "/account/oidc/organisation/login/callback/"


@pytest.fixture
def organisation(settings: Any) -> Iterator[Provider]:
    with provider() as server:
        app = {
            "provider_id": "organisation", "name": "Council account", "client_id": CLIENT_ID, "secret": CLIENT_SECRET,
            "settings": {"server_url": server.url},
        }  # fmt: skip
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}
        server.person = {"sub": "7", "email": "known@example.org", "email_verified": True, "name": "Known"}
        load_addresses()
        yield server
    settings.SOCIALACCOUNT_PROVIDERS = {}
    load_addresses()


def load_addresses() -> None:
    """Have the site's addresses as they are when it starts with the present settings."""
    for module in (account_urls, urls):
        importlib.reload(module)
    clear_url_caches()


@pytest.fixture
def user() -> User:
    made: User = UserFactory(email="known@example.org", roles=[Role.EDITOR], second_factor=False)
    return made


def signed_in_as(client: Client) -> str | None:
    return client.session.get("_auth_user_id")


def come_back(client: Client, organisation: Provider, **changed: str) -> Any:
    """Press the button, be sent to the provider, sign in there, and come back."""
    away = client.post(START)
    assert away.status_code == 302
    assert away["Location"].startswith(f"{organisation.url}/authorize?")
    return client.get(BACK, organisation.signed_in(away["Location"]) | changed, follow=True)


def test_the_page_offers_it_by_its_name(client: Client, organisation: Provider) -> None:
    assert "Council account" in client.get("/account/login/").content.decode()


def test_the_account_with_the_verified_address_is_opened(client: Client, organisation: Provider, user: User) -> None:
    come_back(client, organisation)
    assert signed_in_as(client) == str(user.pk)


def test_who_has_no_second_factor_must_set_one_up(client: Client, organisation: Provider, user: User) -> None:
    come_back(client, organisation)
    response = client.get("/admin/")
    assert (response.status_code, response["Location"]) == (302, "/account/2fa/")


def test_who_has_a_second_factor_is_asked_for_it(client: Client, organisation: Provider) -> None:
    UserFactory(email="known@example.org", roles=[Role.EDITOR])
    response = come_back(client, organisation)
    assert (signed_in_as(client), response.request["PATH_INFO"]) == (None, "/account/2fa/authenticate/")


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "8", "email": "stranger@example.org", "email_verified": True},
        {"sub": "8", "email": "known@example.org", "email_verified": False},
        {"sub": "8"},
    ],
    ids=["unknown address", "address not verified", "no address"],
)
def test_others_are_told_whom_to_ask_and_get_no_account(
    client: Client, organisation: Provider, user: User, person: dict[str, Any]
) -> None:
    organisation.person = person
    response = come_back(client, organisation)
    assert signed_in_as(client) is None
    assert "Ask an administrator to make one." in response.content.decode()
    assert list(User.objects.exclude(email="synthetic@example.org")) == [user]


def test_a_closed_account_stays_closed(client: Client, organisation: Provider, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    come_back(client, organisation)
    assert signed_in_as(client) is None


def test_an_answer_to_another_browser_is_not_taken(client: Client, organisation: Provider, user: User) -> None:
    come_back(client, organisation, state="invented")
    assert signed_in_as(client) is None


def test_a_token_for_another_site_is_not_taken(client: Client, organisation: Provider, user: User) -> None:
    organisation.audience = "another-site"
    come_back(client, organisation)
    assert signed_in_as(client) is None


def test_a_code_works_once(client: Client, organisation: Provider, user: User) -> None:
    away = client.post(START)
    answer = organisation.signed_in(away["Location"])
    client.get(BACK, answer)
    other = Client()
    other.post(START)
    other.get(BACK, answer)
    assert (signed_in_as(client), signed_in_as(other)) == (str(user.pk), None)


def test_without_settings_there_is_no_such_address(client: Client) -> None:
    assert client.get(START).status_code == 404
    assert "organisation" not in client.get("/account/login/").content.decode()
