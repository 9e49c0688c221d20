from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.views import SignupView as AllauthSignupView
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from . import age
from .forms import ProfileForm, SignupForm
from .models import HANDLE_TAKEN, User


class SignupView(AllauthSignupView):
    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if age.is_turned_away(request.session):
            # Not a 403: Django would write a line into the log for it.
            return render(request, "account/too_young.html")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    @method_decorator(sensitive_post_parameters())
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not age.is_turned_away(request.session):
            # Before the rest of the form is looked at: nothing a child typed goes any further.
            if not age.BirthDateForm(request.POST).is_too_young:
                response: HttpResponse = super().post(request, *args, **kwargs)
                return response
            age.turn_away(request.session)
        return redirect("account_signup")

    def form_valid(self, form: SignupForm) -> HttpResponse:
        try:
            response: HttpResponse = super().form_valid(form)
        except IntegrityError:
            # Someone took the handle or the address since the form was checked: check it again.
            form.full_clean()
            response = super().form_valid(form) if form.is_valid() else self.form_invalid(form)
        return response

    def form_invalid(self, form: SignupForm) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)
        response.status_code = 422
        return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    # A copy: a form that fails leaves what was typed on its instance, and the page shows the user.
    member = get_object_or_404(User, pk=request.user.pk)
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=member)
    if form.is_valid():
        try:
            with transaction.atomic():
                form.save()
        except IntegrityError:
            form.add_error("handle", HANDLE_TAKEN)
        else:
            messages.success(request, "Your profile is saved.")
            return redirect("account_profile")
    context = {"form": form, "address": EmailAddress.objects.get_primary(member)}
    return render(request, "account/profile.html", context, status=422 if form.errors else 200)
