from django.urls import path

from . import views

# Before allauth's own addresses: the first that matches answers.
urlpatterns = [
    path("signup/", views.SignupView.as_view(), name="account_signup"),
    path("profile/", views.profile, name="account_profile"),
]
