"""The form of a career page: what is typed becomes a document, and never more than that."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError

from careerportal.accounts.models import User
from careers.comparison import compare
from careers.document import Document, content, digest, lay_over
from careers.models import Career, Opening, Version
from careers.publishing import current, missing_parts

from .parts import PartFormSet
from .writing import add_notes


def open_document(career: Career) -> None:
    """Have `career` show its newest version, unsaved, and remember which one that was."""
    document = current(career)
    if career.draft:
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


def standing(career: Career, viewer: User) -> dict[str, Any]:
    """What admin/careers/career/_standing.html says of a page."""
    versions = Version.objects.filter(career=career.pk)
    return {
        "career": career,
        "newest": versions.with_author().first(),
        "seen": versions.public().with_author().first() if career.is_public else None,
        "plans": career.plans.select_related("version").defer("version__document"),
        "missing": missing_parts(career),
        "others": Opening.objects.by_others(career, viewer),
    }


def against(form: "CareerForm", formsets: Iterable[PartFormSet]) -> dict[str, Any]:
    """What someone else saved meanwhile, compared with what is typed."""
    newest = Version.objects.filter(career=form.instance.pk).with_author().first()
    return {
        "comparison": compare(form.opened or {}, document_of(form.instance, formsets)),
        "old_label": "what they saved",
        "new_label": "what you typed",
        "newest": newest,
    }


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

    class Meta:
        widgets = {
            name: AdminTextareaWidget(attrs={"rows": 10, "data-markdown": True})
            for name in Career.MARKDOWN
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.opened: Document | None = getattr(self.instance, "opened", None)
        self.conflict = False
        if self.opened is not None:
            self.initial["seen"] = digest(self.opened)
        if not self.is_bound:
            for name in self.fields.keys() & {"summary", *Career.MARKDOWN}:
                add_notes(self.fields[name], self.initial.get(name) or "", name == "summary")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.opened is not None and self.cleaned_data.get("seen") != self.initial["seen"]:
            self.conflict = True
            # Who has read the comparison may save over the other's words.
            self.data: Any = self.data.copy()
            self.data[self.add_prefix("seen")] = self.initial["seen"]
            raise ValidationError(
                "Someone else, or you in another window, saved this page after you opened it. Nothing "
                "you typed was saved yet; it is all in the form. Read below what differs, bring the "
                "form to what is right, then save again."
            )
        return cleaned
