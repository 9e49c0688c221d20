"""Figures in templates: `{% wage wages "annual_median" %}`, `{% pay_range wages scale %}`."""

import json
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from careerportal import markdown as people_markdown
from careers import charts, maps
from careers.models import WageEstimate

register = template.Library()
register.simple_tag(charts.pay_range)
register.simple_tag(charts.big_pay_range)
register.simple_tag(charts.axis)
register.simple_tag(maps.tile_map)
register.simple_tag(maps.legend)
register.filter(charts.thousands)


@register.simple_tag
def wage(wages: WageEstimate | None, column: str) -> str:
    return wages.in_words(column) if wages else "not published"


@register.simple_tag
def summed_up(wages: WageEstimate | None) -> str:
    """Pay in one figure: the yearly median, or what is published in its stead, named."""
    return wages.summed_up() if wages else "not published"


@register.filter
@lru_cache(maxsize=1024)  # pages repeat the same few editors' texts; rendering is the dear part
def markdown(text: str) -> SafeString:
    return people_markdown.render(text)


@register.filter
def published(number: int | str | None) -> str:
    """A whole number with commas; words for one that is missing on the way to it too."""
    return f"{number:,}" if isinstance(number, int) else "not published"


@register.filter
def signed(number: object) -> str:
    """A percentage with its sign and one decimal, and a real minus: "+33.5", "−2.0"."""
    return f"{number:+.1f}".replace("-", "−")


@register.filter
def json_ld(data: dict[str, object]) -> SafeString:
    """A JSON-LD block. Browsers do not run it; the escapes keep text from closing it."""
    text = json.dumps(data, ensure_ascii=False)
    for mark in "<>&":  # str.translate takes thirty times as long
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
