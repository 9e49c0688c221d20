"""What O*NET data and the Employment Projections say, part by part, in words before it is drawn."""

import re

import pytest
from django.test import Client

from careers.models import Career, Occupation, RelatedCareer
from careers.profile_rows import IMPORTANCE, rows_of
from tests.builders import (
    add_parts,
    make_attainment,
    make_career,
    make_data_page,
    make_occupation,
    make_onet_release,
    make_profile,
    make_projection,
)
from tests.careers.profiles import add_outlook, add_scores, make_rich_profile

pytestmark = pytest.mark.django_db


def get(career: Career) -> str:
    response = Client().get(career.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def part(career: Career, name: str) -> str:
    """The HTML of one section of the career's page."""
    return get(career).split(f'<section id="{name}"')[1].split("</section>")[0]


def unfolded(html: str) -> str:
    """What is seen before anything is opened."""
    return re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL)


def page(**fields) -> Career:
    """A data page; `rows` and the rest of `fields` are those of its profile."""
    return make_data_page(make_rich_profile(**fields))


def written(**fields) -> Career:
    """An editors' page with every part, and imported data under it."""
    profile = make_rich_profile(**fields)
    career = make_career(
        "Sample Keeper", occupation=profile.occupation, profile=profile, onet_code=profile.code
    )
    return add_parts(career)


def test_tasks_are_the_responsibilities_core_ones_first_and_the_rest_folded():
    html = part(page(), "duties")
    assert re.findall(r"<li>Task number (\d+)\.</li>", html) == [
        *map(str, range(1, 20, 2)), *map(str, range(0, 20, 2))
    ]  # fmt: skip
    assert unfolded(html).count("<li>") == 8
    assert "Show all 20 tasks" in html


def test_unrated_tasks_are_all_shown_in_their_order():
    tasks = [{"id": n, "text": f"Task number {n}.", "core": None} for n in range(10)]
    html = part(page(tasks=tasks), "duties")
    assert re.findall(r"Task number (\d+)", unfolded(html)) == [str(n) for n in range(10)]
    assert "<details><" not in html


def test_editors_responsibilities_win_and_tasks_are_folded_below():
    html = part(written(), "duties")
    assert "Key Responsibilities" in html
    assert re.findall(r"<li>(.*?)</li>", unfolded(html)) == ["Do task 0", "Do task 1"]
    assert "More tasks, from O*NET® data" in html
    assert html.count("Task number") == 20


def test_editors_words_win_over_the_description():
    career = written()
    assert "Keep samples in order" not in get(career)
    assert "What it is." in get(career)


def test_the_most_important_skills_are_drawn_with_words_and_all_are_in_a_table():
    html = part(page(), "skills")
    seen = unfolded(html)
    assert seen.count('<tr><th scope="row">Skill ') == 8
    assert "Extremely important (5.0 of 5)" in seen
    assert 'width="100.0%"' in seen
    assert html.count('<tr><th scope="row">Skill ') == 8 + 20
    assert html.count('<tr><th scope="row">Subject ') == 8 + 20
    assert "Advanced, 6.0" in html
    assert "Not needed" in html


@pytest.mark.parametrize(
    ("importance", "words"),
    [(1.0, 0), (1.44, 0), (1.46, 1), (2.5, 2), (3.44, 2), (3.5, 3), (4.12, 3), (4.46, 4), (5.0, 4)],
)
def test_importance_is_in_the_words_of_the_survey(importance, words):
    row = {"id": "1", "name": "Listening", "importance": importance, "level": None}
    career = page(rows=3, skills=[row])
    [(_, said, _)] = rows_of(career).skills
    assert said == f"{IMPORTANCE[words]} ({importance:.1f} of 5)"


def test_editors_skills_stand_before_the_ratings():
    html = part(written(), "skills")
    assert html.index("It looks like this.") < html.index("as rated in O*NET® data")


def test_scores_stand_in_where_no_skills_are_rated_and_say_why_and_from_where():
    career = page(skills=[], knowledge=[])
    add_scores(career.occupation)
    html = part(career, "skills")
    assert "O*NET® data has no skill ratings for this occupation yet" in html
    assert "Employment Projections program" in html
    assert "BLS skill scores" in html
    assert unfolded(html).count('<tr><th scope="row">Ability') == 8
    assert html.count('<tr><th scope="row">Ability') == 17
    assert "Source: O*NET" not in html


