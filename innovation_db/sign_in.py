"""How allauth behaves here: nobody signs up, e-mail goes our way, secrets are encrypted, and what happens is logged."""

import base64
import logging
import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import salted_hmac

from innovation_db import mail
from innovation_db.models import User

log = logging.getLogger(__name__)


# What we write to somebody whose account has changed, by allauth's name for it: subject and sentence.
NOTICES = {
    "password_changed": ("Your password was changed", "The password of your account was changed."),
    "password_reset": ("Your password was set", "A new password was set for your account by an e-mailed link."),
    "password_set": ("Your password was set", "A password was set for your account."),
    "email_changed": ("Your e-mail address was changed", "You now sign in with another e-mail address."),
    "email_confirm": ("Your e-mail address was confirmed", "Your e-mail address was confirmed."),
    "email_deleted": ("An e-mail address was dropped", "An e-mail address was dropped from your account."),
    "recovery_codes_generated": ("You have new recovery codes", "New recovery codes were made for your account."),
    "totp_activated": ("An authenticator app was set up", "An authenticator app was set up for your account."),
    "totp_deactivated": ("The authenticator app was removed", "The authenticator app of your account was removed."),
    "webauthn_added": ("A passkey was added", "A passkey was added to your account."),
    "webauthn_removed": ("A passkey was removed", "A passkey of your account was removed."),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both and try again.",
        "email_taken": "There is already an account with this e-mail address.",
        "enter_current_password": "Enter the password you have now.",
        "incorrect_password": "The password is not right.",
        "invalid_password_reset": "This link has been used or is too old. Ask for a new one.",
        "too_many_login_attempts": "Too many attempts. Wait five minutes and try again.",
        "rate_limited": "Too many attempts. Wait a few minutes and try again.",
        "same_as_current": "This is the address you have now. Enter the new one.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        assert isinstance(request.user, User)
        if request.user.is_staff:
            return reverse("admin:index")
        return request.user.desk[1] if request.user.desk else "/"

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again for a password or key before sensitive steps, unless one was given minutes ago."""
        request = context.request
        times = [record["at"] for record in get_authentication_records(request, request.user)]
        recently = bool(times) and time.time() - max(times) < account_settings.REAUTHENTICATION_TIMEOUT
        return not recently and super().is_reauthentication_required(app=app)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send through our own kit: kept, retried, and without the links once they have been sent."""
        name = template_prefix.rpartition("/")[2]
        values = {**context, "forgotten_url": mail.absolute(reverse("account_reset_password"))}
        if name in NOTICES:
            subject, values["what"] = NOTICES[name]
            name, values["subject"] = "notice", subject
        mail.send(
            template=f"account/{name}",
            to=email,
            context=values,
            about=context.get("user"),
            secrets=[context[key] for key in ("password_reset_url", "activate_url") if key in context],
        )

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        log.info("Account %s signed in from %s", user.pk, self.get_client_ip(request))
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        log.info("Account %s signed out", request.user.pk)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        log.warning("Sign-in as %r refused, from %s", credentials.get("email", ""), self.get_client_ip(request))


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Enter the six figures that your app shows now, or a recovery code.",
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
    }

    def encrypt(self, text: str) -> str:
        """Return `text` encrypted with a key made from SECRET_KEY, so that a copied database signs nobody in."""
        return self._fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._fernet().decrypt(encrypted_text.encode()).decode()

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        if code == "incorrect_code":
            log.warning("A second factor was refused, from %s", AccountAdapter().get_client_ip(context.request))
        return super().validation_error(code, *args)

    @staticmethod
    def _fernet() -> MultiFernet:
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        digests = [salted_hmac("innovation_db.second_factor", "", key, algorithm="sha256").digest() for key in keys]
        return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class OrganisationAdapter(DefaultSocialAccountAdapter):
    """OpenID Connect opens accounts that are there already; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        if sociallogin.is_existing:
            return
        log.warning("Sign-in by OpenID Connect refused: no account has the verified address it gave")
        messages.error(
            request,
            "There is no account here for the address your organisation gave us. Ask an administrator to make one.",
        )
        raise ImmediateHttpResponse(redirect("account_login"))
