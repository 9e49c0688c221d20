"""What moderators decide about posts, through the pages of their desk."""

import uuid
from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from careerportal.accounts.audit import AuditEntry
from careerportal.accounts.limits import Bucket
from careerportal.accounts.models import User
from community import mail, moderation, posting
from community.models import (
    CareerFollow,
    Level,
    Notification,
    Post,
    Question,
    QuestionFollow,
    ReasonTemplate,
    Report,
    Review,
    State,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_moderator,
    make_question,
    make_user,
)
from tests.community.desk import (
    make_appeal,
    make_change,
    make_held,
    make_held_answer,
    make_report,
)

pytestmark = pytest.mark.django_db

SECRET = "Call me on 212 555 0147"
DESK = "/community/moderation/"


@pytest.fixture
def moderator() -> User:
    return make_moderator(handle="mo")


@pytest.fixture
def desk(client: Client, moderator: User) -> Client:
    client.force_login(moderator)
    return client


def page_of(review: Review) -> str:
    return reverse("community:desk-review", args=[review.pk])


def send(client: Client, review: Review, decision: str, **fields: Any) -> Any:
    """Fill in the form of the page as it is now, and send it."""
    form = client.get(page_of(review)).context["form"]
    names = ("title", "text", "seen")
    data = {name: form[name].value() for name in names if name in form.fields}
    return client.post(page_of(review), data | {"decision": decision} | fields)


def told(member: User) -> list[str]:
    notes = Notification.objects.visible_to(member).order_by("pk")
    return list(notes.values_list("kind", flat=True))


def now(review: Review) -> Review:
    return Review.objects.select_related("post__question").get(pk=review.pk)


# ---- Held posts ---------------------------------------------------------------------------------


def test_an_approved_question_comes_before_readers_as_if_just_asked(desk: Client) -> None:
    career, follower = make_career("Welder"), make_user()
    CareerFollow.objects.create(member=follower, career=career)
    review = make_held(career=career, title="How hot is it inside of the suit?")
    asked_at = review.post.created_at
    newer = make_question(career=career)
    reader = Client()
    assert "inside of the suit" not in reader.get("/community/").text
    assert told(follower) == ["question"]

    before = timezone.now()
    assert send(desk, review, "approved").status_code == 302
    question = now(review).post.question
    assert question.state == question.posts.get().state == State.PUBLISHED
    assert asked_at < before <= question.created_at
    board = reader.get("/community/").text
    assert 0 < board.index("inside of the suit") < board.index(newer.title)
    for address in ("/community/feed/", "/community/careers/welder/feed/", "/search/?q=suit"):
        assert "inside of the suit" in reader.get(address).text, address
    assert told(follower) == ["question", "question"]
    assert told(review.post.author) == ["approved"]


def test_followers_hear_of_an_approved_answer_once_on_the_site_and_by_mail(desk: Client) -> None:
    review = make_held_answer("Ask the **head nurse**.")
    question, follower = review.post.question, make_user()
    QuestionFollow.objects.start(follower, question)
    later = make_answer(question)
    assert told(follower) == ["answer"]
    mail.send_due(clock=lambda: timezone.now() + timezone.timedelta(hours=1))
    assert not any("head nurse" in message.body for message in outbox.outbox)

    assert send(desk, review, "approved").status_code == 302
    post = now(review).post
    assert post.number > later.number
    assert told(follower) == ["answer", "answer"]
    question.refresh_from_db()
    assert question.answer_count == 2
    outbox.outbox.clear()
    mail.send_due(clock=lambda: timezone.now() + timezone.timedelta(hours=1))
    mine = [m for m in outbox.outbox if m.to == [follower.email]]
    assert len(mine) == 1
    assert send(desk, review, "approved").status_code == 409
    assert told(follower) == ["answer", "answer"]


def test_who_is_mentioned_in_a_held_post_hears_of_it_when_it_is_approved(desk: Client) -> None:
    ana = make_user("ana")
    review = make_held_answer("As @ana says.")
    assert told(ana) == []
    send(desk, review, "approved")
    assert told(ana) == ["mention"]


def test_approving_spends_nobodys_limits(desk: Client) -> None:
    review = make_held()
    send(desk, review, "approved")
    assert not Bucket.objects.exists()


