"""The list of career pages: its columns, what narrows it, and how a page is found in it."""

import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest
from django.utils import timezone
from django.utils.dateformat import format as date_format

from careerportal.admin import ModelAdmin
from careers import title_search
from careers.models import Career, Plan, Version

State = Career.State

STANDINGS = {
    "live": ("Live", Q(state=State.PUBLISHED, draft=None)),
    "live-draft": ("Live + draft", Q(state=State.PUBLISHED, draft__isnull=False)),
    "draft": ("Draft", Q(state=State.DRAFT)),
    "data": ("Data page", Q(state=State.DATA, draft=None)),
    "data-draft": ("Data page + draft", Q(state=State.DATA, draft__isnull=False)),
}
"""Value in an address → what it is called, and which pages are meant."""
REVIEWED = {
    "180": "More than six months ago",
    "365": "More than a year ago",
    "730": "More than two years ago",
    "never": "Never",
}
PLANS = {
    "publish": ("To be published", Q(action=Plan.Action.PUBLISH)),
    "unpublish": ("To be taken off", Q(action=Plan.Action.UNPUBLISH)),
    "stuck": ("Could not be carried out", ~Q(problem="")),
}


def standing(career: Career) -> str:
    word = {State.PUBLISHED: "live", State.DRAFT: "draft", State.DATA: "data page"}
    return word[State(career.state)] + (" + draft" if career.draft_id else "")


class StandingFilter(admin.SimpleListFilter):
    title = "standing"
    parameter_name = "standing"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, name) for value, (name, _) in STANDINGS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Career]) -> QuerySet[Career]:
        chosen = STANDINGS.get(self.value() or "")
        return queryset.filter(chosen[1]) if chosen else queryset


class ReviewedFilter(admin.SimpleListFilter):
    title = "review"
    parameter_name = "reviewed"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(REVIEWED.items())

    def queryset(self, request: HttpRequest, queryset: QuerySet[Career]) -> QuerySet[Career]:
        value = self.value()
        if value not in REVIEWED:
            return queryset
        if value == "never":
            return queryset.filter(reviewed_on=None)
        days = datetime.timedelta(days=int(value))
        return queryset.filter(reviewed_on__lt=timezone.localdate() - days)


class PlanFilter(admin.SimpleListFilter):
    title = "plan"
    parameter_name = "plan"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, name) for value, (name, _) in PLANS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Career]) -> QuerySet[Career]:
        chosen = PLANS.get(self.value() or "")
        if chosen is None:
            return queryset
        return queryset.filter(Exists(Plan.objects.filter(chosen[1], career=OuterRef("pk"))))


class CareerList(ModelAdmin):
    """The list's side of CareerAdmin."""

    list_display = ["title", "field", "soc_code", "standing", "changed", "reviewed_on"]
    list_select_related = ["field", "occupation"]
    list_filter = [StandingFilter, "field", ReviewedFilter, "education_minimum", PlanFilter]
    search_fields = ["title", "slug", "occupation__soc_code", "onet_code"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Career]:
        newest = Version.objects.filter(career=OuterRef("pk")).order_by("-number")
        careers: QuerySet[Career] = super().get_queryset(request)
        return careers.annotate(
            changed_at=Subquery(newest.values("at")[:1]),
            changed_by=Subquery(newest.values("author__handle")[:1]),
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Career], search_term: str
    ) -> tuple[QuerySet[Career], bool]:
        """Also by the titles readers may search by, which include those of O*NET® data."""
        found, duplicates = super().get_search_results(request, queryset, search_term)
        if not search_term:
            return found, duplicates
        titled = title_search.narrow(Career.objects.all(), search_term)
        keys = found.order_by().values("pk")
        return queryset.filter(Q(pk__in=keys) | Q(pk__in=titled.values("pk"))), False

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """One query for the plans of all rows."""
        listed = super().get_changelist_instance(request)
        listed.result_list = listed.result_list.prefetch_related("plans")
        return listed

    @admin.display(description="SOC code", ordering="occupation__soc_code")
    def soc_code(self, career: Career) -> str | None:
        return career.occupation.soc_code if career.occupation else None

    @admin.display(description="Standing", ordering="state")
    def standing(self, career: Career) -> str:
        said = [standing(career)]
        for plan in career.plans.all():
            does = "goes live" if plan.action == Plan.Action.PUBLISH else "comes off"
            said.append(f"{does} {plan.when}" if not plan.problem else f"{does}: could not be done")
        return ", ".join(said)

    @admin.display(description="Last changed", ordering="changed_at")
    def changed(self, career: Any) -> str | None:
        """By whom is not known of what imports brought and of people who left."""
        if career.changed_at is None:
            return None
        day = date_format(timezone.localtime(career.changed_at), "N j, Y, P")
        return f"{career.changed_by}, {day}" if career.changed_by else day
