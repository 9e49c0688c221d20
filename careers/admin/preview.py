"""A page as readers would see it: of the form as it stands, and by a signed link."""

from django.urls import URLPattern

from careerportal.admin import ModelAdmin


def urls(desk: ModelAdmin) -> list[URLPattern]:
    return []