def test_what_is_sent_back_stays_from_readers_and_its_author_reads_why(desk: Client) -> None:
    review = make_held()
    author, reason = review.post.author, "Leave out your school."
    assert send(desk, review, "rejected", reason=reason).status_code == 302
    review = now(review)
    assert (review.decision, review.reason, review.post.state) == ("rejected", reason, "rejected")
    assert Client().get(review.post.question.get_absolute_url()).status_code == 404
    assert told(author) == ["rejected"]


@pytest.mark.parametrize("decision", ["rejected", "hidden"])
def test_sending_back_and_hiding_need_a_reason(desk: Client, decision: str) -> None:
    review = make_held() if decision == "rejected" else make_report(make_answer())
    before = review.post.state
    answer = send(desk, review, decision, reason="  ")
    assert answer.status_code == 422
    assert "Say why, or choose a reason above." in answer.text
    assert (now(review).is_open, now(review).post.state) == (True, before)


def test_a_chosen_reason_stands_in_for_typed_words_and_typed_words_go_first(desk: Client) -> None:
    template = ReasonTemplate.objects.create(title="Pitches", text="This sells something.")
    first, second = make_held(), make_held()
    assert send(desk, first, "rejected", template=template.pk).status_code == 302
    assert now(first).reason == "This sells something."
    send(desk, second, "rejected", template=template.pk, reason="Mine.")
    assert now(second).reason == "Mine."


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"decision": ""}, "Choose what to do."),
        ({"decision": "hidden"}, "Choose one of the decisions below."),
        ({"decision": "withdrawn"}, "Choose one of the decisions below."),
        ({"template": "999"}, "Choose a reason from the list."),
        ({"reason": "x" * 2001}, "Keep it to 2000 characters; it has 2001 now."),
        ({"title": "Short"}, "Write your question as one sentence of at least 15 characters."),
        ({"title": "x" * 141}, "Keep it to 140 characters; it has 141 now."),
        ({"title": ""}, "Leave some words for readers"),
        ({"text": ""}, "Leave some words for readers"),
        ({"text": "x" * 20_001}, "Keep it to 20000 characters; it has 20001 now."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Client, fields: dict[str, str], message: str
) -> None:
    review = make_held()
    sent = {"decision": "approved", "reason": "Kept words."} | fields
    answer = send(desk, review, **sent)
    assert answer.status_code == 422
    assert message in answer.text
    assert sent["reason"][:100] in answer.text
    assert now(review).is_open


# ---- Other words before readers see it ----------------------------------------------------------


def everything_readers_see(post: Post) -> str:
    """Every way to a post’s words for someone who is not a moderator."""
    reader = Client()
    reader.force_login(make_user())
    question = post.question.get_absolute_url()
    number = post.question_id
    pages = [
        reader.get(address, follow=True).text
        for address in (
            *("/community/", question, f"/community/posts/{post.pk}/"),
            *(f"/community/posts/{post.pk}/history/", f"/community/posts/{post.pk}/comments/"),
            *("/community/feed/", f"/community/questions/{number}/feed/"),
            *("/search/?q=call", "/community/notifications/"),
        )
    ]
    mail.send_due(clock=lambda: timezone.now() + timezone.timedelta(hours=1))
    pages += [f"{message.subject}\n{message.body}" for message in outbox.outbox]
    for member in User.objects.filter(is_staff=False):
        reader.force_login(member)
        pages.append(reader.get("/community/notifications/").text)
    return "\n".join(pages)


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
def test_words_a_moderator_changed_leave_no_trace_of_those_before(desk: Client, kind: str) -> None:
    career = make_career("Welder")
    author = make_user(level=Level.NEW)
    question = make_question(career=career) if kind != "question" else None
    follower = make_user()
    CareerFollow.objects.create(member=follower, career=career)
    if question:
        QuestionFollow.objects.start(follower, question)
        answer = make_answer(question, author=follower)
    if kind == "question":
        title = "Who can call me on 212 555 0147 today?"
        question = make_question(author=author, career=career, text=SECRET, title=title)
        post = question.posts.get()
    elif kind == "answer":
        post = make_answer(question, SECRET, author)
    else:
        post = make_comment(answer, SECRET, author)
    review = Review.objects.get(post=post)
    words = {"text": "I would like to hear how you began."}
    if kind == "question":
        words["title"] = "How did you begin to weld for a living?"
    assert send(desk, review, "approved", **words).status_code == 302

    post.refresh_from_db()
    assert (post.text, post.state, post.edited_by) == (
        words["text"], "published", User.objects.get(handle="mo"),
    )  # fmt: skip
    seen = everything_readers_see(post)
    assert "how you began" in seen
    assert "212 555" not in seen
    assert "0147" not in seen
    assert post.question.title not in Client().get("/search/?q=0147").text
    assert told(follower)[-1] in ("question", "answer", "comment")
    # Moderators still find them.
    assert SECRET in desk.get(reverse("community:history", args=[post.pk])).text


