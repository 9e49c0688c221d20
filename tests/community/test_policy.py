"""What readers see at once, and what a moderator sees first."""

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from community import policy, posting, standing
from community.models import (
    BoardSettings,
    HelpfulVote,
    Level,
    Notification,
    Post,
    Question,
    ReadMark,
    Review,
    Sign,
    Standing,
    State,
    WatchWord,
)
from tests.builders import make_answer, make_career, make_moderator, make_question, make_user
from tests.community.professionals import make_professional

pytestmark = pytest.mark.django_db
HARMLESS = ["How do new nurses get day shifts?", "I start in May."]
LINKED = ["How do new nurses get day shifts?", "See https://example.org/shifts."]


def young(**fields):
    return make_user(turns_18_in=timezone.localdate() + timedelta(days=400), **fields)


def old_enough(member):
    """So that only what the member did decides."""
    type(member).objects.filter(pk=member.pk).update(
        date_joined=timezone.now() - timedelta(days=60)
    )
    member.refresh_from_db()


@pytest.mark.parametrize(
    ("level", "texts", "anonymous", "seen", "expected"),
    [
        (Level.REGULAR, HARMLESS, False, [], []),
        (Level.REGULAR, LINKED, False, [], []),
        (Level.REGULAR, HARMLESS, True, [], []),
        (Level.REGULAR, HARMLESS, False, ["trap"], [Sign.TRAP]),
        (Level.REGULAR, ["Write to me", "jo at gmail dot com"], False, [], [Sign.CONTACT]),
        (Level.REGULAR, ["I want to kill myself", "."], False, [], [Sign.CRISIS]),
        (Level.MEMBER, HARMLESS, False, [], []),
        (Level.MEMBER, LINKED, False, [], [Sign.LINK]),
        (Level.MEMBER, HARMLESS, True, [], [Sign.ANONYMOUS]),
        (Level.NEW, HARMLESS, False, [], [Sign.FIRST]),
        (Level.NEW, LINKED, False, ["fast"], [Sign.FAST, Sign.FIRST, Sign.LINK]),
    ],
)
def test_a_post_is_held_for_these_signs(level, texts, anonymous, seen, expected):
    author = make_user(level=level)
    if level == Level.NEW:
        old_enough(author)
    assert policy.signs(author, texts, anonymous, seen) == expected
    assert policy.state_for(expected) == (State.PENDING if expected else State.PUBLISHED)


def test_a_young_member_waits_longer_and_never_asks_anonymously_at_once():
    minor = young(level=Level.NEW)
    assert policy.signs(minor, HARMLESS) == [Sign.MINOR]
    regular = young(level=Level.REGULAR)
    assert policy.signs(regular, HARMLESS) == []
    assert policy.signs(regular, HARMLESS, anonymous=True) == [Sign.ANONYMOUS]


def test_contact_details_split_over_title_and_text_are_found():
    author = make_user()
    assert policy.signs(author, ["Reach me at jo dot smith", "at gmail dot com"]) == [Sign.CONTACT]


@pytest.mark.parametrize(
    ("words", "said", "held"),
    [
        ("nurse", "The NURSE said so.", True),
        ("nurse", "The nurses said so.", False),
        ("nurs*", "The nurses said so.", True),
        ("get rich", "How I get   rich soon", True),
        ("get rich", "They get enriched.", False),
        ("rich", "Rich.", True),
        ("a+b", "a+b", True),
        ("señorita", "Hola SEÑORITA", True),
        ("señor*", "Hola señorita", True),
        ("señorita", "Hola señor", False),
        ("CAFÉ", "At the café", True),
        ("наркотики", "Есть наркотики?", True),
        ("straße", "An der Straße.", True),
        ("don’t tell", "Don't tell anyone", True),
        ("don't tell", "Don’t tell anyone", True),
        ("k.y.s", "Just K.Y.S.", True),
        ("*", "Anything", False),
    ],
)
def test_watch_words_are_found_as_whole_words_in_any_case(words, said, held):
    WatchWord.objects.create(words=words)
    assert (Sign.WATCH_WORD in policy.signs(make_user(), [said])) is held


