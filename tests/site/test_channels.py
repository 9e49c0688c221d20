"""A post that is hidden is gone from every list, page, feed, mail and count at once."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.utils.http import http_date

from careerportal.accounts.models import User
from careers.models import Career
from community import mail, posting
from community.mail import stop_url
from community.models import (
    CareerFollow,
    Delivery,
    Draft,
    Level,
    Notification,
    Post,
    Question,
    QuestionFollow,
    QuestionMute,
    State,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_occupation,
    make_question,
    make_user,
)
from tests.community.professionals import make_professional, make_quotation
from tests.site.marked import Viewer, mailed, reader, said_by

pytestmark = pytest.mark.django_db


@dataclass
class Scene:
    """A question with an answer and a comment, all over the site: on every list, page and mail."""

    career: Career
    question: Question
    answer: Post
    comment: Post
    fan: User

    def post(self, kind: str) -> Post:
        post: Post = self.question.posts.get(kind=kind)
        return post


@pytest.fixture
def scene() -> Scene:
    career = make_career("Zookeeper", occupation=make_occupation())
    fan, asker = make_user("follower"), make_user("asks")
    CareerFollow.objects.create(member=fan, career=career)
    professional = make_professional(career, handle="professional")
    make_professional(career, handle="another")
    question = make_question(
        "Do zookeepers sleep zzquestion?", "At night? zzquestion", author=asker, career=career
    )
    QuestionFollow.objects.start(fan, question)
    QuestionMute.objects.create(member=make_user("muter"), question=question)
    Draft.objects.keep(fan, f"answer:{question.pk}", 0, title="", body="I think")
    answer = make_answer(question, "They do zzanswer.", professional)
    question.accept(answer)
    make_quotation(answer, "They do zzanswer.")
    make_comment(answer, "Really? zzcomment @follower", make_user("remarks"))
    comment: Post = question.posts.get(kind="comment")
    for post in (question.posts.get(number=0), answer, comment):
        posting.rewrite(post, post.author, f"{post.text} Yes.", 1)
    return Scene(career, question, answer, comment, fan)


def page(address: str, who: str = "") -> Callable[[Scene], str]:
    """How to read an address of the scene; `who` reads it, else a visitor."""

    def read(scene: Scene) -> str:
        viewer = Viewer(User.objects.get(handle=who) if who else AnonymousUser())
        keys = {
            "question": scene.question.pk,
            "answer": scene.answer.pk,
            "comment": scene.comment.pk,
            "text": scene.post("question").pk,
            "stop": stop_url(scene.fan, scene.question.pk).removeprefix("http://testserver"),
        }
        answer = reader(viewer).get(address.format(**keys), follow=True)
        assert answer.status_code in (200, 403, 404)
        return said_by(answer) if answer.status_code == 200 else ""

    return read


def json_ld(scene: Scene) -> str:
    said = page("/community/questions/{question}/x/")(scene)
    data = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', said, re.DOTALL)
    return "\n".join(data)


def mail_to_fan(scene: Scene) -> str:
    """What the mail that waits for them would say if it left now."""
    delivery = Delivery.objects.get(recipient=scene.fan, state=Delivery.State.WAITING)
    mine = Notification.objects.filter(recipient=scene.fan)
    message = mail.write(delivery, list(mine.values_list("pk", flat=True)))
    return mailed(message, scene.fan.email) if message else ""


def index_row(scene: Scene) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM community_search")
        return str(cursor.fetchall()).lower()


THREAD = "/community/questions/{question}/x/"
CHANNELS: dict[str, dict[str, Callable[[Scene], str]]] = {
    "question": {
        "home page": page("/"),
        "newest": page("/community/"),
        "active": page("/community/?show=active"),
        "verified": page("/community/?show=verified"),
        "of the career": page("/community/?career=zookeeper"),
        "newest, for a member": page("/community/", "follower"),
        "followed": page("/community/?show=following", "follower"),
        "few answers": page("/community/verify/questions/?show=few", "another"),
        "career page": page("/careers/zookeeper/"),
        "search": page("/search/?q=zookeepers+sleep"),
        "search in a career": page("/search/?q=zookeepers&career=zookeeper"),
        "similar": page("/community/similar/?title=Do+zookeepers+sleep"),
        "thread": page(THREAD),
        "short address": page("/community/questions/{question}/"),
        "thread, for a member": page(THREAD, "follower"),
        "structured data": json_ld,
        "answer form": page("/community/questions/{question}/answer/"),
        "comments page": page("/community/posts/{text}/comments/"),
        "history": page("/community/posts/{text}/history/"),
        "history of the answer": page("/community/posts/{answer}/history/"),
        "report form": page("/community/posts/{text}/report/"),
        "feed": page("/community/feed/"),
        "feed of the career": page("/community/careers/zookeeper/feed/"),
        "feed of answers": page("/community/questions/{question}/feed/"),
        "sitemap": page("/sitemap.xml"),
        "asker’s page": page("/community/members/asks/"),
        "answerer’s page": page("/community/members/professional/"),
        "notifications": page("/community/notifications/", "follower"),
        "drafts": page("/community/drafts/", "follower"),
        "muted questions": page("/community/muted/?show=questions", "muter"),
        "page to stop following": page("{stop}"),
        "mail": mail_to_fan,
        "index": index_row,
    },
    "answer": {
        "thread": page(THREAD),
        "thread, for a member": page(THREAD, "follower"),
        "thread, newest first": page(f"{THREAD}?sort=newest"),
        "structured data": json_ld,
        "quotation on the career page": page("/careers/zookeeper/"),
        "permanent address": page("/community/posts/{answer}/"),
        "comments page": page("/community/posts/{answer}/comments/"),
        "history": page("/community/posts/{answer}/history/"),
        "comment form": page("/community/posts/{answer}/comment/", "follower"),
        "feed of answers": page("/community/questions/{question}/feed/"),
        "mail": mail_to_fan,
    },
    "comment": {
        "thread": page(THREAD),
        "thread, for a member": page(THREAD, "follower"),
        "permanent address": page("/community/posts/{comment}/"),
        "comments page": page("/community/posts/{answer}/comments/"),
        "history": page("/community/posts/{comment}/history/"),
        "mail": mail_to_fan,
    },
}
WITH_IT = {"question": ["question", "answer", "comment"], "answer": ["answer", "comment"],
           "comment": ["comment"]}  # fmt: skip
"""What is hidden along with a post: all that stands under it."""


def shown_in(scene: Scene, kind: str) -> set[str]:
    return {name for name, read in CHANNELS[kind].items() if f"zz{kind}" in read(scene)}


@pytest.mark.parametrize("kind", CHANNELS)
@pytest.mark.parametrize("state", [State.HIDDEN, State.REMOVED])
def test_a_post_that_is_hidden_leaves_every_channel_with_all_that_stands_under_it(
    scene: Scene, kind: str, state: State
):
    for gone in WITH_IT[kind]:
        assert shown_in(scene, gone) == set(CHANNELS[gone]), "every channel showed it before"
    scene.post(kind).set_state(state)
    for gone in WITH_IT[kind]:
        assert shown_in(scene, gone) == set()


@pytest.mark.parametrize("kind", CHANNELS)
def test_a_post_that_is_shown_again_is_back_in_every_channel(scene: Scene, kind: str):
    scene.post(kind).set_state(State.HIDDEN)
    posting.appear(scene.post(kind))
    if kind != "comment":
        scene.question.accept(scene.answer)
    assert shown_in(scene, kind) == set(CHANNELS[kind])


def reading(scene: Scene) -> dict[str, str]:
    """What people read on each page of the scene now."""
    named = {f"{kind}: {name}": read for kind in CHANNELS for name, read in CHANNELS[kind].items()}
    wanted = {name: read for name, read in named.items() if "index" not in name}
    said = {name: read(scene) for name, read in wanted.items()}
    # What a form carries to be sent once, when a mail leaves, how fresh a page is for robots.
    fresh = re.compile(
        r'name="(token|shown|csrfmiddlewaretoken)" value="[^"]*"|<lastmod>[^<]*'
        r"|^(set-cookie|date|content-type): .*|^--=.*",
        re.MULTILINE,
    )
    return {name: fresh.sub("", text) for name, text in said.items()}


def add_question(scene: Scene, author: User) -> Post:
    post: Post = make_question(
        "Who feeds an elephant?", author=author, career=scene.career
    ).posts.get()
    return post


def add_answer(scene: Scene, author: User) -> Post:
    return make_answer(scene.question, "At noon.", author)


def add_comment(scene: Scene, author: User) -> Post:
    return make_comment(scene.answer, "At noon?", author)


ADD = [add_question, add_answer, add_comment]


@pytest.mark.parametrize("add", ADD)
def test_a_held_post_changes_no_count_list_or_page_of_others(
    scene: Scene, add: Callable[[Scene, User], Post]
):
    reading(scene)
    before = reading(scene)
    post = add(scene, make_user("beginner", level=Level.NEW))
    assert post.state == State.PENDING
    after = reading(scene)
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("add", ADD)
def test_a_post_that_was_hidden_is_in_no_count_list_or_page_of_others(
    scene: Scene, add: Callable[[Scene, User], Post]
):
    reading(scene)
    before = reading(scene)
    post = add(scene, make_user())
    assert reading(scene) != before
    post.set_state(State.HIDDEN)
    after = reading(scene)
    assert [name for name in before if before[name] != after[name]] == []


@pytest.mark.parametrize("kind", CHANNELS)
def test_a_copy_in_a_cache_is_not_taken_for_fresh_once_a_post_is_hidden(scene: Scene, kind: str):
    paths = ["/community/feed/", f"/community/questions/{scene.question.pk}/feed/", "/community/",
             scene.question.get_absolute_url(), "/careers/zookeeper/", "/sitemap.xml"]  # fmt: skip
    for path in paths:
        first = Client().get(path)
        if f"zz{kind}" in said_by(first):
            scene.post(kind).set_state(State.HIDDEN)
            tags = {"If-None-Match": first.get("ETag", "*"), "If-Modified-Since": http_date()}
            again = Client().get(path, headers=tags)
            assert again.status_code in (200, 404), path
            # The page that says there is none repeats the address it was asked for.
            assert again.status_code == 404 or f"zz{kind}" not in said_by(again), path
            scene.post(kind).set_state(State.PUBLISHED)
    assert (
        Client()
        .get(paths[0], headers={"If-None-Match": Client().get(paths[0])["ETag"]})
        .status_code
        == 304
    )
