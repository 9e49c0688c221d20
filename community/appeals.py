"""What an author can say against a moderator's decision about a post: once for each decision."""

from django.db import transaction
from django.db.models import Q

from .models import Post, Question, Review, State

Decision = Review.Decision

MAY_APPEAL = (State.REJECTED, State.HIDDEN)


def decision_on(post: Post) -> Review | None:
    """The last decision that took `post` from readers, or kept it from them."""
    sent_back = Q(decision=Decision.REJECTED) & ~Q(kind=Review.Kind.EDIT)
    against = Review.objects.filter(Q(decision=Decision.HIDDEN) | sent_back, post=post)
    return against.order_by("-pk").first()


def reason_against(post: Post) -> str:
    """Why its author can't appeal now; empty when they can."""
    if post.state not in MAY_APPEAL:
        return "No moderator has hidden this or sent it back, so there is nothing to appeal."
    if post.kind == Post.Kind.QUESTION and post.question.merged_into_id:
        return f"It was merged into question {post.question.merged_into_id}, where it goes on."
    since = decision_on(post)
    later = Review.objects.filter(post=post, pk__gt=since.pk if since else 0)
    if later.filter(kind=Review.Kind.APPEAL).exists():
        return "You have appealed this decision already. A moderator looks at each one once more."
    if later.open().filter(was_hidden_at_once=True).exists():
        return "Readers reported this, and a moderator has not decided yet. You will be told."
    return ""


@transaction.atomic
def appeal(post: Post, plea: str) -> None:
    """Ask for a second look at `post`, which stays as it is. Raises PermissionError with the reason."""
    post.question = Question.objects.select_for_update(no_key=True).get(pk=post.question_id)
    post.refresh_from_db(fields=["state"])
    if reason := reason_against(post):
        raise PermissionError(reason)
    review = Review.objects.of_post(post, Review.Kind.APPEAL, [])
    review.kind, review.plea = Review.Kind.APPEAL, plea
    review.save(update_fields=["kind", "plea"])


def decided_before(review: Review) -> Review | None:
    """What an appeal is against; someone else should look at it than who decided that."""
    if review.kind != Review.Kind.APPEAL or review.post is None:
        return None
    return decision_on(review.post)
