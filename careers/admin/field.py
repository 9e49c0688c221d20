from typing import Any

from adminsortable2.admin import SortableAdminMixin
from django.contrib import admin
from django.http import HttpRequest

from careerportal.admin import ModelAdmin
from careers.models import Field


@admin.register(Field)
class FieldAdmin(SortableAdminMixin, ModelAdmin):  # type: ignore[misc]
    list_display = ["position", "name", "description"]
    list_display_links = ["name"]
    search_fields = ["name"]
    ordering = ["position", "name"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Field | None = None) -> Any:
        return {} if obj else {"slug": ["name"]}

    def get_readonly_fields(self, request: HttpRequest, obj: Field | None = None) -> Any:
        """Drafts, plans and versions of pages name their field by its address, as links do."""
        return ["slug"] if obj else []

    def get_fields(self, request: HttpRequest, obj: Field | None = None) -> Any:
        """With the position, which the drag handles of the list would replace: keys can type it."""
        return ["name", "slug", "description", "position"]
