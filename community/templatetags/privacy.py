"""How long things are kept, for the privacy page."""

from django import template

from .. import retention

register = template.Library()


@register.simple_tag
def retention_periods() -> list[retention.Period]:
    return retention.PERIODS
