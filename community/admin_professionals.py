"""The moderators' desk for applications of professionals, and the editors' list of quotations."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import ValidationError
from django.db.models import Case, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import timezone

from careerportal.admin import ModelAdmin

from . import professionals
from .models import Quotation, Verification
from .models.professional import usual_end

USUAL_REASON = (
    "We could not tell from your note that you do this job. "
    "You can apply again and say more about what you do in a week and how you came to it."
)
DECIDED = "This was decided or withdrawn already. Nothing has changed."


class DecisionForm(forms.ModelForm):
    """Approve or decline an application that waits."""

    decision = forms.ChoiceField(
        choices=[("approve", "Approve"), ("decline", "Decline")],
        widget=forms.RadioSelect,
        required=False,
    )

    class Meta:
        model = Verification
        fields = ["expires_on", "reason"]
        help_texts = {"reason": "Shown to the member when you decline."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "decision" in self.fields and "expires_on" in self.fields:
            self.initial["expires_on"] = usual_end()
            self.initial["reason"] = USUAL_REASON

    def clean_expires_on(self) -> Any:
        day = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise ValidationError("Choose a day that is not over.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        # The admin holds a transaction: who comes second waits here, and then sees the first one's.
        row = Verification.objects.select_for_update().get(pk=self.instance.pk)
        if row.state != Verification.State.PENDING:
            raise ValidationError(DECIDED)
        if not cleaned.get("decision"):
            self.add_error("decision", "Choose whether to approve or to decline.")
        if cleaned.get("decision") == "decline" and not cleaned.get("reason"):
            self.add_error("reason", "Tell the member why.")
        return cleaned


@admin.register(Verification)
class VerificationAdmin(ModelAdmin):
    form = DecisionForm
    actions = ["approve", "take_away"]
    list_display = ["member", "role", "years", "state", "expires_on", "created_at"]
    list_filter = ["state"]
    list_select_related = ["member"]
    search_fields = ["member__handle", "role"]
    sortable_by = ()
    show_full_result_count = False
    application = ["member", "role", "years", "wanted_careers", "evidence", "created_at"]
    outcome = ["state", "expires_on", "reason", "decided_by", "decided_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody decides on their own application."""
        own = obj is not None and obj.member_id == request.user.pk
        return not own and super().has_change_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Verification]:
        """Those that wait first, the oldest of them on top."""
        waits = Case(When(state=Verification.State.PENDING, then=Value(0)), default=Value(1))
        return super().get_queryset(request).order_by(waits, "pk")

    def get_fieldsets(self, request: HttpRequest, obj: Verification | None = None) -> Any:
        waits = obj is not None and obj.state == Verification.State.PENDING
        decision = ["decision", "expires_on", "reason"]
        return [
            ("Application", {"fields": self.application}),
            ("Decision", {"fields": decision if waits else self.outcome}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Verification | None = None) -> Any:
        waits = obj is not None and obj.state == Verification.State.PENDING
        return self.application if waits else [*self.application, *self.outcome]

    @admin.display(description="Careers")
    def wanted_careers(self, verification: Verification) -> str:
        return ", ".join(str(career) for career in verification.careers.all())

    def save_model(self, request: HttpRequest, obj: Verification, form: Any, change: bool) -> None:
        said, by = form.cleaned_data, request.user
        approved = said["decision"] == "approve"
        reason = "" if approved else said["reason"]
        professionals.decide(obj, approved, by, reason, said["expires_on"])  # type: ignore[arg-type]

    @admin.action(description="Approve for two years", permissions=["change"])
    def approve(self, request: HttpRequest, queryset: QuerySet[Verification]) -> None:
        by: Any = request.user
        others = [row for row in queryset if row.member_id != by.pk]
        done = [r for r in others if professionals.decide(r, True, by, "", usual_end())]
        self._report(request, done, queryset.count(), "approved")

    @admin.action(description="Take the mark away from today", permissions=["change"])
    def take_away(self, request: HttpRequest, queryset: QuerySet[Verification]) -> None:
        approved = queryset.filter(state=Verification.State.APPROVED)
        done = [row for row in approved if professionals.take_mark_away(row)]
        self._report(request, done, queryset.count(), "taken away")

    def _report(
        self, request: HttpRequest, done: list[Verification], chosen: int, what: str
    ) -> None:
        LogEntry.objects.log_actions(str(request.user.pk), done, CHANGE, f"Mark {what}.")
        said, left = f"{len(done)} of {chosen} {what}.", chosen - len(done)
        if left:
            said += " The others were decided before, do not wait, or are your own."
        self.message_user(request, said, messages.WARNING if left else messages.SUCCESS)


@admin.register(Quotation)
class QuotationAdmin(ModelAdmin):
    """To find quotations and take them off; they are made from the question's page."""

    list_display = ["career", "excerpt", "post", "quoted_by", "created_at"]
    list_filter = [("career", admin.RelatedOnlyFieldListFilter)]
    list_select_related = ["career", "post__question", "quoted_by"]
    search_fields = ["excerpt", "post__author__handle"]
    fields = ["career", "excerpt", "post", "quoted_by", "created_at"]
    sortable_by = ()
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Quotation]:
        """Editors are readers: what moderators hide on the board, they don’t see here either."""
        visible = Quotation.objects.visible_to(request.user)
        return super().get_queryset(request).filter(pk__in=visible)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
