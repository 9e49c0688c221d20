"""Occupations with their official figures."""

from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import HttpRequest

from careerportal.admin import ModelAdmin, RowForm
from careers.models import (
    DataRelease,
    EducationalAttainment,
    Occupation,
    Projection,
    WageEstimate,
)
from careers.models.wages import PERCENTILES


class FigureInline(admin.StackedInline):
    """Rows of one data set, newest first; its own releases only are offered."""

    dataset: DataRelease.Dataset
    form = RowForm
    # One blank row: without scripts, "Add another" does nothing.
    extra = 1

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("release", "occupation")

    def formfield_for_foreignkey(
        self, db_field: ForeignKey[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "release":
            kwargs["queryset"] = DataRelease.objects.filter(
                dataset=self.dataset, state=DataRelease.State.CURRENT
            )
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class WageEstimateForm(RowForm):
    def _get_validation_exclusions(self) -> set[str]:
        # Not on the form, but always empty here: the constraint on national rows depends on it.
        return super()._get_validation_exclusions() - {"area"}  # type: ignore[misc, no-any-return]

    class Meta:
        labels = {
            f"{period}_{key}": f"{word} {name}"
            for period, word in (("annual", "Yearly"), ("hourly", "Hourly"))
            for key, name in [*PERCENTILES.items(), ("mean", "mean")]
        }


class WageEstimateInline(FigureInline):
    """National wages only: those of areas are thousands, and nobody edits them."""

    model = WageEstimate
    form = WageEstimateForm
    dataset = DataRelease.Dataset.OEWS
    fields = [
        ("release", "employment"),
        ("annual_p10", "annual_p25", "annual_median", "annual_p75", "annual_p90"),
        ("hourly_p10", "hourly_p25", "hourly_median", "hourly_p75", "hourly_p90"),
        ("annual_mean", "hourly_mean"),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(area=None)


class ProjectionInline(FigureInline):
    model = Projection
    dataset = DataRelease.Dataset.PROJECTIONS
    fields = [
        "release",
        ("employment_first", "employment_last", "change_percent"),
        ("openings", "entry_education"),
    ]


class EducationalAttainmentInline(FigureInline):
    model = EducationalAttainment
    dataset = DataRelease.Dataset.ATTAINMENT
    verbose_name_plural = "education shares"
    fields = [
        "release",
        ("less_than_high_school", "high_school", "some_college", "associates"),
        ("bachelors", "masters", "doctoral"),
    ]


@admin.register(Occupation)
class OccupationAdmin(ModelAdmin):
    list_display = ["title", "soc_code", "wages_of", "projection_of"]
    list_select_related = ["wages__release", "projection__release"]
    search_fields = ["title", "soc_code"]
    fields = [("soc_code", "title")]
    inlines = [WageEstimateInline, ProjectionInline, EducationalAttainmentInline]

    @admin.display(description="Newest wages", empty_value="none")
    def wages_of(self, occupation: Occupation) -> str | None:
        return occupation.wages.release.when if occupation.wages else None

    @admin.display(description="Newest projection", empty_value="none")
    def projection_of(self, occupation: Occupation) -> str | None:
        return occupation.projection.release.when if occupation.projection else None

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        Occupation.objects.filter(pk=form.instance.pk).point_at_newest_figures()
