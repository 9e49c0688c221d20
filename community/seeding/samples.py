"""The few questions with which a local trial starts."""

import tomllib
import uuid
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import Career

from .. import posting
from ..models import Level, MailChoice, Post, Question, Standing, Verification

FILE = Path(__file__).parent / "samples.toml"


@transaction.atomic
def load() -> int:
    """Add the samples, unless there are some; how many questions were added."""
    if Question.objects.filter(is_sample=True).exists():
        return 0
    content = tomllib.loads(FILE.read_text("utf-8"))
    careers = {career.slug: career for career in Career.objects.public()}
    members = {entry["handle"]: _member(entry, careers) for entry in content["members"]}
    for entry in content["questions"]:
        _question(careers, members, entry)
    return len(content["questions"])


def _member(entry: dict[str, Any], careers: dict[str, Career]) -> User:
    """A member who can't sign in and gets no mail."""
    handle = entry["handle"]
    user = User.objects.create_user(f"{handle}@example.invalid", handle)
    MailChoice.objects.create(member=user, frequency=MailChoice.Frequency.NEVER)
    if known := [careers[slug] for slug in entry.get("careers", []) if slug in careers]:
        verification = Verification.objects.create(
            member=user,
            role=entry["role"],
            years=entry["years"],
            evidence="Made for a local trial.",
            state=Verification.State.APPROVED,
            decided_at=timezone.now(),
            expires_on=timezone.localdate() + timedelta(days=730),
        )
        verification.careers.set(known)
    # They are here to be read at once, whatever the policy holds of new members.
    Standing.objects.create(member=user, level=Level.REGULAR)
    return user


def _question(careers: dict[str, Career], members: dict[str, User], entry: dict[str, Any]) -> None:
    career = careers.get(entry.get("career", ""))
    question = Question(
        title=entry["title"],
        author=members[entry["by"]],
        career=career,
        part=entry.get("part", "") if career else "",
        is_sample=True,
    )
    text = posting.ask(question, entry["text"].strip(), uuid.uuid4())
    Question.objects.filter(pk=question.pk).update(created_at=_date(text, entry["days"]))
    latest = entry["days"]
    for given in entry.get("answers", []):
        post = posting.answer(
            question,
            members[given["by"]],
            given["text"].strip(),
            uuid.uuid4(),
            role=given.get("role", ""),
            years=given.get("years"),
            still_in_role=given.get("still"),
        )
        _date(post, given["days"])
        _reactions(members, question, post, given)
        latest = min(latest, given["days"])
    ago = timezone.now() - timedelta(days=latest)
    Question.objects.filter(pk=question.pk).update(last_activity_at=ago)


def _reactions(
    members: dict[str, User], question: Question, post: Post, given: dict[str, Any]
) -> None:
    for remark in given.get("comments", []):
        comment = posting.comment(post, members[remark["by"]], remark["text"], uuid.uuid4())
        _date(comment, remark["days"])
    for handle in given.get("helpful", []):
        posting.find_helpful(post, members[handle], wanted=True)
    if given.get("accepted") and question.author:
        posting.accept(post, True, question.author)


def _date(post: Post, days: int) -> datetime:
    """Say that `post` was written so many days ago; when that was."""
    when = timezone.now() - timedelta(days=days)
    Post.objects.filter(pk=post.pk).update(created_at=when)
    return when
