"""A page shown before readers have it: in the desk's frame, and by a link."""

import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careers.models import Career, Preview, Version
from careers.previews import path_of, signer
from careers.publishing import current, publish, save
from tests.builders import (
    add_parts,
    make_answer,
    make_career,
    make_data_page,
    make_editor,
    make_field,
    make_moderator,
    make_occupation,
    make_projection,
    make_publisher,
    make_question,
    make_user,
)
from tests.careers.profiles import make_rich_profile
from tests.careers.test_admin import PARTS, career_form

pytestmark = pytest.mark.django_db

WORDS = "Zebrafish are fed at dawn."
SENTENCE = "Looks after zebrafish in tanks."


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def preview_url(career: Career) -> str:
    return reverse("admin:careers_career_preview", args=[career.pk])


def shared_url(career: Career) -> str:
    return reverse("admin:careers_career_shared", args=[career.pk])


def withdraw_url(career: Career, link: Preview) -> str:
    return reverse("admin:careers_career_withdraw", args=[career.pk, link.pk])


def make_preview(career: Career | None = None, **fields: Any) -> Preview:
    fields = {
        "document": current(career) if career else {"title": "Nurse", "field": "none"},
        "made_by": make_editor(),
        "expires_at": timezone.now() + timedelta(hours=1),
    } | fields
    return Preview.objects.create(career=career, **fields)


def read(preview: Preview, reader: Client | None = None) -> str:
    answer = (reader or Client()).get(path_of(preview))
    assert answer.status_code == 200
    return str(answer.text)


def shown(desk: Client, url: str, form: dict[str, Any]) -> str:
    """Send `form`, follow to the frame, and read what is in it as nobody in particular."""
    answer = desk.post(url, form, follow=True)
    assert answer.status_code == 200
    path = re.findall(r'<iframe src="([^"]+)"', answer.text)[0]
    return str(Client().get(path).text)


def body(page: str, path: str = "/preview/") -> list[str]:
    """From the site's head on: the bar is above it. A link back to this page is one to the public one."""
    page = page.partition('<header class="site-head">')[2]
    for here, public in (
        (path, "/careers/nurse/"),
        (quote(path, ""), quote("/careers/nurse/", "")),
    ):
        page = page.replace(here, public)
    # A preview asks nobody whether it was useful, and has no changes behind it.
    asked = r'<form class="useful".*?</form>| <a [^>]*>Changes to this page</a>'
    return re.sub(asked, "", page, flags=re.S).split()


# Of the form as it stands


def test_unsaved_words_are_in_the_preview_and_nowhere_else(desk: Client) -> None:
    career = make_career("Nurse")
    question = {"question": "Why fish?", "kind": "Motivation", "looking_for": WORDS}
    parts = {"interview_questions": [question]}
    form = career_form(career, parts, title="Fish Nurse", summary=SENTENCE, overview=WORDS)
    page = shown(desk, preview_url(career), form)
    for words in ("<h1>Fish Nurse</h1>", SENTENCE, "Why fish?"):
        assert words in page
    assert page.count(WORDS) == 2

    career.refresh_from_db()
    assert (career.title, career.draft) == ("Nurse", None)
    assert not Version.objects.exists()
    change = reverse("admin:careers_career_change", args=[career.pk])
    for address in (career.get_absolute_url(), "/careers/", "/search/?q=nurse", change):
        page = desk.get(address).text
        assert "Nurse" in page
        assert "ebrafish" not in page, address
        assert "Fish" not in page, address
    assert career.get_absolute_url() not in desk.get("/search/?q=zebrafish").text


def test_a_preview_saves_over_nobody_and_is_made_after_a_second_editor_saved(desk: Client) -> None:
    career = make_career("Nurse")
    form = career_form(career, {}, title="Nurse", overview=WORDS)
    save(career.pk, current(career) | {"overview": "Theirs."}, make_editor())
    answer = desk.post(preview_url(career), form, follow=True)
    assert "Someone else, or you" not in answer.text
    assert WORDS in read(Preview.objects.get())


