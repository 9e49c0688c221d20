"""The forms of whoever does something to a whole page: why, and when."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateformat import format as date_format

ZONES = {
    "America/New_York": "Eastern (New York)",
    "America/Chicago": "Central (Chicago)",
    "America/Denver": "Mountain (Denver)",
    "America/Phoenix": "Arizona (Phoenix)",
    "America/Los_Angeles": "Pacific (Los Angeles)",
    "America/Anchorage": "Alaska (Anchorage)",
    "Pacific/Honolulu": "Hawaii (Honolulu)",
    "America/Puerto_Rico": "Atlantic (Puerto Rico)",
    "Pacific/Guam": "Chamorro (Guam)",
    "Pacific/Pago_Pago": "Samoa (Pago Pago)",
    "UTC": "UTC",
}
LONGEST_WAIT = timedelta(days=731)


def zones() -> list[tuple[str, str]]:
    """The site's own first."""
    own = settings.TIME_ZONE
    return list(({own: ZONES.get(own, own.replace("_", " "))} | ZONES).items())


class WhyForm(forms.Form):
    """Make it while the page is locked: it has an error when the page is not what was seen."""

    why = forms.CharField(
        label="Why",
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="For the history of the page, which editors read.",
    )
    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    """Digest of what the page showed to whoever sends this."""

    def __init__(self, *args: Any, seen: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = seen
        self.stale = False

    def clean_seen(self) -> str:
        seen: str = self.cleaned_data["seen"]
        if seen != self.initial["seen"]:
            self.stale = True
            # Who has read the page as it is now may send what they typed.
            self.data: Any = self.data.copy()
            self.data[self.add_prefix("seen")] = self.initial["seen"]
        return seen

    def clean(self) -> dict[str, Any]:
        if self.stale:
            self.add_error(
                None,
                "Someone changed this page after you opened it, so nothing was done yet. What you see "
                "below is how it stands now. If it is right, send this again.",
            )
        return self.cleaned_data


class WhenForm(WhyForm):
    when = forms.ChoiceField(
        label="When",
        choices=[("now", "Now"), ("later", "At a day and time")],
        initial="now",
        widget=forms.RadioSelect,
    )
    date = forms.DateField(
        label="Day", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    time = forms.TimeField(
        label="Time",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Write the time as hours and minutes, such as 09:30 or 16:00."},
    )
    zone = forms.ChoiceField(label="Time zone", choices=zones)

    def __init__(self, *args: Any, why_needed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["why"].required = why_needed

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("when") == "now" and (cleaned.get("date") or cleaned.get("time")):
            self.add_error(
                "when",
                "You gave a day or a time, but chose “Now”. Choose “At a day and time”, or empty both.",
            )
        if cleaned.get("when") == "later":
            for name, words in (("date", "Choose the day."), ("time", "Choose the time.")):
                if name not in self.errors and cleaned.get(name) is None:
                    self.add_error(name, words)
            if not self.errors.keys() & {"date", "time", "zone"}:
                self._read_moment(datetime.combine(cleaned["date"], cleaned["time"]))
        return cleaned

    def _read_moment(self, typed: datetime) -> None:
        zone = ZoneInfo(self.cleaned_data["zone"])
        now = timezone.now().astimezone(zone)
        if typed.date() > (now + LONGEST_WAIT).date():
            self.add_error("date", "Choose a day within the next two years.")
        elif typed.date() < now.date():
            self.add_error("date", "This day is over. Choose today or a later one.")
        else:
            try:
                self.cleaned_data["at"] = at = moment(typed, zone)
            except ValidationError as error:
                self.add_error("time", error)
            else:
                if at <= now:
                    words = f"It is {date_format(now, 'P T')} there already. Choose a later time."
                    self.add_error("time", words)


def moment(typed: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in `zone` shows, as one moment; ValidationError if there is none, or two."""
    first, second = typed.replace(tzinfo=zone), typed.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first
    day, shown = date_format(typed, "N j, Y"), date_format(typed, "P")
    if first.astimezone(ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None) != typed:
        raise ValidationError(
            f"On {day}, clocks there are put forward: {shown} is left out. Choose a time an hour earlier "
            "or later."
        )
    raise ValidationError(
        f"On {day}, clocks there are put back: {shown} comes twice. Choose a time an hour earlier or "
        "later, or give it in UTC."
    )
