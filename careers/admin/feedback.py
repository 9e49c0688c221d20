"""What readers say, for whoever may edit careers. Nobody writes these rows by hand."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from careers.models import MissedSearch, Mistake, PartVote

from .settling import FeedbackAdmin, SettledAdmin, SettledFilter


@admin.register(Mistake)
class MistakeAdmin(SettledAdmin):
    list_display = ["text_begins", "page", "at", "settled_at", "settled_by"]
    list_filter = [SettledFilter]
    list_select_related = ["settled_by"]
    search_fields = ["page", "text"]
    fields = ["where", "career_form", "text", "at", "settled_at", "settled_by"]
    readonly_fields = ["where", "career_form", "settled_at", "settled_by"]

    @admin.display(description="What is wrong")
    def text_begins(self, mistake: Mistake) -> str:
        return mistake.text[:100]

    @admin.display(description="Page")
    def where(self, mistake: Mistake) -> SafeString:
        return format_html('<a href="{0}">{0}</a>', mistake.page)

    @admin.display(description="Put it right in", empty_value="not on a career page")
    def career_form(self, mistake: Mistake) -> SafeString | None:
        if not mistake.career:
            return None
        url = reverse("admin:careers_career_change", args=[mistake.career_id])
        return format_html('<a href="{}">the form of {}</a>', url, mistake.career)


class WithWordsFilter(admin.SimpleListFilter):
    title = "words"
    parameter_name = "words"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "With words")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[PartVote]) -> QuerySet[PartVote]:
        return queryset.exclude(words="") if self.value() == "yes" else queryset


@admin.register(PartVote)
class PartVoteAdmin(FeedbackAdmin):
    list_display = ["career", "part", "useful", "words", "at"]
    list_filter = ["useful", WithWordsFilter, "part"]
    list_select_related = ["career"]
    search_fields = ["career__title", "words"]
    fields = ["career", "part", "useful", "words", "at"]
    ordering = ["-at", "-pk"]


@admin.register(MissedSearch)
class MissedSearchAdmin(FeedbackAdmin):
    """Those that are dealt with are deleted, and so is what is none of our business."""

    list_display = ["words", "times", "last_at"]
    search_fields = ["words"]

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_settle_permission(request)
