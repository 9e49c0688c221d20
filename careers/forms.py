"""What readers may ask of the catalogue. A value that makes no sense is named and left out."""

from typing import Any

from django import forms
from django.db.models import F, QuerySet

from .models import Career, EducationLevel, Field

PAY_STEPS = (30_000, 40_000, 50_000, 60_000, 80_000, 100_000, 120_000, 150_000)
SORTS: dict[str, tuple[str, list[Any]]] = {
    "title": ("Title, A to Z", [F("title").asc()]),
    "-title": ("Title, Z to A", [F("title").desc()]),
    "-pay": (
        "Median pay, high to low",
        [F("occupation__wages__annual_median").desc(nulls_last=True), "title"],
    ),
    "pay": (
        "Median pay, low to high",
        [F("occupation__wages__annual_median").asc(nulls_last=True), "title"],
    ),
    "-growth": (
        "Job growth, high to low",
        [F("occupation__projection__change_percent").desc(nulls_last=True), "title"],
    ),
}


def _amount(text: str) -> int | None:
    return int(text) if text else None


class CareerFilter(forms.Form):
    q = forms.CharField(label="Words in the title", required=False, max_length=100)
    field = forms.ModelMultipleChoiceField(
        Field.objects.none(), to_field_name="slug", required=False
    )
    education = forms.MultipleChoiceField(choices=EducationLevel.choices, required=False)
    pay_from = forms.TypedChoiceField(
        coerce=_amount, empty_value=None, required=False, label="Lowest median pay"
    )
    pay_to = forms.TypedChoiceField(
        coerce=_amount, empty_value=None, required=False, label="Highest median pay"
    )
    sort = forms.ChoiceField(
        label="Sort by", choices=[(key, name) for key, (name, _) in SORTS.items()], required=False
    )

    def __init__(self, *args: object, fields: QuerySet[Field], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["field"].queryset = fields  # type: ignore[attr-defined]
        amounts = [("", "Any"), *((str(step), f"${step:,}") for step in PAY_STEPS)]
        self.fields["pay_from"].choices = self.fields["pay_to"].choices = amounts  # type: ignore[attr-defined]

    def clean(self) -> None:
        low, high = self.cleaned_data.get("pay_from"), self.cleaned_data.get("pay_to")
        if low and high and low > high:
            message = "The highest pay is below the lowest, so it was left out."
            self.add_error("pay_to", forms.ValidationError(message, code="order"))

    def in_use(self) -> int:
        """How many filters narrow the list; sorting does not."""
        return sum(bool(value) for name, value in self.cleaned_data.items() if name != "sort")

    def problems(self) -> list[str]:
        """What was left out, in sentences."""
        return [
            str(errors[0].message)
            if errors[0].code == "order"
            else f"This page doesn’t know that value of “{self[name].label}”, so it was left out."
            for name, errors in self.errors.as_data().items()
        ]

    def apply(self, careers: QuerySet[Career]) -> QuerySet[Career]:
        """`careers` narrowed and sorted by whatever was understood."""
        self.is_valid()
        asked = self.cleaned_data
        if asked.get("q"):
            careers = careers.titled(asked["q"])  # type: ignore[attr-defined]
        if asked.get("field"):
            careers = careers.filter(field__in=asked["field"])
        if asked.get("education"):
            careers = careers.filter(education_minimum__in=asked["education"])
        if asked.get("pay_from"):
            careers = careers.filter(occupation__wages__annual_median__gte=asked["pay_from"])
        if asked.get("pay_to"):
            careers = careers.filter(occupation__wages__annual_median__lte=asked["pay_to"])
        return careers.order_by(*SORTS[asked.get("sort") or "title"][1])
