"""The editors' form: two people at one page, its buttons, its rows and what it says of the words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careers.document import digest
from careers.models import Career, Opening, Plan, Step, Version
from careers.publishing import current, publish
from tests.builders import (
    add_parts,
    make_career,
    make_editor,
    make_moderator,
    make_publisher,
    make_user,
)
from tests.careers.test_admin import ADD, career_form, change_url
from tests.community.test_races import post_all_at_once
from tests.stopwatch import is_within

pytestmark = pytest.mark.django_db

WORDS = "/admin/careers/career/words/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def nurse_form(career: Career, **fields: Any) -> dict[str, Any]:
    return career_form(career, {}, title="Nurse", slug="nurse", **fields)


# Two people at one page


def test_who_opens_a_page_that_another_has_open_is_told_who_and_since_when() -> None:
    career = make_career("Nurse")
    ana, ben = make_editor(handle="ana"), make_editor(handle="ben")
    assert "has this page open" not in signed_in(ana).get(change_url(career)).text
    Opening.objects.update(at=timezone.now() - timedelta(minutes=12))
    page = signed_in(ben).get(change_url(career)).text
    assert "ana has this page open, too," in page
    assert "12\xa0minutes ago" in page
    assert "ben has this page open" not in page
    assert "ben has this page open, too," in signed_in(ana).get(change_url(career)).text


def test_forgotten_tabs_and_saved_pages_are_not_open() -> None:
    career = make_career("Nurse")
    ana, ben = make_editor(handle="ana"), signed_in(make_editor())
    client = signed_in(ana)
    client.get(change_url(career))
    client.post(change_url(career), nurse_form(career, _save="1"))
    assert "has this page open" not in ben.get(change_url(career)).text
    client.get(change_url(career))
    Opening.objects.filter(editor=ana).update(at=timezone.now() - timedelta(minutes=31))
    assert "has this page open" not in ben.get(change_url(career)).text


def test_opening_a_page_again_is_noted_once() -> None:
    career, client = make_career(), signed_in(make_editor())
    for _ in range(3):
        assert client.get(change_url(career)).status_code == 200
    assert Opening.objects.count() == 1


def test_who_only_looks_has_nothing_open_and_sees_no_button_that_saves() -> None:
    career = make_career()
    page = signed_in(make_publisher()).get(change_url(career)).text
    assert not Opening.objects.exists()
    assert 'name="_continue"' not in page
    assert 'name="_publish"' not in page


def test_saving_over_anothers_words_shows_both_and_goes_through_the_second_time() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    Step.objects.create(career=career, title="Study", text="Two years.")
    step = {"id": "", "title": "Study", "text": "Two years.", "position": 1}
    mine = career_form(
        career,
        {"steps": [step, step | {"title": "Typed with care"}]},
        title="Nurse",
        slug="nurse",
        summary="Cares for the ill.",
        why="Because.",
    )
    theirs = nurse_form(career, summary="Cares for people.")
    ana, ben = make_editor(handle="ana"), signed_in(make_editor())
    assert signed_in(ana).post(change_url(career), theirs).status_code == 302

    answer = ben.post(change_url(career), mine)
    assert answer.status_code == 409
    assert "ana saved version 1" in answer.text
    assert "what they saved" in answer.text
    assert "what you typed" in answer.text
    compared = answer.text.split('class="conflict"')[1].split("</section>")[0]
    assert "people" in compared
    assert "the ill" in compared
    assert 'value="Cares for the ill."' in answer.text
    assert 'value="Typed with care"' in answer.text
    assert 'value="Because."' in answer.text
    career.refresh_from_db()
    assert career.summary == "Cares for people."

    now = digest(current(career))
    assert f'name="seen" value="{now}"' in answer.text
    assert ben.post(change_url(career), mine | {"seen": now}).status_code == 302
    career.refresh_from_db()
    assert career.summary == "Cares for the ill."
    assert [row.title for row in career.steps.all()] == ["Study", "Typed with care"]


def test_a_conflict_with_a_row_that_cannot_be_read_keeps_that_row_too() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    rows = [{"id": "x", "related": "Nobody"}, {"related": ""}]
    form = career_form(career, {"related_careers": rows}, title="Nurse", slug="nurse", seen="old")
    answer = signed_in(make_editor()).post(change_url(career), form)
    assert answer.status_code == 409
    assert 'value="Nobody"' in answer.text


def test_a_form_sent_twice_is_saved_once_and_no_conflict() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    client, form = signed_in(make_editor()), nurse_form(career)
    assert [client.post(change_url(career), form).status_code for _ in range(2)] == [302, 302]
    assert Version.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told() -> None:
    career = make_career("Nurse", slug="nurse")
    forms = [nurse_form(career, summary=f"Cares for people, {n}.") for n in range(4)]
    boss = make_user(is_staff=True, is_superuser=True)  # Such tests begin without groups.
    answers = post_all_at_once([(boss, change_url(career), form) for form in forms])
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [302, 409, 409, 409]
    saved = Version.objects.get(event="saved")
    winner = [answer.status_code for answer in answers].index(302)
    assert saved.document["summary"] == forms[winner]["summary"]


@pytest.mark.django_db(transaction=True)
def test_of_many_new_pages_with_one_title_at_once_one_is_made_and_the_others_are_told() -> None:
    form = career_form()
    boss = make_user(is_staff=True, is_superuser=True)
    answers = post_all_at_once([(boss, ADD, form)] * 6)
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [302, *[422] * 5]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert "Career with this Title already exists." in refused.text
    assert Career.objects.get().versions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_saving_and_deleting_at_once_saves_or_says_that_the_page_is_gone() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    boss = make_user(is_staff=True, is_superuser=True)
    form = nurse_form(career, summary="Cares for people.")
    gone = reverse("admin:careers_career_delete", args=[career.pk])
    publishing = reverse("admin:careers_career_publish", args=[career.pk])
    sent = [(gone, {"post": "yes"}), *[(change_url(career), form), (publishing, {})] * 3]
    codes = {a.status_code for a in post_all_at_once([(boss, *one) for one in sent])}
    # To the list or the form; told in the form; or no such page any more.
    assert codes <= {302, 404, 409, 422}
    assert not Career.objects.exists()


# Buttons, and where the page stands


@pytest.mark.parametrize(
    ("button", "leads_to"),
    [("_continue", "admin:careers_career_change"), ("_save", "admin:careers_career_changelist")],
)
def test_saving_stays_on_the_page_or_closes_it(button: str, leads_to: str) -> None:
    career = make_career("Nurse", slug="nurse")
    answer = signed_in(make_editor()).post(
        change_url(career), nurse_form(career, **{button: "1"}), follow=True
    )
    args = [career.pk] if button == "_continue" else []
    assert answer.redirect_chain[-1][0] == reverse(leads_to, args=args)
    assert "Saved. Readers see it when it is published." in answer.text


def test_a_new_page_is_saved_as_a_draft_and_stays_open() -> None:
    answer = signed_in(make_editor()).post(ADD, career_form(_continue="1"), follow=True)
    assert answer.redirect_chain[-1][0] == change_url(Career.objects.get())
    assert "Saved. Only editors see it." in answer.text


def test_publish_is_offered_to_who_may_and_saves_first() -> None:
    career, both = make_career("Nurse", slug="nurse"), make_editor()
    assert 'name="_publish"' not in signed_in(both).get(change_url(career)).text
    both.groups.add(make_publisher().groups.get())
    client = signed_in(both)
    assert 'name="_publish"' in client.get(change_url(career)).text
    answer = client.post(change_url(career), nurse_form(career, pay_note="New.", _publish="1"))
    assert answer["Location"] == reverse("admin:careers_career_publish", args=[career.pk])
    assert Version.objects.get(event="saved").document["figures"]["pay_note"] == "New."
    career.refresh_from_db()
    assert career.pay_note == ""


def test_the_form_says_where_the_page_stands() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    client = signed_in(make_editor(handle="ana"))
    page = client.get(change_url(career)).text
    assert "<b>Draft:</b> only editors see it." in page
    assert "Still missing:</b> typical education, salary" in page
    add_parts(career)
    Career.objects.filter(pk=career.pk).update(pay_note="Nobody counts it.")
    publish(career.pk, None)
    assert "Readers see what stands here: version 1 of" in client.get(change_url(career)).text
    client.post(change_url(career), nurse_form(career))
    page = client.get(change_url(career)).text
    assert "Readers see version 1 of" in page
    assert "this draft is newer." in page
    assert "Version 2: saved by ana" in page


def test_the_form_says_what_is_planned_and_what_became_of_it() -> None:
    career = make_career("Nurse", slug="nurse")
    plan = {"at": timezone.now(), "zone": "America/Chicago", "problem": "It lacks: sources."}
    Plan.objects.create(career=career, action="unpublish", **plan)
    page = signed_in(make_editor()).get(change_url(career)).text
    assert "the page comes off the site on" in page
    assert "It lacks: sources." in page
    assert "Change or withdraw it" not in page
    assert "Change or withdraw it" in signed_in(make_publisher()).get(change_url(career)).text


# The rows


def test_rows_are_headed_by_what_they_say_also_when_it_is_wrong() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    Step.objects.create(career=career, title="Earn the license", text="x")
    client = signed_in(make_editor())
    page = client.get(change_url(career)).text
    assert '<span class="inline_label">Earn the license</span>' in page
    rows = [{"id": "1", "related": "No such career"}]
    form = career_form(career, {"related_careers": rows}, title="Nurse", slug="nurse")
    answer = client.post(change_url(career), form)
    assert answer.status_code == 422
    assert '<span class="inline_label">No such career</span>' in answer.text


def test_blank_rows_count_for_nothing_wherever_they_stand() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    rows = [{"id": "", "title": "", "text": ""}, {"title": "One", "text": "x", "position": 2}]
    form = career_form(career, {"steps": rows}, title="Nurse", slug="nurse")
    form["steps-INITIAL_FORMS"] = 1
    assert signed_in(make_editor()).post(change_url(career), form).status_code == 302
    assert [step.title for step in career.steps.all()] == ["One"]


def test_a_new_row_can_be_removed_before_it_is_saved() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    rows = [{"title": "Half a row", "text": "", "DELETE": "on"}, {"title": "One", "text": "x"}]
    form = career_form(career, {"steps": rows}, title="Nurse", slug="nurse")
    assert signed_in(make_editor()).post(change_url(career), form).status_code == 302
    assert [step.title for step in career.steps.all()] == ["One"]


# The words


LONG_SENTENCE = " ".join(["Nurses", *["care"] * 40]) + "."


def test_what_is_hard_to_read_is_noted_under_the_text_and_stops_nobody() -> None:
    career = make_career("Nurse", slug="nurse", overview=LONG_SENTENCE, state=Career.State.DRAFT)
    Step.objects.create(career=career, title="Study", text=LONG_SENTENCE)
    client = signed_in(make_editor())
    page = client.get(change_url(career)).text
    assert page.count("More than 30 words in one sentence: “Nurses care care") == 2
    assert page.count("Reads at grade") == 1
    form = nurse_form(career, overview=LONG_SENTENCE)
    assert client.post(change_url(career), form).status_code == 302


def test_plain_words_get_no_notes() -> None:
    career = make_career(overview="Nurses care for people. They work at night.")
    assert 'class="notes"' not in signed_in(make_editor()).get(change_url(career)).text


def test_a_text_is_shown_as_readers_will_see_it() -> None:
    client = signed_in(make_editor())
    answer = client.post(WORDS, {"text": f"*Hello* <script>x</script>\n\n{LONG_SENTENCE}"})
    assert answer.status_code == 200
    assert "<em>Hello</em>" in answer.text
    assert "<script>" not in answer.text
    assert "More than 30 words" in answer.text
    assert "There is nothing to show yet." in client.post(WORDS).text
    long = client.post(WORDS, {"text": "x" * 20_001})
    assert (long.status_code, long.text) == (
        422,
        "Keep the text under 20,000 characters; it has 20,001.",
    )


def test_the_preview_of_a_text_is_for_editors_and_takes_posts_only() -> None:
    assert signed_in(make_editor()).get(WORDS).status_code == 405
    assert signed_in(make_publisher()).post(WORDS, {"text": "x"}).status_code == 403
    assert signed_in(make_moderator()).post(WORDS, {"text": "x"}).status_code == 403
    assert signed_in(make_user()).post(WORDS, {"text": "x"})["Location"].startswith("/admin/login/")
    assert Client().post(WORDS, {"text": "x"})["Location"].startswith("/admin/login/")


def test_a_text_that_could_not_be_shown_is_refused_beside_its_field() -> None:
    career = make_career("Nurse", slug="nurse")
    answer = signed_in(make_editor()).post(
        change_url(career), nurse_form(career, overview="x" * 20_001)
    )
    assert answer.status_code == 422
    assert "Keep this under 20,000 characters; it has 20,001." in answer.text


# A session that ended


@pytest.mark.parametrize("new", [True, False])
def test_what_was_sent_signed_out_is_there_after_signing_in_once(new: bool) -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    url = ADD if new else change_url(career)
    form = career_form(title="Pilot", slug="pilot", seen="") if new else nurse_form(career)
    client = Client()
    answer = client.post(url, form | {"overview": "Typed\n\nfor <hours>", "_save": "1"})
    assert answer["Location"].startswith("/admin/login/")
    assert not Version.objects.exists()
    client.force_login(make_editor())
    page = client.get(url)
    assert "nothing was saved" in page.text
    assert "Typed\n\nfor &lt;hours&gt;</textarea>" in page.text
    again = page.context["fields"] | {"_continue": "1"}
    assert client.post(url, again).status_code == 302
    saved = Version.objects.get()
    assert saved.document["overview"] == "Typed\n\nfor <hours>"
    assert "nothing was saved" not in client.get(url).text


def test_what_was_kept_is_nobody_elses() -> None:
    career = make_career("Nurse", slug="nurse", state=Career.State.DRAFT)
    Client().post(change_url(career), nurse_form(career))
    assert "nothing was saved" not in signed_in(make_editor()).get(change_url(career)).text


# What it costs


def sixty_rows(career: Career) -> dict[str, list[dict[str, Any]]]:
    """The rows of a page as its form sends them."""
    part = {
        "alternate_titles": ["title"],
        "education_routes": ["level", "standing", "text"],
        "moments": ["time", "title", "text"],
        "steps": ["title", "text"],
        "skills": ["name", "text"],
        "responsibilities": ["text"],
        "interview_questions": ["question", "kind", "looking_for"],
        "sources": ["title", "publisher", "url"],
        "related_careers": ["related"],
    }
    return {
        name: [
            {"id": row.pk, "position": n, **{field: getattr(row, field) for field in fields}}
            for n, row in enumerate(getattr(career, name).all())
        ]
        for name, fields in part.items()
    }


@pytest.mark.parametrize("state", Career.State.values)
def test_saving_sixty_rows_of_which_one_changed_is_cheap(
    state: str, django_assert_max_num_queries: Any
) -> None:
    career = make_career("Nurse", slug="nurse", state=state)
    add_parts(career, 7)
    rows = sixty_rows(career)
    assert sum(map(len, rows.values())) >= 60
    client = signed_in(make_editor())
    client.get(change_url(career))

    def form() -> dict[str, Any]:
        rows["steps"][3]["text"] += " More."
        return career_form(career, rows, title="Nurse", slug="nurse")

    def save(form: dict[str, Any]) -> None:
        assert client.post(change_url(career), form).status_code == 302

    changed = form()
    with django_assert_max_num_queries(60):
        save(changed)
    assert is_within(0.5, lambda: save(form()))
    assert "More." in current(Career.objects.get(pk=career.pk))["become"]["steps"][3]["text"]


def test_a_character_that_no_title_has_is_told_at_the_row() -> None:
    career = make_career("Nurse", slug="nurse")
    parts = {"related_careers": [{"related": "Para\0medic"}]}
    data = career_form(career, parts, title="Nurse", slug="nurse")
    answer = signed_in(make_editor()).post(change_url(career), data)
    assert answer.status_code == 422
    assert "There is no career" in answer.text
