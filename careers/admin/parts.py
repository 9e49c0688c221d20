"""The ordered parts of the career page, one inline each.

Rows are dragged by their title bar or moved by buttons. Without scripts there are neither: then the
position is a field to type, and each part offers one blank row. See static/js/desk-rows.js.
"""

from collections.abc import Mapping
from typing import Any

from adminsortable2.admin import CustomInlineFormSet, SortableStackedInline
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils.functional import cached_property

from careerportal.admin import HTTPS_FIRST
from careers.models import (
    AlternateTitle,
    Career,
    EducationRoute,
    InterviewQuestion,
    Moment,
    RelatedCareer,
    Responsibility,
    Skill,
    Source,
    Step,
)
from careers.models.career import Part

from .writing import add_notes


class PartForm(forms.ModelForm):
    """A row of a document: saved rows are those of another version, and no measure for it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.is_bound:
            for name in self.fields.keys() & {"text", "looking_for"}:
                add_notes(self.fields[name], self.initial.get(name) or "", short=True)

    def validate_unique(self) -> None:
        """Rows are checked against each other by the formset."""

    def validate_constraints(self) -> None:
        """As above."""

    @property
    def heading(self) -> str:
        return str(self.instance)


class PartFormSet(CustomInlineFormSet):  # type: ignore[misc]
    """The rows that `lay_over` put on the page. They are read with `rows`, never saved one by one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # The package hides the position; its script finds the field by this class.
        position = self.form.base_fields["position"]
        position.widget = forms.NumberInput(attrs={"class": "_reorder_", "min": 0})
        position.initial = None
        position.help_text = "Lowest first. Empty: at the end."

    def get_queryset(self) -> list[Part]:
        if self.is_bound:
            return [form.instance for form in self.initial_forms]
        if not hasattr(self, "_laid_over"):
            name = self.fk.remote_field.get_accessor_name()
            self._laid_over = list(getattr(self.instance, name).all()) if self.instance.pk else []
        return self._laid_over

    def _existing_object(self, key: int) -> Part:
        row: Part = self.model()
        return row

    def _construct_form(self, index: int, **kwargs: Any) -> Any:
        form = super()._construct_form(index, **kwargs)
        form.fields["id"].required = False
        # Blank rows count for nothing wherever they were moved to.
        form.empty_permitted = True
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        # Django would look for a saved row with this key. The admin's scripts renumber the field.
        form.fields["id"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def rows(self) -> list[Part]:
        """What was typed, in the typed order, unsaved; call it when the formset is valid."""
        kept = [
            form.instance
            for form in self.forms
            if form.has_changed() and not self._should_delete_form(form)
        ]
        kept.sort(key=lambda row: (row.position is None, row.position))
        for position, row in enumerate(kept):
            row.position = position
        return kept

    def get_unique_error_message(self, unique_check: tuple[str, ...]) -> str:
        return "Two rows say the same."

    def get_form_error(self) -> str:
        return "This row repeats one above it. Change or delete one of the two."


class PartInline(SortableStackedInline):  # type: ignore[misc]
    template = "admin/careers/career/part.html"
    form = PartForm
    formset = PartFormSet
    extra = 1
    formfield_overrides = HTTPS_FIRST | {
        models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 4})}
    }

    help_texts: dict[str, str] = {}

    def get_formset(self, request: HttpRequest, obj: Career | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, help_texts=self.help_texts, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Career | None = None) -> Any:
        """As written below: the package, which looks for no field in a tuple, adds a second position."""
        return self.fields


class AlternateTitleInline(PartInline):
    model = AlternateTitle
    fields = [("title", "position")]


class EducationRouteInline(PartInline):
    model = EducationRoute
    verbose_name_plural = "Typical education: levels"
    fields = [("level", "standing", "position"), "text"]


class MomentInline(PartInline):
    model = Moment
    verbose_name_plural = "Day in the life: moments"
    formfield_overrides = PartInline.formfield_overrides | {
        models.TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
    }
    fields = [("time", "title", "position"), "text"]
    help_texts = {
        "time": "When it begins.",
        "title": "Two to five words: “Handover from the night shift”.",
        "text": "What is done, with whom and why. One or two sentences.",
    }


class StepInline(PartInline):
    model = Step
    verbose_name_plural = "How to become: steps"
    fields = [("title", "position"), "text", "optional"]
    help_texts = {"text": "What to do, how long it takes, what it costs. Two to four sentences."}


class SkillInline(PartInline):
    model = Skill
    verbose_name_plural = "Essential skills"
    fields = [("name", "position"), "text"]
    help_texts = {"name": "Two to four words: “Reading blueprints”."}


class ResponsibilityInline(PartInline):
    model = Responsibility
    verbose_name_plural = "Key responsibilities"
    fields = [("text", "position")]


class InterviewQuestionInline(PartInline):
    model = InterviewQuestion
    verbose_name_plural = "Common interview questions"
    fields = ["question", ("kind", "position"), "looking_for"]
    help_texts = {
        "question": "As an interviewer would ask it.",
        "kind": "What the question brings out.",
    }


class SourceInline(PartInline):
    model = Source
    fields = ["title", ("publisher", "position"), "url"]
    help_texts = {
        "title": "As it is printed on the page or the book.",
        "publisher": "Who stands behind it: “U.S. Bureau of Labor Statistics”.",
        "url": "Where readers can check it.",
    }


class CareerByTitle(forms.ModelChoiceField):
    known: Mapping[str, Career] = {}
    """Careers by the titles that all rows name, found in one query."""

    def to_python(self, value: Any) -> Career | None:
        title = (value or "").strip()
        if title and title not in self.known:
            message = self.error_messages["invalid_choice"]
            raise ValidationError(message, code="invalid_choice", params={"value": value})
        return self.known.get(title)


class RelatedCareerForm(PartForm):
    """Names the other career by its title: one list for all rows, offered without scripts too."""

    related = CareerByTitle(
        Career.objects.all(),
        to_field_name="title",
        label="Career",
        widget=forms.TextInput(attrs={"list": "career-titles", "class": "vTextField"}),
        help_text="Begin to type a title and choose it from the list.",
        error_messages={
            "invalid_choice": "There is no career “%(value)s”. Choose a title from the list."
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.related_id:
            self.initial["related"] = self.instance.related

    @property
    def heading(self) -> str:
        return str(self["related"].value() or "")

    def _get_validation_exclusions(self) -> set[str]:
        """Without looking each row's career up once more. Once it is set, rows are compared by it."""
        exclude: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return exclude if self.instance.related_id else exclude | {"related"}

    def clean_related(self) -> Career:
        related: Career = self.cleaned_data["related"]
        if related.pk == self.instance.career_id:
            raise ValidationError("A career cannot be related to itself.")
        return related


class RelatedCareerFormSet(PartFormSet):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.is_bound:
            form.fields["related"].known = self._named

    @cached_property
    def _named(self) -> dict[str, Career]:
        keys = (f"{self.add_prefix(index)}-related" for index in range(self.total_form_count()))
        # PostgreSQL takes no NUL; no title has one either.
        titles = {self.data.get(key, "").replace("\0", "").strip() for key in keys}
        return {career.title: career for career in Career.objects.filter(title__in=titles)}

    def rows(self) -> list[Part]:
        """Without those that name no career: there is nothing in them to show."""
        return [row for row in super().rows() if row.related_id]  # type: ignore[attr-defined]


class RelatedCareerInline(PartInline):
    model = RelatedCareer
    form = RelatedCareerForm
    formset = RelatedCareerFormSet
    fk_name = "career"
    fields = [("related", "position")]
