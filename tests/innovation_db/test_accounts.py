"""Accounts as administrators manage them: nobody raises themselves, and an administrator always remains."""

import threading
import time
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client

from innovation_db import account_actions
from innovation_db.models import Message, User
from innovation_db.roles import Role
from tests.factories import UserFactory

LIST = "/admin/innovation_db/user/"


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


@pytest.fixture
def administrator(db: None) -> User:
    made: User = UserFactory(roles=[Role.ADMINISTRATOR])
    return made


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_an_invited_person_sets_a_password(administrator: User) -> None:
    group = administrator.groups.get()
    browser_of(administrator).post(f"{LIST}add/", {"name": "Ann", "email": "Ann@Example.org", "groups": [group.pk]})
    ann = User.objects.get(email="ann@example.org")
    assert (ann.roles, ann.has_usable_password()) == (frozenset({Role.ADMINISTRATOR}), False)
    assert [message.to for message in Message.objects.all()] == ["ann@example.org"]


@pytest.mark.django_db
def test_nobody_changes_their_own_roles() -> None:
    user = UserFactory(roles=[Role.EDITOR])
    with pytest.raises(ValidationError, match="You cannot change your own roles"):
        account_actions.give_roles(user=user, roles=[Role.ADMINISTRATOR], by=user)
    assert fresh(user).roles == {Role.EDITOR}


def remove(action: str, user: User, by: User) -> None:
    """Close an account or take its roles away."""
    if action == "close":
        account_actions.close(user=user, by=by)
    else:
        account_actions.give_roles(user=user, roles=[], by=by)


@pytest.mark.parametrize("action", ["close", "deprive"])
def test_the_last_administrator_stays(administrator: User, action: str) -> None:
    other = UserFactory(roles=[Role.EDITOR])  # whoever calls: the rule does not hang on who asks
    with pytest.raises(ValidationError, match="is the last administrator"):
        remove(action, administrator, other)
    assert (fresh(administrator).is_active, fresh(administrator).roles) == (True, {Role.ADMINISTRATOR})


def test_nobody_closes_their_own_account(administrator: User) -> None:
    UserFactory(roles=[Role.ADMINISTRATOR])
    browser_of(administrator).post(LIST, {"action": "close_accounts", "_selected_action": [administrator.pk]})
    assert fresh(administrator).is_active


def test_another_account_is_closed_and_opened_from_the_list(administrator: User) -> None:
    other = UserFactory(roles=[Role.EDITOR])
    client = browser_of(administrator)
    client.post(LIST, {"action": "close_accounts", "_selected_action": [other.pk]})
    assert not fresh(other).is_active
    client.post(LIST, {"action": "open_accounts", "_selected_action": [other.pk]})
    assert fresh(other).is_active


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("action", ["close", "deprive"])
def test_two_administrators_cannot_remove_each_other_at_once(action: str) -> None:
    Group.objects.get_or_create(name=Role.ADMINISTRATOR)  # an earlier test with real transactions may have flushed it
    pair = [UserFactory(roles=[Role.ADMINISTRATOR]), UserFactory(roles=[Role.ADMINISTRATOR])]
    start, refusals = threading.Barrier(2), []

    def run(user: User, by: User) -> None:
        start.wait()
        try:
            remove(action, user, by)
        except ValidationError as refusal:
            refusals.append(refusal.messages)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=ends) for ends in (pair, pair[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    left = User.objects.holding(Role.ADMINISTRATOR)
    assert (left.count(), len(refusals)) == (1, 1)


def test_an_older_version_of_an_account_is_not_restored(administrator: User) -> None:
    user = UserFactory(roles=[Role.EDITOR])
    response: Any = browser_of(administrator).get(f"{LIST}{user.pk}/history/restore/")
    assert response.status_code == 403
