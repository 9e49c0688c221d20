"""Pay ranges as inline SVG. Thin bar: 10th to 90th percentile; thick: middle half; tick: median.

Positions are SVG attributes in percent, which the content security policy allows and which need no
fixed width. Ranges that stand together share one Scale, of pay by the year or by the hour.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from .models import WageEstimate
from .models.wages import PERCENTILES, UNITS

STEPS = {"annual": 10_000, "hourly": 5}
TICKS = {"annual": (25_000, 50_000, 100_000), "hourly": (5, 10, 25, 50)}

APART = 9
"""Percent of the width that an amount takes on a phone: of two that are closer, one is left out."""


@dataclass(frozen=True)
class Scale:
    """Dollars from the left edge of a chart to its right edge, for pay of one `period`."""

    low: int
    high: int
    period: str = "annual"
    drawn: bool = False
    """Whether any range stands on it: some places publish nothing that one is drawn from."""

    @classmethod
    def around(cls, estimates: Iterable[WageEstimate | None], period: str = "annual") -> "Scale":
        """The smallest scale in whole steps on which all of `estimates` fit."""
        rows = [wages for wages in estimates if wages]
        columns = [f"{period}_{suffix}" for suffix in ("p10", "median", "p90")]
        amounts = [getattr(row, column) for row in rows for column in columns]
        published = [amount for amount in amounts if amount is not None]
        step = STEPS[period]
        if not published:
            return cls(0, 10 * step, period)
        low, high = (int(amount // step) for amount in (min(published), max(published)))
        # A step of room on the right: a top-coded range runs on past its last figure.
        high += any(row.is_top_coded(columns[2]) for row in rows)
        drawn = any(amount is not None for amount in amounts[1::3])
        return cls(low * step, (high + 1) * step, period, drawn)

    def x(self, dollars: int | Decimal) -> float:
        """Percent of the width at which `dollars` stands."""
        return round((float(dollars) - self.low) / (self.high - self.low) * 100, 2)

    @property
    def ticks(self) -> list[int]:
        """Round amounts inside the scale, at most five."""
        for step in TICKS[self.period]:
            ticks = [v for v in range(step, self.high, step) if 4 <= self.x(v) <= 96]
            if len(ticks) <= 5:
                return ticks
        return []

    def label(self, dollars: int | Decimal) -> str:
        """An amount as it stands at a tick: "$93k", or "$23" an hour."""
        return thousands(int(dollars)) if self.period == "annual" else f"${dollars:.0f}"

    def of(self, wages: WageEstimate, suffix: str) -> int | Decimal | None:
        amount: int | Decimal | None = getattr(wages, f"{self.period}_{suffix}")
        return amount


def thousands(dollars: int) -> str:
    return f"${round(dollars / 1000)}k"


def _bar(
    css: str, scale: Scale, start: int | Decimal | None, end: int | Decimal | None, height: int
) -> str:
    """Nothing when one of its ends is not published."""
    if start is None or end is None:
        return ""
    x, width = scale.x(start), round(scale.x(end) - scale.x(start), 2)
    return f'<rect class="{css}" x="{x}%" width="{width}%" y="-{height // 2}" height="{height}"/>'


def _shape(wages: WageEstimate, scale: Scale, tail: int, mid: int, tick: int) -> SafeString:
    """The bars and the tick around the line y = 0, with the given heights in pixels.

    All of it is numbers and names of our own, so nothing is escaped: lists hold many ranges.
    """
    p10, p25, median, p75, p90 = (scale.of(wages, suffix) for suffix in PERCENTILES)
    shape = _bar("tail", scale, p10, p90, tail) + _bar("mid", scale, p25, p75, mid)
    if p90 is not None and wages.is_top_coded(f"{scale.period}_p90"):
        # Dots past the end: nobody knows how far it goes.
        dots = "".join(
            f'<rect class="tail" x="{x}" width="3" y="-{tail // 2}" height="{tail}"/>'
            for x in (3, 9)
        )
        shape += f'<svg x="{scale.x(p90)}%" overflow="visible">{dots}</svg>'
    if median is not None:
        shape += (
            f'<svg x="{scale.x(median)}%" overflow="visible">'
            f'<rect class="med" x="-2" width="4" y="-{tick // 2}" height="{tick}"/></svg>'
        )
    return SafeString(shape)


def describe(wages: WageEstimate, period: str = "annual") -> str:
    low, median, high = (
        wages.in_words(f"{period}_{suffix}") for suffix in ("p10", "median", "p90")
    )
    unit = f" {UNITS[period]}" if period == "hourly" else ""
    return f"Lowest tenth {low}, median {median}, highest tenth {high}{unit}"


def pay_range(wages: WageEstimate | None, scale: Scale, grid: bool = True) -> SafeString:
    """A range one line high, for lists; nothing when no pay of the scale's period is published."""
    if wages is None or scale.of(wages, "median") is None:
        return SafeString("")
    lines = "".join(
        f'<line class="grid" x1="{x}%" x2="{x}%" y1="0" y2="100%"/>'
        for x in map(scale.x, scale.ticks if grid else ())
    )
    shape = _shape(wages, scale, tail=4, mid=12, tick=20)
    return SafeString(
        f'<svg class="range" role="img" aria-label="{escape(describe(wages, scale.period))}">{lines}'
        f'<svg y="50%" overflow="visible">{shape}</svg></svg>'
    )


