"""Counts are kept as things happen; `recount` proves them, and sets them right."""

import random
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from community import counters, posting
from community.models import CareerBoard, Post, Question, State
from tests.builders import make_answer, make_career, make_comment, make_question, make_user

pytestmark = pytest.mark.django_db


def run(**options):
    out = StringIO()
    call_command("recount", **options, stdout=out)
    return out.getvalue()


def spoil_every_count():
    """A question with an answer and a vote, and all five counts of them wrong."""
    question = make_question(career=make_career("Nurse"))
    answer = make_answer(question)
    make_comment(answer)
    answer.set_helpful(make_user(), True)
    Question.objects.update(answer_count=7, verified_answer_count=3, next_number=1)
    Post.objects.filter(pk=answer.pk).update(helpful_count=0)
    CareerBoard.objects.update(question_count=0)
    return question, answer


def test_right_counts_pass_the_check():
    make_answer(make_question(career=make_career()))
    assert run(check=True) == "Every count is right.\n"


def test_the_check_names_what_is_wrong_and_changes_nothing():
    question, _ = spoil_every_count()
    out = StringIO()
    with pytest.raises(CommandError, match="5 counts are wrong") as refusal:
        call_command("recount", check=True, stdout=out)
    assert refusal.value.returncode == 1
    assert f"Question {question.pk}: answer_count is 7, should be 1." in out.getvalue()
    question.refresh_from_db()
    assert question.answer_count == 7


def test_recounting_sets_every_count_right():
    question, answer = spoil_every_count()
    assert run() == "Counts set right: 5.\n"
    assert run(check=True) == "Every count is right.\n"
    question.refresh_from_db()
    answer.refresh_from_db()
    counts = (question.answer_count, question.verified_answer_count, question.next_number)
    assert counts == (1, 0, 3)
    assert answer.helpful_count == 1
    assert CareerBoard.objects.get().question_count == 1


def test_a_board_that_is_missing_is_made():
    make_question(career=make_career("Nurse"))
    CareerBoard.objects.all().delete()
    with pytest.raises(CommandError):
        run(check=True)
    run()
    assert CareerBoard.objects.get().question_count == 1


def test_hidden_and_removed_answers_and_questions_do_not_count():
    question = make_question(career=make_career("Nurse"))
    for state in (State.HIDDEN, State.REMOVED):
        make_answer(question).set_state(state)
    Question.objects.update(answer_count=2)
    Post.objects.get(question=question, number=0).set_state(State.HIDDEN)
    run()
    question.refresh_from_db()
    assert question.answer_count == 0
    assert CareerBoard.objects.get().question_count == 0


def test_a_number_that_was_given_and_deleted_is_not_given_again():
    question = make_question()
    make_answer(question).delete()
    before = Question.objects.get().next_number
    run()
    assert Question.objects.get().next_number == before


def test_the_check_takes_as_many_queries_for_many_rows(django_assert_max_num_queries):
    for _ in range(10):
        make_answer(make_question(career=make_career()))
    with django_assert_max_num_queries(6):
        run(check=True)


class Players:
    """Members who do whatever the dice say, by the roads that the pages take."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.members = [make_user() for _ in range(15)]
        self.careers = [make_career(), make_career(), None]
        for _ in range(5):
            self.ask()

    def member(self):
        return self.dice.choice(self.members)

    def question(self):
        latest = Question.objects.order_by("-pk")
        place = self.dice.randrange(30)
        return latest[place : place + 1].first() or latest.first()

    def post(self, **wanted):
        latest = Post.objects.filter(**wanted).select_related("question").order_by("-pk")
        place = self.dice.randrange(60)
        return latest[place : place + 1].first() or latest.first()

    def ask(self):
        career = self.dice.choice(self.careers)
        question = Question(title="How do you get day shifts?", author=self.member(), career=career)
        posting.ask(question, "Text.", uuid.uuid4())

    def answer(self):
        if (question := self.question()).state == State.PUBLISHED:
            posting.answer(question, self.member(), "Text.", uuid.uuid4())

    def comment(self):
        parent = self.post(kind__in=["question", "answer"])
        if parent and parent.question.state == State.PUBLISHED:
            posting.comment(parent, self.member(), "Text.", uuid.uuid4())

    def vote(self):
        post, voter = self.post(kind__in=["question", "answer"]), self.member()
        if post and post.author != voter:
            posting.find_helpful(post, voter, wanted=self.dice.random() < 0.6)

    def accept(self):
        if answer := self.post(kind="answer", state="published"):
            posting.accept(answer, self.dice.random() < 0.7, self.member())

    def change_state(self):
        if post := self.post():
            post.set_state(self.dice.choice(State.values))

    def show(self):
        if post := self.post(state__in=["hidden", "removed"]):
            post.set_state(State.PUBLISHED)

    def move(self):
        self.question().move_to(self.dice.choice(self.careers))

    def leave(self):
        if len(self.members) > 10:
            self.members.remove(leaver := self.member())
            leaver.delete()
        else:
            self.members.append(make_user())

    def play(self, steps):
        acts = [self.answer, self.comment, self.vote, self.vote, self.vote, self.accept]
        acts += [self.change_state, self.show, self.move, self.ask]
        for _ in range(steps):
            act = self.leave if self.dice.random() < 0.01 else self.dice.choice(acts)
            act()


def test_five_thousand_random_acts_leave_every_count_right():
    Players(seed=1).play(5_000)
    assert list(counters.drift()) == []
