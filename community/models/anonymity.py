"""Who wrote what under a pseudonym. Only this module reads the table; every look at a name is audited."""

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.db.models.expressions import RawSQL

from careerportal.accounts import audit
from careerportal.accounts.models import User
from careers.models.career import Viewer

if TYPE_CHECKING:
    from .post import Post
    from .standing import Level

ADJECTIVES = "amber brave bright calm careful cheerful clever cosy curious eager fair gentle glad \
golden green happy honest humble kind lively lucky mellow merry misty modest nimble patient plucky \
polite proud quick quiet ready rosy silver sincere snowy steady sunny swift tidy warm wise witty"
ANIMALS = "alpaca badger beaver bison bobcat crane dolphin dove eagle egret falcon ferret finch \
fox gecko hare hedgehog heron ibis jackdaw kestrel kingfisher koala lark lemur lynx magpie marten \
mole moose newt ocelot otter owl panda pelican penguin puffin quail rabbit raccoon raven robin \
salmon seal sparrow squirrel starling stork swan tapir tern toad trout turtle walrus wombat wren"


def new_pseudonym() -> str:
    """ "Curious Heron": two words at random, made of nothing that says who it is for."""
    adjective, animal = secrets.choice(ADJECTIVES.split()), secrets.choice(ANIMALS.split())
    return f"{adjective} {animal}".title()


ASKED_BY = """
    SELECT asked.question_id FROM community_anonymousauthor own
    JOIN community_post asked ON asked.id = own.post_id
    WHERE own.member_id = %s AND asked.number = 0
"""


class AnonymousAuthorQuerySet(models.QuerySet["AnonymousAuthor"]):
    # In SQL, for these stand in every query of a member's page, and Django takes longer to put a
    # subquery together than the database to answer it.
    def of_post(self, viewer: Viewer, column: str = "pk") -> Q:
        """For a query of posts: whether `viewer` wrote the row under a pseudonym, or its parent."""
        own = RawSQL(
            "SELECT post_id FROM community_anonymousauthor WHERE member_id = %s", [viewer.pk]
        )
        return Q(**{f"{column}__in": own})

    def of_question(self, viewer: Viewer) -> Q:
        """For a query of questions: whether `viewer` asked the row under a pseudonym."""
        return Q(pk__in=RawSQL(ASKED_BY, [viewer.pk]))  # noqa: S611  a constant

    def followed_by(self, viewer: Viewer) -> Q:
        """For a query of questions: whether `viewer` asked the row so, and hears of answers."""
        return Q(pk__in=RawSQL(f"{ASKED_BY} AND own.wants_news", [viewer.pk]))  # noqa: S611  the same

    def written_by(self, viewer: Viewer) -> models.QuerySet:
        """The ids of the posts one wrote under a pseudonym oneself."""
        return self.filter(member=viewer.pk or 0).values("post")

    def pseudonym_in(self, question: models.Model, member: User) -> str:
        """What `member` is called in this thread if they asked it anonymously, else empty."""
        asked = self.filter(member=member, post__question=question.pk, post__number=0)
        return asked.values_list("post__pseudonym", flat=True).first() or ""

    def asked_by(self, viewer: Viewer) -> models.QuerySet:
        """The ids of the questions one asked under a pseudonym oneself."""
        return self.filter(member=viewer.pk or 0, post__number=0).values("post__question")

    def set_followed(self, member: User, question: models.Model, wanted: bool) -> bool:
        """Whether who asked `question` anonymously hears of answers. False: it wasn't `member`."""
        asked = self.filter(member=member, post__question=question.pk, post__number=0)
        return bool(asked.update(wants_news=wanted))

    def to_be_told(self, question: int) -> models.QuerySet:
        """The id of the member who asked `question` anonymously and wants to hear of answers."""
        asked = self.filter(post__question=question, post__number=0, wants_news=True)
        return asked.values("member")

    def author_of(self, post: int) -> models.QuerySet:
        """The id of the member who is told of what happens to their anonymous `post`."""
        return self.filter(post=post).values("member")

    def level_of_author(self, post: int) -> "Level | None":
        """How well the board knows who wrote `post`, without saying who that is."""
        from ..standing import level_of  # Not above: it reads the models.

        row = self.filter(post=post).select_related("member").first()
        return level_of(row.member) if row else None

    def mark_own(self, posts: Iterable["Post"], viewer: Viewer) -> None:
        """Set `is_own` of the posts `viewer` wrote under a pseudonym; one query if there are any."""
        hidden = [post for post in posts if post.pseudonym]
        if not hidden or not viewer.is_authenticated:
            return
        own = self.filter(member=viewer, post__in=[post.pk for post in hidden])
        keys = set(own.values_list("post", flat=True))
        for post in hidden:
            post.is_own = post.pk in keys

    @transaction.atomic
    def reveal(self, post: models.Model, moderator: User, why: str) -> User | None:
        """Who wrote `post`, for a moderator; `why` is a code. The look is written down first."""
        audit.record(moderator, "anonymity.look", post, why)
        row = self.filter(post=post.pk).select_related("member").first()
        return row.member if row else None


class AnonymousAuthor(models.Model):
    """The one link between a pseudonymous post and its author: the post's own `author` is empty."""

    post = models.OneToOneField("community.Post", models.CASCADE, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    wants_news = models.BooleanField(
        default=True, help_text="Of a question’s text: follows it. No row of follows says so."
    )

    objects = AnonymousAuthorQuerySet.as_manager()

    def __str__(self) -> str:
        return f"An author of post {self.post_id}"
