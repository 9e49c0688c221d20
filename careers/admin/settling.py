"""What is brought before editors to look at, and to mark as settled; nobody writes it by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from careerportal.admin import ModelAdmin


class FeedbackAdmin(ModelAdmin):
    """For whoever may edit careers."""

    def has_settle_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("careers.change_career")

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_settle_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


class SettledFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "settled"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("no", "To look at"), ("yes", "Settled")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value():
            return queryset.filter(settled_at__isnull=self.value() == "no")
        return queryset


class SettledAdmin(FeedbackAdmin):
    """Of a model with `settled_at` and `settled_by`."""

    change_form_template = "admin/careers/settled_change_form.html"
    actions = ["settle"]

    @admin.action(description="Mark as settled", permissions=["settle"])
    def settle(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        number = chosen.filter(settled_at=None).update(
            settled_at=timezone.now(), settled_by=request.user
        )
        self.message_user(request, f"Settled: {number}.")
