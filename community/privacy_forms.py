from typing import Any

from django import forms

from careerportal.accounts.models import User

from .models import Departure


class LeaveForm(forms.Form):
    """How to leave, and one’s own handle once more, so that nobody leaves by a slip of the finger."""

    mode = forms.ChoiceField(
        label="What happens to your posts?",
        choices=Departure.Mode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what happens to your posts."},
    )
    handle = forms.CharField(
        label="Your handle",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": "Type your handle, so that we know you mean it."},
    )

    def __init__(self, member: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.member = member
        self.fields["handle"].help_text = f"Type {member.handle} to confirm."

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"].removeprefix("@")
        if handle.lower() != self.member.handle.lower():
            raise forms.ValidationError(f"This is not your handle, which is {self.member.handle}.")
        return handle
