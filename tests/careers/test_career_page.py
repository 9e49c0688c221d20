import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import Career, Occupation, WageEstimate
from careers.video import embed_url
from tests.builders import (
    add_parts,
    make_area,
    make_attainment,
    make_career,
    make_data_page,
    make_editor,
    make_local_wages,
    make_occupation,
    make_projection,
    make_question,
    make_release,
    make_user,
)
from tests.careers.profiles import make_rich_profile

pytestmark = pytest.mark.django_db

PARTS = [
    "What is a Sample Keeper?",
    "Typical Education",
    "Salary Range in the United States",
    "Outlook",
    "Day in the Life",
    "How to Become a Sample Keeper",
    "Essential Skills",
    "Key Responsibilities",
    "Common Interview Questions",
    "Related Careers",
    "Questions?",
    "Sources and Further Reading",
]


def full_career(rows: int = 2) -> Career:
    occupation = make_occupation("15-2051")
    make_projection(occupation)
    make_attainment(occupation)
    career = make_career("Sample Keeper", occupation=occupation, reviewed_on=date(2026, 11, 20))
    return add_parts(career, rows)


def get(career: Career, client: Client | None = None) -> str:
    response = (client or Client()).get(career.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def headings(html: str) -> list[str]:
    return re.findall(r"<h2 id=\"[\w-]+\">([^<]+)</h2>", html)


def test_the_page_carries_every_part_in_order():
    html = get(full_career())
    shown = [h for h in headings(html) if h in PARTS]
    assert shown == PARTS


def test_an_empty_part_leaves_no_heading_and_no_dead_link_in_the_navigation():
    html = get(make_career("Sample Keeper"))
    assert [h for h in headings(html) if h in PARTS] == ["What is a Sample Keeper?", "Questions?"]
    nav = re.search(r'<nav class="toc".*?</nav>', html, re.DOTALL)[0]
    links = re.findall(r'href="#([\w-]+)"', nav)
    assert links == ["what", "questions"]
    for target in links:
        assert f'id="{target}"' in html


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Actuary", "an"), ("Machine Learning Engineer", "a"), ("Urologist", "a"),
        ("Undertaker", "an"), ("University Teacher", "a"), ("Upholsterer", "an"), ("HVAC Technician", "an"),
        ("UX Researcher", "a"), ("X-ray Technician", "an"), ("Hourly Worker", "an"), ("EMT", "an"),
        ("European Lawyer", "a"), ("Economist", "an"),
    ],
)  # fmt: skip
def test_the_article_follows_the_sound(title, expected):
    assert Career(title=title).titled == f"{expected} {title}"


def test_an_editor_settles_the_article():
    assert "What is an Usher?" in get(make_career("Usher", article="an"))


def test_both_years_of_pay_are_shown_with_the_newer_one_first():
    career = full_career()
    WageEstimate.objects.create(
        occupation=career.occupation,
        release=make_release(2023),
        annual_median=55_550,
        employment=9_000,
    )
    Occupation.objects.filter(pk=career.occupation_id).point_at_newest_figures()
    html = get(career)
    assert html.index("May 2024, a year") < html.index("May 2023, a year")
    assert "$55,550" in html[html.index("<details>") :]
    assert "Half earn between $45,000 and $75,000 a year." in html
    assert "Occupational Employment and Wage Statistics</a> (May 2023)" in html


def test_figures_of_a_related_occupation_are_named_with_the_reason():
    career = full_career()
    Career.objects.filter(pk=career.pk).update(
        related_occupation=True, occupation_note="No line of its own."
    )
    html = get(career)
    assert f"for {career.occupation.title}" in html
    assert "No line of its own." in html


def test_an_occupation_that_is_only_the_plural_of_the_title_needs_no_note():
    occupation = make_occupation()
    Occupation.objects.filter(pk=occupation.pk).update(title="Actuaries")
    career = make_career("Actuary", occupation=occupation)
    career.refresh_from_db()
    assert not career.covers_more


