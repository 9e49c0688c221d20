"""What moderators fill in at their desk."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict

from careerportal import markdown
from careerportal.accounts.models import User

from . import moderation
from .fields import TOO_LONG, BodyField
from .models import COMMENT_MAX_LENGTH, Post, Question, ReasonTemplate, Review

Decision = Review.Decision
Kind = Review.Kind

TAKE_TEMPLATE = "Write my own, or leave it out"
REASON_LENGTH = 2000
TITLE = Question._meta.get_field("title")
BULK = {
    Decision.APPROVED: "Approve",
    Decision.REJECTED: "Send back",
    Decision.KEPT: "Leave as they are",
    Decision.HIDDEN: "Hide",
}


def label(decision: Review.Decision, review: Review) -> str:
    """What `decision` does about `review`, in the words of a button."""
    if review.text:
        of_change = {
            Decision.APPROVED: "Approve the change",
            Decision.REJECTED: "Refuse the change: readers keep the earlier words",
        }
        if decision in of_change:
            return of_change[decision]
    kept = "Leave it as it is"
    if review.post is None:
        kept = "Close the report"
    elif Decision.RESTORED in moderation.offered(review):
        kept = "Leave it as it is: readers don’t see it"
    elif review.was_hidden_at_once:
        kept = "Nothing is wrong with it: show it again"
    return {
        Decision.APPROVED: "Approve: readers see it",
        Decision.REJECTED: "Send it back to its author",
        Decision.KEPT: kept,
        Decision.HIDDEN: "Keep it hidden" if review.was_hidden_at_once else "Hide it",
        Decision.RESTORED: "Show it again",
    }[decision]


class ReasonForm(forms.Form):
    """A decision and why. A template’s words stand in where none are typed."""

    decision = forms.ChoiceField(
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choose what to do.",
            "invalid_choice": "Choose one of the decisions below.",
        },
    )
    template = forms.ModelChoiceField(
        ReasonTemplate.objects.all(),
        label="Reason",
        required=False,
        empty_label=TAKE_TEMPLATE,
        error_messages={"invalid_choice": "Choose a reason from the list."},
    )
    reason = forms.CharField(
        label="Words to the author",
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed when you send something back or hide it. Its author reads this. "
        "Left empty, the words of the reason you chose are used.",
        error_messages={"max_length": TOO_LONG},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs.pop("maxlength", None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if "reason" in cleaned and not cleaned["reason"] and cleaned.get("template"):
            cleaned["reason"] = cleaned["template"].text
        if cleaned.get("decision") in moderation.NEEDS_REASON and not cleaned.get("reason"):
            self.add_error("reason", "Say why, or choose a reason above. Its author reads it.")
        return cleaned


class BulkForm(ReasonForm):
    """One decision for several items. `chosen` are ids, each with what was seen of it."""

    decision = forms.ChoiceField(
        label="What to do with the ones you ticked",
        choices=[("", "Choose"), *BULK.items()],
        error_messages={
            "required": "Choose what to do.",
            "invalid_choice": "Choose what to do from the list.",
        },
    )


def fields_of_words(post: Post) -> dict[str, forms.Field]:
    """For what a moderator makes of a post: its text, and of a question the title too."""
    longest = COMMENT_MAX_LENGTH if post.kind == Post.Kind.COMMENT else markdown.MAX_LENGTH
    left = '<output id="body-left"></output>'
    text = BodyField(longest, label="Text", required=False, help_text=left)
    fields: dict[str, forms.Field] = {"text": text}
    if post.kind == Post.Kind.QUESTION:
        title = forms.CharField(
            max_length=TITLE.max_length, required=False, error_messages={"max_length": TOO_LONG}
        )
        title.widget.attrs.pop("maxlength", None)
        fields = {"title": title, **fields}
    return fields


class DecisionForm(ReasonForm):
    """About one review. The words that wait can be changed before readers see them."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, review: Review, data: QueryDict | None = None, typed: dict[str, Any] | None = None
    ) -> None:
        title, text = moderation.put_forward(review)
        start = {"title": title, "text": text, "seen": moderation.as_seen(review)}
        super().__init__(data, initial=start | (typed or {}))
        self.review, offered = review, moderation.offered(review)
        choices = [(decision, label(decision, review)) for decision in offered]
        self.fields["decision"].choices = choices  # type: ignore[attr-defined]
        if review.post and Decision.APPROVED in offered:
            self.fields |= fields_of_words(review.post)

    @property
    def seen_before(self) -> bool:
        """Whether this was sent from a page that showed the words as they are now."""
        return self.data.get("seen") == moderation.as_seen(self.review)

    def typed(self) -> dict[str, Any]:
        """What was sent, for a page with other words: only what the moderator made themselves."""
        names = ["decision", "template", "reason"]
        if "text" in self.data and self._words_changed(self.data):
            names += ["title", "text"]
        return {name: self.data[name] for name in names if name in self.data}

    def clean_title(self) -> str:
        title = " ".join(self.cleaned_data["title"].split())
        TITLE.run_validators(title)
        return title

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("decision") != Decision.APPROVED:
            # The words stay as they are, and may be too short or too long for today's rules.
            for name in ("title", "text"):
                self.errors.pop(name, None)
        elif not self.errors:
            for name in ("title", "text"):
                if name in self.fields and not cleaned[name]:
                    self.add_error(name, "Leave some words for readers, or send the post back.")
        return cleaned

    def decide(self, by: User) -> bool:
        """False: it was decided meanwhile. Raises Conflict and PermissionError."""
        sent = self.cleaned_data
        words = None
        if sent["decision"] == Decision.APPROVED and self._words_changed(sent):
            words = sent.get("title", ""), sent["text"]
        decision, seen = Decision(sent["decision"]), sent["seen"]
        return moderation.decide(self.review, decision, by, sent["reason"], words, seen)

    def _words_changed(self, sent: Mapping[str, Any]) -> bool:
        """Whether the moderator sends other words than stood in the form."""
        text = str(sent["text"]).replace("\r\n", "\n")
        shown = self.data.get("seen", "").rpartition(".")[2]
        return bool(moderation.digest(sent.get("title", ""), text) != shown)