def test_the_preview_of_a_page_that_was_never_saved_takes_an_unfinished_form(desk: Client) -> None:
    make_career("Paramedic")
    new = reverse("admin:careers_career_preview_new")
    parts = PARTS | {"related_careers": [{"related": "Paramedic"}]}
    page = shown(desk, new, career_form(parts=parts))
    for words in ("Staff nurse", "Handover", "Earn the license", "Why nursing?", "Handbook"):
        assert words in page
    assert "/careers/paramedic/" in page

    page = shown(desk, new, career_form(parts={}, title="", slug="", field="", overview=WORDS))
    assert "<h1>Untitled</h1>" in page
    assert WORDS in page
    assert Career.objects.count() == 1
    assert shown(desk, new, {})


def test_what_is_wrong_is_left_out_and_named_above_the_preview(desk: Client) -> None:
    career = make_career("Nurse")
    steps = [{"title": "S" * 200, "text": "Too long a title."}, {"title": "Good", "text": WORDS}]
    wrong = {"video_url": "https://videos.example.org/1", "reviewed_on": "yesterday", "title": ""}
    form = career_form(career, {"steps": steps}, **wrong)
    answer = desk.post(preview_url(career), form, follow=True)
    for words in (
        "Not in this preview, because something is wrong with it",
        "<br>The page: Title: This field is required.<br>",
        "<br>How to become: steps, row 1: Title: Ensure",
        "Use the address of one video",
        "Enter a valid date",
    ):
        assert words in answer.text
    page = read(Preview.objects.get())
    assert "<h1>Nurse</h1>" in page
    assert "S" * 101 not in page
    assert WORDS in page
    assert "videos.example.org" not in str(Preview.objects.get().document)


