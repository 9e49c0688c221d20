from django.urls import path

from . import views

app_name = "careers"
urlpatterns = [
    path("", views.index, name="index"),
    path("compare/", views.compare, name="compare"),
    path("fields/<slug:slug>/", views.field, name="field"),
    path("<slug:slug>/", views.career, name="career"),
]
