"""The questionnaire, its scores, and the careers that it leads to."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from careers.interests import ANSWERS, MISSING, STATEMENTS, Answers, closest, leading
from careers.models import Career, Profile
from careers.models.profile import INTERESTS
from careers.title_search import write_titles
from tests.builders import (
    make_area,
    make_career,
    make_data_page,
    make_editor,
    make_local_wages,
    make_occupation,
    make_profile,
    make_projection,
)

pytestmark = pytest.mark.django_db

FORM, RESULTS = "/careers/interests/", "/careers/interests/results/"


def marks(**given: str) -> str:
    """Thirty marks from five for each letter, "ddddd" where none are given."""
    each = {letter: iter(given.get(letter, "ddddd")) for letter in INTERESTS}
    return "".join(next(each[letter]) for letter, _ in STATEMENTS)


def make_rated(title: str, scores: str, high_points: str = "", **fields):
    """A data page whose six interest scores are the digits of `scores`, in the order R I A S E C."""
    occupation = fields.pop("occupation", None) or make_occupation()
    rated = dict(zip(INTERESTS.values(), scores, strict=True))
    profile = make_profile(occupation, title=title, tasks=["x"], high_points=high_points, **rated)
    career = make_data_page(profile, **fields)
    write_titles([career])
    return career


def results(a: str, query: str = "", client: Client | None = None):
    response = (client or Client()).get(f"{RESULTS}?a={a}{query}")
    assert response.status_code == 200
    return response


def titles(response) -> list[str]:
    return [career.title for career in response.context["careers"]]


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", response.content.decode()))


def test_there_are_five_different_statements_of_each_type():
    letters = [letter for letter, _ in STATEMENTS]
    assert {letter: letters.count(letter) for letter in INTERESTS} == dict.fromkeys(INTERESTS, 5)
    assert len({words for _, words in STATEMENTS}) == 30


def test_the_form_asks_all_thirty_and_picks_nothing_beforehand():
    page = Client().get(FORM).content.decode()
    assert page.count("<fieldset id=") == 30
    assert page.count('type="radio" name="s') == 90
    assert not re.search(r'name="s\d+"[^>]*checked', page)
    assert "missing" not in page


def test_sent_answers_lead_to_one_short_address_and_nothing_is_stored():
    given = {f"s{number}": "lud"[number % 3] for number in range(1, 31)}
    response = Client().get(RESULTS, given)
    assert response.status_code == 302
    assert response["Location"] == f"{RESULTS}?a={'udl' * 10}"
    assert not response.cookies


def test_too_few_answers_lead_back_to_the_form_which_keeps_them_and_says_how_many_are_missing():
    response = Client().get(RESULTS, {"s1": "l", "s3": "d", "s4": "nonsense"}, follow=True)
    page = response.content.decode()
    assert response.redirect_chain == [(f"{FORM}?a=l-d{'-' * 27}", 302)]
    assert "28 of 30 answers are missing" in page
    assert 'href="#s2"' in page
    assert re.search(r'name="s1" value="l" checked', page)
    assert re.search(r'name="s3" value="d" checked', page)
    assert page.count(" checked>") == 3  # with the theme’s


def test_three_answers_of_each_type_are_enough_and_the_page_says_that_more_are_missing():
    most = marks(R="lll--", I="ddd--", A="ddd--", S="ddd--", E="ddd--", C="ddd--")
    assert "You answered 18 of 30" in text(results(most))
    few = marks(R="lllll", I="dd---")
    assert Client().get(f"{RESULTS}?a={few}")["Location"] == f"{FORM}?a={few}"


@pytest.mark.parametrize(
    "junk", ["", "x", "<script>", "l" * 29, "l" * 31, "L" * 30, "💩" * 30, "l" * 9999]
)
def test_junk_in_the_address_leads_back_to_the_form_with_what_was_understood(junk):
    response = Client().get(RESULTS, {"a": junk}, follow=True)
    assert response.status_code == 200
    assert response.redirect_chain[0][0].startswith(FORM)
    page = response.content.decode()
    if junk:
        assert "Part of the address made no sense" in page
    assert len(re.findall(r'name="s\d+"[^>]*value="l" checked', page)) == min(junk.count("l"), 30)
    assert "<script>" not in page.partition("<main")[2]


@given(st.text(max_size=80))
def test_any_text_reads_as_thirty_answers(given_text):
    answers = Answers.read(given_text)
    assert len(answers.marks) == 30
    assert set(answers.marks) <= {*ANSWERS, MISSING}
    assert Answers.read(answers.marks) == answers


def test_scores_run_from_0_to_10_and_a_missing_answer_counts_like_the_others_of_its_type():
    scores = Answers.read(marks(R="lllll", I="uuuuu", A="lludd", S="ll-l-", E="uud--")).scores
    assert {key: round(score, 2) for key, score in scores.items()} == {
        "R": 10, "I": 5, "A": 5, "S": 10, "E": 3.33, "C": 0,
    }  # fmt: skip


def test_answers_lean_to_what_is_above_their_own_average():
    assert leading({"R": 2, "I": 4, "A": 0, "S": 0, "E": 0, "C": 1}) == ["I", "R"]
    assert leading(dict.fromkeys(INTERESTS, 10)) == []


def test_closeness_is_the_correlation_of_the_two_shapes():
    make_rated("Same shape", "621111")
    make_rated("Opposite", "137777")
    make_rated("Flat", "444444")
    scores = {"R": 10, "I": 2, "A": 0, "S": 0, "E": 0, "C": 0}
    found = {career.title: career.closeness for career in closest(Career.objects.all(), scores)}
    assert list(found) == ["Same shape"]
    assert found["Same shape"] == pytest.approx(0.9999, abs=0.0005)


def test_how_much_a_person_likes_in_all_makes_no_difference():
    make_rated("Fitters", "711116")
    one = Answers.read(marks(R="lllll", C="llluu")).scores
    other = Answers.read(marks(R="llluu", C="uuuuu")).scores
    for scores in (one, other):
        assert [career.title for career in closest(Career.objects.all(), scores)] == ["Fitters"]


def test_results_come_closest_first_and_among_equals_by_openings():
    for title, scores, openings in [
        ("Far", "751111", 90_000), ("Near, few jobs", "711111", 10), ("Near, many jobs", "711112", 5_000),
    ]:  # fmt: skip
        occupation = make_occupation()
        make_projection(occupation, openings=openings)
        make_rated(title, scores, occupation=occupation)
    assert titles(results(marks(R="lllll"))) == ["Near, many jobs", "Near, few jobs", "Far"]


def test_every_career_says_which_interests_matched_and_which_did_not():
    make_rated("Chemists", "471115", "IC")
    make_rated("Editors", "137111", "A")
    page = text(results(marks(I="lllll", R="lluud")))
    assert "You lean to investigative and realistic activities" in page
    assert "Partly close: investigative matches. The work is also conventional, which you like less. It is less realistic than you like." in page  # fmt: skip
    assert "Editors" not in page
    assert "Realistic, which you lean to: hands-on work" in page
    assert "a starting point" in page


def test_answers_without_a_lean_get_no_careers_but_an_explanation():
    make_rated("Fitters", "711116")
    response = results("l" * 30)
    assert titles(response) == []
    assert "You answered every kind of activity alike" in text(response)
    assert "Change your answers" in text(response)


def test_results_are_filtered_by_schooling_preparation_and_pay_in_the_place():
    state, occupation = make_area("Ohio"), make_occupation(median=90_000)
    make_local_wages(occupation, state, 45_000)
    make_rated("Fitters", "711116", occupation=occupation, education_minimum="high_school")
    make_rated("Surveyors", "711115", education_minimum="bachelors")
    given = marks(R="lllll", C="lllll")
    assert titles(results(given)) == ["Fitters", "Surveyors"]
    assert titles(results(given, "&education=high_school")) == ["Fitters"]
    assert titles(results(given, "&pay_from=80000")) == ["Fitters"]
    response = results(given, "&pay_from=80000&place=ohio")
    assert titles(response) == []
    assert "matches all of these filters" in text(response)
    assert f"?a={given}" in response.content.decode()
    assert "doesn’t know that value" in text(results(given, "&zone=77"))


def test_drafts_and_careers_without_interests_are_left_out():
    make_rated("Fitters", "711116", state="draft")
    make_career("Poet")
    make_data_page(make_profile(make_occupation(), title="All Other"))
    editor = Client()
    editor.force_login(make_editor())
    given = marks(R="lllll", C="lllll")
    assert titles(results(given)) == []
    assert titles(results(given, client=editor)) == ["Fitters"]


def test_results_are_kept_out_of_search_engines_and_take_no_post():
    assert 'name="robots" content="noindex"' in results("ld" * 15).content.decode()
    assert Client().post(f"{RESULTS}?a={'ld' * 15}").status_code == 405
    assert Client().post(FORM).status_code == 405


def test_the_way_on_leads_to_all_careers_with_the_two_strongest_interests():
    make_rated("Fitters", "711116", "RC")
    link = re.search(r'href="(/careers/\?interest=[^"]+)"', results(marks(R="lllll", C="lllld")).content.decode())  # fmt: skip
    query = parse_qs(urlsplit(link[1].replace("&amp;", "&")).query)
    assert query == {"interest": ["R", "C"], "sort": ["-openings"]}
    assert [career.title for career in Client().get(link[1].replace("&amp;", "&")).context["page"]] == ["Fitters"]  # fmt: skip


def test_results_cost_at_most_six_queries_at_any_size():
    state, counts = make_area("Ohio"), []
    for rows in (2, 40):
        for _ in range(rows):
            occupation = make_occupation()
            make_local_wages(occupation, state)
            make_rated(f"Rated {Profile.objects.count()}", "711115", "RC", occupation=occupation)
        with CaptureQueriesContext(connection) as queries:
            response = results(marks(R="lllll"), "&place=ohio")
        counts.append(len(queries))
    assert len(titles(response)) == 24
    assert counts[0] == counts[1]
    assert counts[0] <= 6
