"""`{% address 'home' %}`: what `{% url %}` writes, for pages with many links. See addresses.py."""

from django import template

from careerportal.addresses import address

register = template.Library()
register.simple_tag(address)
