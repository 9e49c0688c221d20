"""A moderator’s tables in the admin: what was written, to look things up, and what the desk needs."""

from typing import Any

import pytest
from django.core import mail as outbox
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts.audit import AuditEntry
from community import mail
from community.models import (
    BoardSettings,
    Delivery,
    Notification,
    ReasonTemplate,
    Review,
    State,
    WatchWord,
)
from tests.builders import make_answer, make_career, make_moderator, make_question, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_moderator())
    return client


def listing(model: str) -> str:
    return reverse(f"admin:community_{model}_changelist")


def act(desk: Client, model: str, action: str, *rows: Any) -> Any:
    data = {"action": action, "_selected_action": [row.pk for row in rows]}
    return desk.post(listing(model), data, follow=True)


@pytest.mark.parametrize("model", ["question", "post"])
def test_posts_and_questions_can_be_read_there_and_not_changed(desk: Client, model: str) -> None:
    answer = make_answer()
    answer.set_state(State.REMOVED)
    row = answer if model == "post" else answer.question
    for action in ("hide", "show", "delete_selected"):
        act(desk, model, action, row)
    address = reverse(f"admin:community_{model}_change", args=[row.pk])
    page = desk.get(address).text
    assert "Ask on the first day." in page or "I start in May." in page
    assert 'name="state"' not in page
    assert desk.post(address, {"state": "published", "text": "Mine"}).status_code == 403
    answer.refresh_from_db()
    assert (answer.state, answer.text) == ("removed", "Ask on the first day.")


def test_posts_are_found_by_text_and_filtered_by_state(desk: Client) -> None:
    question = make_question()
    make_answer(question, "About penguins")
    make_answer(question, "About walruses").set_state(State.HIDDEN)
    url = listing("post")
    found = desk.get(url, {"q": "penguins"}).context["cl"].result_list
    assert [post.text for post in found] == ["About penguins"]
    found = desk.get(url, {"state__exact": "hidden"}).context["cl"].result_list
    assert [post.text for post in found] == ["About walruses"]


@pytest.mark.parametrize("model", ["question", "post"])
@pytest.mark.parametrize("rows", [3, 30])
def test_the_lists_cost_the_same_at_any_length(
    desk: Client, django_assert_max_num_queries: Any, model: str, rows: int
) -> None:
    for _ in range(rows):
        make_answer(make_question(career=make_career()))
    with django_assert_max_num_queries(8):
        desk.get(listing(model))


def test_a_watch_word_holds_posts_from_then_on(desk: Client) -> None:
    add = reverse("admin:community_watchword_add")
    assert desk.post(add, {"words": "walrus*", "is_urgent": "on"}).status_code == 302
    assert desk.post(add, {"words": "walrus*"}).status_code == 422
    answer = make_answer(text="Walruses, all of them.")
    review = Review.objects.get(post=answer)
    assert (review.signs, review.urgency) == (["watch"], 1)
    change = reverse("admin:community_watchword_delete", args=[WatchWord.objects.get().pk])
    assert desk.post(change, {"post": "yes"}).status_code == 302
    assert make_answer(text="Walruses again.").is_published


def test_reasons_are_written_for_the_desk(desk: Client) -> None:
    add = reverse("admin:community_reasontemplate_add")
    data = {"title": "Pitches", "text": "This sells something.", "position": "5"}
    assert desk.post(add, data).status_code == 302
    assert ReasonTemplate.objects.first() == ReasonTemplate.objects.get(title="Pitches")


def test_switching_the_review_of_everything_works_and_is_written_down(desk: Client) -> None:
    add = reverse("admin:community_boardsettings_add")
    assert desk.post(add, {"review_everything": "on"}).status_code == 302
    assert BoardSettings.reviews_everything()
    assert not make_question().posts.get().is_published
    assert desk.get(add).status_code == 403
    change = reverse("admin:community_boardsettings_change", args=[1])
    assert desk.post(change, {"review_everything": "on"}).status_code == 302
    assert desk.post(change, {}).status_code == 302
    assert not BoardSettings.reviews_everything()
    entries = AuditEntry.objects.order_by("pk").values_list("action", "subject", "detail")
    assert list(entries) == [
        ("board.review-everything", "boardsettings", "on"),
        ("board.review-everything", "boardsettings", "off"),
    ]


def test_a_mail_that_was_given_up_is_tried_again(desk: Client) -> None:
    member = make_user("reader")
    Notification.objects.create(recipient=member, kind=Notification.Kind.SANCTION)
    failed = Delivery.objects.create(
        recipient=member,
        key="mail:1:1",
        state=Delivery.State.FAILED,
        next_at=timezone.now(),
        error="SMTPRecipientsRefused({'reader@example.org': (550, b'no')})",
    )
    page = desk.get(listing("delivery")).text
    assert "SMTPRecipientsRefused" in page
    assert "reader@example.org" not in page
    detail = desk.get(reverse("admin:community_delivery_change", args=[failed.pk])).text
    assert "reader@example.org" not in detail

    assert "A mail is ready for 1 member." in act(desk, "delivery", "try_again", failed).text
    assert "A mail is ready for 1 member." in act(desk, "delivery", "try_again", failed).text
    assert mail.send_due(clock=lambda: timezone.now() + timezone.timedelta(hours=1)) == 1
    assert outbox.outbox[-1].to == [member.email]


@pytest.mark.parametrize("state", ["waiting", "sending", "sent", "empty"])
def test_other_mails_are_not_shown_and_not_sent_again(desk: Client, state: str) -> None:
    member = make_user("zqreader")
    mailed = Delivery.objects.create(recipient=member, key="x", state=state, next_at=timezone.now())
    assert "zqreader" not in desk.get(listing("delivery")).text
    act(desk, "delivery", "try_again", mailed)
    assert Delivery.objects.count() == 1


def test_the_desk_leads_to_each_of_these_tables(desk: Client) -> None:
    page = desk.get(reverse("community:desk")).text
    for model in ("watchword", "reasontemplate", "boardsettings", "delivery", "verification"):
        assert f'href="{listing(model)}' in page, model


@pytest.mark.parametrize("model", ["watchword", "reasontemplate", "boardsettings", "delivery"])
def test_members_and_editors_get_to_none_of_them(client: Client, model: str) -> None:
    for person in (make_user(), make_user(is_staff=True, groups=("Editors",))):
        client.force_login(person)
        assert client.get(listing(model), follow=True).status_code == 403
