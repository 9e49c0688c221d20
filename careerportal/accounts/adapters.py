"""How allauth speaks and names this site."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest

from . import second_factor
from .models import HANDLE_TAKEN, User, check_handle

FACTOR_ADDED = ("mfa/messages/totp_activated.txt", "mfa/messages/webauthn_added.txt")


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "duplicate_email": "This is your address already. Enter another one.",
        "email_password_mismatch": "The e-mail address or the password is not right. Check both.",
        "enter_current_password": "This is not your current password. Enter it again.",
        "incorrect_code": "This code or passkey is not right. Try again.",
        "incorrect_password": "This is not your password. Enter it again.",
        "rate_limited": "That was too often. Wait a few minutes and try again.",
        "too_many_login_attempts": "Too many tries. Wait a few minutes and sign in again.",
        "username_taken": HANDLE_TAKEN,
    }

    def clean_username(self, username: str, shallow: bool = False) -> str:
        handle: str = super().clean_username(username, shallow)
        if not shallow:
            check_handle(handle)
        return handle

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        """Every way to an account ends here, and none that did not ask for the age gets through."""
        user.turns_18_in = form.cleaned_data["turns_18_in"]
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        super().add_message(request, level, message_template, *args, **kwargs)
        if message_template in FACTOR_ADDED:
            second_factor.offer_the_way_back(request)


class MFAAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": AccountAdapter.error_messages["incorrect_code"],
        "unverified_email": "Confirm your e-mail address first. Then set this up.",
    }

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.SITE_NAME}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        return "My passkey"
