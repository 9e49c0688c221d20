"""Pay ranges as inline SVG. Thin bar: 10th to 90th percentile; thick: middle half; tick: median.

Positions are SVG attributes in percent, which the content security policy allows and which need no
fixed width. Ranges that stand together share one Scale.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .models import WageEstimate

STEP = 10_000
TICKS = (25_000, 50_000, 100_000)


@dataclass(frozen=True)
class Scale:
    """Dollars a year from the left edge of a chart to its right edge."""

    low: int
    high: int

    @classmethod
    def around(cls, estimates: Iterable[WageEstimate | None], *amounts: int | None) -> "Scale":
        """The smallest scale in whole ten thousands on which all of `estimates` and `amounts` fit."""
        published = [
            value
            for wages in estimates
            if wages
            for value in (wages.annual_p10, wages.annual_median, wages.annual_p90)
            if value is not None
        ]
        published += [amount for amount in amounts if amount is not None]
        if not published:
            return cls(0, 100_000)
        # One step of room on the right: a top-coded range runs on past its last figure.
        return cls(min(published) // STEP * STEP, (max(published) // STEP + 1) * STEP)

    def x(self, dollars: int) -> float:
        """Percent of the width at which `dollars` stands."""
        return round((dollars - self.low) / (self.high - self.low) * 100, 2)

    @property
    def ticks(self) -> list[int]:
        """Round amounts inside the scale, at most five."""
        for step in TICKS:
            ticks = [v for v in range(step, self.high, step) if 4 <= self.x(v) <= 96]
            if len(ticks) <= 5:
                return ticks
        return []


def thousands(dollars: int) -> str:
    return f"${round(dollars / 1000)}k"


def _bar(css: str, scale: Scale, start: int, end: int, height: int) -> SafeString:
    return format_html(
        '<rect class="{}" x="{}%" width="{}%" y="-{}" height="{}"/>',
        css, scale.x(start), round(scale.x(end) - scale.x(start), 2), height // 2, height,
    )  # fmt: skip


def _shape(wages: WageEstimate, scale: Scale, tail: int, mid: int, tick: int) -> SafeString:
    """The bars and the tick around the line y = 0, with the given heights in pixels."""
    parts = []
    if wages.annual_p10 is not None and wages.annual_p90 is not None:
        parts.append(_bar("tail", scale, wages.annual_p10, wages.annual_p90, tail))
    if wages.annual_p25 is not None and wages.annual_p75 is not None:
        parts.append(_bar("mid", scale, wages.annual_p25, wages.annual_p75, mid))
    if wages.annual_p90 is not None and wages.is_top_coded("annual_p90"):
        # Dots past the end: nobody knows how far it goes.
        parts.append(
            format_html(
                '<svg x="{}%" overflow="visible"><rect class="tail" x="3" width="3" y="-{half}" height="{tail}"/>'
                '<rect class="tail" x="9" width="3" y="-{half}" height="{tail}"/></svg>',
                scale.x(wages.annual_p90),
                half=tail // 2,
                tail=tail,
            )
        )
    if wages.annual_median is not None:
        parts.append(
            format_html(
                '<svg x="{}%" overflow="visible"><rect class="med" x="-2" width="4" y="-{}" height="{}"/></svg>',
                scale.x(wages.annual_median),
                tick // 2,
                tick,
            )
        )
    return format_html_join("", "{}", ((part,) for part in parts))


def describe(wages: WageEstimate) -> str:
    return (
        f"Lowest tenth {wages.in_words('annual_p10')}, median {wages.in_words('annual_median')}, "
        f"highest tenth {wages.in_words('annual_p90')}"
    )


def pay_range(wages: WageEstimate | None, scale: Scale, grid: bool = True) -> SafeString:
    """A range one line high, for lists; nothing when no yearly pay is published."""
    if wages is None or wages.annual_median is None:
        return SafeString("")
    lines = format_html_join(
        "",
        '<line class="grid" x1="{0}%" x2="{0}%" y1="0" y2="100%"/>',
        ((scale.x(tick),) for tick in scale.ticks) if grid else (),
    )
    return format_html(
        '<svg class="range" role="img" aria-label="{}">{}<svg y="50%" overflow="visible">{}</svg></svg>',
        describe(wages), lines, _shape(wages, scale, tail=4, mid=12, tick=20),
    )  # fmt: skip


def _anchored(x: float) -> SafeString:
    """Keeps the text at `x` percent inside the chart."""
    return SafeString(' class="start"' if x < 4 else ' class="end"' if x > 96 else "")


def _median_label(wages: WageEstimate, scale: Scale) -> SafeString:
    """Over the tick, or beginning or ending there when it stands near an edge."""
    if wages.annual_median is None:
        return SafeString("")
    x = scale.x(wages.annual_median)
    anchor = "start" if x < 25 else "end" if x > 75 else "middle"
    return format_html(
        '<text class="big {}" x="{}%" y="16">{} median</text>',
        anchor,
        x,
        wages.in_words("annual_median"),
    )


def big_pay_range(wages: WageEstimate, scale: Scale, usual_median: int | None) -> SafeString:
    """The range of the career page, with its amounts and the median of all occupations."""
    labels = [
        (value, label)
        for value, label in (
            (wages.annual_p10, "10th"),
            (wages.annual_p25, "25th"),
            (wages.annual_p75, "75th"),
            (wages.annual_p90, "90th"),
        )
        if value is not None and value != wages.release.annual_top_code
    ]
    amounts = format_html_join(
        "",
        '<text{3} x="{0}%" y="92">{1}</text><text{3} x="{0}%" y="109">{2}</text>',
        (
            (x, thousands(value), label, _anchored(x))
            for value, label in labels
            for x in [scale.x(value)]
        ),
    )
    median = _median_label(wages, scale)
    usual = format_html(
        '<line class="usual" x1="{0}%" x2="{0}%" y1="24" y2="74"/>', scale.x(usual_median)
    ) if usual_median else ""  # fmt: skip
    return format_html(
        '<svg class="range bigrange" role="img" aria-label="{}">{}{}<svg y="49" overflow="visible">{}</svg>{}</svg>',
        describe(wages), median, usual, _shape(wages, scale, tail=8, mid=30, tick=44), amounts,
    )  # fmt: skip


def axis(scale: Scale) -> SafeString:
    """The amounts above a list of ranges."""
    return format_html(
        '<svg class="axis">{}</svg>',
        format_html_join(
            "", '<text x="{}%" y="14">{}</text>', ((scale.x(t), thousands(t)) for t in scale.ticks)
        ),
    )
