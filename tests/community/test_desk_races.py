"""Moderators, authors and readers at one post at once: real threads, on either database."""

import pytest
from django.urls import reverse

from careerportal.accounts.audit import AuditEntry
from community import moderation, posting
from community.models import (
    CareerFollow,
    Conflict,
    MailChoice,
    Notification,
    Post,
    Review,
    State,
)
from tests.builders import make_answer, make_career, make_user
from tests.community.desk import make_change, make_held, make_report
from tests.community.test_races import all_at_once, post_all_at_once

pytestmark = pytest.mark.django_db(transaction=True)

Decision = Review.Decision


def make_moderators(count: int = 4):
    """Superusers: the group is not there in databases that are emptied after a test."""
    return [make_user(is_staff=True, is_superuser=True) for _ in range(count)]


def test_of_moderators_who_decide_at_once_one_does_and_the_others_are_told():
    career, follower = make_career("Welder"), make_user()
    CareerFollow.objects.create(member=follower, career=career)
    review = make_held(career=career)
    page = reverse("community:desk-review", args=[review.pk])
    words = {"title": review.post.question.title, "text": review.post.text, "reason": "So be it."}
    data = words | {"seen": moderation.as_seen(review)}
    decisions = ["approved", "rejected"] * 2
    responses = post_all_at_once(
        [
            (member, page, data | {"decision": decision})
            for member, decision in zip(make_moderators(), decisions, strict=True)
        ]
    )
    assert sorted(r.status_code for r in responses) == [302, 409, 409, 409]
    review.refresh_from_db()
    state = {"approved": "published", "rejected": "rejected"}[review.decision]
    assert Post.objects.get(pk=review.post_id).state == state
    assert AuditEntry.objects.count() == 1
    told = Notification.objects.filter(recipient=review.post.author)
    assert [note.kind for note in told] == [review.decision]
    heard = Notification.objects.filter(recipient=follower).count()
    assert heard == (review.decision == "approved")


def test_ticking_the_same_rows_at_once_decides_each_once():
    reviews = [make_held() for _ in range(6)]
    data = {
        "chosen": [f"{r.pk}-{moderation.as_seen(r)}" for r in reviews],
        "decision": "approved",
    }
    address = reverse("community:desk-decide")
    responses = post_all_at_once([(member, address, data) for member in make_moderators()])
    assert {r.status_code for r in responses} == {302}
    assert AuditEntry.objects.filter(action="post.approved").count() == 6
    assert Notification.objects.filter(kind="approved").count() == 6
    assert not Review.objects.open().exists()


def test_opening_a_review_at_once_opens_one():
    answer = make_answer()
    address = reverse("community:desk-post", args=[answer.pk])
    responses = post_all_at_once([(member, address, {}) for member in make_moderators()])
    assert {r.status_code for r in responses} == {302}
    assert len({r.url for r in responses}) == 1
    assert Review.objects.count() == 1
    assert AuditEntry.objects.filter(action="review.open").count() == 1


def test_an_item_taken_at_once_has_one_moderator():
    review = make_held()
    address = reverse("community:desk-claim", args=[review.pk])
    moderators = make_moderators()
    post_all_at_once([(member, address, {"wanted": "1"}) for member in moderators])
    won = [m for m in moderators if Review.objects.claim(review.pk, m)]
    assert len(won) == 1


@pytest.mark.parametrize("_turn", range(3))
def test_an_author_who_rewrites_while_it_is_approved_never_gets_unseen_words_out(_turn):
    review = make_held()
    seen, moderator = moderation.as_seen(review), make_moderators(1)[0]

    def approve():
        try:
            return moderation.decide(
                Review.objects.get(pk=review.pk), Decision.APPROVED, moderator, seen=seen
            )
        except Conflict:
            return False

    def rewrite():
        post = Post.objects.select_related("question").get(pk=review.post_id)
        return posting.rewrite(post, post.author, "Words nobody has seen.", 1)

    approved, _ = all_at_once([approve, rewrite])
    post = Post.objects.get(pk=review.post_id)
    readers_see = post.text if post.state == State.PUBLISHED else ""
    assert readers_see != "Words nobody has seen."
    assert approved == (post.state == State.PUBLISHED)
    waiting = Review.objects.open().get(post=post)
    assert "Words nobody has seen." in moderation.put_forward(waiting)


def test_deciding_deleting_changing_and_reporting_at_once_do_not_block_each_other():
    for _ in range(3):
        answer = make_answer()
        make_change(answer)
        review = make_report(answer)
        moderator, seen = make_moderators(1)[0], moderation.as_seen(review)

        def hide(review=review, moderator=moderator, seen=seen):
            try:
                return moderation.decide(
                    Review.objects.get(pk=review.pk), Decision.HIDDEN, moderator, "Why.", seen=seen
                )
            except Conflict:
                return False

        def remove(pk=answer.pk):
            try:
                posting.set_removed(Post.objects.select_related("question").get(pk=pk), True)
            except PermissionError:
                return True
            return True

        def change(pk=answer.pk):
            post = Post.objects.select_related("question").get(pk=pk)
            return posting.rewrite(post, post.author, "Mail al@example.org", 1) or True

        assert all(all_at_once([hide, remove, change])[1:])
        post = Post.objects.get(pk=answer.pk)
        assert post.state in (State.HIDDEN, State.REMOVED)


def test_posts_that_tell_each_others_authors_are_approved_at_once():
    """Each approval opens the mails of followers and of the author: in no order that could lock up."""
    authors = [make_user() for _ in range(4)]
    careers = [make_career() for _ in authors]
    for author, career in zip(authors, careers, strict=True):
        MailChoice.objects.create(member=author)
        for other in authors:
            if other != author:
                CareerFollow.objects.create(member=other, career=career)
    texts = "I want to kill myself over this."
    reviews = [
        make_held(texts, author=author, career=career)
        for author, career in zip(authors, careers, strict=True)
    ]
    approvals = [
        lambda review=review, by=by: moderation.decide(
            Review.objects.get(pk=review.pk), Decision.APPROVED, by
        )
        for review, by in zip(reviews, make_moderators(4), strict=True)
    ]
    assert all_at_once(approvals) == [True] * 4
    assert Notification.objects.filter(kind="question").count() == 12
    assert Notification.objects.filter(kind="approved").count() == 4