def test_scores_are_not_shown_beside_rated_skills():
    career = page()
    add_scores(career.occupation)
    assert "Ability 0" not in get(career)


def test_technology_is_grouped_marks_what_is_hot_and_explains_it():
    html = part(page(), "technology")
    assert "O*NET® data names 20 programs and tools for this work." in html
    assert "named often in employers’ job postings" in html
    seen = unfolded(html)
    assert seen.count("<li>") == 12
    assert seen.index("Tool 19") < seen.index("Tool 0<")
    assert re.search(r"Tool 19\s*<b class=\"badge\">hot</b>", seen)
    assert html.count("<dt>Kind ") == 2
    assert "All 20, by kind" in html


def test_a_short_list_of_technology_is_not_folded():
    html = part(page(rows=5), "technology")
    assert "by kind" not in html
    assert unfolded(html).count("Tool ") == 5


def test_interests_are_in_words_and_drawn_on_their_scale():
    html = part(page(), "interests")
    assert (
        "<b>realistic</b> (hands-on work with tools, machines, plants or animals) and <b>conventional</b>"
        in html
    )
    rows = re.findall(
        r'<th scope="row">(\w+) <span.*?<td class="said">([\d.]+) of 7<.*?width="([\d.]+)%"', html
    )
    assert rows[0] == ("Realistic", "7.0", "99.8")
    assert rows[1] == ("Investigative", "1.0", "0.0")
    assert len(rows) == 6


def test_no_high_points_is_no_sentence_about_them():
    assert "suits people" not in part(page(high_points=""), "interests")


def test_work_styles_stand_without_interests():
    nothing = dict.fromkeys(
        ["realistic", "investigative", "artistic", "social", "enterprising", "conventional"]
    )
    html = part(page(high_points="", **nothing), "interests")
    assert "Interests that this work meets" not in html
    assert "Style 0" in html


def test_the_job_zone_is_in_the_words_of_the_reference_table():
    html = part(page(), "become")
    for words in (
        "Job Zone Four: Considerable Preparation Needed",
        "Some years.",
        "Mostly a degree.",
        "A year.",
    ):
        assert words in html


def test_schooling_comes_from_the_survey_where_there_is_one():
    career = page()
    html = part(career, "education")
    assert "most people in it say “bachelor’s degree” (79%)" in html
    rows = re.findall(r'<th scope="row">([^<]+)</th><td class="num">([^<]+)</td>', html)
    assert rows == [
        ("High school diploma", "20%"),
        ("Bachelor’s degree", "79%"),
        ("Master’s degree", "under 1%"),
    ]
    assert "Source: O*NET® data" in html


def test_schooling_of_the_census_is_folded_under_the_survey_and_open_without_one():
    surveyed, other = page(), page(education=[])
    for career in (surveyed, other):
        make_attainment(career.occupation)
    folded = part(surveyed, "education")
    assert "What people in the work have finished" in folded
    assert "Highest level finished" not in unfolded(folded)
    opened = part(other, "education")
    assert "Highest level finished" in unfolded(opened)
    assert "Source: Census survey" in opened


def test_what_people_need_to_start_comes_from_the_projections():
    career = page(rows=3)
    add_outlook(career.occupation, training="")
    html = part(career, "education")
    said = text(html)
    assert "Schooling bachelor&#x27;s degree Work in a related occupation none" in said
    assert "Training on the job" not in said
    assert "Source: BLS projections, 2024–34" in html