@pytest.mark.parametrize(
    "form",
    [
        {"title": "\0", "steps-TOTAL_FORMS": "-1"},
        {"title": "Nurse", "steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "1", "field": "x"},
        {"title": "Nurse", "related_careers-TOTAL_FORMS": "1", "related_careers-INITIAL_FORMS": "0",
         "related_careers-0-related": "Nobody"},
    ],
)  # fmt: skip
def test_any_form_gives_a_preview(desk: Client, form: dict[str, str]) -> None:
    career = add_parts(make_career("Nurse"), 1)
    assert "<h1>Nurse</h1>" in shown(desk, preview_url(career), form)


def test_an_earlier_version_is_shown_by_its_number(desk: Client) -> None:
    career = make_career("Nurse")
    save(career.pk, current(career) | {"overview": WORDS}, None)
    save(career.pk, current(career) | {"overview": "Later."}, None)
    versions = {str(version.document["overview"]): version for version in Version.objects.all()}
    page = shown(desk, preview_url(career), {"version": versions[WORDS].number})
    assert WORDS in page
    other = make_career("Actuary")
    for key, number in ((career.pk, 99), (career.pk, "x"), (career.pk, "²"), (other.pk, 1)):
        url = reverse("admin:careers_career_preview", args=[key])
        assert desk.post(url, {"version": number}).status_code == 404


def test_a_publisher_sees_what_was_saved_last(client: Client) -> None:
    client.force_login(make_publisher())
    career = make_career("Nurse")
    save(career.pk, current(career) | {"overview": WORDS}, None)
    assert WORDS in shown(client, preview_url(career), {"title": "Ignored"})


# As readers see it


def make_changed(state: str) -> Career:
    """A page in `state` with a draft that changes every part, its pay and its neighbors."""
    occupation = make_occupation("29-1141", median=81_000)
    make_projection(occupation)
    neighbor, hidden = make_career("Paramedic"), make_career("Secret", state="draft")
    career = add_parts(make_career("Nurse", state="draft", pay_note="Before tips."), 2)
    document = current(career) | {
        "summary": SENTENCE,
        "occupation": occupation.soc_code,
        "related": [neighbor.slug, hidden.slug],
        "reviewed_on": "2026-11-01",
    }
    if state == Career.State.DATA:
        career.delete()
        profile = make_rich_profile(make_occupation("29-1171"))
        career = make_data_page(profile, title="Nurse", slug="nurse")
        document["onet_code"] = profile.code
    elif state == Career.State.PUBLISHED:
        publish(career.pk, None)
    save(career.pk, document, None)
    career.refresh_from_db()
    return career


@pytest.mark.parametrize("state", Career.State.values)
def test_the_preview_equals_the_page_after_publishing(state: str) -> None:
    career = make_changed(state)
    make_answer(make_question("How do nurses sleep by day?", career=career))
    link = make_preview(career)
    before = read(link)
    publish(career.pk, None)
    assert SENTENCE in before
    assert "How do nurses sleep by day?" in before
    assert "Secret" not in before
    assert body(before, path_of(link)) == body(Client().get("/careers/nurse/").text)


def test_a_part_that_holds_drafts_only_is_not_there_for_readers() -> None:
    career = add_parts(make_career("Nurse", pay_note="Before tips."), 1)
    save(
        career.pk, current(career) | {"related": [make_career("Secret", state="draft").slug]}, None
    )
    career.refresh_from_db()
    link = make_preview(career)
    before = read(link)
    publish(career.pk, None)
    assert 'id="related"' not in before
    assert body(before, path_of(link)) == body(Client().get("/careers/nurse/").text)


def test_the_preview_takes_the_data_that_publishing_will_bring() -> None:
    occupation = make_occupation("29-1141")
    profile = make_rich_profile(occupation)
    career = add_parts(make_career("Nurse", state="draft", occupation=occupation), 1)
    linked, coded = make_preview(career), make_preview(career)
    coded.document |= {"onet_code": profile.code}
    coded.save()
    pages = [body(read(link), path_of(link)) for link in (linked, coded)]
    publish(career.pk, None)
    career.refresh_from_db()
    assert career.profile == profile
    assert pages == [body(Client().get("/careers/nurse/").text)] * 2


def test_whoever_looks_sees_what_a_signed_out_reader_sees() -> None:
    career = make_career("Nurse")
    answer = make_answer(make_question("What is it that got hidden?", career=career))
    answer.question.posts.get(number=0).set_state("hidden")
    link, chief = make_preview(career), Client()
    chief.force_login(make_user("chief", is_staff=True, is_superuser=True))
    assert read(link, chief) == read(link)
    assert "What is it that got hidden?" not in read(link, chief)


def test_the_preview_says_what_it_is_and_is_kept_by_nobody() -> None:
    career = make_career("Nurse")
    answer = Client().get(path_of(make_preview(career)))
    assert "Preview of a draft, not public. Open until" in answer.text
    assert "noindex" in answer["X-Robots-Tag"]
    assert '<meta name="robots" content="noindex">' in answer.text
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "canonical" not in answer.text
    assert "ld+json" not in answer.text
    assert "preview" not in Client().get("/sitemap.xml").text
    assert "Preview of a draft" not in Client().get(career.get_absolute_url()).text


def test_the_preview_may_be_framed_by_the_desk_and_nothing_else_may(desk: Client) -> None:
    career = make_career("Nurse")
    link = make_preview(career, shared=True)
    framed = desk.get(path_of(link))
    assert "frame-ancestors 'self';" in framed["Content-Security-Policy"] + ";"
    assert framed["X-Frame-Options"] == "SAMEORIGIN"
    frame = reverse("admin:careers_career_previewed", args=[link.pk])
    assert "frame-src 'self'" in desk.get(frame)["Content-Security-Policy"]
    assert 'sandbox="' in desk.get(frame).text
    change = reverse("admin:careers_career_change", args=[career.pk])
    others = [frame, change, shared_url(career), career.get_absolute_url(), "/", "/careers/",
              "/careers/preview/", "/careers/preview/1.x/", "/community/", "/accounts/login/"]  # fmt: skip
    for address in others:
        answer = desk.get(address)
        assert answer["X-Frame-Options"] == "DENY", address
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], address


def test_the_address_of_previews_is_no_career(desk: Client) -> None:
    answer = desk.post(reverse("admin:careers_career_add"), career_form(parts={}, slug="preview"))
    assert "“preview” is the address of another page." in answer.text


# The address


def test_an_expired_a_withdrawn_and_a_deleted_preview_say_so() -> None:
    career = make_career("Nurse")
    withdrawn, orphan = make_preview(career), make_preview(career)
    expired = make_preview(make_career(), expires_at=timezone.now() - timedelta(seconds=1))
    paths = [path_of(link) for link in (expired, withdrawn, orphan)]
    withdrawn.delete()
    career.delete()
    for path in paths:
        answer = Client().get(path)
        assert answer.status_code == 410
        assert "This preview has ended" in answer.text
        assert answer["Cache-Control"] == "private, no-store"


