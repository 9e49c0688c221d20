"""What forms of both apps have in common: fields, and words for mistakes."""

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careerportal import markdown

TOO_LONG = "Keep it to %(limit_value)d characters; it has %(show_value)d now."
UNSEEN = (
    "There is a character in it that can’t be shown. Type the text again instead of pasting it."
)


class BodyField(forms.CharField):
    """Markdown. Line ends count once, as the counter beside the field counts them."""

    widget = forms.Textarea

    def __init__(self, max_length: int = markdown.MAX_LENGTH, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.error_messages |= {"max_length": TOO_LONG, "null_characters_not_allowed": UNSEEN}

    def to_python(self, value: str | None) -> str:
        return super().to_python(value and value.replace("\r\n", "\n")) or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: browsers cut pasted text at it without a word."""
        return {"rows": 8, "data-limit": self.max_length, "data-count": "body-left"}


class TrapInput(forms.TextInput):
    """For programs that fill in every field. Nobody sees or hears it, or gets to it by keyboard."""

    @property
    def is_hidden(self) -> bool:
        """Forms show it without the label and the hint of a field for people."""
        return True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        field = super().render(name, value, attrs, renderer)
        label = format_html('<label for="{}">Leave this empty</label>', (attrs or {}).get("id", ""))
        return format_html('<div class="unseen" aria-hidden="true">{}{}</div>', label, field)


class TrapField(forms.Field):
    """True when something filled it in. Password managers are asked in their own words not to."""

    widget = TrapInput(
        attrs={
            "tabindex": "-1",
            "autocomplete": "off",
            "data-1p-ignore": True,
            "data-bwignore": True,
            "data-lpignore": "true",
            "data-form-type": "other",
        }
    )

    def __init__(self) -> None:
        super().__init__(required=False)

    def to_python(self, value: Any) -> bool:
        return bool(value)