def test_sending_the_form_as_it_was_shown_changes_no_words(desk: Client) -> None:
    review = make_held("First line.\n\nSecond line.")
    answer = send(desk, review, "approved", text="First line.\r\n\r\nSecond line.\r\n")
    assert answer.status_code == 302
    post = now(review).post
    assert (post.version, post.edited_by, post.revisions.count()) == (1, None, 0)


def test_words_are_not_changed_by_another_decision_than_to_approve(desk: Client) -> None:
    review = make_held()
    send(desk, review, "rejected", reason="Why.", text="Other words.")
    assert now(review).post.text == "I start in May."


@pytest.mark.parametrize("words", [{"title": "Short"}, {"title": ""}, {"text": "x" * 20_001}])
def test_words_that_are_not_used_are_not_checked(desk: Client, words: dict[str, str]) -> None:
    review = make_held()
    assert send(desk, review, "rejected", reason="Why.", **words).status_code == 302
    assert now(review).decision == "rejected"


# ---- Changes ------------------------------------------------------------------------------------


def test_readers_see_a_change_when_it_is_approved_and_who_it_mentions_hears_of_it(
    desk: Client,
) -> None:
    ana, answer = make_user("ana"), make_answer(text="Ask on the first day.")
    review = make_change(answer, "Mail jo@example.org on the first day, says @ana.")
    page = desk.get(page_of(review)).text
    assert "<ins>" in page
    assert "E-mail address" in page
    assert told(ana) == []
    send(desk, review, "approved")
    post = now(review).post
    assert post.text == "Mail jo@example.org on the first day, says @ana."
    assert post.edited_by is None
    assert told(ana) == ["mention"]
    assert told(answer.author) == ["change_taken"]
    history = Client().get(reverse("community:history", args=[post.pk])).text
    assert "Ask on the" in history


def test_a_refused_change_leaves_the_post_as_it_was(desk: Client) -> None:
    answer = make_answer()
    review = make_change(answer)
    send(desk, review, "rejected", reason="Take the address out.")
    post = now(review).post
    assert (post.text, post.state, post.version) == ("Ask on the first day.", "published", 1)
    assert told(answer.author) == ["change_refused"]
    assert "example.org" not in Client().get(post.question.get_absolute_url()).text


@pytest.mark.parametrize(
    ("decision", "sentence"),
    [
        ("approved", "Readers can see your change to your question: How do new nurses"),
        ("rejected", "A moderator did not take your change to your question How do new nurses"),
    ],
)
def test_what_becomes_of_a_change_is_told_as_of_a_change(
    desk: Client, decision: str, sentence: str
) -> None:
    question = make_question("How do new nurses get day shifts?")
    send(desk, make_change(question.posts.get()), decision, reason="No addresses.")
    mail.send_due(clock=lambda: timezone.now() + timezone.timedelta(hours=1))
    assert sentence in outbox.outbox[0].body
    assert question.author
    desk.force_login(question.author)
    page = strip_tags(desk.get(reverse("community:notifications")).text)
    assert sentence in " ".join(page.split())


def test_a_moderator_puts_a_change_into_other_words(desk: Client) -> None:
    answer = make_answer()
    review = make_change(answer, "Mail jo@example.org on the second day.")
    send(desk, review, "approved", text="Ask on the second day.")
    post = now(review).post
    assert (post.text, post.edited_by) == ("Ask on the second day.", User.objects.get(handle="mo"))
    assert "jo@example.org" not in everything_readers_see(post)


# ---- Reports, appeals, and what moderators begin themselves -------------------------------------


