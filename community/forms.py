"""What people may send in. A form that makes a post carries a token, so that it makes one only."""

from typing import Any

from django import forms
from django.db import transaction

from careerportal.accounts.models import User
from careers.career_field import CareerField

from . import posting
from .fields import (
    TOO_LONG,
    UNSEEN,
    BodyField,
    ShownField,
    TokenField,
    TrapField,
    VersionField,
)
from .models import (
    COMMENT_MAX_LENGTH,
    Conflict,
    Draft,
    MailChoice,
    PagePart,
    Post,
    Question,
    Sign,
)
from .professional_forms import RoleForm
from .standing import is_newcomer


class NewPostForm(forms.Form):
    """What members’ forms that make a post carry besides words. Visitors’ forms go without it."""

    token = TokenField()
    website = TrapField()
    shown = ShownField()

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        """Words that come back, as from a draft, took their time before this form was shown."""
        if field_name == "shown" and self.initial.get("body"):
            return ""
        return super().get_initial_for_field(field, field_name)

    @property
    def draft_version(self) -> int:
        """Of the draft that the form was filled from; its page sends it beside the fields."""
        return VersionField().clean(self.data.get("draft_version"))

    def signs(self, author: User) -> list[Sign]:
        """Why this may be the work of a program. Only people who know the board are that fast."""
        found = [Sign.TRAP] if self.cleaned_data["website"] else []
        if self.cleaned_data["shown"] and is_newcomer(author):
            found.append(Sign.FAST)
        return found


class AnswerEditForm(forms.Form):
    body = BodyField(
        label="What would you tell them?",
        help_text="Speak from experience, and say when you are guessing. "
        '<output id="body-left"></output>',
        error_messages={"required": "Write your answer."},
    )

    version = VersionField(required=False, widget=forms.HiddenInput)

    def save(self, post: Post, author: User) -> bool:
        """False: the new words wait for a moderator. Raises Conflict and PermissionError."""
        version = self.cleaned_data["version"] or post.version
        return posting.rewrite(post, author, self.cleaned_data["body"], version)


class AnswerForm(NewPostForm, RoleForm, AnswerEditForm):
    version = None  # type: ignore[assignment]

    def post(self, question: Question, author: User) -> Post:
        """IntegrityError: this form was sent before."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        draft, signs = self.draft_version, self.signs(author)
        return posting.answer(question, author, body, token, signs, draft, **self.said)


class AnswerChangeForm(RoleForm, AnswerEditForm):
    """An answer after it was posted, with what its author says of their job."""

    def save(self, post: Post, author: User) -> bool:
        """The job is changed with the words, and waits with them for a moderator."""
        body, version = self.cleaned_data["body"], self.cleaned_data["version"] or post.version
        return posting.rewrite(post, author, body, version, **self.said)


class CommentEditForm(AnswerEditForm):
    body = BodyField(
        label="Your comment",
        help_text="Ask for what is missing, or add a detail. What answers the question belongs in "
        'an answer. <output id="body-left"></output>',
        max_length=COMMENT_MAX_LENGTH,
        error_messages={"required": "Write your comment."},
    )


class CommentForm(NewPostForm, CommentEditForm):
    version = None  # type: ignore[assignment]

    def post(self, parent: Post, author: User) -> Post:
        """IntegrityError: this form was sent before."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        return posting.comment(parent, author, body, token, self.signs(author))


class QuestionEditForm(forms.ModelForm):
    career = CareerField(
        required=False,
        help_text="Any title people know it by. Leave it empty to ask about careers in general.",
    )
    body = BodyField(
        label="Details",
        help_text="What you have tried, what you know already, and what would change your mind. "
        '<output id="body-left"></output>',
        error_messages={"required": "Add a sentence or two about your situation."},
    )
    version = VersionField(required=False, widget=forms.HiddenInput)
    place = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Question
        fields = ["title", "career", "part"]
        labels = {"title": "Your question", "part": "Part of the career’s page"}
        help_texts = {
            "title": "For example: “How do new nurses get day shifts?” "
            '<output id="title-left"></output>',
            "part": "",
        }
        error_messages = {
            "title": {
                "required": "Write your question as one sentence.",
                "max_length": TOO_LONG,
                "null_characters_not_allowed": UNSEEN,
            },
            "part": {"invalid_choice": "Choose a part from the list, or “The career as a whole”."},
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        title = self.fields["title"]
        # The server says what is too long; browsers would cut a pasted text without a word.
        title.widget.attrs |= {
            "data-limit": title.widget.attrs.pop("maxlength"),
            "data-count": "title-left",
        }
        # The career a question is about stays on offer when its page is withdrawn.
        self.fields["career"].kept = self.instance.career_id  # type: ignore[attr-defined]
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
    def save(self, post: Post, author: User) -> bool:  # type: ignore[override]
        """False: the new words wait for a moderator. Raises Conflict and PermissionError."""
        sent = self.cleaned_data
        self._move(post)
        version = sent["version"] or post.version
        return posting.rewrite(post, author, sent["body"], version, sent["title"])

    def _move(self, post: Post) -> None:
        """Only where its author wants it elsewhere: a moderator may have moved it meanwhile."""
        now = Question.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
        before = self.cleaned_data["place"] or now.place
        if self.instance.place in (before, now.place):
            return
        if before != now.place:
            post.question = now
            raise Conflict(post)
        self.instance.move_to(self.cleaned_data["career"])
        self.instance.save(update_fields=["part"])


class QuestionForm(NewPostForm, QuestionEditForm):
    anonymous = forms.BooleanField(
        label="Ask anonymously",
        required=False,
        help_text="Readers see a made-up name instead of your handle, and so do moderators. In an "
        "emergency a moderator can look up who asked, and each look is written down. Most "
        "anonymous questions wait for a moderator.",
    )
    version = None  # type: ignore[assignment]
    place = None  # type: ignore[assignment]

    def post(self) -> Post:
        """The new question's text. IntegrityError: this form was sent before."""
        body, token = self.cleaned_data["body"], self.cleaned_data["token"]
        author = self.instance.author
        assert author is not None  # noqa: S101  the view gave the form a question with an author
        anonymous, signs = self.cleaned_data["anonymous"], self.signs(author)
        return posting.ask(self.instance, body, token, anonymous, signs, self.draft_version)


class DraftForm(RoleForm, forms.ModelForm):
    """Words as far as they have come: nothing is required, and a title may still be too long."""

    career = CareerField(required=False)
    body = BodyField(required=False)
    draft_version = VersionField()

    class Meta:
        model = Draft
        fields = ["title", "career", "part", "anonymous"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].error_messages |= {
            "max_length": TOO_LONG,
            "null_characters_not_allowed": UNSEEN,
        }

    def keep(self, author: User, place: str) -> int | None:
        """The draft's version now; None when these words belong to an older one. See Draft.

        A career whose title is not clear yet, as while it is typed, is left out.
        """
        words = {"career": None} | self.cleaned_data
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
