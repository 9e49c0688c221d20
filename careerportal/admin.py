"""The editors' entrance: one admin site in the portal's look, behind allauth's sign-in."""

from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from typing import Any, NamedTuple

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, AdminForm, InlineAdminFormSet
from django.contrib.admin.utils import flatten
from django.core.exceptions import NON_FIELD_ERRORS, BadRequest, ValidationError
from django.db import models
from django.forms import BaseForm, ModelForm
from django.forms.formsets import DELETION_FIELD_NAME
from django.http import HttpRequest, HttpResponse
from django.utils.text import capfirst

from careerportal import typed
from careerportal.accounts.second_factor import lacks_second_factor, second_factor_required

HTTPS_FIRST: dict[type[models.Field], dict[str, Any]] = {
    models.URLField: {"assume_scheme": "https"}
}
"""An address typed without its scheme is meant as https."""


class AdminSite(admin.AdminSite):
    site_header = "CareerPortal editors’ desk"
    site_title = "CareerPortal"
    index_title = "What would you like to work on?"
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Without Django’s way to the page of anything: it tells all staff the address of what is
        hidden, which holds its title. See `ModelAdmin.get_view_on_site_url`."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Any:
        """The form of a career page takes hours: what comes from it after the session has ended is
        kept until the editor has signed in again."""
        admin_view = super().admin_view(view, cacheable)

        @wraps(admin_view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if "seen" in request.POST and not self.has_permission(request):
                typed.keep(request, request.path)
            return admin_view(request, *args, **kwargs)

        return keeping

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and not lacks_second_factor(request.user)

    def login(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """Sign in where the limits and the second factor are: allauth's pages."""
        login = secure_admin_login(second_factor_required(super().login))
        response: HttpResponse = login(request, extra_context)
        return response


class RowForm(ModelForm):
    """A row of an inline, checked against every constraint of its model.

    Django leaves out those that name the row's parent, and the database would answer with a 500.
    """

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if NON_FIELD_ERRORS in self.errors:
            return
        try:
            exclude = self._get_validation_exclusions()  # type: ignore[attr-defined]
            self.instance.validate_constraints(exclude)
        except ValidationError as error:
            self._update_errors(error)  # type: ignore[attr-defined]


class Problem(NamedTuple):
    """One error of a form: what it says, and the id of the element it is about."""

    where: str
    message: str
    target: str


class ModelAdmin(admin.ModelAdmin):
    """Lists the errors of a form above it, each with its part and row and a link to its field."""

    formfield_overrides = HTTPS_FIRST

    def get_view_on_site_url(self, obj: models.Model | None = None) -> str | None:
        address = getattr(obj, "get_absolute_url", None)
        return address() if address and self.view_on_site else None

    def response_action(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Django would fail on a key that is none."""
        keys = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(key.isdecimal() and len(key) < 19 for key in keys):
            raise BadRequest("A key of what was chosen is no number.")
        return super().response_action(request, *args, **kwargs)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        problems = []
        if context["errors"]:
            problems = list(find_problems(context["adminform"], context["inline_admin_formsets"]))
        # Our list takes the place of Django's own note, which `errors` would switch on.
        context |= {"problems": problems, "errors": None}
        response = super().render_change_form(request, context, *args, **kwargs)
        if problems:
            response.status_code = 422
        return response


def find_problems(adminform: AdminForm, parts: Iterable[InlineAdminFormSet]) -> Iterator[Problem]:
    for title, options in adminform.fieldsets:
        fields = flatten(tuple(options["fields"]))
        yield from _problems_of(adminform.form, str(title or ""), only=fields)
    yield from _problems_of(adminform.form, "", only=[NON_FIELD_ERRORS])
    for part in parts:
        formset, name = part.formset, capfirst(str(part.opts.verbose_name_plural))
        for message in formset.non_form_errors():
            yield Problem(name, str(message), f"{formset.prefix}-group")
        for index, row in enumerate(formset.forms):
            if not getattr(row, "cleaned_data", {}).get(DELETION_FIELD_NAME):
                yield from _problems_of(
                    row, f"{name}, row {index + 1}", f"{formset.prefix}-{index}"
                )


def _problems_of(
    form: BaseForm, place: str, row: str = "", only: list[str] | None = None
) -> Iterator[Problem]:
    for name, messages in form.errors.items():
        if only is not None and name not in only:
            continue
        if name == NON_FIELD_ERRORS:
            where, target = place, row
        else:
            field = form[name]
            label = capfirst(str(field.label))
            where, target = f"{place}: {label}" if place else label, field.id_for_label
        for message in messages:
            yield Problem(where, str(message), target)