def test_a_reported_post_is_left_or_hidden(desk: Client) -> None:
    left, hidden = make_report(make_answer()), make_report(make_answer())
    send(desk, left, "kept")
    assert now(left).post.state == State.PUBLISHED
    assert told(left.post.author) == []
    send(desk, hidden, "hidden", reason="Unkind.")
    assert now(hidden).post.state == State.HIDDEN
    assert told(hidden.post.author) == ["hidden"]
    hidden.post.question.refresh_from_db()
    assert hidden.post.question.answer_count == 0


def hide_at_once(review: Review) -> None:
    review.post.set_state(State.HIDDEN)
    Review.objects.filter(pk=review.pk).update(was_hidden_at_once=True)


def test_what_reports_hid_at_once_is_shown_again_or_stays_hidden(desk: Client) -> None:
    left, hidden = make_report(make_answer()), make_report(make_answer())
    for review in (left, hidden):
        hide_at_once(review)
    assert "show it again" in desk.get(page_of(left)).text
    send(desk, left, "kept")
    assert now(left).post.state == State.PUBLISHED
    assert told(left.post.author) == ["restored"]
    send(desk, hidden, "hidden", reason="Unkind.")
    assert now(hidden).post.state == State.HIDDEN
    assert told(hidden.post.author) == ["hidden"]


def test_a_change_that_waited_on_a_post_that_reports_hid_settles_both(desk: Client) -> None:
    answer = make_answer()
    review = make_change(answer, "See example.org/x, jo@example.org")
    make_report(answer)
    hide_at_once(now(review))
    send(desk, review, "rejected", reason="No addresses.")
    assert now(review).post.state == State.PUBLISHED
    assert told(answer.author) == ["restored"]


@pytest.mark.parametrize(("decision", "state"), [("kept", "hidden"), ("restored", "published")])
def test_an_appeal_is_upheld_or_not(desk: Client, decision: str, state: str) -> None:
    first = make_report(make_answer())
    send(desk, first, "hidden", reason="Unkind.")
    review = make_appeal(first.post, "It was a joke among friends.")
    page = desk.get(page_of(review)).text
    assert "It was a joke among friends." in page
    assert "Unkind." in page
    assert "Leave it to another moderator" in page
    assert send(desk, review, decision).status_code == 302
    assert now(review).post.state == state
    expected = "restored" if decision == "restored" else "upheld"
    assert told(first.post.author) == ["hidden", expected]


def test_an_appeal_brings_a_post_that_was_sent_back_before_readers(desk: Client) -> None:
    first = make_held()
    send(desk, first, "rejected", reason="Why.")
    review = make_appeal(first.post)
    send(desk, review, "restored")
    assert now(review).post.question.state == State.PUBLISHED
    assert told(first.post.author) == ["rejected", "restored"]


def test_moderate_on_a_post_opens_one_review_of_it(desk: Client) -> None:
    answer = make_answer()
    address = reverse("community:desk-post", args=[answer.pk])
    page = desk.get(answer.question.get_absolute_url()).text
    assert f'action="{address}"' in page
    assert "Begin a review" in desk.get(address).text
    assert not Review.objects.exists()
    for _ in range(2):
        opened = desk.post(address)
        review = Review.objects.get()
        assert opened.headers["Location"] == page_of(review)
    send(desk, review, "hidden", reason="Spam.")
    assert now(review).post.state == State.HIDDEN

    desk.post(address)
    again = Review.objects.open().get()
    assert "Spam." in desk.get(page_of(again)).text
    send(desk, again, "restored")
    assert now(again).post.state == State.PUBLISHED
    acts = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["review.open", "post.hidden", "review.open", "post.restored"]


def test_members_see_no_way_to_moderate(client: Client) -> None:
    answer = make_answer()
    make_comment(answer)
    for person in (None, make_user(), make_user(is_staff=True, groups=("Editors",))):
        if person:
            client.force_login(person)
        assert "/moderate/" not in client.get(answer.question.get_absolute_url()).text


def test_a_comment_is_moderated_from_where_it_stands(desk: Client) -> None:
    comment = make_comment(make_answer())
    address = reverse("community:desk-post", args=[comment.pk])
    assert f'href="{address}"' in desk.get(comment.question.get_absolute_url()).text
    assert desk.post(address).status_code == 302