def test_only_an_address_that_was_signed_here_leads_anywhere() -> None:
    first, second = make_preview(make_career("Nurse")), make_preview(make_career("Actuary"))
    key, _, signature = path_of(first).rstrip("/").rpartition("/")[2].partition(".")
    for guess in (
        f"{second.pk}.{signature}",
        f"{key}.{signature[:-1]}",
        f"{key}.{signature}x",
        key,
        "x",
        f"{key}:{signature}",
    ):
        assert Client().get(f"/careers/preview/{guess}/").status_code == 404, guess
    assert signer.salt != "django.core.signing.Signer"
    assert Client().post(path_of(first)).status_code == 405


def test_the_worker_deletes_expired_previews() -> None:
    career = make_career("Nurse")
    make_preview(career, expires_at=timezone.now() - timedelta(seconds=1))
    kept = make_preview(career)
    call_command("retain")
    assert list(Preview.objects.all()) == [kept]


# Links to give away


def test_a_link_is_made_listed_opened_signed_out_and_withdrawn(desk: Client) -> None:
    career = make_career("Nurse")
    save(career.pk, current(career) | {"overview": WORDS}, None)
    answer = desk.post(shared_url(career), {"days": 7}, follow=True)
    link = Preview.objects.get()
    assert "It works for 7 days." in answer.text
    assert link.made_by.handle in answer.text
    assert f">{settings.SITE_URL}{path_of(link)}</a>" in answer.text
    assert timedelta(days=6, hours=23) < link.expires_at - timezone.now() <= timedelta(days=7)
    save(career.pk, current(career) | {"overview": "Later words."}, None)
    assert WORDS in read(link)
    assert WORDS not in Client().get(career.get_absolute_url()).text

    make_preview(make_career("Actuary"), shared=True)
    make_preview(career)
    make_preview(career, shared=True, expires_at=timezone.now())
    assert len(desk.get(shared_url(career)).context["links"]) == 1

    withdraw = withdraw_url(career, link)
    assert desk.get(withdraw).status_code == 302
    assert read(link)
    for _ in range(2):
        assert "The link is withdrawn." in desk.post(withdraw, follow=True).text
    assert Client().get(path_of(link)).status_code == 410


@pytest.mark.parametrize("days", ["", "365", "x"])
def test_a_link_works_for_one_of_the_times_offered(desk: Client, days: str) -> None:
    answer = desk.post(shared_url(make_career("Nurse")), {"days": days})
    assert answer.status_code == 422
    assert 'class="errorlist"' in answer.text
    assert not Preview.objects.exists()


def test_a_link_of_another_page_is_not_withdrawn(desk: Client) -> None:
    link = make_preview(make_career("Nurse"), shared=True)
    desk.post(withdraw_url(make_career("Actuary"), link))
    assert Preview.objects.filter(pk=link.pk).exists()


# Who may


@pytest.mark.parametrize("make", [make_user, make_moderator, None])
def test_who_does_not_edit_or_publish_makes_nothing(client: Client, make: Any) -> None:
    if make:
        client.force_login(make())
    career = make_career("Nurse")
    link = make_preview(career, shared=True)
    for url in (
        preview_url(career),
        reverse("admin:careers_career_preview_new"),
        reverse("admin:careers_career_previewed", args=[link.pk]),
        shared_url(career),
        withdraw_url(career, link),
    ):
        for ask in (client.get, client.post):
            answer = ask(url, follow=True)
            if make:
                assert answer.status_code == 403, url
            else:
                assert "/accounts/login/" in answer.redirect_chain[-1][0], url
    assert list(Preview.objects.all()) == [link]


def test_a_publisher_makes_no_page(client: Client) -> None:
    client.force_login(make_publisher())
    form = career_form(parts={}, field=make_field().pk)
    assert client.post(reverse("admin:careers_career_preview_new"), form).status_code == 403


def test_after_signing_in_a_lost_preview_leads_back_to_its_form(desk: Client) -> None:
    career = make_career("Nurse")
    assert desk.get(preview_url(career))["Location"].endswith(f"/{career.pk}/change/")
    new = reverse("admin:careers_career_preview_new")
    assert desk.get(new)["Location"].endswith("/careers/career/add/")
    ended = reverse("admin:careers_career_previewed", args=[99])
    assert "That preview has ended." in desk.get(ended, follow=True).text
    assert desk.post(reverse("admin:careers_career_preview", args=[99])).status_code == 404


@pytest.mark.parametrize("number", ["x", "²", "9" * 30, "9" * 5000])
def test_a_version_that_never_was_is_not_shown(desk: Client, number: str) -> None:
    career = make_career()
    assert desk.post(preview_url(career), {"version": number}).status_code == 404
