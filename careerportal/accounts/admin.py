"""Accounts, for those who run the site."""

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.db import models
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from careerportal.admin import ModelAdmin

from .models import User


class AddUserForm(auth_forms.AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "handle"]

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


class ChangeUserForm(auth_forms.UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


@admin.register(User)
class UserAdmin(ModelAdmin, auth_admin.UserAdmin):
    form = ChangeUserForm
    add_form = AddUserForm
    add_form_template = None
    list_display = ["handle", "email", "is_staff", "is_active", "date_joined"]
    list_filter = ["is_staff", "is_superuser", "is_active", "groups"]
    search_fields = ["handle", "email", "name"]
    ordering = ["handle"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = []
    formfield_overrides = {models.ManyToManyField: {"widget": CheckboxSelectMultiple}}
    fieldsets = [
        (None, {"fields": ["email", "password", "handle", "name"]}),
        (
            "What this person may do",
            {"fields": ["is_active", "is_staff", "groups", "is_superuser"]},
        ),
        ("Dates", {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "handle", "usable_password", "password1", "password2"]})
    ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            # The old address proves nothing any more; the next sign-in asks to confirm the new one.
            EmailAddress.objects.filter(user=obj).delete()