def test_what_an_author_deleted_is_never_published_by_a_moderator(desk: Client) -> None:
    answer = make_answer()
    review = make_report(answer)
    posting.set_removed(answer, True)
    page = desk.get(page_of(review))
    assert [value for value, _ in page.context["form"].fields["decision"].choices] == [
        "kept", "hidden",
    ]  # fmt: skip
    send(desk, review, "hidden", reason="Unkind.")
    with pytest.raises(PermissionError):
        posting.set_removed(Post.objects.get(pk=answer.pk), False)


@pytest.mark.parametrize("above", ["question", "answer"])
def test_nothing_is_shown_under_what_readers_cannot_see(desk: Client, above: str) -> None:
    newcomer, answer = make_user(level=Level.NEW), make_answer()
    comment = make_comment(answer, author=newcomer)
    waiting = Review.objects.get(post=comment)
    hidden = Review.objects.of_post(make_comment(answer), Review.Kind.APPEAL, [])
    assert hidden.post
    hidden.post.set_state(State.HIDDEN)
    (answer if above == "answer" else answer.question.posts.get(number=0)).set_state(State.REMOVED)
    sentence = "Readers can’t see what this stands under"
    for review, refused in ((waiting, "approved"), (hidden, "restored")):
        assert sentence in desk.get(page_of(review)).text
        answered = send(desk, review, refused)
        assert answered.status_code == 422
        assert now(review).is_open
    decide_ticked(desk, tick(waiting), "approved")
    assert now(waiting).is_open
    assert told(newcomer) == []
    answer.set_state(State.PUBLISHED)
    answer.question.posts.get(number=0).set_state(State.PUBLISHED)
    assert sentence not in desk.get(page_of(waiting)).text
    send(desk, waiting, "approved")
    assert now(waiting).post.state == State.PUBLISHED


def test_a_question_that_was_merged_stays_where_it_went(desk: Client) -> None:
    question, into = make_question(), make_question()
    text = question.posts.get()
    review = make_report(text)
    Question.objects.filter(pk=question.pk).update(merged_into=into)
    text.set_state(State.HIDDEN)
    assert send(desk, review, "restored").status_code == 422
    assert send(desk, review, "kept").status_code == 302
    assert now(review).post.state == State.HIDDEN


def test_a_report_about_a_member_is_closed(desk: Client) -> None:
    member = make_user("dora")
    review = Review.objects.create(kind="report", member=member, signs=["bullying"])
    assert "dora" in desk.get(page_of(review)).text
    assert "The member dora" in desk.get(DESK).text
    assert send(desk, review, "hidden", reason="x").status_code == 422
    assert send(desk, review, "kept").status_code == 302
    assert now(review).decision == "kept"


# ---- Nobody decides about themselves ------------------------------------------------------------


def test_one_decides_nothing_about_ones_own_post(desk: Client, moderator: User) -> None:
    own = make_answer(author=moderator)
    review = make_report(own)
    sentence = "Another moderator decides about your own post."
    page = desk.get(page_of(review)).text
    assert sentence in page
    assert "This is unkind." not in page
    data = {"decision": "kept", "seen": moderation.as_seen(now(review))}
    answer = desk.post(page_of(review), data)
    assert answer.status_code == 403
    assert sentence in answer.text
    answer = desk.post(reverse("community:desk-post", args=[own.pk]))
    assert answer.status_code == 403
    assert now(review).is_open


def test_one_decides_nothing_about_ones_own_anonymous_post(client: Client) -> None:
    author = make_user(level=Level.NEW)
    question = Question(title="May I ask this without my name?", author=author)
    post = posting.ask(question, "It is about pay.", uuid.uuid4(), anonymous=True)
    author.is_staff = author.is_superuser = True
    author.save()
    client.force_login(author)
    review = Review.objects.get(post=post)
    data = {
        "decision": "approved",
        "seen": moderation.as_seen(review),
        "title": post.question.title,
    }
    assert client.post(page_of(review), data | {"text": post.text}).status_code == 403
    assert now(review).is_open


