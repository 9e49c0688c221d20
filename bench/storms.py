"""Many people at once, each in a process of their own: `python -m bench.storms`.

Sends real requests through the whole stack of the site to the database of DATABASE_URL (the tests
use their own), which must be one to throw away, and says whether everything was counted, numbered
and made exactly once. `--scale 0.1` makes small storms.
"""

import argparse
import multiprocessing
import os
import random
import sys
import time
import uuid
from collections import Counter
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any, NamedTuple

PROCESSES = 8
THREADS = 3
"""In each process. The requests of one thread follow each other without a pause."""


class Request(NamedTuple):
    member: int
    address: str
    data: dict[str, str]


class Storm(NamedTuple):
    """What came of it: how often each status was answered, and what is wrong now."""

    name: str
    statuses: Counter[int]
    wrong: list[str]
    seconds: float


def open_pool() -> ProcessPoolExecutor:
    """Processes that share nothing with this one but the settings it runs with."""
    from django.conf import settings
    from django.db import connection

    os.environ["DJANGO_SETTINGS_MODULE"] = settings.SETTINGS_MODULE
    os.environ["DATABASE_URL"] = database_url(connection.settings_dict)
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(PROCESSES, mp_context=spawn, initializer=start_django)
    list(pool.map(time.sleep, [0.2] * PROCESSES))
    return pool


def database_url(database: dict[str, Any]) -> str:
    name = database["NAME"]
    if "sqlite" in database["ENGINE"]:
        return f"sqlite:///{name}"
    place = f"{database['HOST'] or 'localhost'}:{database['PORT'] or 5432}"
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{place}/{name}"


def start_django() -> None:
    import django

    django.setup()


def send(requests: list[Request], start: float) -> list[tuple[int, str]]:
    """In one process: sign the members in, wait for `start`, and send in a few threads."""
    from django.db import connection
    from django.test import Client

    from careerportal.accounts.models import User

    members = User.objects.in_bulk({request.member for request in requests})
    cookies = {}
    for key, member in members.items():
        client = Client()
        client.force_login(member)
        cookies[key] = client.cookies

    def send_all(share: list[Request]) -> list[tuple[int, str]]:
        answers = []
        for request in share:
            client = Client(raise_request_exception=False)
            client.cookies = cookies[request.member]
            response = client.post(request.address, request.data)
            answers.append((response.status_code, response.headers.get("Location", "")))
        connection.close()
        return answers

    time.sleep(max(0, start - time.time()))
    shares = [requests[n::THREADS] for n in range(THREADS)]
    with ThreadPoolExecutor(THREADS) as threads:
        return [answer for answers in threads.map(send_all, shares) for answer in answers]


def send_all_at_once(
    pool: ProcessPoolExecutor, requests: list[Request]
) -> tuple[Counter[int], set[str]]:
    """The statuses that were answered, and where the answers led."""
    start = time.time() + 1
    jobs = [pool.submit(send, requests[n::PROCESSES], start) for n in range(PROCESSES)]
    answers = [answer for job in jobs for answer in job.result()]
    return Counter(status for status, _ in answers), {address for _, address in answers}


def make_member() -> Any:
    from careerportal.accounts.models import User
    from community.models import Level, Standing

    handle = f"storm-{uuid.uuid4().hex[:12]}"
    member = User.objects.create_user(f"{handle}@example.invalid", handle)
    Standing.objects.create(member=member, level=Level.REGULAR)
    return member


def make_thread(answers: int = 0) -> tuple[Any, list[Any]]:
    """A question with so many answers, and those."""
    from community import posting
    from community.models import Question

    asker = make_member()
    question = Question(title="How do new nurses get day shifts?", author=asker)
    posting.ask(question, "I start in May.", uuid.uuid4())
    given = [posting.answer(question, asker, "Ask.", uuid.uuid4()) for _ in range(answers)]
    return question, given


def judge(
    name: str, began: float, statuses: Counter[int], found: dict[str, tuple[Any, Any]]
) -> Storm:
    """`found` is, for each thing looked at, what was found and what there should be."""
    from community import counters

    wrong = [
        f"{what}: {is_} and not {should}" for what, (is_, should) in found.items() if is_ != should
    ]
    if set(statuses) - {302, 303}:
        wrong.append(f"statuses {dict(statuses)}")
    return Storm(name, statuses, [*wrong, *counters.drift()], time.time() - began)


