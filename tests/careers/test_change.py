"""From one career to another: what carries over, what is missing, and what changes."""

import html
import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.change import change_between, with_change
from careers.models import (
    AlternateTitle,
    Career,
    DataRelease,
    JobZone,
    Occupation,
    RelatedCareer,
    Skill,
    SkillScores,
)
from careers.title_search import meant, write_titles
from tests.builders import (
    make_area,
    make_career,
    make_data_page,
    make_editor,
    make_local_wages,
    make_occupation,
    make_onet_release,
    make_profile,
    make_projection,
)

pytestmark = pytest.mark.django_db

VISITOR = AnonymousUser()


def rated(**levels: tuple[float, float | None]) -> list[dict]:
    return [
        {"id": name, "name": name, "importance": importance, "level": level}
        for name, (importance, level) in levels.items()
    ]


def make_page(title: str, median: int | None = 60_000, **fields) -> Career:
    """A data page; `fields` are its profile’s."""
    occupation = fields.pop("occupation", None) or make_occupation(median=median)
    career = make_data_page(make_profile(occupation, title=title, tasks=["x"], **fields))
    write_titles([career])
    return career


def make_scores(career: Career, **scores: float) -> None:
    release = DataRelease.objects.get_or_create(
        key="skills-2023-33",
        defaults={"dataset": "skills", "name": "Skill scores", "period": "2024-08-01",
                  "url": "https://www.bls.gov/emp/"},
    )[0]  # fmt: skip
    rows = [{"name": name, "score": score} for name, score in scores.items()]
    SkillScores.objects.create(occupation=career.occupation, release=release, scores=rows)
    Occupation.objects.filter(pk=career.occupation_id).point_at_newest_figures()


def make_zone(number: int) -> JobZone:
    return JobZone.objects.create(
        release=make_onet_release(), number=number, name=f"Zone of {number}"
    )


def change(*slugs: str):
    rows = {career.slug: career for career in with_change(Career.objects.all(), VISITOR)}
    return change_between(*(rows[slug] for slug in slugs))


def read(query: str, client: Client | None = None):
    response = (client or Client()).get(f"/careers/change/?{query}")
    assert response.status_code == 200
    return response


def text(response) -> str:
    plain = re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])
    return re.sub(r"\s+", " ", html.unescape(plain))


def test_skills_are_shared_when_important_in_both_and_to_be_built_when_clearly_higher():
    make_page("Cooks", skills=rated(
        Talking=(3.5, 3.0), Math=(1.5, None), Timing=(4.0, 4.0), Selling=(3.2, 3.0), Odd=(3.1, None),
    ))  # fmt: skip
    make_page("Chefs", skills=rated(
        Talking=(4.5, 4.8), Math=(3.1, 2.5), Timing=(3.9, 4.5), Selling=(2.5, 5.0), Odd=(3.5, 4.0),
        Extra=(4.0, 4.0),
    ))  # fmt: skip
    found = change("cooks", "chefs").skills
    assert found.shared == ["Timing", "Talking", "Odd"]
    # Math is not relevant to cooks; the level of Odd was not published, so nothing is said of it;
    # Timing is only a little higher; Selling is not important to chefs; Extra is rated for one.
    assert [(step.name, step.here, step.there, step.much) for step in found.steps.shown] == [
        ("Math", "none", "2.5", True),
        ("Talking", "3.0", "4.8", True),
    ]
    page = text(read("from=cooks&to=chefs"))
    assert "Now, of 7" in page
    assert "3 skills are important in both. 2 are needed at a clearly higher level." in page
    assert "Source: O*NET® data" in page


def test_one_side_without_ratings_takes_both_to_the_broader_scores_and_says_so():
    cooks = make_page("Cooks", skills=rated(Talking=(3.5, 3.0)))
    coders = make_page("Coders")
    make_scores(cooks, Talking=3.2, Mathematics=2.0)
    make_scores(coders, Talking=3.3, Mathematics=4.5)
    found = change("cooks", "coders")
    assert found.fell_back
    assert found.skills.shared == ["Talking"]
    assert [(step.name, step.here, step.there) for step in found.skills.steps.shown] == [
        ("Mathematics", "2.0", "4.5")
    ]
    page = text(read("from=cooks&to=coders"))
    assert "O*NET® data has no skill ratings for Coders, so both are compared by" in page
    assert "Now, of 5" in page
    assert "3.0" not in page


