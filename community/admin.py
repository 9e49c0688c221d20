"""Lists of what was written, to look things up. What is done about posts is done at the desk."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from careerportal.admin import ModelAdmin

from . import admin_desk, admin_professionals  # noqa: F401  register their tables
from .models import Post, Question


class ReadOnlyAdmin(ModelAdmin):
    list_filter = ["state"]
    ordering = ["-pk"]
    sortable_by = ()
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Question)
class QuestionAdmin(ReadOnlyAdmin):
    list_display = ["title", "author", "career", "state", "answer_count", "created_at"]
    list_select_related = ["author", "career"]
    search_fields = ["title", "author__handle"]
    fields = [
        "title",
        "text",
        "author",
        "career",
        "state",
        "accepted",
        "answer_count",
        "created_at",
        "last_activity_at",
    ]
    readonly_fields = ["text"]

    @admin.display(description="Text")
    def text(self, question: Question) -> str:
        return question.posts.get(kind=Post.Kind.QUESTION).text


@admin.register(Post)
class PostAdmin(ReadOnlyAdmin):
    list_display = ["__str__", "author", "state", "helpful_count", "created_at"]
    list_filter = ["state", "kind"]
    list_select_related = ["author", "question"]
    search_fields = ["text", "author__handle", "question__title"]
    fields = [
        "question",
        "kind",
        "number",
        "text",
        "author",
        "state",
        "helpful_count",
        "created_at",
        "edited_at",
    ]
