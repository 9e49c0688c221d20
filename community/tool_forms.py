"""What moderators fill in when they work on a thread or take measures."""

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from careerportal.accounts.models import User
from careers.career_field import CareerField

from .fields import TOO_LONG, UNSEEN, VersionField
from .models import MemberNote, Question, Sanction

LONGEST = timedelta(days=365)


class MergeForm(forms.Form):
    into = forms.CharField(
        label="The question to merge it into",
        help_text="Its number, or its address.",
        max_length=300,
        error_messages={"required": "Give the number or the address of the other question."},
    )

    def __init__(self, data: Any, viewer: User) -> None:
        super().__init__(data)
        self.viewer = viewer

    def clean_into(self) -> Question:
        typed = self.cleaned_data["into"].strip()
        number = re.fullmatch(r"#?(\d{1,18})", typed, re.ASCII)
        number = number or re.search(r"/questions/(\d{1,18})(?:/|$)", typed, re.ASCII)
        if number is None:
            raise ValidationError("Give a number like 42, or the address of a question.")
        found = Question.objects.visible_to(self.viewer).filter(pk=number[1]).first()
        if found is None:
            raise ValidationError(f"There is no question {number[1]}.")
        return found


class CloseForm(forms.Form):
    because = forms.CharField(
        label="Why it takes no more answers",
        help_text="Readers see this below the question.",
        max_length=200,
        error_messages={
            "required": "Tell readers why.",
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSEEN,
        },
    )


class MoveForm(forms.Form):
    career = CareerField(
        required=False, help_text="Leave it empty for a question about careers in general."
    )

    def __init__(self, data: Any, question: Question) -> None:
        super().__init__(data, initial={"career": question.career_id})
        self.fields["career"].kept = question.career_id  # type: ignore[attr-defined]


class SanctionForm(forms.ModelForm):
    """A measure with an end: some days from now, or a day and time."""

    days = forms.ChoiceField(
        label="For how long",
        choices=[
            ("1", "1 day"),
            ("3", "3 days"),
            ("7", "7 days"),
            ("30", "30 days"),
            ("", "Until the time below"),
        ],
        required=False,
        initial="1",
        error_messages={"invalid_choice": "Choose one of the times."},
    )
    until = forms.DateTimeField(
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="At most a year from now.",
        error_messages={"invalid": "Write the day and the time like 2026-11-30 15:00."},
    )
    known = VersionField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Sanction
        fields = ["kind", "days", "until", "reason"]
        labels = {"kind": "What"}
        help_texts = {"reason": "The member sees this. Say what has to be different afterwards."}
        widgets = {"kind": forms.RadioSelect, "reason": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "kind": {"required": "Choose what to do.", "invalid_choice": "Choose one of the two."},
            "reason": {
                "required": "Tell the member why.",
                "max_length": TOO_LONG,
                "null_characters_not_allowed": UNSEEN,
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = Sanction.Kind.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        now, days = timezone.now(), cleaned.get("days")
        if days:
            cleaned["until"] = now + timedelta(days=int(days))
        elif "days" in cleaned and "until" in cleaned:
            until = cleaned["until"]
            if until is None:
                self.add_error("until", "Say when it ends.")
            elif until <= now:
                self.add_error("until", "This is over already. Give a time to come.")
            elif until > now + LONGEST:
                self.add_error("until", "Let it end within a year.")
        return cleaned

    def what(self) -> dict[str, Any]:
        """The columns of the measure, and the last one `known` to who filled it in."""
        return {name: self.cleaned_data[name] for name in ("kind", "until", "reason", "known")}

    def again(self, known: int, error: ValidationError) -> "SanctionForm":
        """The same words once more, over what is there by now."""
        form = SanctionForm(dict(self.data.items()) | {"known": known})
        form.add_error(None, error)
        return form


class NoteForm(forms.ModelForm):
    class Meta:
        model = MemberNote
        fields = ["text"]
        labels = {"text": "A note for moderators"}
        help_texts = {"text": "What happened, and what was agreed. Keep it to what others need."}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {
            "text": {
                "required": "Write the note.",
                "max_length": TOO_LONG,
                "null_characters_not_allowed": UNSEEN,
            }
        }


class LookForm(forms.Form):
    class Why(models.TextChoices):
        """Codes for the audit log."""

        SAFETY = "safety", "Someone may be in danger"
        LAW = "law", "The law asks for it"
        ABUSE = "abuse", "It is abuse that goes on, or comes back"

    why = forms.ChoiceField(
        label="Why you need to know",
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Say why you need to know.",
            "invalid_choice": "Choose one of the three.",
        },
    )
