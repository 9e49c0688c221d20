"""The whole site on one screen."""

from django.contrib import admin
from django.contrib.sitemaps.views import sitemap
from django.urls import include, path

from careers import feedback
from careers.api import routes

from . import views
from .sitemaps import SITEMAPS

urlpatterns = [
    path("", views.home, name="home"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("about/data/", views.data, name="about-data"),
    path("about/pay/", views.pay, name="about-pay"),
    path("privacy/", views.page, {"name": "privacy"}, name="privacy"),
    path("accessibility/", views.page, {"name": "accessibility"}, name="accessibility"),
    path("contact/", views.page, {"name": "contact"}, name="contact"),
    path("mistake/", feedback.mistake, name="mistake"),
    path("mistake/sent/", feedback.mistake_sent, name="mistake-sent"),
    path("api/", views.page, {"name": "api"}, name="api"),
    path("api/v1/", routes.urls()),
    path("careers/", include("careers.urls")),
    path("community/", include("community.urls")),
    path("accounts/", include("careerportal.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("healthz", views.healthz, name="healthz"),
]

handler400 = "careerportal.views.bad_request"
handler403 = "careerportal.views.forbidden"
handler404 = "careerportal.views.not_found"
handler500 = "careerportal.views.server_error"