@pytest.mark.parametrize(
    ("change", "first", "last", "said"),
    [
        ("33.5", 245_900, 328_300, "grow by 33.5%, from 245,900 to 328,300. That is faster than all occupations together (+3.1%)."),
        ("3.1", 1_000, 1_031, "That is as fast as all occupations together"),
        ("1.0", 1_000, 1_010, "That is slower than all occupations together"),
        ("0.0", 1_000, 1_000, "stay about the same, near 1,000."),
        ("-12.5", 8_000, 7_000, "shrink by 12.5%, from 8,000 to 7,000."),
        ("2.2", 1_800, 1_800, "stay near 1,800: the growth of 2.2% is lost in the rounding."),
    ],
)  # fmt: skip
def test_the_outlook_is_a_part_of_its_own_in_a_plain_sentence(change, first, last, said):
    make_projection(make_occupation(Occupation.ALL), "3.1")
    career = page(rows=3)
    add_outlook(career.occupation, change=change, employment_first=first, employment_last=last)
    html = part(career, "outlook")
    assert said in html
    assert f'<th scope="row">2034</th><td class="num">{last:,}</td>' in html
    assert "Source: BLS projections, 2024–34" in html


def test_openings_too_few_to_be_published_are_not_none():
    career = page(rows=3)
    add_outlook(career.occupation, openings=0, employment_first=200, employment_last=100)
    assert "Fewer than 50 openings a year are expected.</p>" in part(career, "outlook")
    assert "fewer than 50 openings a year" in Client().get(career.get_absolute_url()).text


def test_the_outlook_of_a_wider_occupation_is_named():
    wider = make_occupation("13-1020")
    add_outlook(wider)
    career = page(rows=3)
    Occupation.objects.filter(pk=career.occupation_id).update(reported_as=wider)
    Occupation.objects.filter(pk=career.occupation_id).point_at_newest_figures()
    assert f"These figures are for <b>{wider.title}</b>" in part(career, "outlook")


def test_programs_of_study_are_folded_after_eight_and_promise_nothing():
    html = part(page(), "programs")
    assert "A name promises nothing about admission, cost or quality" in html
    assert unfolded(html).count("<li>") == 8
    assert html.count("<li>") == 20
    assert "Show all 20" in html


def test_related_careers_of_the_data_follow_those_of_editors_in_order_and_end_at_ten():
    near = [make_data_page(make_profile(make_occupation())) for _ in range(14)]
    codes = [
        {"code": other.onet_code, "tier": "Primary-Short", "index": n}
        for n, other in enumerate(reversed(near))
    ]
    career = make_data_page(
        make_rich_profile(
            rows=3, related=[*codes, {"code": "99-9999.99", "tier": "x", "index": 99}]
        )
    )
    RelatedCareer.objects.create(career=career, related=near[0])
    html = part(career, "related")
    shown = re.findall(r'<h3><a class="plain" href="([^"]+)"', html)
    wanted = [near[0], *reversed(near[5:])]
    assert shown == [other.get_absolute_url() for other in wanted]


def test_sources_credit_every_release_in_full():
    career = page(rows=3)
    add_outlook(career.occupation)
    said = text(part(career, "sources"))
    assert "USDOL/ETA has not approved, endorsed, or tested these modifications." in said
    assert "Employment Projections" in said
    assert "CIP to SOC crosswalk" in said


def test_a_profile_without_a_career_of_editors_names_its_release_in_every_part():
    html = get(page())
    for name in ("what", "duties", "education", "become", "skills", "technology", "interests"):
        section = html.split(f'<section id="{name}"')[1].split("</section>")[0]
        assert f"Source: O*NET® data, {make_onet_release().when}" in section


def test_a_survey_that_withholds_its_most_common_answer_names_none_and_gives_way_to_the_census():
    career = page(education=[{"category": 3, "name": "Certificate", "percent": 22.5},
                           {"category": 5, "name": "Associate’s Degree", "percent": 19.4}])  # fmt: skip
    make_attainment(career.occupation)
    said = part(career, "education")
    assert "the most common answer is" not in said
    assert "Schooling that people in the work call required" not in said
    assert "Highest level finished by people in the work" in said


def test_a_survey_that_withholds_a_small_part_says_how_much():
    career = page(education=[{"category": 6, "name": "Bachelor’s Degree", "percent": 80.0},
                           {"category": 8, "name": "Master’s Degree", "percent": 12.0}])  # fmt: skip
    said = part(career, "education")
    assert "most people in it say “bachelor’s degree” (80%)." in said
    assert "Too few people were asked to publish 8% of the answers." in said