def test_a_top_coded_figure_is_at_least_and_never_a_number_alone():
    occupation = make_occupation(median=200_000, annual_p75=239_200, annual_p90=239_200)
    html = get(make_career(occupation=occupation))
    assert "A quarter earn less than $150,000 a year, and a quarter earn at least $239,200." in html
    assert html.count("$239,200") == html.count("at least $239,200")


def test_a_figure_that_is_not_published_is_said_in_words():
    occupation = make_occupation(annual_p90=None, annual_mean=None)
    html = get(make_career(occupation=occupation))
    assert "not published" in html
    assert "None" not in html
    assert "nan" not in html.lower().replace("finan", "").replace("manan", "")


def test_an_occupation_without_yearly_pay_says_so_and_gives_the_hour():
    occupation = make_occupation(
        annual_p10=None, annual_p25=None, annual_median=None, annual_p75=None, annual_p90=None,
        annual_mean=None, hourly_median="29.50",
    )  # fmt: skip
    html = get(make_career(occupation=occupation))
    assert "publishes no yearly pay" in html
    assert "the median is $29.50 an hour" in html


def test_a_career_without_occupation_has_a_page_without_pay():
    html = get(make_career())
    assert "Salary Range" not in html
    assert "Median pay" not in html


def test_a_draft_is_hidden_from_visitors_and_members_and_shown_to_editors():
    career = make_career(state="draft")
    visitor, member, editor = Client(), Client(), Client()
    member.force_login(make_user())
    editor.force_login(make_editor())
    assert visitor.get(career.get_absolute_url()).status_code == 404
    assert member.get(career.get_absolute_url()).status_code == 404
    html = get(career, editor)
    assert "Only editors see this page" in html
    assert '<meta name="robots" content="noindex">' in html


def test_a_draft_does_not_show_through_a_related_career():
    career = full_career()
    hidden = career.related_careers.first().related
    Career.objects.filter(pk=hidden.pk).update(state="draft", title="Secret Draft")
    assert "Secret Draft" not in get(career)


def test_an_old_address_redirects_for_good_after_renames():
    career = make_career("First Name")
    for slug in ("second-name", "third-name"):
        career.slug = slug
        career.save()
    for old in ("first-name", "second-name"):
        response = Client().get(f"/careers/{old}/")
        assert (response.status_code, response.url) == (301, "/careers/third-name/")


def test_an_old_address_taken_by_a_new_career_leads_to_the_new_one():
    old = make_career("First Name")
    old.slug = "renamed"
    old.save()
    new = make_career("First Name Again", slug="first-name")
    assert "First Name Again" in get(new)


def test_the_old_address_of_a_draft_is_not_found():
    career = make_career("First Name", state="draft")
    career.slug = "renamed"
    career.save()
    assert Client().get("/careers/first-name/").status_code == 404


@pytest.mark.parametrize("path", ["/careers/nothing-here/", "/careers/fields/nothing/"])
def test_an_unknown_address_is_not_found(path):
    assert Client().get(path).status_code == 404


def test_only_reading_is_possible():
    assert Client().post(make_career().get_absolute_url()).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_parts():
    small, counts = full_career(rows=2), []
    large = add_parts(make_career("Large", occupation=make_occupation()), rows=40)
    for _ in range(10):
        make_question(career=large)
    member = Client()
    member.force_login(make_user())
    for client in (Client(), member):
        for career in (small, large):
            with CaptureQueriesContext(connection) as queries:
                get(career, client)
            counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[2] == counts[3]
    assert counts[0] <= 19
    assert counts[2] <= 22


