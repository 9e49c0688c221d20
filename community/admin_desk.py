"""What moderators set up for their desk, and the mail that could not be sent."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize
from django.utils import timezone

from careerportal.accounts import audit
from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin

from . import mail
from .models import BoardSettings, Delivery, ReasonTemplate, WatchWord


@admin.register(WatchWord)
class WatchWordAdmin(ModelAdmin):
    list_display = ["words", "is_urgent"]
    search_fields = ["words"]


@admin.register(ReasonTemplate)
class ReasonTemplateAdmin(ModelAdmin):
    list_display = ["title", "position"]
    list_editable = ["position"]


@admin.register(BoardSettings)
class BoardSettingsAdmin(ModelAdmin):
    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not BoardSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: BoardSettings, form: Any, change: bool) -> None:
        """In the transaction of the admin's page."""
        obj.pk = 1
        super().save_model(request, obj, form, change)
        if "review_everything" in form.changed_data:
            switched = "on" if obj.review_everything else "off"
            audit.record(request.user, "board.review-everything", obj, switched)  # type: ignore[arg-type]


@admin.register(Delivery)
class DeliveryAdmin(ModelAdmin):
    """Mails that were given up, and why. Addresses, which errors may hold, are not shown.

    Nor are the mails that left: their times would give anonymous askers away.
    """

    actions = ["try_again"]
    list_display = ["recipient", "attempts", "what_happened", "next_at", "created_at"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__handle"]
    readonly_fields = (
        "recipient",
        "attempts",
        "what_happened",
        "next_at",
        "created_at",
    )
    fields = readonly_fields
    ordering = ["-pk"]
    sortable_by = ()
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).filter(state=Delivery.State.FAILED)

    @admin.display(description="Error")
    def what_happened(self, delivery: Delivery) -> str:
        return delivery.error.partition("(")[0]

    @admin.action(description="Try again", permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Delivery]) -> None:
        """What was given up left its news unsent: they go with a new mail, or with one that waits."""
        members = queryset.values("recipient")
        mail.open_deliveries(User.objects.filter(pk__in=members), timezone.now())
        count = members.distinct().count()
        said = f"A mail is ready for {count} member{pluralize(count)}."
        self.message_user(request, said, messages.SUCCESS if count else messages.WARNING)
