"""How the databases read the board: through the index that is there for it, and without counting.

The statements are those that the board sends; the plans are those of some thousand rows.
"""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from careers.models import Career
from community.comments import attach_first
from community.models import Notification, Post, Question, QuestionFollow, Sort, State
from community.seeding import demo
from tests.builders import make_career, make_user

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()
CAREER = "career-number-3"
# SQLite gives the index of a unique constraint a name of its own.
NUMBERED = "post_number_once|sqlite_autoindex_community_post"
NEWEST = "question_newest"
TOLD = "notification_newest"
UNDER = "post_comments"
WRITTEN = "post_of_author"


@pytest.fixture
def member():
    """A member of a seeded board, a third of it hidden, who follows and was told of much."""
    for n in range(8):
        make_career(f"Career number {n}")
    demo.seed(questions=3_000, answers=9_000, members=300, seed=1)
    Question.objects.annotate(third=F("pk") % 3).filter(third=0).update(state=State.HIDDEN)
    member = make_user()
    Post.objects.answers().annotate(part=F("pk") % 40).filter(part=0).update(author=member)
    answers = list(Post.objects.answers().exclude(author=member).order_by("pk")[:3_000])
    Notification.objects.bulk_create(
        Notification(
            recipient=answers[n % 40].author if n % 100 else member,
            kind="answer",
            post=answer,
            question_id=answer.question_id,
            actor_id=answer.author_id,
            read_at=None if n % 50 < 2 else demo.END,
            mailed_at=demo.END,
        )
        for n, answer in enumerate(answers)
    )
    followed = Question.objects.order_by("pk")[:500]
    QuestionFollow.objects.bulk_create(QuestionFollow(member=member, question=q) for q in followed)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return member


def middle():
    return Question.objects.order_by("pk")[1_500]


def longest():
    question = Question.objects.order_by("-answer_count").first()
    Question.objects.filter(pk=question.pk).update(state=State.PUBLISHED)
    question.refresh_from_db()
    return question


def plan(sql):
    """What the database says it would do."""
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Some thousand rows are sorted as fast as they are read in order. What is asked here is
            # whether the order of the index can be had; at a million rows nothing else is chosen.
            for other_way in ("sort", "bitmapscan", "seqscan"):
                cursor.execute(f"SET LOCAL enable_{other_way} = off")
        cursor.execute(explain + sql)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


def plan_of(rows):
    """What the database says it would do to read a queryset."""
    with CaptureQueriesContext(connection) as sent:
        list(rows)
    return plan(sent[-1]["sql"])


def ways_astray(ways, sorts=False):
    """Of (name, rows, index), those that are not read in the order of their index."""
    plans = [(name, index, plan_of(rows)) for name, rows, index in ways]
    return [
        (name, index, told)
        for name, index, told in plans
        if not re.search(index, told) or (not sorts and re.search(r"TEMP B-TREE|\bSort\b", told))
    ]


def test_lists_of_questions_are_read_in_the_order_of_their_index(member):
    career, question = Career.objects.get(slug=CAREER), middle()
    ways = []
    for viewer in (VISITOR, member):
        rows = Question.objects.visible_to(viewer).listed_for(viewer).with_row()
        of_career, active_after = rows.filter(career=career), question.activity_cursor
        ways += [
            ("newest", rows.newest_first()[:21], NEWEST),
            ("newest, later", rows.newest_first(question.newest_cursor)[:21], NEWEST),
            ("active", rows.active_first()[:21], "question_active"),
            ("active, later", rows.active_first(active_after)[:21], "question_active"),
            ("unanswered", rows.unanswered().newest_first()[:21], "question_unanswered"),
            ("verified", rows.answered_by_verified().newest_first()[:21], "question_verified"),
            ("career", of_career.newest_first()[:21], "question_newest_of_career"),
            ("career, active", of_career.active_first()[:21], "question_active_of_career"),
        ]
    assert ways_astray(ways) == []


def test_answers_are_read_in_the_order_of_their_index(member):
    ways = []
    for viewer in (VISITOR, member):
        answers = Post.objects.visible_to(viewer).filter(question=longest()).answers()
        for sort in Sort:
            index = "post_by_helpful" if sort == Sort.HELPFUL else NUMBERED
            later = answers.ranges(sort)[0][500].cursor(sort)
            rows = answers.select_related("author")
            for after in ((), later):
                parts = rows.ranges(sort, after)
                ways += [(f"{sort} {after}", part[:21], index) for part in parts]
    assert ways_astray(ways) == []


def test_what_belongs_to_a_member_is_read_newest_first(member):
    posts = Post.objects.visible_to(VISITOR)
    posts = posts.filter(author=member).order_by("-pk")
    told = Notification.objects.filter(recipient=member)
    ways = [
        ("posts", posts[:21], WRITTEN),
        ("posts, later", posts.filter(pk__lt=posts[50].pk)[:21], WRITTEN),
        ("notifications", told.order_by("-pk")[:21], TOLD),
        ("unread", told.filter(read_at__isnull=True).values("pk"), "notification_unread"),
        ("not mailed", told.filter(mailed_at__isnull=True).values("pk"), "notification_unmailed"),
    ]
    assert ways_astray(ways) == []


def test_comments_are_found_by_the_posts_they_stand_under(member):
    posts = list(Post.objects.answers()[:20])
    with CaptureQueriesContext(connection) as sent:
        attach_first(posts, VISITOR)
    told = plan(sent[-1]["sql"])
    assert re.search(UNDER, told), told


def test_no_page_of_the_board_counts_rows_or_skips_over_them(client, member):
    micros, pk = middle().activity_cursor
    author = Post.objects.answers()[21].author
    lists = ["", "active", "unanswered", "verified", "following"]
    addresses = [
        *(f"/community/?show={show}" for show in lists),
        *(f"/community/?career={CAREER}&show={show}" for show in lists),
        f"/community/?after={pk}",
        f"/community/?show=active&after={micros}.{pk}",
        f"/community/members/{author.handle}/",
        "/community/feed/",
        longest().get_absolute_url(),
        f"{longest().get_absolute_url()}?sort=oldest&after=900",
    ]
    for signed_in in (False, True):
        if signed_in:
            client.force_login(member)
        for address in addresses:
            with CaptureQueriesContext(connection) as sent:
                assert client.get(address).status_code == 200, address
            for query in sent:
                sql = query["sql"]
                assert " OFFSET " not in sql, (address, sql)
                # Comments on the page are counted under their parents, which a page has few of.
                counts = "COUNT(" in sql and "OVER (PARTITION BY" not in sql
                board = re.search(r'FROM "community_(question|post)"', sql)
                assert not (counts and board), (address, sql)
