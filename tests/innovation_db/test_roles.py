"""The table of roles: that it is the whole truth, and that what is said in words is what it does."""

import importlib

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client

from innovation_db.models import RoleHeld, User
from innovation_db.roles import (
    DESCRIPTIONS,
    OUTSIDE_THE_ADMIN,
    PERMISSIONS,
    Role,
    all_permissions,
    permissions_of,
    roles_with,
)
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_every_permission_in_the_table_exists() -> None:
    named = {name for permissions in PERMISSIONS.values() for name in permissions or ()}
    assert named - all_permissions() == set()


def test_every_role_is_described_and_has_its_group() -> None:
    assert set(PERMISSIONS) == set(DESCRIPTIONS) == set(Role)
    assert set(Group.objects.values_list("name", flat=True)) == {role.value for role in Role}


def test_the_migration_makes_the_groups_of_the_table() -> None:
    migration = importlib.import_module("innovation_db.migrations.0002_roles")
    assert [role.value for role in Role] == migration.NAMES


@pytest.mark.parametrize(
    ("permission", "roles"),
    [
        ("case_studies.add_casestudy", {Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR}),
        ("case_studies.change_casestudy", {Role.EDITOR, Role.PUBLISHER, Role.ADMINISTRATOR}),
        ("case_studies.publish_casestudy", {Role.PUBLISHER, Role.ADMINISTRATOR}),
        ("case_studies.archive_casestudy", {Role.PUBLISHER, Role.ADMINISTRATOR}),
        ("case_studies.import_casestudy", {Role.PUBLISHER, Role.ADMINISTRATOR}),
        ("case_studies.purge_casestudy", {Role.ADMINISTRATOR}),
        ("case_studies.delete_casestudy", {Role.ADMINISTRATOR}),
        ("case_studies.view_casestudy", set(Role) - {Role.BOARD_MEMBER}),
        ("innovation_db.change_user", {Role.ADMINISTRATOR}),
        ("innovation_db.add_user", {Role.ADMINISTRATOR}),
        ("case_studies.no_such_thing", set()),
    ],
)
def test_the_demands_in_words(permission: str, roles: set[Role]) -> None:
    assert roles_with(permission) == roles
    holders = {role for role in Role if UserFactory(roles=[role]).has_perm(permission)}
    assert holders == roles


@pytest.mark.parametrize("role", Role)
def test_an_account_may_what_its_role_may_and_nothing_else(role: Role) -> None:
    user = UserFactory(roles=[role])
    assert user.get_all_permissions() == set(permissions_of([role]))
    assert {name for name in all_permissions() if user.has_perm(name)} == set(permissions_of([role]))
    assert user.is_staff == (role not in OUTSIDE_THE_ADMIN)
    assert user.has_module_perms("case_studies") == (role != Role.BOARD_MEMBER)


def test_roles_add_up() -> None:
    user = UserFactory(roles=[Role.BOARD_MEMBER, Role.REPORT_AUTHOR])
    assert user.get_all_permissions() == set(permissions_of([Role.REPORT_AUTHOR]))
    assert user.is_staff


def test_permission_rows_give_nothing() -> None:
    """A permission written into the database, past the table, opens nothing."""
    user = UserFactory(roles=[Role.BOARD_MEMBER])
    stray = Group.objects.create(name="Friends of the Zone")
    user.groups.add(stray)
    for group in user.groups.all():
        group.permissions.set(Permission.objects.all())
    assert User.objects.get(pk=user.pk).get_all_permissions() == permissions_of([Role.BOARD_MEMBER])


def test_an_account_that_was_closed_may_nothing() -> None:
    user = UserFactory(roles=[Role.ADMINISTRATOR], is_active=False)
    assert (user.get_all_permissions(), user.is_staff, user.has_perm("case_studies.view_casestudy")) == (
        set(),
        False,
        False,
    )


def test_the_first_account_is_an_administrator() -> None:
    user = User.objects.create_superuser("first@example.org", "a long and quiet password", name="First")
    assert (user.roles, user.is_staff) == (frozenset({Role.ADMINISTRATOR}), True)


def test_who_may() -> None:
    publisher = UserFactory(roles=[Role.PUBLISHER, Role.ZONE_MANAGER])
    administrator = UserFactory(roles=[Role.ADMINISTRATOR])
    UserFactory(roles=[Role.EDITOR])
    UserFactory(roles=[Role.PUBLISHER], is_active=False)
    assert set(User.objects.who_may("case_studies.publish_casestudy")) == {publisher, administrator}
    UserFactory(roles=[Role.BOARD_MEMBER])
    assert User.objects.staff().count() == 3


def test_a_request_asks_once_for_the_roles(client: Client, django_assert_num_queries: object) -> None:
    user = User.objects.get(pk=UserFactory(roles=[Role.EDITOR]).pk)
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert user.is_staff
        assert user.has_perm("case_studies.change_casestudy")
        assert not user.has_perm("case_studies.publish_casestudy")
        assert user.has_module_perms("case_studies")


def test_giving_and_taking_a_role_is_recorded() -> None:
    user = UserFactory(roles=[Role.EDITOR])
    user.set_roles([Role.PUBLISHER])
    events = RoleHeld.pgh_event_models["insert"].objects.filter(user=user).order_by("pgh_id")
    assert [(event.pgh_label, event.group.name) for event in events] == [
        ("insert", "Editor"),
        ("delete", "Editor"),
        ("insert", "Publisher"),
    ]
