"""Dates of birth as the sign-up form sends them."""

from datetime import date

from django.utils import timezone

ADULT = {"birth_month": "3", "birth_day": "14", "birth_year": "1987"}


def as_typed(born: date) -> dict[str, str]:
    return {
        "birth_month": str(born.month),
        "birth_day": str(born.day),
        "birth_year": str(born.year),
    }


def years_ago(years: int) -> date:
    """The day on which someone was born whose birthday of that number is today."""
    today = timezone.localdate()
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return date(today.year - years, 3, 1)
