"""The index as such: that it says what the board says, and that the database uses it."""

import io
import random

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from community import search
from community.models import Post, Question, State
from tests.builders import make_career, make_question, make_user

from .test_races import all_at_once

VISITOR = AnonymousUser()
WORDS = [
    "nurse",
    "welder",
    "pilot",
    "shift",
    "degree",
    "salary",
    "license",
    "apprentice",
    "night",
    "exam",
    "pay",
    "union",
]


def rows():
    """What the index says, in any order of its own."""
    columns = {"sqlite": "rowid, title, text, filters", "postgresql": "question_id, title, vector"}
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {columns[connection.vendor]} FROM community_search ORDER BY 1")
        return cursor.fetchall()


@pytest.mark.django_db
def test_an_index_written_anew_is_the_one_written_bit_by_bit():
    chance, careers = random.Random(1), [make_career(), make_career(), None]
    questions = [
        make_question(" ".join(chance.choices(WORDS, k=4)), " ".join(chance.choices(WORDS, k=9)))
        for _ in range(12)
    ]
    for _ in range(60):
        question = chance.choice(questions)
        text = question.posts.get(number=0)
        match chance.randrange(3):
            case 0:
                text.set_state(chance.choice(State.values))
            case 1:
                question.move_to(chance.choice(careers))
            case 2:
                new = " ".join(chance.choices(WORDS, k=5))
                text.rewrite(new, text.version, f"About {new}")
    kept = rows()
    assert kept
    assert list(search.rebuild()) == [12]
    assert rows() == kept
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM community_search")
    list(search.rebuild())
    assert rows() == kept


@pytest.mark.django_db
def test_reindexing_says_how_much_it_did_and_drops_what_is_gone(monkeypatch):
    monkeypatch.setattr(search, "BATCH", 2)
    questions = [make_question(f"Question {n} about nurses") for n in range(5)]
    gone = questions.pop()
    gone.posts.all().delete()
    gone.delete()
    assert len(rows()) == 5
    out = io.StringIO()
    for _ in range(2):
        call_command("reindex", stdout=out)
    assert "Questions indexed: 4" in out.getvalue()
    assert [row[0] for row in rows()] == [q.pk for q in questions]
    assert search.questions("nurses", VISITOR) == questions[::-1]


@pytest.mark.django_db
def test_reindexing_an_empty_board_is_no_mistake():
    out = io.StringIO()
    call_command("reindex", stdout=out)
    assert "Questions indexed: 0" in out.getvalue()


@pytest.fixture
def full_board():
    """3,000 questions, a tenth of them about one career; only one says “perfusionist”."""
    author, career = make_user(), make_career("Nurse")
    titles = [f"Question {n} about {WORDS[n % 12]} and {WORDS[n % 7]}" for n in range(3_000)]
    titles[1_234] += " and a perfusionist"
    questions = Question.objects.bulk_create(
        Question(title=t, slug="q", author=author, career=None if n % 10 else career)
        for n, t in enumerate(titles)
    )
    Post.objects.bulk_create(
        Post(question=q, number=0, kind=Post.Kind.QUESTION, author=author, text=q.title, html="")
        for q in questions
    )
    list(search.rebuild())
    return career


def plan(queries):
    """How the database carries out the first of these queries."""
    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.execute(explain + queries[0]["sql"].replace("%", "%%"), [])
        return "\n".join(str(line[-1]) for line in cursor.fetchall())


@pytest.mark.django_db
def test_a_search_goes_through_its_index(full_board):
    for words, career in [
        ("perfusionist", None),
        ("question perfus", full_board),
        ("nurse", full_board),
    ]:
        with CaptureQueriesContext(connection) as queries:
            search.questions(words, VISITOR, career)
        if connection.vendor == "sqlite":
            assert "SCAN community_search VIRTUAL TABLE INDEX" in plan(queries)
            assert ":M" in plan(queries)
        else:
            assert "Bitmap Index Scan on community_search_vector" in plan(queries)
            assert "Seq Scan" not in plan(queries)


@pytest.mark.django_db
def test_similar_titles_are_found_through_their_index(full_board):
    with CaptureQueriesContext(connection) as queries:
        assert search.similar("How does a perfusionist train?", VISITOR)
    assert len(queries) == 2
    if connection.vendor == "sqlite":
        assert ":M" in plan(queries)
        assert "SCAN community_search\n" not in plan(queries)
    else:
        assert "Bitmap Index Scan on community_search_title" in plan(queries)
        # Of 3,000 titles, reading all is cheaper than looking up every trigram.
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
        assert "Bitmap Index Scan on community_search_trigrams" in plan(queries)


@pytest.mark.django_db
def test_only_the_newest_of_very_many_are_ranked(full_board, monkeypatch):
    monkeypatch.setattr(search, "RANKED", 30)
    newest = Question.objects.newest_first()[:30]
    assert set(search.questions("question", VISITOR)) <= set(newest)


@pytest.mark.django_db(transaction=True)
def test_questions_asked_and_changed_at_once_are_all_in_the_index():
    career, questions = (
        make_career("Nurse"),
        [make_question("About zymurgy nurses") for _ in range(4)],
    )

    def rewriting(question):
        text = Post.objects.get(question=question, number=0)
        return lambda: text.rewrite("zymurgy paramedic", text.version, "About zymurgy paramedics")

    jobs = [lambda: make_question("About zymurgy welders") for _ in range(4)]
    for question in questions:
        jobs += [rewriting(question), lambda q=question: q.move_to(career)]
    all_at_once(jobs)
    assert len(search.questions("zymurgy welders", VISITOR)) == 4
    assert set(search.questions("zymurgy paramedics", VISITOR, career)) == set(questions)
    assert search.questions("zymurgy nurses", VISITOR) == []
    kept = rows()
    list(search.rebuild())
    assert [r for r in kept if r[0] in {row[0] for row in rows()}] == rows()


@pytest.mark.django_db(transaction=True)
def test_reindexing_while_people_post_loses_nothing():
    old = [make_question("About zymurgy nurses") for _ in range(6)]
    jobs = [lambda: list(search.rebuild())] * 2
    jobs += [lambda: make_question("About zymurgy welders") for _ in range(4)]
    jobs += [lambda q=q: q.posts.get(number=0).set_state(State.HIDDEN) for q in old[:3]]
    all_at_once(jobs)
    assert set(search.questions("zymurgy nurses", VISITOR)) == set(old[3:])
    assert len(search.questions("zymurgy welders", VISITOR)) == 4