def _anchored(x: float) -> SafeString:
    """Keeps the text at `x` percent inside the chart."""
    return SafeString(' class="start"' if x < 4 else ' class="end"' if x > 96 else "")


def _median_label(wages: WageEstimate, scale: Scale) -> SafeString:
    """Over the tick, or beginning or ending there when it stands near an edge."""
    median = scale.of(wages, "median")
    if median is None:
        return SafeString("")
    x = scale.x(median)
    unit = f" {UNITS['hourly']}," if scale.period == "hourly" else ""
    anchor = "start" if x < 25 else "end" if x > 75 else "middle"
    return format_html(
        '<text class="big {}" x="{}%" y="16">{}{} median</text>',
        anchor,
        x,
        wages.in_words(f"{scale.period}_median"),
        unit,
    )


def big_pay_range(wages: WageEstimate, scale: Scale, usual: WageEstimate | None) -> SafeString:
    """The range of the career page, with its amounts and the median of all occupations."""
    labels: list[tuple[float, int | Decimal, str]] = []
    for suffix in ("p10", "p90", "p25", "p75"):
        value = scale.of(wages, suffix)
        if value is None or wages.is_top_coded(f"{scale.period}_{suffix}"):
            continue
        x = scale.x(value)
        if all(abs(x - other) >= APART for other, _, _ in labels):
            labels.append((x, value, f"{suffix[1:]}th"))
    usual_median = scale.of(usual, "median") if usual else None
    amounts = format_html_join(
        "",
        '<text{3} x="{0}%" y="92">{1}</text><text{3} x="{0}%" y="109">{2}</text>',
        ((x, scale.label(value), label, _anchored(x)) for x, value, label in sorted(labels)),
    )
    median = _median_label(wages, scale)
    line = format_html(
        '<line class="usual" x1="{0}%" x2="{0}%" y1="24" y2="74"/>', scale.x(usual_median)
    ) if usual_median else ""  # fmt: skip
    return format_html(
        '<svg class="range bigrange" role="img" aria-label="{}">{}{}<svg y="49" overflow="visible">{}</svg>{}</svg>',
        describe(wages, scale.period), median, line, _shape(wages, scale, tail=8, mid=30, tick=44), amounts,
    )  # fmt: skip


def axis(scale: Scale) -> SafeString:
    """The amounts above a list of ranges."""
    return format_html(
        '<svg class="axis">{}</svg>',
        format_html_join(
            "",
            '<text x="{}%" y="14">{}</text>',
            ((scale.x(t), scale.label(t)) for t in scale.ticks),
        ),
    )
