"""What people may send in. A form that makes a post carries a token, so that it makes one only."""

import uuid
from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q

from careerportal import markdown
from careerportal.accounts.models import User
from careers.models import Career

from . import posting
from .models import Post, Question

TOO_LONG = "Keep it to %(limit_value)d characters; it has %(show_value)d now."
UNSEEN = (
    "There is a character in it that can’t be shown. Type the text again instead of pasting it."
)


class BodyField(forms.CharField):
    """Markdown. Line ends count once, as the counter beside the field counts them."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=markdown.MAX_LENGTH, **kwargs)
        self.error_messages |= {"max_length": TOO_LONG, "null_characters_not_allowed": UNSEEN}

    def to_python(self, value: str | None) -> str:
        return super().to_python(value and value.replace("\r\n", "\n")) or ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: browsers cut pasted text at it without a word."""
        return {"rows": 8, "data-limit": markdown.MAX_LENGTH, "data-count": "body-left"}


class TokenField(forms.Field):
    """Names one filled-in form. A missing or broken token is replaced: nobody typed it."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(initial=uuid.uuid4, required=False)

    def to_python(self, value: Any) -> uuid.UUID:
        try:
            return uuid.UUID(value)
        except (TypeError, ValueError):
            return uuid.uuid4()

    def bound_data(self, data: Any, initial: Any) -> uuid.UUID:
        return self.to_python(data)


class AnswerEditForm(forms.Form):
    body = BodyField(
        label="What would you tell them?",
        help_text="Speak from experience, and say when you are guessing. "
        '<output id="body-left"></output>',
        error_messages={"required": "Write your answer."},
    )

    def save(self, post: Post) -> None:
        post.rewrite(self.cleaned_data["body"])


class AnswerForm(AnswerEditForm):
    token = TokenField()

    def post(self, question: Question, author: User) -> Post:
        """The new answer, or the one that sending this form before has made."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        try:
            return posting.answer(question, author, body, token)
        except IntegrityError:
            earlier = Post.objects.sent_with(token, author)
            if earlier is None:
                raise
            return earlier


class QuestionEditForm(forms.ModelForm):
    body = BodyField(
        label="Details",
        help_text="What you have tried, what you know already, and what would change your mind. "
        '<output id="body-left"></output>',
        error_messages={"required": "Add a sentence or two about your situation."},
    )

    class Meta:
        model = Question
        fields = ["title", "career"]
        labels = {"title": "Your question"}
        help_texts = {
            "title": "For example: “How do new nurses get day shifts?” "
            '<output id="title-left"></output>',
            "career": "",
        }
        error_messages = {
            "title": {
                "required": "Write your question as one sentence.",
                "max_length": TOO_LONG,
                "null_characters_not_allowed": UNSEEN,
            },
            "career": {"invalid_choice": "Choose a career from the list, or “In general”."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title, career = self.fields["title"], self.fields["career"]
        # The server says what is too long; browsers would cut a pasted text without a word.
        title.widget.attrs |= {
            "data-limit": title.widget.attrs.pop("maxlength"),
            "data-count": "title-left",
        }
        # The career a question is about stays on offer when its page is withdrawn.
        offered = Q(state=Career.State.PUBLISHED) | Q(pk=self.instance.career_id)
        career.queryset = Career.objects.filter(offered).only("title")  # type: ignore[attr-defined]
        career.empty_label = "In general, no one career"  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    @transaction.atomic
    def save(self, post: Post) -> None:  # type: ignore[override]
        self.instance.move_to(self.cleaned_data["career"])
        self.instance.save(update_fields=["title", "slug"])
        post.rewrite(self.cleaned_data["body"])


class QuestionForm(QuestionEditForm):
    token = TokenField()

    def post(self) -> Post:
        """The new question's text, or the one that sending this form before has made."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        author = self.instance.author
        assert author is not None  # noqa: S101  the view gave the form a question with an author
        try:
            return posting.ask(self.instance, body, token)
        except IntegrityError:
            earlier = Post.objects.sent_with(token, author)
            if earlier is None:
                raise
            return earlier
