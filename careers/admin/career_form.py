"""The form of a career page: what is typed becomes a document, and never more than that."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from careers.document import Document, content, digest, lay_over
from careers.models import Career
from careers.publishing import current

from .parts import PartFormSet


def open_document(career: Career) -> None:
    """Have `career` show its newest version, unsaved, and remember which one that was."""
    document = current(career)
    lay_over(document, career)
    career.opened = document  # type: ignore[attr-defined]


def document_of(career: Career, formsets: Iterable[PartFormSet]) -> Document:
    """What the forms hold that `career` and the rows of its parts were typed into."""
    cache = career.__dict__.setdefault("_prefetched_objects_cache", {})
    for formset in formsets:
        name = formset.fk.remote_field.get_accessor_name()
        queryset = getattr(career, name).get_queryset().all()
        queryset._result_cache, queryset._prefetch_done = formset.rows(), True
        cache[name] = queryset
    return content(career)


class CareerForm(forms.ModelForm):
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    """Digest of the version that was opened."""
    why = forms.CharField(
        label="What you changed, and why",
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For the history of the page, which editors read. “Figures of 2025; the old link was dead.”",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened: Document | None = getattr(self.instance, "opened", None)
        self.conflict = False
        if self.opened is not None:
            self.initial["seen"] = digest(self.opened)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.opened is not None and self.cleaned_data.get("seen") != self.initial["seen"]:
            self.conflict = True
            # Who has read the comparison may save over the other's words.
            self.data: Any = self.data.copy()
            self.data[self.add_prefix("seen")] = self.initial["seen"]
            raise ValidationError(
                "Someone else saved this page after you opened it, so nothing of yours was saved "
                "yet. What they wrote and what you wrote is compared below. Bring your form to what "
                "is right, then save again."
            )
        return cleaned
