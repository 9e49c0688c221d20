import re

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest
from django.test import Client, RequestFactory, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import include, path

from careerportal import views
from careers.models import AlternateTitle
from tests.builders import (
    make_answer,
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_profile,
    make_projection,
    make_question,
    make_release,
    make_user,
)

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/",
    "/search/",
    "/search/?q=nurse",
    "/careers/",
    "/careers/compare/",
    "/community/",
    "/community/rules/",
    "/about/data/",
    "/privacy/",
    "/accessibility/",
    "/contact/",
]


def boom(request: HttpRequest) -> None:
    raise RuntimeError("boom")


def refuse(request: HttpRequest) -> None:
    raise PermissionDenied("Only the author can change this.")


urlpatterns = [path("boom/", boom), path("refuse/", refuse), path("", include("careerportal.urls"))]
handler403, handler404, handler500 = views.forbidden, views.not_found, views.server_error


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_is_open_to_all_caches_without_cookie_and_under_the_policy(address, client):
    make_career("Nurse", occupation=make_occupation())
    response = client.get(address)
    html = response.content.decode()
    assert response.status_code == 200
    assert len(re.findall("<h1", html)) == 1
    assert not response.cookies
    assert "csrfmiddlewaretoken" not in html
    assert f'<link rel="canonical" href="{settings.SITE_URL}{address.split("?")[0]}">' in html
    assert re.search(r'<meta name="description" content="[^"]{50,}">', html)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert response["Permissions-Policy"].startswith("camera=()")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert "no-store" not in response.get("Cache-Control", "")


@pytest.mark.parametrize("address", PUBLIC)
def test_only_reading_is_possible(address, client):
    assert client.post(address).status_code == 405


@pytest.mark.parametrize("address", ["/", "/careers/", "/community/"])
def test_a_signed_in_page_is_kept_by_no_cache(address, client):
    client.force_login(make_user())
    cache = client.get(address)["Cache-Control"]
    assert "private" in cache
    assert "no-store" in cache


def test_no_page_has_inline_style_script_or_handler(client):
    client.force_login(make_editor())
    for address in PUBLIC:
        html = client.get(address).content.decode()
        assert not re.search(r'\sstyle="|<style|\son\w+="|javascript:', html), address
        for script in re.findall(r"<script[^>]*>", html):
            assert "src=" in script or "application/ld+json" in script, address


def test_the_home_page_shows_fields_figures_and_questions(client):
    make_career("Nurse", occupation=make_occupation(median=61_234))
    make_question("How do new nurses get day shifts?")
    html = client.get("/").content.decode()
    for text in ("Health care", "$61,234", "How do new nurses get day shifts?", "1 career"):
        assert text in html


def test_the_home_page_costs_the_same_at_any_size(client):
    counts = []
    for rows in (1, 5):
        for _ in range(rows):
            occupation = make_occupation()
            make_projection(occupation)
            make_career(occupation=occupation)
            make_data_page(make_profile(make_occupation(median=50_000)))
        with CaptureQueriesContext(connection) as queries:
            response = client.get("/")
        counts.append(len(queries))
    assert len(response.context["careers"]) == 6
    assert response.context["career_count"] == 12
    assert counts[0] == counts[1] <= 4


def test_the_home_page_stands_without_any_content(client):
    assert client.get("/").status_code == 200


@override_settings(
    OPERATOR_NAME="Springfield Library",
    CONTACT_EMAIL="help@library.example",
    CONTACT_ADDRESS="1 Main Street",
)
def test_the_operator_is_named_where_readers_look(client):
    contact = client.get("/contact/").content.decode()
    for text in (
        "Springfield Library",
        "mailto:help@library.example",
        "1 Main Street",
        settings.SITE_URL,
    ):
        assert text in contact
    for address in ("/privacy/", "/accessibility/"):
        assert "help@library.example" in client.get(address).content.decode()


def test_the_data_page_lists_the_releases(client):
    make_release(2023)
    assert "May 2023" in client.get("/about/data/").content.decode()


# Search


def search(words: str) -> str:
    response = Client().get("/search/", {"q": words})
    assert response.status_code == 200
    return response.content.decode()