def test_a_report_on_oneself_is_for_other_moderators(desk: Client, moderator: User) -> None:
    review = Review.objects.create(kind="report", member=moderator)
    Report.objects.create(review=review, reason="bullying", text="They shout.")
    data = {"decision": "kept", "seen": moderation.as_seen(review)}
    assert desk.get(page_of(review)).status_code == 404
    assert desk.post(page_of(review), data).status_code == 404
    assert page_of(review) not in desk.get(reverse("community:desk")).text
    assert now(review).is_open
    desk.force_login(make_moderator())
    assert page_of(review) in desk.get(reverse("community:desk")).text
    assert "They shout." in desk.get(page_of(review)).text


# ---- Meanwhile ----------------------------------------------------------------------------------


def test_the_second_moderator_is_told_what_the_first_decided(desk: Client) -> None:
    review = make_held()
    seen = moderation.as_seen(review)
    other = make_moderator(handle="other")
    assert moderation.decide(now(review), Review.Decision.APPROVED, other, "Welcome.")
    data = {"decision": "rejected", "seen": seen, "reason": "My own reason.", "title": "A title."}
    answer = desk.post(page_of(review), data | {"text": "My own words."})
    assert answer.status_code == 409
    for words in (
        "Someone else has decided this already",
        "Approved",
        "other",
        "Welcome.",
        "My own reason.",
        "My own words.",
    ):
        assert words in answer.text, words
    assert (now(review).decision, now(review).post.state) == ("approved", "published")
    assert told(review.post.author) == ["approved"]
    assert AuditEntry.objects.count() == 1


def test_words_the_moderator_never_saw_are_not_approved(desk: Client) -> None:
    review = make_held("I start in May.")
    seen = moderation.as_seen(review)
    posting.rewrite(review.post, review.post.author, "Now with jo@example.org.", 1)
    data = {"decision": "approved", "seen": seen, "title": review.post.question.title}
    answer = desk.post(page_of(review), data | {"text": "I start in May.", "reason": "Welcome!"})
    assert answer.status_code == 409
    assert "This has changed since you opened it" in answer.text
    assert "Now with" in answer.text
    assert "Welcome!" in answer.text
    assert now(review).is_open
    # The form now holds the new words, and sending it again decides about those.
    form = answer.context["form"]
    assert form["text"].value() == "Now with jo@example.org."
    data = {name: form[name].value() for name in ("seen", "title", "text")}
    assert desk.post(page_of(review), data | {"decision": "approved"}).status_code == 302
    assert now(review).post.text == "Now with jo@example.org."
    assert now(review).post.edited_by is None


def test_words_a_moderator_typed_survive_a_change_by_the_author(desk: Client) -> None:
    review = make_held("I start in May.")
    seen = moderation.as_seen(review)
    posting.rewrite(review.post, review.post.author, "I start in June.", 1)
    data = {"decision": "approved", "seen": seen, "title": review.post.question.title}
    answer = desk.post(page_of(review), data | {"text": "I begin in May."})
    assert answer.status_code == 409
    assert answer.context["form"]["text"].value() == "I begin in May."
    assert "I start in June." in answer.text


def test_a_newer_change_is_not_approved_unseen(desk: Client) -> None:
    answer = make_answer()
    review = make_change(answer, "Mail jo@example.org")
    seen = moderation.as_seen(now(review))
    make_change(answer, "Mail ann@example.org")
    data = {"decision": "approved", "seen": seen, "text": "Mail jo@example.org"}
    assert desk.post(page_of(review), data).status_code == 409
    assert now(review).post.text == "Ask on the first day."


def test_a_form_without_its_hidden_part_decides_nothing(desk: Client) -> None:
    review = make_held()
    for seen in ("", "1.", "9.zzz", "\x00"):
        answer = desk.post(page_of(review), {"decision": "approved", "seen": seen, "text": "x"})
        assert answer.status_code == 409
    assert now(review).is_open


# ---- Several at once ----------------------------------------------------------------------------


def tick(*reviews: Review) -> list[str]:
    return [f"{r.pk}-{moderation.as_seen(now(r))}" for r in reviews]


def decide_ticked(desk: Client, chosen: list[str], decision: str, **fields: str) -> Any:
    data = {"chosen": chosen, "decision": decision} | fields
    return desk.post(f"{DESK}decide/", data, follow=True)


def test_one_decision_is_carried_out_for_all_that_were_ticked(desk: Client) -> None:
    chosen, other = [make_held() for _ in range(3)], make_held()
    answer = decide_ticked(desk, tick(*chosen), "approved")
    assert "3 decided." in answer.text
    assert {now(r).post.state for r in chosen} == {"published"}
    assert now(other).is_open
    assert AuditEntry.objects.filter(action="post.approved").count() == 3


