"""The one account of the site: officers, Board members and administrators. What each may do is in `roles.py`."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

import pgtrigger
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models, transaction
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from innovation_db.models.versioned import Versioned, bump_parent_version, bump_version, tracked
from innovation_db.roles import OUTSIDE_THE_ADMIN, Role, roles_named, roles_with


class UserQuerySet(models.QuerySet["User"]):
    def holding(self, *roles: Role) -> "UserQuerySet":
        """Those who may sign in and hold at least one of these roles."""
        return self.filter(is_active=True, groups__name__in=roles).distinct()

    def staff(self) -> "UserQuerySet":
        """Those who may enter the admin."""
        return self.holding(*(role for role in Role if role not in OUTSIDE_THE_ADMIN))

    def who_may(self, permission: str) -> "UserQuerySet":
        """Those who have a permission by the table of roles, such as `case_studies.publish_casestudy`."""
        return self.holding(*roles_with(permission))

    def in_session(self, pk: int) -> "User | None":
        """Return an account with the names of its groups and whether it has a second factor, in one query.

        Every page of somebody who has signed in asks for these; putting the query together took longer than it.
        """
        return next(iter(self.raw(_IN_SESSION, [pk])), None)


_IN_SESSION = """
    SELECT u.*,
           ARRAY(SELECT g.name FROM auth_group g JOIN innovation_db_user_groups held ON held.group_id = g.id
                 WHERE held.user_id = u.id) AS group_names,
           EXISTS(SELECT FROM mfa_authenticator a WHERE a.user_id = u.id) AS second_factor
    FROM innovation_db_user u WHERE u.id = %s
"""


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    @transaction.atomic
    def create_user(
        self, email: str, password: str | None = None, *, roles: Iterable[Role] = (), **fields: Any
    ) -> "User":
        """Create an account; without a password it can only be entered through a password reset."""
        if not email:
            raise ValueError("An account needs an e-mail address.")
        user: User = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        user.set_roles(roles)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create an administrator: `manage.py createsuperuser` makes the first account of a new site."""
        return self.create_user(email, password, roles=[Role.ADMINISTRATOR], **fields)

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


def keep_allauths_address() -> pgtrigger.Trigger:
    """Return the trigger that keeps allauth's table of addresses at one a person: the account's own, verified.

    Administrators give the address, or its reader has followed a link to change it, so there is nothing to verify.
    """
    return pgtrigger.Trigger(
        name="keep_allauths_address",
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.UpdateOf("email"),
        func="""
            DELETE FROM account_emailaddress WHERE user_id = NEW.id AND email <> NEW.email;
            INSERT INTO account_emailaddress (user_id, email, verified, "primary")
                VALUES (NEW.id, NEW.email, true, true)
                ON CONFLICT (user_id, email) DO UPDATE SET verified = true, "primary" = true;
            RETURN NULL;
        """,
    )


@tracked(exclude=["password", "last_login"])
class User(Versioned, AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail", unique=True)
    name = models.CharField(max_length=150)
    organisation = models.CharField("council or organisation", max_length=200, blank=True)
    job_title = models.CharField(max_length=150, blank=True)
    is_active = models.BooleanField("may sign in", default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    # Django's two ways around a table of roles do not exist here.
    is_superuser = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "id"]
        verbose_name = "account"
        triggers = [bump_version(exclude=["password", "last_login"]), keep_allauths_address()]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="one_account_per_email",
                violation_error_message="There is already an account with this e-mail address.",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.email

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name.split(" ")[0]

    @cached_property
    def roles(self) -> frozenset[Role]:
        """The roles this person holds. Costs one query, once for each account that was loaded without them."""
        known = self.__dict__.get("group_names")
        return roles_named(known if known is not None else [group.name for group in self.groups.all()])

    @property
    def has_second_factor(self) -> bool:
        """Whether there was an authenticator app or a passkey when the account was loaded; else asks for it."""
        known = self.__dict__.get("second_factor")
        return Authenticator.objects.filter(user=self).exists() if known is None else known

    def set_roles(self, roles: Iterable[Role]) -> None:
        """Give exactly these roles, taking away the others."""
        self.groups.set(Group.objects.filter(name__in=list(roles)))
        for known in ("roles", "group_names"):
            self.__dict__.pop(known, None)

    @property
    def is_staff(self) -> bool:
        """Whether they may enter the admin: a matter of roles, so never stored."""
        return self.is_active and not self.roles <= OUTSIDE_THE_ADMIN

    @property
    def desk(self) -> tuple[str, str] | None:
        """The page of the site where their work begins, as (label, address); None where they have none."""
        for role, (label, name) in settings.DESKS.items():
            if role in self.roles:
                return label, reverse(name)
        return None


@tracked(obj_field=None)
class RoleHeld(User.groups.through):  # type: ignore[name-defined, misc]
    """The row that gives a person a role; kept as a model so that its history is recorded."""

    class Meta:
        proxy = True
        triggers = bump_parent_version("innovation_db_user", "user_id")
        verbose_name = "role held"
        verbose_name_plural = "roles held"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.user} as {self.group}"
