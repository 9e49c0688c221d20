"""What people say of their work: beside an answer, and to be verified; and quoting an answer."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.utils.text import normalize_newlines

from careerportal.accounts.models import User
from careers.career_field import CareerField

from . import contact_details, notifications
from .fields import TOO_LONG, UNSEEN
from .models import Post, Question, Quotation, Verification
from .models.quotation import first_words, words_of

CAREERS = [f"career_{number}" for number in range(1, 6)]
MOST_YEARS = 70
YEARS = {
    "invalid": "Write the years as a whole number, like 9.",
    "min_value": "Write the years as a whole number, like 9.",
    "max_value": "Nobody has done one job for more than 70 years. Check the number.",
}
WORDS = {"max_length": TOO_LONG, "null_characters_not_allowed": UNSEEN}


def role_initial(question: Question) -> dict[str, Any]:
    """A RoleForm begins with `role_before` (see professionals.for_answering), for members."""
    return {"role": getattr(question, "role_before", None) or ""}


class RoleForm(forms.Form):
    """The job an answer is written from. All of it may stay empty."""

    role = forms.CharField(
        label="Your job",
        max_length=80,
        required=False,
        help_text="Shown beside your answer, as in “Charge nurse”. Leave out your employer.",
        error_messages=WORDS,
    )
    years = forms.IntegerField(
        label="Years in it",
        min_value=0,
        max_value=MOST_YEARS,
        required=False,
        error_messages=YEARS,
    )
    still_in_role = forms.TypedChoiceField(
        label="Do you still do this job?",
        choices=[("", "No answer"), ("True", "Yes"), ("False", "No, I have left it")],
        coerce=lambda value: value == "True",
        empty_value=None,
        required=False,
        error_messages={"invalid_choice": "Choose one of the answers in the list."},
    )

    def clean_role(self) -> str:
        role = " ".join(self.cleaned_data["role"].split())
        if contact_details.find(role):
            raise forms.ValidationError("Leave contact details out. Name the job alone.")
        return role

    @property
    def said(self) -> dict[str, Any]:
        """The columns of the answer that these fields fill."""
        return {name: self.cleaned_data[name] for name in RoleForm.base_fields}


class VerificationForm(forms.ModelForm):
    field_order = ["role", "years", *CAREERS]
    career_1 = CareerField(
        label="A career you can speak for",
        help_text="Any title people know it by. The mark is shown on the careers you name here only.",
        error_messages={"required": "Name at least one career."},
    )
    career_2 = CareerField(label="Second career", required=False)
    career_3 = CareerField(label="Third career", required=False)
    career_4 = CareerField(label="Fourth career", required=False)
    career_5 = CareerField(label="Fifth career", required=False)
    evidence = forms.CharField(
        label="How can a moderator tell?",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=2000,
        help_text="Only moderators read this. Say what you do in a week, how you came to it, or "
        "where your work can be seen. Do not put in ID numbers, licenses or documents.",
        error_messages={"required": "Say how a moderator can tell."} | WORDS,
    )

    class Meta:
        model = Verification
        fields = ["role", "years", "evidence"]
        error_messages = {
            "role": {"required": "Write the name of your job."} | WORDS,
            "years": {"required": "Say for how many years you have done it."} | YEARS,
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("role", "evidence"):
            # The server says what is too long; browsers would cut a pasted text without a word.
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_evidence(self) -> str:
        return str(normalize_newlines(self.cleaned_data["evidence"]))

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        # Django leaves this constraint out, because the member is not on the form.
        try:
            self.instance.validate_constraints()
        except forms.ValidationError as error:
            self.add_error(None, error)

    def apply(self) -> bool:
        """Send the application. False, with an error on the form: one sent meanwhile is waiting."""
        try:
            with transaction.atomic():
                application = self.save()
                careers = (self.cleaned_data[name] for name in CAREERS)
                application.careers.set([career for career in careers if career])
        except IntegrityError:
            self._post_clean()
            if not self.errors:
                raise
            return False
        return True


class QuotationForm(forms.ModelForm):
    """An excerpt of an answer for the page of its career. Saving again changes the excerpt."""

    excerpt = forms.CharField(
        label="Words to quote",
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=600,
        help_text="Words of the answer in their order, unchanged. At most 600 characters.",
        error_messages={"required": "Copy the words from the answer."} | WORDS,
    )

    class Meta:
        model = Quotation
        fields = ["excerpt"]

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        self.post_quoted = post
        kwargs["initial"] = {"excerpt": first_words(post)} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.fields["excerpt"].widget.attrs.pop("maxlength", None)

    def clean_excerpt(self) -> str:
        excerpt = " ".join(self.cleaned_data["excerpt"].split())
        if excerpt not in words_of(self.post_quoted):
            raise forms.ValidationError(
                "These words are not in the answer in this order. Copy them without a change."
            )
        return excerpt

    @transaction.atomic
    def quote(self, editor: User) -> Quotation:
        """Put the words on the page of the question's career; its author is told the first time."""
        post = self.post_quoted
        quotation, new = Quotation.objects.get_or_create(
            post=post,
            career=post.question.career,
            defaults={"excerpt": self.cleaned_data["excerpt"], "quoted_by": editor},
        )
        if new:
            notifications.tell_of_quotation(quotation)
        elif quotation.excerpt != self.cleaned_data["excerpt"]:
            quotation.excerpt = self.cleaned_data["excerpt"]
            quotation.quoted_by = editor
            quotation.save(update_fields=["excerpt", "quoted_by"])
        return quotation