def test_search_finds_careers_by_any_title_and_questions_by_title():
    nurse = make_career("Registered Nurse")
    AlternateTitle.objects.create(career=nurse, title="RN")
    make_question("Which nurse jobs have no night shifts?")
    html = search("nurse")
    assert nurse.get_absolute_url() in html
    assert "Which nurse jobs have no night shifts?" in html
    assert nurse.get_absolute_url() in search("rn")


def test_search_shows_nothing_hidden():
    make_career("Secret Nurse", state="draft")
    answer = make_answer(make_question("What do secret nurses do all day?"))
    answer.question.posts.get(number=0).set_state("hidden")
    html = search("secret")
    assert "Secret Nurse" not in html
    assert "What do secret nurses do" not in html


@pytest.mark.parametrize(
    "words",
    ["", "   ", "%", "_", "'", "\0", "<b>x</b>", "😀", "x" * 10_000, "a b c d e f g h i j k l m n"],
)
def test_any_words_are_only_words(words):
    assert "<b>x</b>" not in search(words)


# When something goes wrong


def test_a_request_without_sense_is_answered_in_the_look_of_the_site(client):
    client.force_login(make_user())
    response = client.post(f"/community/posts/{make_answer().pk}/helpful/", {"wanted": "perhaps"})
    assert response.status_code == 400
    assert "Nothing was changed" in response.content.decode()


def test_an_unknown_page_offers_ways_on(client):
    response = client.get("/nowhere/<b>/")
    html = response.content.decode()
    assert response.status_code == 404
    assert "We don’t have that page" in html
    assert "<b>/" not in html


@override_settings(ROOT_URLCONF=__name__)
def test_a_refusal_says_why(client):
    response = client.get("/refuse/")
    assert response.status_code == 403
    assert "Only the author can change this." in response.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_failure_is_a_page_in_the_look_of_the_site_and_needs_no_database(
    django_assert_num_queries,
):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/boom/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in response.content.decode()
    assert "boom" not in response.content.decode()


def test_a_failure_page_survives_missing_static_files(settings):
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    }
    response = views.server_error(RequestFactory().get("/"))
    assert response.status_code == 500
    assert b"Something went wrong" in response.content


def test_a_form_without_its_token_is_explained(client):
    client = Client(enforce_csrf_checks=True)
    response = client.post(
        "/accounts/login/", {"login": "a@example.org", "password": "secret-words"}
    )
    assert response.status_code == 403
    html = response.content.decode()
    assert "This page was out of date" in html
    assert "secret-words" not in html


# For machines


def test_robots_name_the_sitemap_and_keep_out_of_forms(client):
    text = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml" in text
    assert "Disallow: /admin/" in text


def test_the_sitemap_lists_what_visitors_may_read_and_nothing_else(client):
    career = make_career("Nurse")
    make_career("Draft", state="draft")
    answered = make_answer().question
    unanswered = make_question("Is anyone there to answer this?")
    hidden = make_answer(make_question("What was it that got hidden?")).question
    hidden.posts.get(number=0).set_state("hidden")
    xml = client.get("/sitemap.xml").content.decode()
    assert f"{settings.SITE_URL}{career.get_absolute_url()}" in xml
    assert answered.get_absolute_url() in xml
    for other in ("/draft/", unanswered.get_absolute_url(), hidden.get_absolute_url()):
        assert other not in xml


def test_open_graph_names_the_page(client):
    career = make_career("Nurse", summary="Looks after people who are ill and those who will be.")
    html = client.get(career.get_absolute_url()).content.decode()
    assert '<meta property="og:title" content="Nurse">' in html
    assert f'<meta property="og:url" content="{settings.SITE_URL}/careers/nurse/">' in html
    assert 'content="Looks after people who are ill' in html


def test_the_favicon_address_that_browsers_guess_leads_to_ours(client):
    response = client.get("/favicon.ico")
    assert response.status_code == 301
    assert response.url.endswith("favicon.svg")


def test_an_unknown_host_is_refused_without_a_failure(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert "evil.example" not in response.content.decode()
