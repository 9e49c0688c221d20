from django.urls import path

from . import changes, explore, feedback, previews, tables, views

app_name = "careers"
urlpatterns = [
    path("", explore.index, name="index"),
    path("careers.csv", tables.careers, name="list-csv"),
    path("compare/", views.compare, name="compare"),
    path("place/", views.place, name="place"),
    path("interests/", explore.interests, name="interests"),
    path("interests/results/", explore.interest_results, name="interest-results"),
    path("change/", explore.change, name="change"),
    path("fields/<slug:slug>/", explore.field, name="field"),
    path("preview/<str:signed>/", previews.preview, name="preview"),
    path("<slug:slug>/", views.career, name="career"),
    path("<slug:slug>/changes/", changes.changes, name="changes"),
    path("<slug:slug>/useful/", feedback.useful, name="useful"),
    path("<slug:slug>/<slug:table>.csv", tables.career, name="career-csv"),
]
