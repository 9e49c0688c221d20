"""allauth's forms in this site's words, and the profile."""

from typing import Any

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as code_forms
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from django import forms
from django.contrib.auth.models import AbstractBaseUser
from django.core.validators import MaxLengthValidator
from django.db import transaction
from django.http import HttpRequest

from .age import BirthDateForm
from .models import User, check_handle

PASSWORD_RULE = "At least 12 characters. A few unrelated words are easy to remember."  # noqa: S105
HANDLE_HINT = (
    "Shown next to what you post. It need not be your name. "
    "3 to 30 letters, digits, hyphens or underscores, beginning with a letter."
)
EMAIL_LENGTH = 254


class Words:
    """Labels, hints and what to do about an empty field; no placeholders that repeat the label."""

    labels = {
        "code": "Code",
        "email": "E-mail",
        "login": "E-mail",
        "name": "Name of this passkey",
        "oldpassword": "Current password",
        "password": "Password",
        "password1": "New password",
        "password2": "New password again",
        "passwordless": "Sign in with it instead of a password",
        "remember": "Keep me signed in on this device",
    }
    hints = {
        "code": "Six digits from your app, or one of your recovery codes.",
        "password1": PASSWORD_RULE,
        "passwordless": "Without this, it is a second step after your password.",
    }
    when_empty = {
        "birth_day": "Enter the day you were born on.",
        "birth_month": "Choose the month you were born in.",
        "birth_year": "Enter the year you were born in.",
        "code": "Enter the code.",
        "credential": "Your browser gave us no passkey. Try again, or choose another way.",
        "email": "Enter your e-mail address.",
        "login": "Enter your e-mail address.",
        "name": "Enter a name for this passkey.",
        "oldpassword": "Enter your current password.",
        "password": "Enter your password.",
        "password1": "Choose a password.",
        "password2": "Enter the new password again.",
        "username": "Choose a handle.",
    }
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.hints.get(name, field.help_text)
            field.error_messages["required"] = self.when_empty.get(name, "Fill this in.")
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = "Enter an address like name@example.com."
                # allauth would cut what is longer.
                field.validators.append(MaxLengthValidator(EMAIL_LENGTH))


class LoginForm(Words, account_forms.LoginForm):
    pass


class SignupForm(Words, BirthDateForm, account_forms.SignupForm):
    """What allauth calls a username is the public handle."""

    field_order = ["email", "username", "birth_month", "birth_day", "birth_year", "password1"]
    labels = Words.labels | {"username": "Handle", "password1": "Password"}
    hints = Words.hints | {"username": HANDLE_HINT}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autocomplete"] = "nickname"

    def save(self, request: HttpRequest) -> AbstractBaseUser:
        """The account and its address, or an IntegrityError and neither."""
        with transaction.atomic():
            user: AbstractBaseUser = super().save(request)
        return user


class AddEmailForm(Words, account_forms.AddEmailForm):
    labels = Words.labels | {"email": "New e-mail address"}
    when_empty = Words.when_empty | {"email": "Enter the new e-mail address."}


class ChangePasswordForm(Words, account_forms.ChangePasswordForm):
    pass


class SetPasswordForm(Words, account_forms.SetPasswordForm):
    pass


class ResetPasswordForm(Words, account_forms.ResetPasswordForm):
    pass


class ResetPasswordKeyForm(Words, account_forms.ResetPasswordKeyForm):
    pass


class ReauthenticateForm(Words, account_forms.ReauthenticateForm):
    pass


class AuthenticateCodeForm(Words, code_forms.AuthenticateForm):
    pass


class ReauthenticateCodeForm(Words, code_forms.ReauthenticateForm):
    pass


class ActivateTOTPForm(Words, totp_forms.ActivateTOTPForm):
    hints = Words.hints | {"code": "Six digits from your app."}


class AddPasskeyForm(Words, passkey_forms.AddWebAuthnForm):
    pass


class EditPasskeyForm(Words, passkey_forms.EditWebAuthnForm):
    pass


class LoginPasskeyForm(Words, passkey_forms.LoginWebAuthnForm):
    pass


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["handle", "name"]
        help_texts = {"handle": HANDLE_HINT}
        error_messages = {"handle": {"required": "Choose a handle."}}

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        check_handle(handle, self.instance)
        return handle
