"""What was planned is done when its time has come: late, twice, in parallel, or killed half-way."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from careers import publishing
from careers.document import content
from careers.models import Career, Plan, RelatedCareer, Skill, Version
from tests.builders import make_career, make_publisher, make_user
from tests.careers.whole import make_whole, write
from tests.community.test_mail_worker import database_url

NEW = "Mends what others threw away."

Event = Version.Event


def plan(career: Career, action: str = "publish", days: float = -1) -> Plan:
    """A plan that is due; `days` from now, if that is not negative, it is not."""
    at = timezone.now() + timedelta(days=days)
    return publishing.plan(career.pk, Plan.Action(action), at, "America/Chicago", make_user())


def publish_due() -> str:
    out = StringIO()
    call_command("publish_due", stdout=out)
    return out.getvalue()


def events(career: Career) -> list[str]:
    return list(career.versions.order_by("number").values_list("event", flat=True))


@pytest.mark.django_db
class TestDue:
    def test_what_is_due_is_done_once_and_told(self) -> None:
        career = make_whole("Mender")
        write(career, summary=NEW)
        publisher = plan(career).made_by
        gone, early = make_whole("Fixer"), make_whole("Tinker", state="draft")
        plan(gone, "unpublish")
        plan(early, days=1)
        said = publish_due()
        assert "Published: Mender\n" in said
        assert "Taken off the site: Fixer\n" in said
        assert "Tinker" not in said
        career.refresh_from_db()
        assert (career.summary, career.draft) == (NEW, None)
        newest = career.versions.first()
        assert newest
        assert (newest.author, newest.why) == (publisher, "As planned.")
        assert not Career.objects.public().filter(pk__in=[gone.pk, early.pk]).exists()
        assert publish_due() == ""
        assert events(career) == [Event.FOUND, Event.SAVED, Event.SAVED, Event.PUBLISHED]
        assert Plan.objects.get().career == early

    def test_after_an_outage_a_page_comes_and_goes_in_the_order_of_its_plans(self) -> None:
        career = make_whole("Mender", state="draft")
        plan(career, "unpublish", days=-1)
        plan(career, "publish", days=-2)
        assert publish_due() == "Published: Mender\nTaken off the site: Mender\n"
        assert not Career.objects.public().exists()

    @pytest.mark.parametrize("state", ["published", "draft"])
    def test_what_was_written_after_the_plan_stays_a_draft(self, state: str) -> None:
        career = make_whole("Mender", state=state)
        write(career, summary=NEW)
        plan(career)
        write(career, summary="Not yet for readers.")
        publish_due()
        career = Career.objects.select_related("draft").get(pk=career.pk)
        assert (career.summary, career.state) == (NEW, "published")
        assert publishing.current(career)["summary"] == "Not yet for readers."

    def test_publishing_by_hand_before_ends_the_plan(self) -> None:
        career = make_whole("Mender")
        write(career, summary="Older.")
        plan(career)
        write(career, summary=NEW)
        publishing.publish(career.pk, None)
        assert publish_due() == ""
        career.refresh_from_db()
        assert career.summary == NEW

    def test_what_nobody_foresaw_keeps_no_other_plan_waiting(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        career, other = make_whole("Mender"), make_whole("Fixer", state="draft")
        write(career, summary=NEW)
        kept = plan(career)
        plan(other)
        publish = publishing.publish

        def fail(key: int, *args: Any) -> Version:
            if key == career.pk:
                raise RuntimeError
            return publish(key, *args)

        monkeypatch.setattr(publishing, "publish", fail)
        with pytest.raises(CommandError, match="Something unforeseen"):
            publish_due()
        kept.refresh_from_db()
        assert kept.problem == publishing.UNFORESEEN
        assert Career.objects.get(pk=other.pk).is_public

    def test_a_plan_that_cannot_be_carried_out_says_why_and_waits(self) -> None:
        career, other = make_whole("Mender"), make_whole("Fixer", state="draft")
        write(career, title="Menderess")
        kept = plan(career)
        plan(other)
        make_career("Menderess")
        with pytest.raises(CommandError, match=r"Mender.*Career with this Title already exists"):
            publish_due()
        kept.refresh_from_db()
        assert "Career with this Title already exists." in kept.problem
        assert Career.objects.get(pk=other.pk).is_public, "one plan doesn’t keep the others waiting"
        career.refresh_from_db()
        assert career.title == "Mender"
        assert publish_due() == "", "it waits for an editor"

        client = Client()
        client.force_login(make_publisher())
        page = client.get(f"/admin/careers/career/{career.pk}/publish/").text
        assert "This could not be done:" in page
        assert "Career with this Title already exists." in page

    def test_a_deleted_page_takes_its_plans_along(self) -> None:
        career = make_whole("Mender")
        plan(career, "unpublish")
        publishing.delete(career.pk, None)
        assert publish_due() == ""

    def test_the_worker_does_it_too(self) -> None:
        career = make_whole("Mender", state="draft")
        plan(career)
        call_command("tick", stdout=StringIO())
        career.refresh_from_db()
        assert career.is_public


WORKER = """
import sys
import django
django.setup()
from django.core.management import call_command
from careers import publishing

