"""The moderators' desk: everything can be read, nothing rewritten; posts are hidden or shown."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import pluralize

from careerportal.admin import ModelAdmin

from . import admin_professionals  # noqa: F401  registers its tables
from .models import Post, Question
from .models.question import State


class ModeratedAdmin(ModelAdmin):
    """Only the state changes, and always through Post.set_state, which keeps the counts right."""

    actions = ["hide", "show"]
    list_filter = ["state"]
    ordering = ["-pk"]
    sortable_by = ()
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def first_post(self, obj: Any) -> Post:
        """The post whose state is the state of `obj`."""
        raise NotImplementedError

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        self.first_post(obj).set_state(State(obj.state))

    @admin.action(description="Hide from readers", permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_state(request, queryset, State.HIDDEN, "hidden")

    @admin.action(description="Show to readers", permissions=["change"])
    def show(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        self._set_state(request, queryset, State.PUBLISHED, "shown")

    def _set_state(
        self, request: HttpRequest, queryset: QuerySet[Any], state: State, done: str
    ) -> None:
        rows = list(queryset.exclude(state=state))
        for row in rows:
            self.first_post(row).set_state(state)
        LogEntry.objects.log_actions(str(request.user.pk), rows, CHANGE, f"State: {state.label}.")
        name = self.opts.verbose_name
        self.message_user(
            request, f"{len(rows)} {name}{pluralize(len(rows))} {done}.", messages.SUCCESS
        )


@admin.register(Question)
class QuestionAdmin(ModeratedAdmin):
    list_display = ["title", "author", "career", "state", "answer_count", "created_at"]
    list_select_related = ["author", "career"]
    search_fields = ["title", "author__handle"]
    readonly_fields = [
        "title",
        "text",
        "author",
        "career",
        "accepted",
        "answer_count",
        "created_at",
        "last_activity_at",
    ]
    fields = [*readonly_fields, "state"]

    def first_post(self, obj: Question) -> Post:
        return obj.posts.get(kind=Post.Kind.QUESTION)

    @admin.display(description="Text")
    def text(self, question: Question) -> str:
        return self.first_post(question).text


@admin.register(Post)
class PostAdmin(ModeratedAdmin):
    list_display = ["__str__", "author", "state", "helpful_count", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["author", "question"]
    search_fields = ["text", "author__handle", "question__title"]
    readonly_fields = [
        "question",
        "kind",
        "number",
        "text",
        "author",
        "helpful_count",
        "created_at",
        "edited_at",
    ]
    fields = [*readonly_fields, "state"]

    def first_post(self, obj: Post) -> Post:
        return obj
