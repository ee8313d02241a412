"""Who somebody is (allauth's part) and what they may do (the table in `roles.py`)."""

from typing import TYPE_CHECKING, Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.http import HttpRequest

from innovation_db import demo_accounts
from innovation_db.roles import permissions_of

if TYPE_CHECKING:
    from innovation_db.models import User


class RolesBackend(AuthenticationBackend):
    """Signs in by e-mail and password, and answers for permissions from the table of roles alone.

    No permission is stored for a person or a group, and there are no superusers, so the table is the whole truth.
    A question about one object has the same answer as about its kind: Django's admin asks both.
    """

    def authenticate(self, request: HttpRequest | None = None, **credentials: Any) -> "User | None":
        """Return the account that these credentials open; the demonstration's password opens none elsewhere."""
        password = credentials.get("password")
        if password == demo_accounts.PASSWORD and not settings.DEMO:
            make_password(password)  # takes as long as a wrong password
            return None
        return super().authenticate(request, **credentials)

    def get_user(self, user_id: int) -> "User | None":
        """Return the account of a session, with its roles and whether it has a second factor, in one query."""
        user = get_user_model().objects.in_session(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None

    def user_can_authenticate(self, user: Any) -> bool:
        """Say whether a session or a key of this account still counts; asked again with every request."""
        if user.email in demo_accounts.EMAILS and not settings.DEMO:
            return False
        return bool(super().user_can_authenticate(user))

    def get_user_permissions(self, user_obj: "User | AnonymousUser", obj: Model | None = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: "User | AnonymousUser", obj: Model | None = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous:
            return set()
        return set(permissions_of(user_obj.roles))

    def get_all_permissions(self, user_obj: "User | AnonymousUser", obj: Model | None = None) -> set[str]:
        return self.get_group_permissions(user_obj)

    def has_perm(self, user_obj: "User | AnonymousUser", perm: str, obj: Model | None = None) -> bool:
        return perm in self.get_group_permissions(user_obj)

    def has_module_perms(self, user_obj: "User | AnonymousUser", app_label: str) -> bool:
        return any(name.startswith(f"{app_label}.") for name in self.get_group_permissions(user_obj))
