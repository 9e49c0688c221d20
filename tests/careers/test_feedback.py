"""Whether a part was useful, mistakes that readers report, and searches that find nothing."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from careerportal.accounts.limits import LIMITS
from careers import missed_searches
from careers.models import MissedSearch, Mistake, PartVote
from community import retention
from tests.builders import (
    add_parts,
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_profile,
    make_user,
)
from tests.community.test_races import all_at_once

pytestmark = pytest.mark.django_db

PAGE = "/careers/nurse/"
USEFUL = f"{PAGE}useful/"
YES, NO = ({"part": "skills", "useful": value} for value in "10")
WRONG = {"page": PAGE, "text": "Nurses earn more."}
SITE = "http://testserver"


@pytest.fixture
def nurse():
    return add_parts(make_career("Nurse", occupation=make_occupation()))


def votes():
    return list(PartVote.objects.order_by("pk").values_list("part", "useful", "words"))


def visitor(number):
    return Client(REMOTE_ADDR=f"192.0.2.{number}")


def test_every_part_but_the_boards_asks_whether_it_was_useful(nurse, client):
    response = client.get(PAGE)
    asked = [part for part in response.context["sections"] if part.id != "questions"]
    assertContains(response, f'action="{USEFUL}"', count=len(asked))
    for part in asked:
        assertContains(response, f'name="part" value="{part.id}"', count=1)
    assert client.get(PAGE).content == response.content
    assertNotContains(response, "csrfmiddlewaretoken")
    assert not response.cookies


def test_a_member_votes_without_a_token_too(nurse):
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    assertNotContains(client.get(PAGE), f'action="{USEFUL}"><input type="hidden" name="csrf')
    assert client.post(USEFUL, YES).status_code == 302
    assert votes() == [("skills", True, "")]


def test_yes_is_thanked_for_and_leads_back_to_the_part(nurse, client):
    response = client.post(USEFUL, YES, follow=True)
    assertRedirects(response, f"{USEFUL}?part=skills&useful=1")
    assertContains(response, "you found “Essential skills” useful")
    assertContains(response, f'href="{PAGE}#skills"')
    assertNotContains(response, "<textarea")
    assert not response.cookies
    assert votes() == [("skills", True, "")]


def test_after_no_words_can_be_left_for_the_editors_alone(nurse, client):
    response = client.post(USEFUL, NO, follow=True)
    assertContains(response, "What is missing?")
    response = client.post(USEFUL, NO | {"words": " What about night shifts? "}, follow=True)
    assertRedirects(response, f"{USEFUL}?part=skills&useful=0&said=1")
    assertContains(response, "The editors will read them.")
    assertNotContains(response, "<textarea")
    assert votes() == [("skills", False, "What about night shifts?")]
    for address in (PAGE, f"{USEFUL}?part=skills&useful=0"):
        assertNotContains(client.get(address), "night shifts")


def test_voting_again_changes_the_vote(nurse, client):
    for vote in (YES, NO | {"words": "More."}, NO):
        client.post(USEFUL, vote)
    assert votes() == [("skills", False, "More.")]
    client.post(USEFUL, YES)
    assert votes() == [("skills", True, "")]


def test_visitors_are_told_apart_by_network_and_browser_and_members_by_account(nurse):
    for client in (visitor(1), visitor(2), visitor(1)):
        client.post(USEFUL, YES)
    assert PartVote.objects.count() == 2
    Client(REMOTE_ADDR="192.0.2.1", headers={"User-Agent": "Lynx"}).post(USEFUL, NO)
    assert PartVote.objects.count() == 3
    member = make_user()
    for number in (7, 8):
        client = visitor(number)
        client.force_login(member)
        client.post(USEFUL, YES)
    assert PartVote.objects.count() == 4


def test_the_mark_of_a_visitor_is_another_on_every_part_and_page(nurse, client):
    add_parts(make_career("Welder"))
    client.force_login(make_user())
    client.post(USEFUL, YES)
    client.post(USEFUL, {"part": "duties", "useful": "1"})
    client.post("/careers/welder/useful/", YES)
    marks = set(PartVote.objects.values_list("visitor", flat=True))
    assert len(marks) == 3
    assert all(len(mark) == 64 for mark in marks)


@pytest.mark.parametrize(
    "form",
    [
        {"part": "skills"},
        {"part": "skills", "useful": "2"},
        {"part": "skills", "useful": ""},
        {"useful": "1"},
        {"part": "", "useful": "1"},
        {"part": "questions", "useful": "1"},
        {"part": "programs", "useful": "1"},
        {"part": "x" * 9_000, "useful": "1"},
        {"part": "\0", "useful": "1"},
    ],
)
def test_only_a_part_that_the_page_has_takes_a_vote(nurse, client, form):
    assert client.post(USEFUL, form).status_code == 400
    assert votes() == []


def test_data_pages_take_votes_on_what_they_have(client):
    page = make_data_page(make_profile(make_occupation()), title="Thin", slug="thin")
    assertContains(client.get(page.get_absolute_url()), "/careers/thin/useful/")
    assert client.post("/careers/thin/useful/", {"part": "what", "useful": "0"}).status_code == 302
    assert client.post("/careers/thin/useful/", YES).status_code == 400


def test_what_readers_cannot_see_takes_no_votes_even_from_editors(client):
    add_parts(make_career("Nurse", state="draft"))
    assert client.post(USEFUL, YES).status_code == 404
    client.force_login(make_editor())
    assertNotContains(client.get(PAGE), "data-useful")
    assert client.post(USEFUL, YES).status_code == 404
    assert client.post("/careers/nowhere/useful/", YES).status_code == 404
    assert votes() == []


def test_reading_the_address_writes_nothing(nurse, client):
    assertRedirects(client.get(USEFUL), PAGE, fetch_redirect_response=False)
    assert client.get(USEFUL, NO).status_code == 200
    assert client.put(USEFUL).status_code == 405
    assert votes() == []


@pytest.mark.parametrize("address", [USEFUL, "/mistake/"])
@pytest.mark.parametrize(
    ("headers", "is_taken"),
    [
        ({"Sec-Fetch-Site": "same-origin", "Origin": SITE}, True),
        ({"Origin": SITE}, True),
        ({}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, False),
        ({"Sec-Fetch-Site": "same-site"}, False),
        ({"Sec-Fetch-Site": "cross-site", "Origin": SITE}, False),
        ({"Origin": "https://evil.example"}, False),
        ({"Origin": f"{SITE}.evil.example"}, False),
        ({"Origin": "null"}, False),
    ],
)
def test_forms_on_other_sites_are_refused(nurse, address, headers, is_taken):
    response = Client(headers=headers).post(address, YES | WRONG)
    assert response.status_code == (302 if is_taken else 403)
    assert (PartVote.objects.exists() or Mistake.objects.exists()) == is_taken


def test_too_many_words_stay_in_the_field_with_a_sentence(nurse, client):
    long = "é" * 501
    response = client.post(USEFUL, NO | {"words": long})
    assertContains(response, "Keep it to 500 characters; it has 501 now.", status_code=422)
    assertContains(response, long, status_code=422)
    response = client.post(USEFUL, NO | {"words": "a\0b"})
    assertContains(response, "can’t be shown", status_code=422)
    assert votes() == []
    client.post(USEFUL, NO | {"words": long[:500]})
    assert PartVote.objects.get().words == long[:500]


def test_words_are_text_to_whoever_reads_them(nurse, client):
    client.post(USEFUL, NO | {"words": "<b>x</b>"})
    client.force_login(make_editor())
    listed = client.get(reverse("admin:careers_partvote_changelist"))
    assertContains(listed, "&lt;b&gt;x")


@pytest.mark.parametrize("address", [USEFUL, "/mistake/"])
def test_what_fills_in_the_trap_is_thanked_and_not_kept(nurse, client, address):
    assertContains(client.get(address, NO), 'name="website"')
    form = NO | WRONG | {"words": "Buy pills.", "website": "https://pills.example"}
    assert client.post(address, form).status_code == 302
    assert not PartVote.objects.exists()
    assert not Mistake.objects.exists()


@pytest.mark.parametrize(
    ("action", "address", "form"),
    [("useful", USEFUL, NO | {"words": "More."}), ("mistake", "/mistake/", WRONG)],
)
def test_a_limit_is_told_in_words_and_the_text_stays(
    nurse, monkeypatch, client, action, address, form
):
    monkeypatch.setitem(LIMITS, action, LIMITS[action]._replace(network=2, member=(1, 9)))
    assert [client.post(address, form).status_code for _ in range(3)] == [302, 302, 429]
    response = client.post(address, form)
    assert int(response["Retry-After"]) > 0
    text = form.get("words") or form["text"]
    assertContains(response, f"{text}</textarea>", status_code=429)
    assertContains(response, "You can go on in", status_code=429)
    assert visitor(9).post(address, form).status_code == 302
    client.force_login(make_user())
    assert [client.post(address, form).status_code for _ in range(2)] == [302, 429]


# Mistakes


def test_every_page_leads_to_the_form_with_its_own_address(nurse, client):
    for address in ("/", PAGE, "/privacy/", "/search/?q=nurse", "/nowhere/"):
        path = address.partition("?")[0]
        assertContains(
            client.get(address),
            f'href="/mistake/?page={path}"',
            status_code=404 if path == "/nowhere/" else 200,
        )
    assertContains(
        client.get(PAGE), f'Found a mistake? <a rel="nofollow" href="/mistake/?page={PAGE}'
    )


def test_a_mistake_is_kept_with_its_page_and_career(nurse, client):
    form = client.get("/mistake/", {"page": PAGE})
    assertContains(form, f'value="{PAGE}"')
    assertNotContains(form, "csrfmiddlewaretoken")
    assert form.content == client.get("/mistake/", {"page": PAGE}).content
    response = client.post("/mistake/", WRONG, follow=True)
    assertRedirects(response, "/mistake/sent/?page=%2Fcareers%2Fnurse%2F")
    assertContains(response, f'href="{PAGE}"')
    assert not response.cookies
    mistake = Mistake.objects.get()
    assert (mistake.page, mistake.career, mistake.text) == (PAGE, nurse, "Nurses earn more.")
    assert mistake.settled_at is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("/", "/"),
        (f"  {PAGE}?place=ohio#salary", PAGE),
        (f"{USEFUL}?part=salary", USEFUL),
        ("/nowhere/", "/nowhere/"),
        ("/careers/secret/", "/careers/secret/"),
    ],
)
def test_any_page_of_the_site_can_have_one(nurse, settings, client, typed, kept):
    make_career("Secret", state="draft")
    for page in (typed, settings.SITE_URL + typed.strip()):
        client.post("/mistake/", {"page": page, "text": page})
    assert set(Mistake.objects.values_list("page", flat=True)) == {kept}
    careers = set(Mistake.objects.values_list("career", flat=True))
    assert careers == {nurse.pk if "nurse" in kept else None}


@pytest.mark.parametrize(
    "page",
    ["", "careers", "//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:x",
     "/" + "x" * 200, "/a\0b", "///evil.example/"],
)  # fmt: skip
def test_a_page_elsewhere_is_refused_with_a_sentence_and_the_text_stays(client, page):
    response = client.post("/mistake/", {"page": page, "text": "Wrong."})
    assertContains(response, "Wrong.</textarea>", status_code=422)
    assertContains(response, 'id="form-errors"', status_code=422)
    assert not Mistake.objects.exists()
    sent = client.get("/mistake/sent/", {"page": page})
    assertNotContains(sent, 'evil.example/"')


def test_a_mistake_needs_words_and_not_too_many(client):
    for text, said in (("", "Say what is wrong"), ("x" * 2_001, "Keep it to 2000 characters")):
        response = client.post("/mistake/", WRONG | {"text": text})
        assertContains(response, said, status_code=422)
    assert client.post("/mistake/", WRONG | {"text": "x" * 2_000}).status_code == 302


def test_an_address_with_a_key_in_it_is_not_put_into_the_form(client):
    key = "/accounts/password/reset/key/3-abc/"
    assertNotContains(client.get("/mistake/", {"page": key}), f'value="{key}"')
    assertNotContains(client.get("/mistake/", {"page": "/community/mail/stop/abc/"}), 'stop/abc/"')


def test_the_same_mistake_sent_twice_is_one_until_it_is_settled(client):
    for _ in range(2):
        client.post("/mistake/", WRONG)
    assert Mistake.objects.count() == 1
    Mistake.objects.update(settled_at=timezone.now())
    client.post("/mistake/", WRONG)
    assert Mistake.objects.count() == 2


# At the desk


def test_an_editor_reads_and_settles_mistakes(client):
    career = make_career()
    mistake = Mistake.objects.create(page=PAGE, text="No <b>.", career=career)
    editor = make_editor()
    client.force_login(editor)
    opened = client.get(reverse("admin:careers_mistake_change", args=[mistake.pk]))
    assertContains(opened, "Mark as settled")
    assertContains(opened, reverse("admin:careers_career_change", args=[career.pk]))
    assertContains(opened, f'<a href="{PAGE}">')
    assertContains(opened, "No &lt;b&gt;.")
    listing = reverse("admin:careers_mistake_changelist")
    assertContains(client.get(listing, {"settled": "no"}), PAGE)
    client.post(listing, {"action": "settle", "_selected_action": [mistake.pk]})
    mistake.refresh_from_db()
    assert mistake.settled_by == editor
    assert mistake.settled_at
    assertNotContains(client.get(opened.request["PATH_INFO"]), "Mark as settled")
    assertNotContains(client.get(listing, {"settled": "no"}), PAGE)


def test_no_one_at_the_desk_learns_who_voted(nurse, client):
    client.post(USEFUL, NO | {"words": "More."})
    vote = PartVote.objects.get()
    client.force_login(make_editor())
    for name, args in (("changelist", []), ("change", [vote.pk])):
        page = client.get(reverse(f"admin:careers_partvote_{name}", args=args))
        assertContains(page, "More.")
        assertNotContains(page, vote.visitor)
    words = client.get(reverse("admin:careers_partvote_changelist"), {"words": "yes"})
    assertContains(words, "More.")


def test_a_missed_search_that_is_dealt_with_is_deleted(client):
    missed = MissedSearch.objects.create(words="fish doctor")
    client.force_login(make_editor())
    listing = reverse("admin:careers_missedsearch_changelist")
    assertContains(client.get(listing), "fish doctor")
    form = {"action": "delete_selected", "_selected_action": [missed.pk], "post": "yes"}
    client.post(listing, form)
    assert not MissedSearch.objects.exists()


# Missed searches


def missed():
    return dict(MissedSearch.objects.values_list("words", "times"))


def search(words, **headers):
    response = Client(headers=headers).get("/search/", {"q": words})
    assert response.status_code == 200
    return response


def test_words_that_find_no_career_are_counted_as_titles_are_compared(nurse):
    for words in ("Fish Doctors", " fish doctor", "FISH  DOCTOR", "nurse", "Café-Owner’s", "nurze"):
        search(words)
    assert missed() == {"fish doctor": 3, "cafe owner": 1, "nurze": 1}


@pytest.mark.parametrize(
    "words",
    ["", "x", "mara@example.org", "call 555-123-4567", "dr. who", "a@b", "r2d2", "c++", "<b>", "x\0y1",
     "why do i always feel so sad", "x" * 61, "ﷺ" * 30, "— —", "nurse, night", "\u0301\u0301", "%", "🐙"],
)  # fmt: skip
def test_what_may_be_more_than_a_job_is_not_kept(words):
    search(words)
    assert missed() == {}


def test_only_people_who_open_the_page_count(nurse, client):
    search("fish doctor", **{"Sec-Fetch-Mode": "navigate"})
    search("fish doctor", **{"Sec-Fetch-Mode": "cors"})
    search("fish doctor", **{"Sec-Fetch-Mode": "navigate", "Sec-Purpose": "prefetch"})
    client.head("/search/?q=fish+doctor")
    client.get("/search/suggest/?q=fish+doctor")
    client.get("/search/?q=fish+doctor&career=nurse")
    assert missed() == {"fish doctor": 1}


def test_a_full_table_counts_what_it_has_and_takes_nothing_new(monkeypatch):
    monkeypatch.setattr(missed_searches, "MOST", 2)
    for words in ("ab", "cd", "ef", "ab"):
        search(words)
    assert missed() == {"ab": 2, "cd": 1}


def test_a_search_goes_on_when_the_database_cannot_write(monkeypatch):
    monkeypatch.setattr(missed_searches, "NOTE", "INSERT INTO nowhere VALUES (%s, %s, %s, %s)")
    assertContains(search("fish doctor"), "No career has “fish doctor”")
    assert missed() == {}


def test_all_of_it_has_an_end(nurse):
    def ages(days):
        at = timezone.now() - timedelta(days=days)
        PartVote.objects.update(at=at)
        Mistake.objects.update(at=at)
        MissedSearch.objects.update(last_at=at)
        list(retention.carry_out(timezone.now()))
        return [model.objects.count() for model in (PartVote, Mistake, MissedSearch)]

    PartVote.objects.create(career=nurse, part="what", useful=True, visitor="x")
    Mistake.objects.create(page="/", text="No.")
    MissedSearch.objects.create(words="fish doctor")
    assert ages(364) == [1, 1, 1]
    assert ages(366) == [1, 1, 0]
    assert ages(729) == [1, 1, 0]
    assert ages(731) == [0, 0, 0]


# Many at once


@pytest.mark.django_db(transaction=True)
def test_of_many_clicks_at_once_one_vote_stays():
    add_parts(make_career("Nurse"))
    forms = [YES, NO, NO | {"words": "More."}] * 3
    jobs = [lambda form=form: Client().post(USEFUL, form).status_code for form in forms]
    assert all_at_once(jobs) == [302] * 9
    assert PartVote.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_equal_reports_at_once_one_stays():
    jobs = [lambda: Client().post("/mistake/", WRONG).status_code] * 8
    assert all_at_once(jobs) == [302] * 8
    assert Mistake.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_searches_at_once_each_is_counted():
    jobs = [lambda: search("fish doctor").status_code] * 8
    assert all_at_once(jobs) == [200] * 8
    assert missed() == {"fish doctor": 8}
