from django.urls import path

from . import views

app_name = "community"
urlpatterns = [
    path("", views.question_list, name="list"),
    path("ask/", views.ask, name="ask"),
    path("rules/", views.rules, name="rules"),
    path("questions/<int:pk>/", views.question, name="question-short"),
    path("questions/<int:pk>/answer/", views.answer, name="answer"),
    path("questions/<int:pk>/<str:slug>/", views.question, name="question"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("posts/<int:pk>/edit/", views.edit, name="edit"),
    path("posts/<int:pk>/accept/", views.accept, name="accept"),
    path("posts/<int:pk>/helpful/", views.helpful, name="helpful"),
]