def test_with_no_common_scale_the_page_compares_no_skills_and_says_so():
    make_page("Cooks", skills=rated(Talking=(3.5, 3.0)))
    make_page("Coders")
    assert change("cooks", "coders").skills is None
    assert "No source rates the skills of both" in text(read("from=cooks&to=coders"))


def test_technology_is_in_common_or_new_and_hot_first():
    tool = dict.fromkeys(["hot", "in_demand"], False) | {"category": "Software"}
    make_page("Cooks", technologies=[tool | {"name": "Sheets"}, tool | {"name": "Till"}])
    make_page("Chefs", technologies=[
        tool | {"name": "Sheets"}, tool | {"name": "Plan"}, tool | {"name": "Word", "hot": True},
    ])  # fmt: skip
    found = change("cooks", "chefs")
    assert found.same_tools.shown == [("Sheets", False)]
    assert found.new_tools.shown == [("Word", True), ("Plan", False)]
    make_page("Painters")
    assert change("painters", "chefs").new_tools.total == 0


def test_schooling_preparation_and_pay_are_compared_in_sentences():
    low, high = make_zone(2), make_zone(4)
    cooks = make_page("Cooks", 40_000, job_zone=low)
    chefs = make_page("Chefs", 55_000, job_zone=high)
    make_projection(cooks.occupation, entry_level="none")
    make_projection(chefs.occupation, "12.5", entry_level="associates")
    assert change("cooks", "chefs").sentences == [
        "The new work usually asks for more schooling: associate degree.",
        "It takes more preparation: 2 job zones up.",
        "Median pay is $15,000 a year higher.",
    ]
    assert change("chefs", "cooks").sentences == [
        "The new work usually asks for less schooling: no formal credential.",
        "It takes less preparation: 2 job zones down.",
        "Median pay is $15,000 a year lower.",
    ]
    assert "+12.5%" in text(read("from=cooks&to=chefs"))


def test_pay_is_not_subtracted_where_it_is_top_coded_or_of_another_kind():
    make_page("Surgeons", 239_200, occupation=make_occupation(median=239_200, annual_p75=239_200, annual_p90=239_200))  # fmt: skip
    make_page("Cooks", 40_000)
    make_page("Actors", None)
    assert change("cooks", "surgeons").sentences == []
    assert "at least $239,200" in text(read("from=cooks&to=surgeons"))
    assert change("cooks", "actors").sentences == []
    assert "not published" in text(read("from=cooks&to=actors"))


def test_one_figure_for_both_is_no_comparison():
    wider = make_occupation(median=50_000)
    for title in ("Home Aides", "Personal Aides"):
        member = make_occupation(median=None)
        Occupation.objects.filter(pk=member.pk).update(reported_as=wider)
        make_career(title, occupation=member)
    Occupation.objects.point_at_newest_figures()
    page = text(read("from=home-aides&to=personal-aides"))
    assert "The statistics give one figure for the pay of both." in page
    assert page.count(f"Figures of {wider.title}") == 2


def test_pay_follows_the_chosen_place_on_one_scale():
    state = make_area("Ohio")
    for title, pay in (("Cooks", 30_000), ("Chefs", 80_000)):
        make_local_wages(make_page(title, 50_000).occupation, state, pay)
    page = text(read("from=cooks&to=chefs&place=ohio"))
    assert "Pay a year in Ohio, on one scale from $10k to $130k" in page
    assert "Median pay is $50,000 a year higher." in page
    assert "Median pay is the same." in text(read("from=cooks&to=chefs"))