@pytest.mark.parametrize("words", ["*", " * *", "`~"])
def test_a_watch_word_has_something_to_look_for(words):
    with pytest.raises(ValidationError, match="Write a word"):
        WatchWord(words=words).full_clean()


def test_an_urgent_watch_word_goes_before_the_rest():
    WatchWord.objects.create(words="weapon", is_urgent=True)
    found = policy.signs(make_user(), ["A weapon"])
    assert policy.urgency(found, ["A weapon"]) == Review.Urgency.SOON


def test_the_switch_holds_everything_but_what_moderators_write():
    BoardSettings.objects.create(pk=1, review_everything=True)
    assert policy.signs(make_user(), HARMLESS) == [Sign.EVERYTHING]
    assert policy.signs(make_moderator(), HARMLESS) == []


@pytest.mark.parametrize("kind", ["question", "answer", "comment"])
def test_a_held_post_counts_nowhere_and_tells_nobody_and_is_in_the_queue(client, kind):
    newcomer, career = make_user("newcomer", level=Level.NEW), make_career("Welder")
    thread = make_question(career=career)
    before = Question.objects.get(pk=thread.pk)
    if kind == "question":
        question = Question(title=HARMLESS[0], author=newcomer, career=career)
        post = posting.ask(question, "Zqheld words.", uuid.uuid4())
    elif kind == "answer":
        post = posting.answer(thread, newcomer, "Zqheld words.", uuid.uuid4())
    else:
        post = posting.comment(thread.posts.get(), newcomer, "Zqheld words.", uuid.uuid4())
    assert post.state == "pending"
    assert Review.objects.get().post == post
    assert not Notification.objects.exists()
    thread.refresh_from_db()
    assert (thread.answer_count, thread.last_activity_at) == (0, before.last_activity_at)
    assert client.get("/community/").context["boards"][0].question_count == 1
    assert "Zqheld" not in client.get(thread.get_absolute_url()).text
    assert client.get(f"/community/posts/{post.pk}/").status_code == 404
    client.force_login(newcomer)
    assert "Zqheld" in client.get(f"/community/posts/{post.pk}/", follow=True).text


def test_an_approved_post_is_as_if_posted_just_now():
    newcomer, question = make_user(level=Level.NEW), make_question()
    held = make_answer(question, author=newcomer)
    later = make_answer(question)
    old = timezone.now() - timedelta(days=3)
    Post.objects.filter(pk=held.pk).update(created_at=old)
    posting.appear(held)
    held.refresh_from_db()
    question.refresh_from_db()
    assert held.number > later.number
    assert held.created_at > later.created_at
    assert question.answer_count == 2
    told = Notification.objects.filter(recipient=question.author, post=held)
    assert told.count() == 1
    posting.appear(held)
    assert told.count() == 1


def test_a_held_question_is_the_newest_once_it_is_approved(client):
    newcomer = make_user(level=Level.NEW)
    held = make_question("What does a held question look like?", author=newcomer)
    make_question("What does another question look like?")
    posting.appear(held.posts.get())
    page = client.get("/community/").text
    assert page.index(held.title) < page.index("What does another question look like?")


def test_a_change_that_is_held_leaves_the_old_words_before_readers(client):
    answer = make_answer()
    assert answer.author
    kept = posting.rewrite(answer, answer.author, "Text me at 555-123-4567.", 1)
    assert kept is False
    answer.refresh_from_db()
    assert (answer.text, answer.version, answer.state) == ("Ask on the first day.", 1, "published")
    review = Review.objects.get()
    assert (review.kind, review.text, review.version) == ("edit", "Text me at 555-123-4567.", 1)
    assert "555-123" not in client.get(answer.question.get_absolute_url()).text


def test_deleting_and_putting_back_does_not_get_past_a_moderator():
    author = make_user(level=Level.NEW)
    answer = make_answer(author=author)
    posting.set_removed(answer, True)
    assert not Review.objects.open().exists()
    posting.set_removed(answer, False)
    assert Post.objects.get(pk=answer.pk).state == "pending"
    assert Review.objects.open().get().signs == ["again"]


