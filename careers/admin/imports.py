"""What imports brought: the releases in use, and where a new one touches what editors wrote."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from careerportal.admin import ModelAdmin
from careers.models import Conflict, DataRelease, Occupation

from .settling import SettledAdmin, SettledFilter


@admin.register(DataRelease)
class DataReleaseAdmin(ModelAdmin):
    list_display = ["name", "when", "publisher", "key", "state", "imported_at"]
    list_filter = ["state", "dataset"]
    search_fields = ["name", "key"]
    readonly_fields = ["state", "imported_at", "imported_files", "what_changed"]

    @admin.display(description="Time", ordering="period")
    def when(self, release: DataRelease) -> str:
        return release.when

    @admin.display(description="Imported from", empty_value="nothing: written by hand")
    def imported_files(self, release: DataRelease) -> str:
        return ", ".join(release.files)

    @admin.display(description="What it changed", empty_value="nothing that is known")
    def what_changed(self, release: DataRelease) -> SafeString:
        return format_html_join("", "<p>{}</p>", ([sentence] for sentence in release.changes))

    def save_model(self, request: HttpRequest, obj: DataRelease, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if "period" in form.changed_data:
            # Another release may be the newest now.
            Occupation.objects.all().point_at_newest_figures()


@admin.register(Conflict)
class ConflictAdmin(SettledAdmin):
    list_display = ["career", "part", "release", "settled_at", "settled_by"]
    list_filter = [SettledFilter, "part"]
    list_select_related = ["career", "release", "settled_by"]
    search_fields = ["career__title"]
    readonly_fields = ["page", "part", "release", "before", "after", "settled_at", "settled_by"]
    exclude = ["career"]

    @admin.display(description="Career page")
    def page(self, conflict: Conflict) -> SafeString:
        url = reverse("admin:careers_career_change", args=[conflict.career_id])
        return format_html('<a href="{}">{}</a>', url, conflict.career)
