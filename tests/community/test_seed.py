"""Made-up boards: for measuring, and for the local trial."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from careerportal import markdown
from careerportal.accounts.models import User
from community import counters
from community.models import (
    Delivery,
    HelpfulVote,
    Notification,
    Post,
    Question,
    QuestionFollow,
    Verification,
)
from community.seeding import samples
from tests.builders import make_answer, make_career, make_question

pytestmark = pytest.mark.django_db

REAL = override_settings(SETTINGS_MODULE="careerportal.settings.production")


def seed(**sizes):
    sizes = {"questions": 60, "answers": 400, "members": 50, "seed": 1} | sizes
    out = StringIO()
    call_command("seed_demo", **sizes, stdout=out)
    return out.getvalue()


def board():
    """All that was made, without the keys, which the database chooses."""
    first = Question.objects.order_by("pk").values_list("pk", flat=True).first()
    posts = Post.objects.order_by("question", "number").values_list(
        "number", "text", "html", "author__handle", "created_at", "helpful_count", "token", "role"
    )
    questions = Question.objects.order_by("pk").values_list(
        "title", "created_at", "last_activity_at", "author__handle", "answer_count"
    )
    return first and [*posts], [*questions]


def test_a_seeded_board_has_the_sizes_asked_for_and_true_counts():
    make_career("Nurse")
    make_career("Welder")
    assert seed() == "Added 60 questions, 400 answers and 50 members.\n"
    assert Question.objects.count() == 60
    assert Post.objects.answers().count() == 400
    assert User.objects.filter(handle__startswith="sample-").count() == 50
    assert list(counters.drift()) == []
    for model in (HelpfulVote, QuestionFollow, Verification):
        assert model.objects.exists()
    assert Post.objects.filter(kind="comment").exists()
    assert Post.objects.filter(is_verified=True).exists()
    assert Question.objects.filter(accepted__isnull=False).exists()
    assert Question.objects.filter(answer_count=0).exists()
    assert not HelpfulVote.objects.filter(voter=None).exists()


def test_one_question_has_very_many_answers():
    seed(questions=30, answers=400)
    assert Question.objects.order_by("-answer_count").first().answer_count == 100


def test_everything_seeded_is_marked_as_a_sample_and_nobody_can_sign_in():
    make_career("Nurse")
    seed()
    assert not Question.objects.filter(is_sample=False).exists()
    assert not any(user.has_usable_password() for user in User.objects.all())
    assert not Notification.objects.exists()
    assert not Delivery.objects.exists()


def test_the_html_of_seeded_posts_is_what_their_text_renders_to():
    make_career("Nurse")
    seed(questions=20, answers=60)
    for post in Post.objects.all():
        assert post.html == markdown.render(post.text)


def test_seeded_rows_obey_the_rules_of_their_fields():
    make_career("Nurse")
    seed(questions=20, answers=60)
    for question in Question.objects.all():
        question.full_clean(exclude=["part", "career", "accepted"])
        assert question.created_at <= question.last_activity_at
    for post in Post.objects.all():
        post.full_clean(validate_unique=False, exclude=["role", "parent"])


@pytest.mark.parametrize("first", [1, 2])
def test_the_same_seed_makes_the_same_board(first):
    make_career("Nurse")
    seed(seed=first)
    one = board()
    Question.objects.all().delete()
    User.objects.all().delete()
    seed(seed=first)
    assert board() == one


def test_another_seed_makes_another_board():
    seed(seed=1)
    one = board()
    Question.objects.all().delete()
    User.objects.all().delete()
    seed(seed=2)
    assert board() != one


def test_a_second_run_adds_nothing():
    seed()
    assert "already" in seed()
    assert Question.objects.count() == 60


def test_people_can_go_on_posting_after_seeding():
    answer = make_answer()
    seed()
    question = Question.objects.order_by("-answer_count").first()
    assert make_answer(question).number == question.posts.count() - 1
    assert make_question().pk > question.pk > answer.question_id
    assert list(counters.drift()) == []


def test_a_real_site_is_not_seeded_unless_that_is_said():
    with REAL, pytest.raises(CommandError, match="--yes"):
        seed()
    assert not User.objects.exists()
    with REAL:
        seed(yes=True)
    assert Question.objects.exists()


@pytest.mark.parametrize("sizes", [{"questions": 0}, {"answers": -1}, {"members": 1}])
def test_sizes_that_make_no_board_are_refused(sizes):
    with pytest.raises(CommandError, match="at least"):
        seed(**sizes)


def test_the_number_of_statements_does_not_follow_the_number_of_rows(django_assert_max_num_queries):
    with django_assert_max_num_queries(60):
        seed(questions=300, answers=2000)


def test_the_samples_are_added_once():
    call_command("load_starter", stdout=StringIO())
    out = StringIO()
    call_command("load_samples", stdout=out)
    call_command("load_samples", stdout=out)
    assert out.getvalue() == "Sample questions: 12 added.\nSample questions: 0 added.\n"
    assert Question.objects.filter(is_sample=True).count() == 12
    assert list(counters.drift()) == []


def test_the_samples_fit_the_starter_catalogue_and_the_rules_of_the_board():
    call_command("load_starter", stdout=StringIO())
    samples.load()
    general = Question.objects.filter(career=None)
    assert general.count() == 1
    for question in Question.objects.all():
        question.full_clean(exclude=["part", "career", "accepted"])
        assert question.career is None or question.part
        assert question.created_at <= question.last_activity_at
    for post in Post.objects.all():
        post.full_clean(validate_unique=False, exclude=["role", "parent"])
        assert post.author.handle.startswith("sample-")
    times = list(Question.objects.order_by("pk").values_list("created_at", flat=True))
    assert times == sorted(times)


def test_the_samples_get_no_mail():
    call_command("load_starter", stdout=StringIO())
    samples.load()
    assert not Delivery.objects.exists()


def test_the_samples_stand_without_the_starter_catalogue_too():
    assert samples.load() == 12


def test_a_real_board_starts_empty():
    with REAL, pytest.raises(CommandError, match="starts empty"):
        call_command("load_samples")
    assert not Question.objects.exists()
