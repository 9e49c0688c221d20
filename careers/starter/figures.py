"""The starter format of fields, releases and occupations with their figures."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from careers.models import (
    DataRelease,
    EducationalAttainment,
    Field,
    Occupation,
    Projection,
    WageEstimate,
)
from careers.problems import Report

TOP_CODED = "#"
FIGURES: dict[str, tuple[type[models.Model], str]] = {
    "wages": (WageEstimate, "wage_estimates"),
    "projections": (Projection, "projections"),
    "attainment": (EducationalAttainment, "attainments"),
}
"""Key in the file → model, its name on Occupation."""


IMPORTED = {
    "version", "license", "state", "coverage", "fingerprint", "files", "changes", "imported_at",
    "area", "jobs_per_1000", "location_quotient",
    "entry_level", "work_experience", "training",
}  # fmt: skip
"""Columns that only importers fill: no part of the format."""


def _columns(model: type[models.Model], *without: str) -> list[str]:
    names = [field.name for field in model._meta.concrete_fields]
    return [name for name in names if name not in IMPORTED | {"id", *without}]


def _check_and_save(row: models.Model, place: str, report: Report) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        report.add_error(error, place, {})
    else:
        row.save()


def read_plain(data: dict[str, Any], row: Field | DataRelease, report: Report) -> None:
    """Save a table whose keys are the model's own fields."""
    for key, value in data.items():
        if key not in _columns(type(row)):
            report.add(key, "There is no such key in this format.")
        else:
            setattr(row, key, value)
    _check_and_save(row, "", report)


def write_plain(row: Field | DataRelease) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _columns(type(row))}


def read_occupation(data: dict[str, Any], occupation: Occupation, report: Report) -> None:
    """Save `data` as `occupation` with its figures, each under the release it names."""
    for key in data.keys() - FIGURES.keys() - {"soc_code", "title"}:
        report.add(key, "There is no such key in this format.")
    occupation.soc_code, occupation.title = data.get("soc_code", ""), data.get("title", "")
    _check_and_save(occupation, "", report)
    if occupation.pk is None:
        return
    for key, (model, related_name) in FIGURES.items():
        _rows(occupation, related_name).delete()
        for number, row in enumerate(data.get(key, []), start=1):
            _read_figures(row, model(occupation=occupation), f"{key}, row {number}", report)
    Occupation.objects.filter(pk=occupation.pk).point_at_newest_figures()


def _rows(occupation: Occupation, related_name: str) -> models.QuerySet[Any]:
    """The rows of `occupation` that the format holds: of wages, the national ones."""
    rows = getattr(occupation, related_name).all()
    return rows.filter(area=None) if related_name == "wage_estimates" else rows  # type: ignore[no-any-return]


def _read_figures(data: dict[str, Any], row: Any, place: str, report: Report) -> None:
    release = DataRelease.objects.filter(
        key=data.get("release", ""), state=DataRelease.State.CURRENT
    ).first()
    if release is None:
        report.add(
            f"{place}, release", f"There is no release “{data.get('release', '')}” in this file."
        )
        return
    row.release = release
    for key, value in data.items():
        if key == "release":
            continue
        if key not in _columns(type(row), "occupation", "release"):
            report.add(f"{place}, {key}", "There is no such key in this format.")
        elif value == TOP_CODED:
            top = release.hourly_top_code if key.startswith("hourly") else release.annual_top_code
            if top is None:
                report.add(f"{place}, {key}", f"“#” needs a top code on the release {release.key}.")
            setattr(row, key, top)
        else:
            setattr(row, key, value)
    _check_and_save(row, place, report)


def write_occupation(occupation: Occupation) -> dict[str, Any]:
    """Everything an editor can change about the figures, in a fixed order."""
    data: dict[str, Any] = {"soc_code": occupation.soc_code, "title": occupation.title}
    for key, (model, related_name) in FIGURES.items():
        rows = _rows(occupation, related_name).select_related("release").order_by("release__key")
        data[key] = [
            {"release": row.release.key}
            | {name: getattr(row, name) for name in _columns(model, "occupation", "release")}
            for row in rows
        ]
    return data
