"""How well the board knows a member. It grows with reading and with help, and opens doors.

There are no points and no list of the best. Someone in standing posts without waiting, and their
reports weigh; a regular may also ask anonymously at once.
"""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Sum
from django.utils import timezone

from careerportal.accounts.models import User

from .models import Level, Post, ReadMark, Review, Standing, State, Verification, may_moderate

DAY = timedelta(days=1)
FIRST_POSTS = 1
FIRST_POSTS_OF_MINORS = 3
QUESTIONS_READ = 3
REGULAR_AFTER = 30 * DAY
REGULAR_POSTS = 10
REGULAR_READ = 30
REGULAR_HELPFUL = 3
LOOKED_BACK = 90 * DAY
"""What a moderator sent back or hid counts against its author for so long, unless taken back."""


def level_of(member: User) -> Level:
    """The member's level, worked out anew once a day, and each time for those who are new."""
    if member.is_staff and may_moderate(member):
        return Level.REGULAR
    known = Standing.objects.filter(member=member).first()
    if known and known.level > Level.NEW and known.checked_at > timezone.now() - DAY:
        return Level(known.level)
    return work_out(member)


def is_newcomer(member: User) -> bool:
    return level_of(member) == Level.NEW


def work_out(member: User) -> Level:
    """The level from what is in the database now, remembered."""
    level = _level_now(member)
    Standing.objects.update_or_create(
        member=member, defaults={"level": level, "checked_at": timezone.now()}
    )
    return level


def _level_now(member: User) -> Level:
    """A few counts, each of a bounded number of rows."""
    now = timezone.now()
    # Not of a post that its author put right: that was hidden for a reason.
    reversed_later = Review.objects.exclude(kind=Review.Kind.POST).filter(
        post=OuterRef("post"), pk__gt=OuterRef("pk"), decision=Review.Decision.RESTORED
    )
    against = Review.objects.exclude(kind=Review.Kind.EDIT).filter(
        ~Exists(reversed_later),
        post__author=member,
        decision__in=[Review.Decision.REJECTED, Review.Decision.HIDDEN],
        decided_at__gt=now - LOOKED_BACK,
    )
    verified = Verification.objects.in_force().filter(member=member)
    if against.exists():
        return Level.NEW
    if verified.exists():
        return Level.REGULAR
    read = len(ReadMark.objects.filter(member=member).values_list("pk")[:REGULAR_READ])
    posts = Post.objects.filter(author=member, state=State.PUBLISHED).order_by("-pk")
    posted = len(posts.values_list("pk")[:REGULAR_POSTS])
    needed = FIRST_POSTS_OF_MINORS if member.is_minor else FIRST_POSTS
    if posted < needed or read < QUESTIONS_READ or member.date_joined > now - DAY:
        return Level.NEW
    if posted < REGULAR_POSTS or read < REGULAR_READ or member.date_joined > now - REGULAR_AFTER:
        return Level.MEMBER
    helped = posts[:100].aggregate(times=Sum("helpful_count"))["times"] or 0
    return Level.REGULAR if helped >= REGULAR_HELPFUL else Level.MEMBER
