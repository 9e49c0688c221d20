from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "careerportal.accounts"
    label = "accounts"
    verbose_name = "People"
