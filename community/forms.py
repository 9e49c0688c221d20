"""What people may send in. A form that makes a post carries a token, so that it makes one only."""

from typing import Any

from django import forms
from django.db import IntegrityError, transaction
from django.db.models import Q

from careerportal.accounts.models import User
from careers.models import Career

from . import posting
from .fields import TOO_LONG, UNSEEN, BodyField, TokenField, VersionField
from .models import COMMENT_MAX_LENGTH, Draft, MailChoice, PagePart, Post, Question
from .professional_forms import RoleForm


class AnswerEditForm(forms.Form):
    body = BodyField(
        label="What would you tell them?",
        help_text="Speak from experience, and say when you are guessing. "
        '<output id="body-left"></output>',
        error_messages={"required": "Write your answer."},
    )

    version = VersionField(required=False, widget=forms.HiddenInput)

    def save(self, post: Post) -> None:
        """Raises Conflict when the post was rewritten since the form was filled from it."""
        version = self.cleaned_data["version"] or post.version
        posting.rewrite(post, self.cleaned_data["body"], version)


class AnswerForm(RoleForm, AnswerEditForm):
    token = TokenField()
    version = None  # type: ignore[assignment]

    def post(self, question: Question, author: User) -> Post:
        """The new answer, or the one that sending this form before has made."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        try:
            return posting.answer(question, author, body, token, **self.said)
        except IntegrityError:
            earlier = Post.objects.sent_with(token, author)
            if earlier is None:
                raise
            return earlier


class CommentEditForm(AnswerEditForm):
    body = BodyField(
        label="Your comment",
        help_text="Ask for what is missing, or add a detail. What answers the question belongs in "
        'an answer. <output id="body-left"></output>',
        max_length=COMMENT_MAX_LENGTH,
        error_messages={"required": "Write your comment."},
    )


class CommentForm(CommentEditForm):
    token = TokenField()
    version = None  # type: ignore[assignment]

    def post(self, parent: Post, author: User) -> Post:
        """The new comment, or the one that sending this form before has made."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        try:
            return posting.comment(parent, author, body, token)
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
    version = VersionField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = ["title", "career", "part"]
        labels = {"title": "Your question", "part": "Part of the career’s page"}
        help_texts = {
            "title": "For example: “How do new nurses get day shifts?” "
            '<output id="title-left"></output>',
            "career": "",
            "part": "",
        }
        error_messages = {
            "title": {
                "required": "Write your question as one sentence.",
                "max_length": TOO_LONG,
                "null_characters_not_allowed": UNSEEN,
            },
            "career": {"invalid_choice": "Choose a career from the list, or “In general”."},
            "part": {"invalid_choice": "Choose a part from the list, or “The career as a whole”."},
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
        parts = [("", "The career as a whole"), *PagePart.choices]
        self.fields["part"].choices = parts  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A part of the page means nothing without the page."""
        cleaned = super().clean() or self.cleaned_data
        if "career" in cleaned and cleaned["career"] is None:
            cleaned["part"] = ""
        return cleaned

    def clean_title(self) -> str:
        return " ".join(self.cleaned_data["title"].split())

    @transaction.atomic
    def save(self, post: Post) -> None:  # type: ignore[override]
        """Raises Conflict when the post was rewritten since the form was filled from it."""
        sent = self.cleaned_data
        self.instance.move_to(sent["career"])
        self.instance.save(update_fields=["part"])
        posting.rewrite(post, sent["body"], sent["version"] or post.version, sent["title"])


class QuestionForm(QuestionEditForm):
    token = TokenField()
    version = None  # type: ignore[assignment]

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


class DraftForm(forms.ModelForm):
    """Words as far as they have come: nothing is required, and a title may still be too long."""

    body = BodyField(required=False)
    draft_version = VersionField()

    class Meta:
        model = Draft
        fields = ["title", "career", "part"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        published = Career.objects.filter(state=Career.State.PUBLISHED).only("title")
        self.fields["career"].queryset = published  # type: ignore[attr-defined]
        self.fields["title"].error_messages |= {
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSEEN,
        }

    def keep(self, author: User, place: str) -> int | None:
        """The draft's version now; None when these words belong to an older one. See Draft."""
        words = dict(self.cleaned_data)
        return Draft.objects.keep(author, place, words.pop("draft_version"), **words)


class MailChoiceForm(forms.ModelForm):
    class Meta:
        model = MailChoice
        fields = ["frequency"]
        labels = {"frequency": "How often do you want mail?"}
        help_texts = {
            "frequency": "At once waits two minutes, so that news in a row is one mail. "
            "Daily and weekly mail leaves in the morning, the weekly one on Monday."
        }
        widgets = {"frequency": forms.RadioSelect}
        error_messages = {
            "frequency": {
                "required": "Choose how often you want mail.",
                "invalid_choice": "Choose one of the four.",
            }
        }
