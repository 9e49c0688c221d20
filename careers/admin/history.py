"""The history of a page: its versions, what differs between two, and the way back."""

from django.urls import URLPattern

from careerportal.admin import ModelAdmin


def urls(desk: ModelAdmin) -> list[URLPattern]:
    return []
