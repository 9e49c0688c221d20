"""The site's addresses, and the bare page beside them."""

from django.urls import include, path

from .bare import urlpatterns as bare

urlpatterns = [*bare, path("", include("careerportal.urls"))]
