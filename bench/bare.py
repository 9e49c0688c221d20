"""A page that does nothing, to measure the others by."""

from django.http import HttpRequest, HttpResponse
from django.urls import path


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse("OK")


urlpatterns = [path("bare/", bare)]
