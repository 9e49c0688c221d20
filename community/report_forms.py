"""What readers send to moderators: reports, and authors' appeals."""

from typing import Any

from django import forms

from .fields import BodyField, TrapField
from .models import Report

MAX_LENGTH = 2_000
COUNTER = '<output id="body-left"></output>'


class ReportForm(forms.Form):
    """The same bytes for every visitor: the trap holds nothing that is made for one."""

    reason = forms.ChoiceField(
        label="What is wrong?",
        choices=Report.Reason,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what comes closest.",
            "invalid_choice": "Choose one of these.",
        },
    )
    body = BodyField(
        label="What should a moderator know?",
        help_text=f"You can leave this empty. {COUNTER}",
        max_length=MAX_LENGTH,
        required=False,
    )
    website = TrapField()

    @property
    def said(self) -> dict[str, Any]:
        """As `reporting.weigh` takes it."""
        sent = self.cleaned_data
        return {"reason": sent["reason"], "text": sent["body"], "by_program": sent["website"]}


class AppealForm(forms.Form):
    body = BodyField(
        label="Why should readers see it?",
        help_text=f"Say what the moderator may have missed. {COUNTER}",
        max_length=MAX_LENGTH,
        error_messages={"required": "Say why, in a sentence or two."},
    )
