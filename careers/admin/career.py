"""The career page at the editors' desk."""

from functools import partial
from itertools import chain
from typing import Any, cast

from adminsortable2.admin import SortableAdminBase
from django.contrib import admin, messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse

from careerportal import typed
from careerportal.accounts.models import User
from careers import publishing
from careers.models import Career, Opening

from . import exchange, history, parts, preview, publish, writing
from .bulk import BulkActions
from .career_form import CareerForm, against, document_of, open_document, standing
from .career_list import CareerList


@admin.register(Career)
class CareerAdmin(SortableAdminBase, CareerList, BulkActions):  # type: ignore[misc]
    """Who saves here writes a draft; readers see it when a publisher puts it live."""

    form = CareerForm
    prepopulated_fields = {"slug": ["title"]}
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
        ours = (module.urls(self) for module in (publish, history, preview, exchange, writing))
        return [*chain.from_iterable(ours), *super().get_urls()]

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Career | None:
        career: Career | None = super().get_object(request, object_id, from_field)
        if career and request.method == "POST":
            # Held until the request's transaction ends: of two who save at once, one is told.
            career = Career.objects.locked().filter(pk=career.pk).first()
        if career:
            open_document(career)
        return career

    def save_model(self, request: HttpRequest, obj: Career, form: Any, change: bool) -> None:
        """A new page needs a row to hang its first version on; what is typed goes there as a version."""
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        career, editor = form.instance, cast(User, request.user)
        document = document_of(career, formsets)
        publishing.save(career.pk, document, editor, form.cleaned_data["why"])
        Opening.objects.filter(career=career.pk, editor=editor).delete()

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

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """What readers said of a page goes with it, though nobody may delete that by itself. Of
        several at once, too, each must be one that this editor may delete."""
        listed, counts, _, protected = super().get_deleted_objects(objs, request)
        refused = any(not self.has_delete_permission(request, page) for page in objs)
        lacking = (
            {"careers that readers see: a publisher takes them off first"} if refused else set()
        )
        return listed, counts, lacking, protected

    def delete_model(self, request: HttpRequest, obj: Career) -> None:
        publishing.delete(obj.pk, cast(User, request.user))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Career]) -> None:
        for key in list(queryset.values_list("pk", flat=True)):
            publishing.delete(key, cast(User, request.user))

    def view_on_site(self, career: Career) -> str:
        return career.get_absolute_url()

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Before the form comes what was sent to it when the session had ended."""
        kept = typed.kept(request) if request.method == "GET" else {}
        if not kept:
            shown = partial(super().changeform_view, request, object_id, form_url, extra_context)
            try:
                return shown()
            except IntegrityError:
                # Someone took the title or the address after this form was checked. It is there
                # now, so that checking once more tells.
                return shown()
        # Only once: it stands before the form, which could not be reached otherwise.
        typed.forget(request, request.path)
        fields = {name: text for name, text in kept.items() if not name.startswith("_")}
        context = {"title": "Your words are still here", "fields": fields}
        context |= self.admin_site.each_context(request)
        return TemplateResponse(request, "admin/careers/career/kept.html", context)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        career, form = context["original"], context["adminform"].form
        editor = cast(User, request.user)
        context["career_titles"] = Career.objects.values_list("title", flat=True)
        if career:
            context["standing"] = standing(career, editor)
        if career and request.method == "GET" and self.has_change_permission(request, career):
            Opening.objects.note(career, editor)
        if form.conflict:
            formsets = [part.formset for part in context["inline_admin_formsets"]]
            context["conflict"] = against(form, formsets)
            if not context["conflict"]["comparison"]:
                # Sent twice, or by two of one mind.
                return self.response_change(request, career)
        response = super().render_change_form(request, context, *args, **kwargs)
        if form.conflict:
            response.status_code = 409
        return response

    def response_add(
        self, request: HttpRequest, obj: Career, post_url_continue: str | None = None
    ) -> HttpResponse:
        if IS_POPUP_VAR in request.POST:
            return super().response_add(request, obj)
        return self.response_change(request, obj)

    def response_change(self, request: HttpRequest, obj: Career) -> HttpResponse:
        """Where the pressed button leads; what is saved here is never public at once."""
        if IS_POPUP_VAR in request.POST:
            return super().response_change(request, obj)
        after = "Readers see it when it is published." if obj.is_public else "Only editors see it."
        self.message_user(request, f"Saved. {after}", messages.SUCCESS)
        if "_publish" in request.POST:
            return redirect("admin:careers_career_publish", obj.pk)
        if "_continue" in request.POST:
            query = request.GET.urlencode()
            url = reverse("admin:careers_career_change", args=[obj.pk])
            return redirect(f"{url}?{query}" if query else url)
        return self.response_post_save_change(request, obj)
