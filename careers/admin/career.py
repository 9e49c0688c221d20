"""The career page at the editors' desk."""

import datetime
from itertools import chain
from typing import Any, cast

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import pluralize
from django.utils import timezone

from careerportal.accounts.models import User
from careerportal.admin import ModelAdmin
from careers import publishing
from careers.importers import pages
from careers.models import Career

from . import exchange, history, parts, preview, publish
from .career_form import CareerForm, document_of, open_document

DONE = {
    Career.State.PUBLISHED: "published",
    Career.State.DATA: "shown as data pages",
    Career.State.DRAFT: "turned into drafts",
}


class ReviewedFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("old", "More than a year ago"), ("never", "Never")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Career]) -> QuerySet[Career]:
        if self.value() == "old":
            a_year_ago = timezone.localdate() - datetime.timedelta(days=365)
            return queryset.filter(reviewed_on__lt=a_year_ago)
        if self.value() == "never":
            return queryset.filter(reviewed_on=None)
        return queryset


@admin.register(Career)
class CareerAdmin(SortableAdminBase, ModelAdmin):  # type: ignore[misc]
    """Who saves here writes a draft; readers see it when a publisher puts it live."""

    form = CareerForm
    list_display = ["title", "field", "soc_code", "state", "reviewed_on", "updated_at"]
    list_select_related = ["field", "occupation"]
    list_filter = ["state", "field", ReviewedFilter, "education_minimum"]
    search_fields = ["title", "alternate_titles__title", "occupation__soc_code", "slug"]
    prepopulated_fields = {"slug": ["title"]}
    actions = ["publish", "show_data", "unpublish"]
    save_on_top = True
    inlines = [
        parts.AlternateTitleInline,
        parts.EducationRouteInline,
        parts.MomentInline,
        parts.StepInline,
        parts.SkillInline,
        parts.ResponsibilityInline,
        parts.InterviewQuestionInline,
        parts.SourceInline,
        parts.RelatedCareerInline,
    ]
    fieldsets = [
        (
            "The page",
            {
                "fields": [
                    ("title", "article"),
                    "slug",
                    "field",
                    "summary",
                    "overview",
                    "reviewed_on",
                    "seen",
                ],
                "description": "What you save is a draft that editors see. Readers see it when it is published.",
            },
        ),
        (
            "Salary",
            {
                "fields": [
                    ("occupation", "onet_code"),
                    "related_occupation",
                    "occupation_note",
                    "pay_note",
                ],
                "description": "Figures are kept with the occupation, each with its source and date.",
            },
        ),
        ("Typical education", {"fields": ["education_text", "education_minimum"]}),
        (
            "Day in the life",
            {
                "fields": [
                    "day_introduction",
                    "day_person",
                    ("video_url", "video_length"),
                    "video_transcript",
                ]
            },
        ),
        ("How to become", {"fields": ["become_introduction", "time_to_qualify"]}),
        ("The history", {"fields": ["why"]}),
    ]

    help_texts = {
        "field": "Where readers will look for it first.",
        "reviewed_on": "The day someone last checked every part and figure.",
        "become_introduction": "One or two sentences: is there one way in, or are there several?",
    }

    def get_form(
        self, request: HttpRequest, obj: Career | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return super().get_form(request, obj, change, help_texts=self.help_texts, **kwargs)

    def get_urls(self) -> list[Any]:
        ours = (module.urls(self) for module in (publish, history, preview, exchange))
        return [*chain.from_iterable(ours), *super().get_urls()]

    @admin.display(description="SOC code", ordering="occupation__soc_code")
    def soc_code(self, career: Career) -> str | None:
        return career.occupation.soc_code if career.occupation else None

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Career | None:
        career: Career | None = super().get_object(request, object_id, from_field)
        if career is None:
            return None
        if request.method == "POST":
            # Held until the request's transaction ends: of two who save at once, one is told.
            career = publishing.locked(career.pk)
        open_document(career)
        return career

    def save_model(self, request: HttpRequest, obj: Career, form: Any, change: bool) -> None:
        """A new page needs a row to hang its first version on; what is typed goes there as a version."""
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        career: Career = form.instance
        document = document_of(career, formsets)
        publishing.save(career.pk, document, cast(User, request.user), form.cleaned_data["why"])

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """What changed is in the history of the page, which knows it word by word."""
        return form.cleaned_data["why"]

    def has_delete_permission(self, request: HttpRequest, obj: Career | None = None) -> bool:
        """A public page is taken off the site first, by who may do that."""
        may: bool = super().has_delete_permission(request, obj)
        return may and not (
            obj and obj.is_public and not request.user.has_perm("careers.publish_career")
        )

    def delete_model(self, request: HttpRequest, obj: Career) -> None:
        publishing.delete(obj.pk, cast(User, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Career]) -> None:
        for key in list(queryset.values_list("pk", flat=True)):
            publishing.delete(key, cast(User, request.user))

    def view_on_site(self, career: Career) -> str:
        return career.get_absolute_url()

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["career_titles"] = Career.objects.values_list("title", flat=True)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description="Publish selected careers", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Career]) -> None:
        self._set_state(request, queryset, Career.State.PUBLISHED)

    @admin.action(description="Show selected careers as data pages", permissions=["change"])
    def show_data(self, request: HttpRequest, queryset: QuerySet[Career]) -> None:
        """Only where nobody has written, and there is data."""
        unwritten = queryset.filter(pages.UNWRITTEN).exclude(profile=None)
        self._set_state(request, unwritten, Career.State.DATA)

    @admin.action(description="Turn selected careers into drafts", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Career]) -> None:
        self._set_state(request, queryset, Career.State.DRAFT)

    def _set_state(
        self, request: HttpRequest, queryset: QuerySet[Career], state: Career.State
    ) -> None:
        careers = list(queryset.exclude(state=state))
        Career.objects.filter(pk__in=[career.pk for career in careers]).update(
            state=state, updated_at=timezone.now()
        )
        message = f"State: {state.label}."
        LogEntry.objects.log_actions(str(request.user.pk), careers, CHANGE, message)
        count = len(careers)
        done = f"{count} career{pluralize(count)} {DONE[state]}."
        self.message_user(request, done, messages.SUCCESS)
        self._settle(request)

    def _settle(self, request: HttpRequest) -> None:
        """Pages take their data, and data pages give way, as after an import."""
        for sentence in pages.settle_written().sentences():
            self.message_user(request, sentence)
