"""What administrators do to accounts: invite, close and open them, take a lost second factor away."""

import logging
from collections.abc import Iterable

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from innovation_db import mail
from innovation_db.models import User
from innovation_db.roles import Role

log = logging.getLogger(__name__)


def invite(*, user: User, by: User) -> None:
    """Write to `user` with a link to set a password. Raises `ValidationError` when the account is closed."""
    if not user.is_active:
        raise ValidationError(f"{user} cannot be invited: the account is closed.")
    key = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
    link = mail.absolute(path)
    mail.send(
        template="account/invitation",
        to=user.email,
        context={
            "user": user,
            "by": by,
            "password_reset_url": link,
            "forgotten_url": mail.absolute(reverse("account_reset_password")),
        },
        about=user,
        secrets=[link],
        by=by,
    )


def keep_an_administrator(without: User) -> None:
    """Raise `ValidationError` when nobody but `without` could manage accounts.

    To be called in the transaction that changes them: it makes the next who asks wait until that is done, so that two
    administrators cannot close each other at the same moment.
    """
    Group.objects.select_for_update().get(name=Role.ADMINISTRATOR)
    if not User.objects.holding(Role.ADMINISTRATOR).exclude(pk=without.pk).exists():
        raise ValidationError(f"{without} is the last administrator. Make somebody else an administrator first.")


@transaction.atomic
def give_roles(*, user: User, roles: Iterable[Role], by: User) -> None:
    """Give `user` exactly these roles.

    Raises `ValidationError` for one's own, so that nobody raises themselves, and for the last administrator.
    """
    wanted = frozenset(roles)
    if wanted == user.roles:
        return
    if user == by:
        raise ValidationError("You cannot change your own roles. Ask another administrator.")
    before = user.roles
    if Role.ADMINISTRATOR in before - wanted:
        keep_an_administrator(without=user)
    user.set_roles(wanted)
    log.warning("Account %s: roles changed by %s from %s to %s", user.pk, by.pk, sorted(before), sorted(wanted))


@transaction.atomic
def close(*, user: User, by: User) -> None:
    """Close the account: its sessions end at once.

    Raises `ValidationError` for one's own and for the last administrator.
    """
    if user == by:
        raise ValidationError("You cannot close your own account. Ask another administrator.")
    if Role.ADMINISTRATOR in user.roles:
        keep_an_administrator(without=user)
    User.objects.filter(pk=user.pk).update(is_active=False)
    log.warning("Account %s closed by %s", user.pk, by.pk)


def open_again(*, user: User, by: User) -> None:
    """Let the account sign in again, with the password and second factor that it had."""
    User.objects.filter(pk=user.pk).update(is_active=True)
    log.warning("Account %s opened again by %s", user.pk, by.pk)


@transaction.atomic
def forget_second_factor(*, user: User, by: User) -> None:
    """Take away app, passkeys and recovery codes of somebody who lost them; they set up new ones when they sign in.

    Raises `ValidationError` for one's own, which goes through the pages of the account and asks for the password.
    """
    if user == by:
        raise ValidationError("Change your own second step on the page of your account.")
    Authenticator.objects.filter(user_id=user.pk).delete()
    log.warning("Account %s: second factor taken away by %s", user.pk, by.pk)
