"""The form field for a career: any title people know it by, typed, with suggestions as an extra."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.defaultfilters import truncatechars
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .models import Career
from .title_search import called, did_you_mean

UNSEEN = (
    "There is a character in it that can’t be shown. Type the title again instead of pasting it."
)


class CareerInput(forms.TextInput):
    """A text field; below it, when the words may mean several careers, these as radio buttons."""

    choices: Sequence[Career] = ()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> str | None:
        """The choice, as long as the words above it are still those that it was offered for."""
        match data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]:
            case [before, words, choice] if before == words:
                return str(choice)
            case [_, words, *_]:
                return str(words)
            case [words]:
                return words  # type: ignore[no-any-return]
        return None

    def render(
        self, name: str, value: Any, attrs: Mapping[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        field = super().render(name, value, dict(attrs or {}), renderer)
        context = {"field": field, "name": name, "words": value, "choices": self.choices}
        return render_to_string("careers/_career_input.html", context)


class CareerField(forms.CharField):
    """Cleans to a career that everybody may see, or to None. Starts with a title or a career's key.

    `kept` is the key of one that stays on offer though it is withdrawn.
    """

    widget = CareerInput
    kept: int | None = None

    def __init__(self, **kwargs: Any) -> None:
        errors = {
            "required": "Name a career.",
            "max_length": "Keep it to %(limit_value)d characters; it has %(show_value)d now.",
            "null_characters_not_allowed": UNSEEN,
            "unknown": "No career matches “%(words)s”. Use another word for the job.",
            "misspelled": "No career matches “%(words)s”. Did you mean one of these?",
            "several": "Several careers match “%(words)s”. Choose one below, or write more of its title.",
        } | kwargs.pop("error_messages", {})
        super().__init__(max_length=150, error_messages=errors, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: browsers cut pasted text at it without a word."""
        return {"autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            return Career.objects.filter(pk=value).values_list("title", flat=True).first()
        return value

    def clean(self, value: Any) -> Career | None:
        words = super().clean(value)
        if not words:
            return None
        offered = Career.objects.public() | Career.objects.filter(pk=self.kept or 0)
        if named := offered.filter(title=words).only("title", "slug").first():
            return named
        everybody = AnonymousUser()
        found = called(words, everybody)
        if len(found) == 1:
            return found[0]
        code = "several" if found else "misspelled"
        found = found or called(did_you_mean(words), everybody)
        self.widget.choices = found
        raise forms.ValidationError(
            self.error_messages[code if found else "unknown"],
            params={"words": truncatechars(words, 60)},
        )
