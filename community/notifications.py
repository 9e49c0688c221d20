"""Who is told of what, on the site and by mail.

Nobody is told of what they did themselves, and nobody who muted the question or who did it; what
moderators decide about one's own post is told even so. All who are told of a post are told in one
statement, however many they are.
"""

from datetime import datetime

from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    DateTimeField,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.utils import timezone

from careerportal.accounts.models import User

from . import mail, mentions
from .models import (
    AnonymousAuthor,
    CareerFollow,
    MailChoice,
    MemberMute,
    Notification,
    Post,
    QuestionFollow,
    QuestionMute,
    Quotation,
    State,
    Verification,
)

Kind = Notification.Kind


def tell_of(post: Post, decided: Notification.Kind | None = None) -> None:
    """Tell followers, mentioned members and those who follow the career of a new post.

    Of one that a moderator let through, its author too is told what was `decided`.
    """
    now = timezone.now()
    _tell_mentioned(post, mentions.mentioned(post.text), now)
    members, kind = _audience(post)
    _insert(_without_author(_untold(members, post), post), kind, post, post.author, now)
    if decided:
        _insert(_author(post), decided, post, None, now)
    _mail(post, now)


def tell_of_mentions(
    post: Post, members: list[User], decided: Notification.Kind | None = None
) -> None:
    """Tell members whom an edit of `post` mentions for the first time.

    Of one that a moderator let through, its author too is told what was `decided`.
    """
    now = timezone.now()
    if post.state == State.PUBLISHED:
        _tell_mentioned(post, members, now)
    if decided:
        _insert(_author(post), decided, post, None, now)
    _mail(post, now)


def tell_of_acceptance(answer: Post, actor: User) -> None:
    """Once. Who asked anonymously is not named, and so nobody’s mute can give them away."""
    named = None if answer.question.pseudonym else actor
    # The constraint lets the same row in again and again when it names nobody.
    told = Notification.objects.filter(post=answer, kind=Kind.ACCEPTED, actor=named)
    if not answer.is_by(actor) and not told.exists():
        _tell_author(answer, Kind.ACCEPTED, named)


def tell_of_helpfulness(post: Post) -> None:
    """Votes are told on the site only; those cast before the author looks are one notification.

    Lock: the post, so that of two votes at once the second finds what the first told.
    """
    now = timezone.now()
    Post.objects.select_for_update().values_list("pk").get(pk=post.pk)
    unread = Notification.objects.filter(recipient__in=_author(post), post=post, kind=Kind.HELPFUL)
    unread.unread().delete()
    _insert(_author(post), Kind.HELPFUL, post, None, now, mailed_at=now)


def tell_of_decision(verification: Verification) -> None:
    """Who decided is not said."""
    Notification.objects.create(recipient=verification.member, kind=Kind.VERIFICATION)
    mail.open_deliveries(User.objects.filter(pk=verification.member_id), timezone.now())


def tell_of_quotation(quotation: Quotation) -> None:
    _tell_author(quotation.post, Kind.QUOTED, quotation.quoted_by)


def tell_author(post: Post, kind: Notification.Kind) -> None:
    """What a moderator decided. Who it was is not said."""
    _tell_author(post, kind, None)


def tell_of_sanction(member: User) -> None:
    Notification.objects.create(recipient=member, kind=Kind.SANCTION)
    mail.open_deliveries(User.objects.filter(pk=member.pk), timezone.now())


def _author(post: Post) -> QuerySet[User]:
    if post.pseudonym:
        return User.objects.filter(pk__in=AnonymousAuthor.objects.author_of(post.pk))
    return User.objects.filter(pk=post.author_id or 0)


def _without_author(members: QuerySet[User], post: Post) -> QuerySet[User]:
    """Under a pseudonym too nobody is told of what they wrote themselves."""
    if not post.pseudonym:
        return members
    return members.exclude(pk__in=AnonymousAuthor.objects.author_of(post.pk))


def _audience(post: Post) -> tuple[QuerySet[User], Notification.Kind]:
    if post.kind == Post.Kind.COMMENT:
        # The author of what is commented, and who commented there before.
        thread = Post.objects.filter(Q(pk=post.parent_id) | Q(parent=post.parent_id))
        thread = thread.filter(state=State.PUBLISHED)
        hidden = AnonymousAuthor.objects.filter(post__in=thread.exclude(pseudonym=""))
        authors = Q(pk__in=thread.values("author")) | Q(pk__in=hidden.values("member"))
        return User.objects.filter(authors), Kind.COMMENT
    if post.kind == Post.Kind.ANSWER:
        follows = QuestionFollow.objects.filter(question=post.question_id)
        listening = Q(pk__in=follows.values("member"))
        if post.question.pseudonym:
            listening |= Q(pk__in=AnonymousAuthor.objects.to_be_told(post.question_id))
        return User.objects.filter(listening), Kind.ANSWER
    # Questions about careers in general have no followers before they are asked.
    of_career = CareerFollow.objects.filter(career=post.question.career_id or 0)
    return User.objects.filter(pk__in=of_career.values("member")), Kind.QUESTION


def _untold(members: QuerySet[User], post: Post) -> QuerySet[User]:
    told = Notification.objects.filter(recipient=OuterRef("pk"), post=post)
    return members.filter(~Exists(told))


def _tell_mentioned(post: Post, members: list[User], now: datetime) -> None:
    if members:
        named = User.objects.filter(pk__in=[member.pk for member in members])
        named = _without_author(named, post)
        _insert(_untold(named, post), Kind.MENTION, post, post.author, now)


def _tell_author(post: Post, kind: Notification.Kind, actor: User | None) -> None:
    now = timezone.now()
    _insert(_author(post), kind, post, actor, now)
    _mail(post, now)


def _mail(post: Post, now: datetime) -> None:
    """Open the mails of all who were told of `post` just now. Once per transaction: see there."""
    told = Notification.objects.filter(post=post, created_at=now, mailed_at=None)
    mail.open_deliveries(User.objects.filter(pk__in=told.values("recipient")), now)


def _insert(
    members: QuerySet[User],
    kind: Notification.Kind,
    post: Post,
    actor: User | None,
    now: datetime,
    mailed_at: datetime | None = None,
) -> None:
    """INSERT … SELECT, which Django's queries can't say."""
    by = actor.pk if actor else None
    listening = members.filter(
        ~Exists(MemberMute.objects.filter(member=OuterRef("pk"), muted=by)), is_active=True
    ).exclude(pk=by or 0)
    if kind not in Notification.OF_THE_DESK:
        muted = QuestionMute.objects.filter(member=OuterRef("pk"), question=post.question_id)
        listening = listening.filter(~Exists(muted))
    never = When(mail_choice__frequency=MailChoice.Frequency.NEVER, then=Value(now))
    rows = listening.values_list(
        "pk",
        Value(kind.value),
        Value(post.question_id),
        Value(post.pk),
        Value(by, BigIntegerField()),
        Value(now),
        Case(never, default=Value(mailed_at, DateTimeField())),
    )
    select, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO community_notification "
            "(recipient_id, kind, question_id, post_id, actor_id, created_at, mailed_at) "
            f"{select} ON CONFLICT DO NOTHING",
            params,
        )
