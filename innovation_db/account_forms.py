"""allauth's forms in our style and words; what they check and do stays allauth's."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as second_factor
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from innovation_db.forms import HouseFormMixin

CODE_HINT = "The six figures that your app shows now, or one of your recovery codes."


class Worded(HouseFormMixin):
    """Gives fields our labels and hints, and takes allauth's placeholders away: hints must not vanish while typing."""

    words: ClassVar[dict[str, tuple[str, str]]] = {}
    missing: ClassVar[dict[str, str]] = {
        "login": "Enter your e-mail address.",
        "email": "Enter an e-mail address.",
        "password": "Enter your password.",
        "oldpassword": "Enter the password you have now.",
        "password1": "Enter a new password.",
        "password2": "Enter the new password again.",
        "code": "Enter a code.",
        "name": "Enter a name for this passkey.",
        "credential": "The passkey did not answer. Try again.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.widget.attrs.pop("placeholder", None)
            field.help_text = ""
            if name in self.words:
                field.label, field.help_text = self.words[name]
            if name in self.missing:
                field.error_messages["required"] = self.missing[name]
            if name in ("login", "email"):
                field.error_messages["invalid"] = "Enter an e-mail address like name@council.gov.uk."
                for validator in field.validators:
                    if hasattr(validator, "message") and validator.__class__.__name__ == "EmailValidator":
                        validator.message = field.error_messages["invalid"]


class NewPassword(Worded):
    words: ClassVar = {
        "oldpassword": ("Password now", ""),
        "password1": ("New password", "At least 12 characters. Three or four unrelated words are good."),
        "password2": ("New password again", ""),
    }


class SignInForm(Worded, account.LoginForm):
    words: ClassVar = {"login": ("E-mail", ""), "password": ("Password", "")}


class ForgottenPasswordForm(Worded, account.ResetPasswordForm):
    words: ClassVar = {"email": ("E-mail", "")}


class SetPasswordByLinkForm(NewPassword, account.ResetPasswordKeyForm):
    pass


class ChangePasswordForm(NewPassword, account.ChangePasswordForm):
    pass


class SetPasswordForm(NewPassword, account.SetPasswordForm):
    pass


class ConfirmItIsYouForm(Worded, account.ReauthenticateForm):
    words: ClassVar = {"password": ("Password", "")}


class ChangeEmailForm(Worded, account.AddEmailForm):
    words: ClassVar = {"email": ("New e-mail address", "We send a link to it. The change counts once you open it.")}


class CodeForm(Worded, second_factor.AuthenticateForm):
    words: ClassVar = {"code": ("Code", CODE_HINT)}


class CodeAgainForm(Worded, second_factor.ReauthenticateForm):
    words: ClassVar = {"code": ("Code", CODE_HINT)}


class ActivateAppForm(Worded, totp.ActivateTOTPForm):
    words: ClassVar = {"code": ("Code", "The six figures that your app shows now.")}


class DeactivateAppForm(Worded, totp.DeactivateTOTPForm):
    pass


class AddPasskeyForm(Worded, webauthn.AddWebAuthnForm):
    words: ClassVar = {
        "name": ("Name", "So that you know it again, such as “work laptop”."),
        "passwordless": ("Let me sign in with this passkey alone, without a password", ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["passwordless"].initial = True


class RenamePasskeyForm(Worded, webauthn.EditWebAuthnForm):
    words: ClassVar = {"name": ("Name", "So that you know it again, such as “work laptop”.")}


class PasskeyForm(Worded, webauthn.AuthenticateWebAuthnForm):
    pass


class PasskeySignInForm(Worded, webauthn.LoginWebAuthnForm):
    pass


class PasskeyAgainForm(Worded, webauthn.ReauthenticateWebAuthnForm):
    pass
