"""Fields that only the forms of the board have, and those they share with the site."""

import re
import uuid
from typing import Any

from django import forms
from django.core.signing import BadSignature, TimestampSigner

from careerportal.fields import TOO_LONG, UNSEEN, BodyField, TrapField

__all__ = [
    "TOO_LONG",
    "UNSEEN",
    "BodyField",
    "ShownField",
    "TokenField",
    "TrapField",
    "VersionField",
]


class TokenField(forms.Field):
    """Names one filled-in form. A missing or broken token is replaced: nobody typed it."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4, required=False)

    def to_python(self, value: Any) -> uuid.UUID:
        try:
            return uuid.UUID(value)
        except (TypeError, ValueError):
            return uuid.uuid4()

    def bound_data(self, data: Any, initial: Any) -> uuid.UUID:
        return self.to_python(data)


class VersionField(forms.IntegerField):
    """Of the draft or the post a form was filled from. Nobody typed it: what is no number means none."""

    def clean(self, value: Any) -> int:
        return int(value) if re.fullmatch("[0-9]{1,10}", str(value)) else 0


class ShownField(forms.Field):
    """When the form was shown, signed; True when that was a moment ago. Missing or broken: False."""

    widget = forms.HiddenInput
    MOMENT = 3
    """Seconds."""

    def __init__(self) -> None:
        super().__init__(initial=lambda: self._signer().sign("shown"), required=False)

    def to_python(self, value: Any) -> bool:
        try:
            return bool(self._signer().unsign(value or "", max_age=self.MOMENT))
        except BadSignature:
            return False

    def _signer(self) -> TimestampSigner:
        return TimestampSigner(salt="community.form")