def test_editors_words_stand_beside_the_data():
    cooks, chefs = make_page("Cooks"), make_career("Chef", occupation=make_occupation())
    Skill.objects.create(career=chefs, name="A calm head", text="When orders pile up.")
    RelatedCareer.objects.create(career=chefs, related=cooks)
    page = text(read("from=cooks&to=chef"))
    assert "A calm head" in page
    assert "not written yet" in page
    assert "listed as related careers" in page


def test_what_the_data_calls_related_is_said_and_offered():
    goal = make_page("Chefs")
    make_page("Cooks", related=[{"code": goal.onet_code, "tier": "Primary-Short", "index": 1}])
    assert change("cooks", "chefs").related
    assert change("chefs", "cooks").related
    page = read("from=cooks").content.decode()
    assert 'href="?from=cooks&amp;to=chefs"' in page


def test_titles_that_were_typed_lead_to_the_short_address_and_other_parameters_stay():
    make_page("Cooks")
    career = make_career("Chef")
    AlternateTitle.objects.create(career=career, title="Kitchen boss")
    write_titles([career])
    response = Client().get("/careers/change/?from=cooks&to=kitchen+boss&place=ohio")
    assert response.status_code == 302
    assert response["Location"] == "/careers/change/?from=cooks&to=chef&place=ohio"


def test_words_that_may_mean_several_careers_offer_them_and_unknown_words_are_kept_and_named():
    make_page("Line Cooks")
    make_page("Private Cooks")
    page = read("from=cooks&to=<b>zq</b>")
    assert "Which career do you mean by “cooks”?" in text(page)
    assert 'href="?from=line-cooks&amp;to=%3Cb%3Ezq%3C%2Fb%3E"' in page.content.decode()
    assert "We found no career called “<b>zq</b>”" in text(page)
    assert "<b>zq" not in page.content.decode()
    assert 'value="cooks"' in page.content.decode()
    assert 'aria-invalid="true"' in page.content.decode()


def test_misspelled_words_find_the_career_they_mean():
    phlebotomists = make_page("Phlebotomists")
    assert meant("phlebotomizzt", VISITOR) == [phlebotomists]
    assert meant("", VISITOR) == []


@pytest.mark.parametrize(
    "query", ["", "from=&to=", "from=%00", "to=" + "x" * 9000, "from=a&from=b"]
)
def test_any_input_gets_a_page(query):
    assert "Your work now" in text(read(query))


def test_the_same_career_twice_asks_for_another():
    make_page("Cooks")
    assert "Both are the same career" in text(read("from=cooks&to=cooks"))


def test_drafts_are_for_editors_only():
    make_page("Cooks")
    make_career("Secret Chef", state="draft")
    assert "We found no career called “secret-chef”" in text(read("from=cooks&to=secret-chef"))
    editor = Client()
    editor.force_login(make_editor())
    assert "From Cooks to Secret Chef" in text(read("from=cooks&to=secret-chef", editor))


def test_the_other_way_round_is_one_link():
    make_page("Cooks")
    make_page("Chefs")
    assert 'href="?from=chefs&amp;to=cooks"' in read("from=cooks&to=chefs").content.decode()


def test_the_page_takes_no_post():
    assert Client().post("/careers/change/").status_code == 405


def test_the_number_of_queries_does_not_grow_with_what_is_compared():
    counts, state = [], make_area("Ohio")
    for rows in (2, 30):
        many = {f"Skill{n}": (4.0, 4.0) for n in range(rows)}
        tools = [{"name": f"Tool {n}", "category": "x", "hot": False, "in_demand": False} for n in range(rows)]  # fmt: skip
        for title in (f"Cooks {rows}", f"Chefs {rows}"):
            career = make_page(
                title, skills=rated(**many), knowledge=rated(**many), technologies=tools
            )
            make_local_wages(career.occupation, state)
            for n in range(rows):
                Skill.objects.create(career=career, name=f"Skill {n}", text="x", position=n)
                other = make_career(occupation=make_occupation())
                RelatedCareer.objects.create(career=career, related=other, position=n)
        with CaptureQueriesContext(connection) as queries:
            read(f"from=cooks-{rows}&to=chefs-{rows}&place=ohio")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 6