def test_an_edit_of_a_rejected_post_sends_it_again():
    author = make_user(level=Level.NEW)
    answer = make_answer(author=author)
    answer.set_state(State.REJECTED)
    Review.objects.get().close(Review.Decision.REJECTED, make_moderator(), "Say more.")
    posting.rewrite(answer, author, "Ask on the first day, and say why.", 1)
    assert Post.objects.get(pk=answer.pk).state == "pending"
    assert Review.objects.open().count() == 1
    assert answer.revisions.get().is_withheld


class TestStanding:
    def test_it_grows_with_reading_and_posts(self):
        member = make_user(level=Level.NEW)
        assert standing.work_out(member) == Level.NEW
        old_enough(member)
        self.read(member, 3)
        assert standing.work_out(member) == Level.NEW
        self.post(member, 1)
        assert standing.work_out(member) == Level.MEMBER
        self.read(member, 30)
        self.post(member, 9)
        assert standing.work_out(member) == Level.MEMBER
        self.find_helpful(member, 3)
        assert standing.work_out(member) == Level.REGULAR

    def test_reading_alone_or_posting_alone_is_not_enough(self):
        member = make_user(level=Level.NEW)
        old_enough(member)
        self.post(member, 5)
        assert standing.work_out(member) == Level.NEW

    def test_a_young_member_needs_three_posts(self):
        minor = young(level=Level.NEW)
        old_enough(minor)
        self.read(minor, 3)
        self.post(minor, 2)
        assert standing.work_out(minor) == Level.NEW
        self.post(minor, 1)
        assert standing.work_out(minor) == Level.MEMBER

    def test_what_a_moderator_hid_counts_against_its_author(self):
        member = make_user(level=Level.NEW)
        old_enough(member)
        self.read(member, 3)
        self.post(member, 2)
        assert standing.work_out(member) == Level.MEMBER
        answer = Post.objects.filter(author=member).first()
        review = Review.objects.create(kind="report", post=answer)
        review.close(Review.Decision.HIDDEN, make_moderator(), "Unkind.")
        assert standing.work_out(member) == Level.NEW

    @pytest.mark.parametrize(
        ("kind", "level"),
        [("appeal", Level.MEMBER), ("report", Level.MEMBER), ("post", Level.NEW)],
        ids=["on appeal", "by a moderator's second look", "after its author put it right"],
    )
    def test_what_a_moderator_took_back_counts_no_more(self, kind, level):
        member = make_user(level=Level.NEW)
        old_enough(member)
        self.read(member, 3)
        self.post(member, 2)
        answer = Post.objects.filter(author=member).first()
        self.decide(answer, "report", Review.Decision.HIDDEN)
        self.decide(answer, kind, Review.Decision.RESTORED)
        assert standing.work_out(member) == level
        self.decide(answer, "report", Review.Decision.HIDDEN)
        assert standing.work_out(member) == Level.NEW

    def test_a_verified_professional_is_a_regular_from_the_first_day(self):
        nurse = make_professional(make_career("Nurse"))
        assert standing.work_out(nurse) == Level.REGULAR

    def test_a_level_is_worked_out_anew_once_a_day(self):
        member = make_user(level=Level.REGULAR)
        assert standing.level_of(member) == Level.REGULAR
        Standing.objects.update(checked_at=timezone.now() - timedelta(days=2))
        assert standing.level_of(member) == Level.NEW

    def decide(self, post, kind, decision):
        Review.objects.create(kind=kind, post=post).close(decision, make_moderator(), "Unkind.")

    def read(self, member, number):
        for _ in range(number):
            ReadMark.objects.look(member, make_question())

    def post(self, member, number):
        posts = [make_answer(author=make_user()) for _ in range(number)]
        Post.objects.filter(pk__in=[post.pk for post in posts]).update(author=member)

    def find_helpful(self, member, number):
        post = Post.objects.filter(author=member).first()
        for _ in range(number):
            post.set_helpful(make_user(), True)
        assert HelpfulVote.objects.count() == number


def test_a_month_of_coming_of_age_counts_in_full():
    member = make_user(turns_18_in=date(2026, 5, 1))
    assert not member.is_minor
    today = timezone.localdate()
    member.turns_18_in = today.replace(day=1)
    assert member.is_minor