def test_a_line_of_figures_that_many_share_costs_no_more_than_twenty_queries_in_a_place():
    wider, member, other = make_occupation(), *(make_occupation(median=None) for _ in range(2))
    make_attainment(wider)
    make_projection(wider)
    Occupation.objects.filter(pk__in=[member.pk, other.pk]).update(reported_as=wider)
    Occupation.objects.all().point_at_newest_figures()
    make_local_wages(wider, make_area("Ohio"), 88_000)
    page = make_data_page(make_rich_profile(member))
    kin = make_data_page(make_rich_profile(make_occupation()))
    page.profile.related = [{"code": kin.onet_code, "tier": "Primary-Short", "index": 1}]
    page.profile.save()
    make_question(career=page)
    with CaptureQueriesContext(connection) as queries:
        html = Client().get(f"{page.get_absolute_url()}?place=ohio").content.decode()
    assert "One figure for 2 occupations" in html
    assert "$88,000" in html
    assert kin.title in html
    assert len(queries) <= 20


def test_the_figures_of_all_occupations_stand_beside_those_of_the_career():
    everyone = make_occupation(Occupation.ALL, median=49_500)
    make_projection(everyone, "3.1")
    html = get(full_career())
    assert "Median of all occupations, $49,500" in html
    assert "against +3.1% for all occupations" in html


def test_a_visit_writes_nothing_and_sets_no_cookie():
    career = full_career()
    with CaptureQueriesContext(connection) as queries:
        response = Client().get(career.get_absolute_url())
    assert not response.cookies
    assert not [q for q in queries if not q["sql"].startswith("SELECT")]


def test_two_visitors_get_the_same_bytes():
    career = full_career()
    assert (
        Client().get(career.get_absolute_url()).content
        == Client().get(career.get_absolute_url()).content
    )


def structured_data(html: str) -> list[dict]:
    blocks = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)
    return [json.loads(block) for block in blocks]


def test_structured_data_describes_the_occupation_and_its_pay():
    occupation, trail = structured_data(get(full_career()))
    assert occupation["@type"] == "Occupation"
    [salary] = occupation["estimatedSalary"]
    assert salary["@type"] == "MonetaryAmountDistribution"
    assert (salary["median"], salary["percentile10"], salary["percentile90"]) == (
        60_000,
        30_000,
        90_000,
    )
    assert [item["position"] for item in trail["itemListElement"]] == [1, 2, 3, 4]
    assert all(item["item"].startswith("http://testserver/") for item in trail["itemListElement"])


def test_structured_data_leaves_out_a_top_coded_figure():
    occupation, _ = structured_data(
        get(make_career(occupation=make_occupation(annual_p90=239_200)))
    )
    assert "percentile90" not in occupation["estimatedSalary"][0]


def test_text_of_editors_cannot_break_out_of_the_page():
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    career = make_career(
        "Sample Keeper", summary=evil, overview=evil, pay_note=evil, occupation=make_occupation()
    )
    html = get(career)
    assert "<script>alert" not in html
    assert "<img" not in html


def test_a_video_is_a_link_until_a_click_and_frames_come_from_listed_hosts_only():
    career = make_career(
        video_url="https://youtu.be/abcdefghijk",
        video_length="6 min 40 s",
        video_transcript="Hello.",
    )
    response = Client().get(career.get_absolute_url())
    html = response.content.decode()
    assert "<iframe" not in html
    assert 'data-embed="https://www.youtube-nocookie.com/embed/abcdefghijk?autoplay=1"' in html
    assert "Hello." in html
    assert (
        "frame-src https://www.youtube-nocookie.com https://player.vimeo.com"
        in response["Content-Security-Policy"]
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/watch?v=abcdefghijk",
        "http://www.youtube.com/watch?v=abcdefghijk",
        "https://www.youtube.com.evil.example/watch?v=abcdefghijk",
        'https://www.youtube.com/watch?v=abc" onload="x',
        "javascript:alert(1)",
        "",
    ],
)
def test_a_video_of_another_host_has_no_player(url):
    assert embed_url(url) is None


def test_the_day_is_labelled_a_composite_unless_a_real_person_agreed():
    career = full_career()
    assert "A composite" in get(career)
    Career.objects.filter(pk=career.pk).update(day_person="a named nurse in Ohio")
    html = get(career)
    assert "A composite" not in html
    assert "a named nurse in Ohio, who agreed to be named here" in html
