"""Signing in and staying signed in: what is said to whom, the second factor, how long it lasts, where it leads."""

import time
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings as site_settings
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone

from innovation_db import account_actions, demo_accounts
from innovation_db.models import Message, User
from innovation_db.roles import Role
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "a long and quiet password"
WRONG = "The e-mail address or the password is not right. Check both and try again."


def sign_in(email: str, password: str = PASSWORD, *, client: Client | None = None, **fields: str) -> Any:
    return (client or Client()).post("/account/login/", {"login": email, "password": password, **fields})


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


@pytest.fixture
def user() -> User:
    """A Board member who still has no second factor."""
    made: User = UserFactory(email="known@example.org", roles=[Role.BOARD_MEMBER], second_factor=False)
    return made


def test_the_right_password_signs_in(user: User) -> None:
    client = Client()
    response = sign_in("Known@Example.org", client=client)
    assert (response.status_code, response["Location"]) == (302, "/members/")
    assert client.session["_auth_user_id"] == str(user.pk)


@pytest.mark.parametrize(
    ("email", "password"),
    [("known@example.org", "wrong"), ("unknown@example.org", PASSWORD), ("unknown@example.org", "wrong")],
)
def test_what_is_wrong_is_not_said(user: User, email: str, password: str) -> None:
    response = sign_in(email, password)
    assert (response.status_code, response.context["form"].non_field_errors()) == (200, [WRONG])


def test_a_closed_account_is_not_entered(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    client = Client()
    sign_in(user.email, client=client)
    assert "_auth_user_id" not in client.session


def test_a_forgotten_password_gives_the_same_answer_to_all(user: User) -> None:
    known, unknown = (
        Client().post("/account/password/reset/", {"email": email}, follow=True)
        for email in (user.email, "unknown@example.org")
    )
    assert (known.redirect_chain, known.status_code) == (unknown.redirect_chain, unknown.status_code)
    assert known.content == unknown.content
    assert [message.to for message in Message.objects.all()] == [user.email]


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_elsewhere(user: User, target: str) -> None:
    assert sign_in(user.email, next=target)["Location"] == "/members/"


@pytest.mark.parametrize(
    ("roles", "begins"),
    [
        ([Role.BOARD_MEMBER], "/members/"),
        ([Role.REPORT_AUTHOR], "/admin/"),
        ([Role.BOARD_MEMBER, Role.EDITOR], "/admin/"),
        ([], "/"),
    ],
    ids=["member", "officer", "both", "no-role"],
)
def test_everybody_begins_where_their_work_is(roles: list[Role], begins: str) -> None:
    made = UserFactory(roles=roles, second_factor=False)
    assert made.desk == (("Members’ area", "/members/") if Role.BOARD_MEMBER in roles else None)
    assert sign_in(made.email)["Location"] == begins


def test_one_is_led_on_within_the_site(user: User) -> None:
    assert sign_in(user.email, next="/councils/")["Location"] == "/councils/"


def test_readers_get_no_cookie() -> None:
    client = Client()
    for path in ("/", "/case-studies/", "/councils/", "/about/"):
        assert (client.get(path).status_code, dict(client.cookies)) == (200, {})


def test_twelve_idle_hours_end_a_session_and_use_prolongs_it(user: User) -> None:
    client, began = Client(), timezone.now()
    TOTP.activate(user, generate_totp_secret())
    client.force_login(user)
    client.get("/account/2fa/")
    with time_machine.travel(began + timedelta(hours=11)):
        assert client.get("/account/2fa/").status_code == 200
    with time_machine.travel(began + timedelta(hours=22)):
        assert client.get("/account/2fa/").status_code == 200
    with time_machine.travel(began + timedelta(hours=34, minutes=1)):
        assert client.get("/account/2fa/")["Location"] == "/account/login/?next=/account/2fa/"


def test_a_new_password_ends_the_other_sessions(user: User) -> None:
    client = Client()
    client.force_login(user)
    user.set_password("another long and quiet one")
    user.save()
    assert client.get("/account/2fa/").status_code == 302


def test_closing_an_account_ends_its_sessions(user: User) -> None:
    client = Client()
    client.force_login(user)
    account_actions.close(user=user, by=UserFactory(roles=[Role.ADMINISTRATOR]))
    assert client.get("/account/2fa/").status_code == 302


@pytest.mark.parametrize("role", [Role.EDITOR, Role.BOARD_MEMBER, Role.ADMINISTRATOR])
@pytest.mark.parametrize("demo", [False, True], ids=["in earnest", "demo"])
def test_a_second_factor_is_demanded_outside_the_demo(settings: Any, role: Role, demo: bool) -> None:
    settings.DEMO = demo
    client = Client()
    client.force_login(UserFactory(roles=[role], second_factor=False))
    response = client.get("/councils/")
    if demo:
        assert response.status_code == 200
    else:
        assert (response.status_code, response["Location"]) == (302, "/account/2fa/")
        assert client.get("/account/2fa/").status_code == 200


def test_codes_of_an_app_open_an_account_once_each(user: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    client = Client()
    assert sign_in(user.email, client=client)["Location"] == "/account/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    assert client.get("/account/2fa/")["Location"] == "/account/login/?next=/account/2fa/"
    assert client.post("/account/2fa/authenticate/", {"code": "000000"}).status_code == 200
    code = code_of(secret)
    assert client.post("/account/2fa/authenticate/", {"code": code})["Location"] == "/members/"
    assert client.session["_auth_user_id"] == str(user.pk)
    again = Client()
    sign_in(user.email, client=again)
    assert again.post("/account/2fa/authenticate/", {"code": code}).status_code == 200


def test_secrets_are_stored_encrypted(user: User) -> None:
    secret = generate_totp_secret()
    assert secret not in str(TOTP.activate(user, secret).instance.data)


def test_the_sixth_wrong_password_is_refused_unread(user: User) -> None:
    """Counted in the cache that all processes share, so a second process does not start at nought."""
    caches["default"].clear()
    answers = [sign_in(user.email, "wrong").context["form"].non_field_errors() for _ in range(6)]
    assert answers == [[WRONG]] * 5 + [["Too many attempts. Wait five minutes and try again."]]
    assert sign_in(user.email).context["form"].non_field_errors() == answers[-1]
    assert site_settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"
    with time_machine.travel(time.time() + 301):
        assert sign_in(user.email).status_code == 302


def test_demonstration_accounts_work_in_the_demo_alone(settings: Any) -> None:
    settings.DEMO = True
    account = demo_accounts.create()[0]
    client = Client()
    assert sign_in(account.email, demo_accounts.PASSWORD, client=client).status_code == 302
    settings.DEMO = False
    assert client.get("/account/2fa/").status_code == 302
    assert sign_in(account.email, demo_accounts.PASSWORD).status_code == 200
    with pytest.raises(ImproperlyConfigured):
        demo_accounts.create()


def test_the_demonstrations_password_opens_nobodys_account(user: User) -> None:
    user.set_password(demo_accounts.PASSWORD)
    user.save()
    assert sign_in(user.email, demo_accounts.PASSWORD).status_code == 200


def test_sign_ins_and_refusals_are_written_down(user: User, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO", logger="innovation_db"):
        sign_in(user.email)
        sign_in(user.email, "wrong")
    said = [record.getMessage() for record in caplog.records if record.name == "innovation_db.sign_in"]
    assert said == [
        f"Account {user.pk} signed in from 127.0.0.1",
        f"Sign-in as '{user.email}' refused, from 127.0.0.1",
    ]