def test_what_could_not_be_decided_is_counted(desk: Client, moderator: User) -> None:
    fine, decided, changed = make_held(), make_held(), make_held()
    own, report = make_report(make_answer(author=moderator)), make_report(make_answer())
    chosen = tick(fine, decided, changed, own, report)
    moderation.decide(now(decided), Review.Decision.APPROVED, make_moderator())
    posting.rewrite(changed.post, changed.post.author, "Other words.", 1)
    answer = decide_ticked(desk, chosen, "rejected", reason="All alike.")
    for words in (
        "1 decided.",
        "1 had been decided by others.",
        "1 has other words by now: look again.",
        "2 can’t be decided this way: open them.",
    ):
        assert words in answer.text, words
    assert now(fine).reason == "All alike."
    assert [now(r).is_open for r in (changed, own, report)] == [True, True, True]
    answer = decide_ticked(desk, tick(own, report), "hidden", reason="All alike.")
    assert "1 decided. 1 is about you or by you." in answer.text


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"chosen": []}, "Tick at least one of the rows first."),
        ({"chosen": ["x", "1", "1-", "-1", "99999999999999999999-1.a"]}, "Tick at least one"),
        ({"decision": ""}, "Choose what to do."),
        ({"decision": "restored"}, "Choose what to do from the list."),
        ({"decision": "rejected"}, "Say why, or choose a reason above."),
    ],
)
def test_mistakes_in_deciding_several_are_said_and_the_ticks_stay(
    desk: Client, fields: dict[str, Any], message: str
) -> None:
    review = make_held()
    data = {"chosen": tick(review), "decision": "approved", "reason": ""} | fields
    answer = desk.post(f"{DESK}decide/", data)
    assert answer.status_code == 422
    assert message in answer.text
    assert ("checked" in answer.text.split("q-list")[1].split("</li>")[0]) == (
        data["chosen"] == tick(review)
    )
    assert now(review).is_open


def test_a_tab_stays_chosen_when_several_are_decided(desk: Client) -> None:
    review = make_report(make_answer())
    data = {"chosen": tick(review), "decision": "kept"}
    answer = desk.post(f"{DESK}decide/?show=report", data)
    assert answer.headers["Location"] == f"{DESK}?show=report"


# ---- What stays of it ---------------------------------------------------------------------------


def test_each_act_is_in_the_audit_log_with_numbers_only(desk: Client, moderator: User) -> None:
    question = make_held("Very special words.", title="A very special title, is it?")
    send(desk, question, "approved", text="Other special words.", reason="Special reason.")
    entries = list(AuditEntry.objects.order_by("pk"))
    assert [(e.action, e.subject, e.subject_id, e.actor_id, e.detail) for e in entries] == [
        ("post.approved", "post", question.post_id, moderator.pk, f"review {question.pk}"),
        ("post.rewritten", "post", question.post_id, moderator.pk, "version 2"),
    ]
    assert "special" not in str(AuditEntry.objects.values_list().order_by("pk")[:]).lower()


def test_an_act_that_fails_leaves_nothing_behind(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = make_held()
    form = desk.get(page_of(review)).context["form"]
    data = {name: form[name].value() for name in ("title", "text", "seen")}

    def fail(*args: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("community.mail.open_deliveries", fail)
    with pytest.raises(RuntimeError):
        desk.post(page_of(review), data | {"decision": "approved"})
    assert (now(review).is_open, now(review).post.state) == (True, "pending")
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("busy", [False, True])
def test_the_page_of_an_item_costs_the_same_whatever_there_is_to_it(
    desk: Client, django_assert_max_num_queries: Any, busy: bool
) -> None:
    answer = make_answer()
    review = make_change(answer)
    if busy:
        for _ in range(30):
            make_report(answer)
            earlier = make_report(make_answer(author=answer.author))
            earlier.close(Review.Decision.KEPT, None)
            Review.objects.create(
                post=answer, kind="report", decision="kept", decided_at=timezone.now()
            )
    with django_assert_max_num_queries(16):
        assert desk.get(page_of(review)).status_code == 200