def rest():
    # The test reads that we are here, and lets us go on or not.
    print("resting", flush=True)
    sys.stdin.readline()

def after(name):
    do = getattr(publishing, name)
    def did(*args, **kwargs):
        done = do(*args, **kwargs)
        rest()
        return done
    setattr(publishing, name, did)

if sys.argv[1] == "forwards":
    rest()
elif sys.argv[1] == "backwards":
    due = publishing._due
    publishing._due = lambda: due().order_by("-at")
    rest()
else:
    after(sys.argv[1])
call_command("publish_due")
"""

Start = Callable[[str], subprocess.Popen[str]]


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts `publish_due` as a process that stops at a place, and ends what still runs afterwards."""
    started: list[subprocess.Popen[str]] = []

    def start(place: str) -> subprocess.Popen[str]:
        env = {"DATABASE_URL": database_url(), "PATH": os.environ["PATH"]}
        env["DJANGO_SETTINGS_MODULE"] = "careerportal.settings.test"
        started.append(
            subprocess.Popen(
                [sys.executable, "-c", WORKER, place],
                cwd=settings.BASE_DIR, env=env, text=True,
                stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            )
        )  # fmt: skip
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.communicate()


def wait(process: subprocess.Popen[str]) -> None:
    assert process.stdout
    assert process.stdout.readline() == "resting\n"


@pytest.mark.django_db(transaction=True)
def test_two_processes_at_once_do_everything_once_and_never_wait_for_each_other(
    start: Start,
) -> None:
    careers = [make_whole(f"Mender {n}", onet_code=f"99-000{n}.00") for n in range(6)]
    for career in careers:
        others = [other.slug for other in careers if other != career]
        write(career, summary=NEW, related=others)
        plan(career)
    Career.objects.update(state="draft")
    RelatedCareer.objects.all().delete()
    processes = [start("forwards"), start("backwards")]
    for process in processes:
        wait(process)
    for process in processes:
        assert process.stdin
        process.stdin.write("go on\n")
        process.stdin.flush()
    said = "".join(process.communicate(timeout=60)[0] for process in processes)
    assert [process.returncode for process in processes] == [0, 0]
    assert sorted(said.splitlines()) == [f"Published: {career}" for career in careers]
    for career in careers:
        assert events(career).count(Event.PUBLISHED) == 1
        assert career.related_careers.count() == 5
    assert not Plan.objects.exists()


def make_due() -> tuple[Career, dict[str, Any], dict[str, Any]]:
    """A page with a due plan, what it holds now, and what it is to hold."""
    career = make_whole("Mender")
    old = content(Career.objects.get(pk=career.pk))
    skills = [{"name": f"Skill {n}", "text": "It shows."} for n in range(9)]
    titles = {"title": "Menderess", "alternate_titles": ["Fixer"], "slug": "menderess"}
    new = write(career, summary=NEW, skills=skills, **titles).document
    plan(career)
    return career, old, new


def assert_holds(career: Career, document: dict[str, Any]) -> None:
    fresh = Career.objects.get(pk=career.pk)
    assert content(fresh) == document
    titles = set(fresh.job_titles.values_list("title", flat=True))
    assert titles == {document["title"], *document.get("alternate_titles", [])}
    assert Skill.objects.filter(career=career).count() == len(document["skills"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("place", ["read", "read_related", "_add"])
def test_killed_while_it_publishes_the_old_stays_whole_and_the_next_run_does_it(
    place: str, start: Start
) -> None:
    career, old, new = make_due()
    process = start(place)
    wait(process)
    assert_holds(career, old)
    process.kill()
    process.communicate()
    assert_holds(career, old)
    assert (Plan.objects.count(), Event.PUBLISHED in events(career)) == (1, False)
    assert publish_due() == "Published: Mender\n"
    assert_holds(career, new)


@pytest.mark.django_db(transaction=True)
def test_killed_after_it_published_the_new_is_whole_and_is_not_done_again(start: Start) -> None:
    career, _, new = make_due()
    process = start("_carry_out")
    wait(process)
    process.kill()
    process.communicate()
    assert_holds(career, new)
    assert publish_due() == ""
    assert events(career).count(Event.PUBLISHED) == 1
