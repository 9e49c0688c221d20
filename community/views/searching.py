"""What the ask page shows while a title is being typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from .. import search


@require_safe
def similar(request: HttpRequest) -> HttpResponse:
    """A piece of a page: questions like `title`, or nothing."""
    found = search.similar(request.GET.get("title", ""), request.user)
    response = render(request, "community/_similar.html", {"similar": found})
    patch_cache_control(response, private=True, max_age=60)
    return response
