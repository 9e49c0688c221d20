"""The neutral question for the date of birth at sign-up, and how little of the answer is kept.

Under 13 there is no account and nothing is kept (COPPA; the UK Children’s Code). From 13 to 17 the
account keeps the month in which they turn 18, for adults nothing.
"""

import calendar
import time
from datetime import date
from typing import Any

from django import forms
from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone

YOUNGEST = 13
GROWN_UP = 18
OLDEST = 120

NOT_YET = "sign_up_not_before"
"""In the session: until when (Unix time) the sign-up page stays shut. Says nothing of a date."""
NOT_YET_SECONDS = 24 * 60 * 60


def age_on(day: date, born: date) -> int:
    """In years. Who was born on 29 February grows older on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def turns_18_in(born: date, today: date) -> date | None:
    """The first day of the month in which they turn 18, for `User.turns_18_in`; None for adults."""
    if age_on(today, born) >= GROWN_UP:
        return None
    return date(born.year + GROWN_UP, born.month, 1)


def turn_away(session: SessionBase) -> None:
    """Shut the sign-up page for a day, and forget all else of this visit, unsent texts included."""
    session.flush()
    session[NOT_YET] = int(time.time()) + NOT_YET_SECONDS


def is_turned_away(session: SessionBase) -> bool:
    return int(session.get(NOT_YET, 0)) > time.time()


class BirthDateForm(forms.Form):
    """Asks without a hint at which answer is wanted, and gives `turns_18_in` when it is valid."""

    birth_month = forms.TypedChoiceField(
        label="Month",
        coerce=int,
        choices=[
            ("", "Choose"),
            *((number, calendar.month_name[number]) for number in range(1, 13)),
        ],
        widget=forms.Select(attrs={"autocomplete": "bday-month"}),
        error_messages={"invalid_choice": "Choose the month you were born in."},
    )
    birth_day = forms.IntegerField(
        label="Day",
        min_value=1,
        max_value=31,
        widget=forms.TextInput(
            attrs={"autocomplete": "bday-day", "inputmode": "numeric", "size": 2}
        ),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "Enter the day as a number from 1 to 31."
        ),
    )
    birth_year = forms.IntegerField(
        label="Year",
        min_value=1000,
        max_value=9999,
        widget=forms.TextInput(
            attrs={"autocomplete": "bday-year", "inputmode": "numeric", "size": 4}
        ),
        error_messages=dict.fromkeys(
            ["invalid", "min_value", "max_value"], "Enter the year with four digits."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"birth_year", "birth_month", "birth_day"} <= cleaned.keys():
            self._clean_date(cleaned["birth_year"], cleaned["birth_month"], cleaned["birth_day"])
        return cleaned

    def _clean_date(self, year: int, month: int, day: int) -> None:
        today = timezone.localdate()
        try:
            born = date(year, month, day)
        except ValueError:
            self.add_error("birth_day", f"{calendar.month_name[month]} {year} has no day {day}.")
            return
        if born > today:
            self.add_error("birth_year", "This day is still to come. Check the year.")
        elif age_on(today, born) > OLDEST:
            self.add_error("birth_year", f"That is more than {OLDEST} years ago. Check the year.")
        elif age_on(today, born) < YOUNGEST:
            refusal = forms.ValidationError("You can’t have an account yet.", code="too_young")
            self.add_error("birth_year", refusal)
        else:
            self.cleaned_data["turns_18_in"] = turns_18_in(born, today)

    @property
    def is_too_young(self) -> bool:
        return self.has_error("birth_year", "too_young")