def votes(pool: ProcessPoolExecutor, toggles: int = 1600, members: int = 50) -> Storm:
    """Members vote and take it back, over and over, on one answer; what they want last is known."""
    from community.models import HelpfulVote

    _, [answer] = make_thread(answers=1)
    voters = [make_member().pk for _ in range(members)]
    dice, address = random.Random(1), f"/community/posts/{answer.pk}/helpful/"
    wishes = [
        Request(dice.choice(voters), address, {"wanted": dice.choice("01")}) for _ in range(toggles)
    ]
    began = time.time()
    statuses, _ = send_all_at_once(pool, wishes)
    answer.refresh_from_db()
    kept = HelpfulVote.objects.filter(post=answer).count()
    storm = judge("votes", began, statuses, {"helpful_count": (answer.helpful_count, kept)})
    send_all_at_once(pool, [Request(voter, address, {"wanted": "1"}) for voter in voters])
    answer.refresh_from_db()
    if answer.helpful_count != members:
        storm.wrong.append(f"after all voted: {answer.helpful_count} and not {members}")
    return storm


def acceptances(pool: ProcessPoolExecutor, races: int = 100) -> Storm:
    """Two of a question's answers are accepted at the same moment, on many questions."""
    from community.models import Question

    threads = [make_thread(answers=2) for _ in range(races)]
    requests = [
        Request(question.author_id, f"/community/posts/{answers[n].pk}/accept/", {"wanted": "1"})
        for question, answers in threads
        for n in (0, 1)
    ]
    began = time.time()
    statuses, _ = send_all_at_once(pool, requests)
    keys = [question.pk for question, _ in threads]
    accepted = Question.objects.filter(pk__in=keys, accepted__question__in=keys)
    own = sum(question.pk == question.accepted.question_id for question in accepted)
    return judge("acceptances", began, statuses, {"accepted": (own, races)})


def answers(pool: ProcessPoolExecutor, count: int = 300) -> Storm:
    """As many answers to one question at the same time, by different members."""
    question, _ = make_thread()
    address = f"/community/questions/{question.pk}/answer/"
    requests = [Request(make_member().pk, address, {"body": f"Answer {n}."}) for n in range(count)]
    began = time.time()
    statuses, _ = send_all_at_once(pool, requests)
    question.refresh_from_db()
    numbers = list(question.posts.answers().order_by("number").values_list("number", flat=True))
    found = {
        "numbers": (numbers, list(range(1, count + 1))),
        "answer_count": (question.answer_count, count),
    }
    return judge("answers", began, statuses, found)


def identical(pool: ProcessPoolExecutor, times: int = 20) -> Storm:
    """One form is sent many times at once: a question's, an answer's and a comment's."""
    from community.models import Post, Question

    question, [answer] = make_thread(answers=1)
    member = make_member().pk
    forms = {
        "/community/ask/": {"title": f"What is {uuid.uuid4()} like?", "body": "Text."},
        f"/community/questions/{question.pk}/answer/": {"body": "Text."},
        f"/community/posts/{answer.pk}/comment/": {"body": "Text."},
    }
    began, statuses, places = time.time(), Counter[int](), []
    for address, data in forms.items():
        request = Request(member, address, data | {"token": str(uuid.uuid4())})
        answered, led_to = send_all_at_once(pool, [request] * times)
        statuses += answered
        places.append(len(led_to))
    written = Post.objects.filter(author=member).count()
    asked = Question.objects.filter(author=member).count()
    found = {"posts": (written, 3), "questions": (asked, 1), "places": (places, [1, 1, 1])}
    return judge("identical forms", began, statuses, found)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scale", type=float, default=1)
    scale = options.parse_args().scale
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "careerportal.settings.test")
    start_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    print(f"{connection.vendor}, {PROCESSES} processes of {THREADS} threads")
    with open_pool() as pool:
        storms = [
            votes(pool, int(1600 * scale)),
            acceptances(pool, int(100 * scale)),
            answers(pool, int(300 * scale)),
            identical(pool, 20),
        ]
    for storm in storms:
        verdict = "; ".join(storm.wrong) or "right"
        print(
            f"{storm.name}: {sum(storm.statuses.values())} requests in {storm.seconds:.1f} s: {verdict}"
        )
    return int(any(storm.wrong for storm in storms))


if __name__ == "__main__":
    sys.exit(main())
