"""Accounts, for those who run the site. Every change of what someone may do is audited."""

from typing import Any, cast

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.forms import CheckboxSelectMultiple
from django.http import HttpRequest

from careerportal.admin import ModelAdmin

from .audit import AuditEntry, record, record_difference
from .models import User, check_handle

AUDITED = {
    "is_active": "member.active",
    "is_staff": "member.staff",
    "is_superuser": "member.superuser",
}


class CheckedUser:
    """What the database would refuse or the sign-up page would not allow."""

    cleaned_data: dict[str, Any]
    instance: User

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def clean_handle(self) -> str:
        handle: str = self.cleaned_data["handle"]
        check_handle(handle, self.instance)
        return handle


class AddUserForm(CheckedUser, auth_forms.AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "handle"]


class ChangeUserForm(CheckedUser, auth_forms.UserChangeForm):
    class Meta:
        model = User
        fields = "__all__"


class AuditedDeletion(admin.ModelAdmin):
    deletion = ""
    """The action that is written down."""

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        with transaction.atomic():
            record(cast(User, request.user), self.deletion, obj)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet) -> None:
        with transaction.atomic():
            for row in queryset:
                record(cast(User, request.user), self.deletion, row)
            super().delete_queryset(request, queryset)


@admin.register(User)
class UserAdmin(AuditedDeletion, ModelAdmin, auth_admin.UserAdmin):
    deletion = "member.delete"
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

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No list of those under 18, not even through a hand-written address."""
        return not lookup.startswith("turns_18_in") and super().lookup_allowed(
            lookup, value, request
        )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        actor = cast(User, request.user)
        if not change:
            super().save_model(request, obj, form, change)
            record(actor, "member.add", obj)
            return
        # Locked, so that of two changes at once each is written down as what it changed.
        before = User.objects.select_for_update().get(pk=obj.pk)
        super().save_model(request, obj, form, change)
        for field, action in AUDITED.items():
            if getattr(before, field) != getattr(obj, field):
                record(actor, action, obj, "on" if getattr(obj, field) else "off")
        if before.email != obj.email:
            record(actor, "member.email", obj)
            # The old address proves nothing any more; the next sign-in asks to confirm the new one.
            EmailAddress.objects.filter(user=obj).delete()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        member: User = form.instance
        before = set(member.groups.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(member.groups.values_list("pk", flat=True))
        record_difference(cast(User, request.user), "member.groups", member, before, after)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(AuditedDeletion, ModelAdmin, auth_admin.GroupAdmin):
    deletion = "group.delete"

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        group: Group = Group.objects.select_for_update().get(pk=form.instance.pk)
        before = set(group.permissions.values_list("pk", flat=True))
        super().save_related(request, form, formsets, change)
        after = set(group.permissions.values_list("pk", flat=True))
        record_difference(cast(User, request.user), "group.permissions", group, before, after)


@admin.register(AuditEntry)
class AuditEntryAdmin(ModelAdmin):
    """A register to read, newest first."""

    list_display = ["at", "actor_id", "action", "subject", "subject_id", "detail"]
    list_filter = ["action", "at"]
    ordering = ["-pk"]
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: AuditEntry | None = None) -> bool:
        return False
