"""Figures in templates: `{% wage wages "annual_median" %}`, `{% pay_range wages scale %}`."""

import json
from functools import lru_cache

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from careerportal import markdown as people_markdown
from careers import charts
from careers.models import WageEstimate

JSON_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&"}

register = template.Library()
register.simple_tag(charts.pay_range)
register.simple_tag(charts.big_pay_range)
register.simple_tag(charts.axis)
register.filter(charts.thousands)


@register.simple_tag
def wage(wages: WageEstimate | None, column: str) -> str:
    return wages.in_words(column) if wages else "not published"


@register.filter
@lru_cache(maxsize=1024)  # pages repeat the same few editors' texts; rendering is the dear part
def markdown(text: str) -> SafeString:
    return people_markdown.render(text)


@register.filter
def signed(number: object) -> str:
    """A percentage with its sign and one decimal, and a real minus: "+33.5", "−2.0"."""
    return f"{number:+.1f}".replace("-", "−")


@register.simple_tag
def figure(wages: WageEstimate, period: str, suffix: str) -> str:
    """One cell of the pay table: `period` is "annual" or "hourly", `suffix` "p10" … "p90" or "mean"."""
    return wages.in_words(f"{period}_{suffix}")


@register.filter
def json_ld(data: dict[str, object]) -> SafeString:
    """A JSON-LD block. Browsers do not run it; the escapes keep text from closing it."""
    text = json.dumps(data, ensure_ascii=False).translate(JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
