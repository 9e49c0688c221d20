"""Careers as files: out of the site and back in."""

from django.urls import URLPattern

from careerportal.admin import ModelAdmin


def urls(desk: ModelAdmin) -> list[URLPattern]:
    return []
