import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import Career, Occupation, RelatedCareer, WageEstimate
from careers.models.wages import PERCENTILES
from tests.builders import (
    add_parts,
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


def get(*slugs: str, client: Client | None = None, **query: str):
    response = (client or Client()).get("/careers/compare/", {"career": slugs} | query)
    assert response.status_code == 200
    return response


def shown(response) -> list[str]:
    return [career.slug for career in response.context["careers"]]


@pytest.fixture(autouse=True)
def careers():
    for slug in ("alpha", "beta", "gamma", "delta", "epsilon"):
        occupation = make_occupation()
        make_projection(occupation)
        make_career(slug.title(), slug=slug, occupation=occupation)


def test_careers_stand_side_by_side_in_the_order_of_the_address():
    response = get("gamma", "alpha")
    assert shown(response) == ["gamma", "alpha"]
    html = response.content.decode()
    assert html.index(">Gamma</a>") < html.index(">Alpha</a>")


def test_all_ranges_share_one_scale():
    make_career("Rich", slug="rich", occupation=make_occupation(median=150_000))
    scale = get("alpha", "rich").context["scale"]
    assert (scale.low, scale.high) == (30_000, 230_000)


def test_an_unknown_career_is_named_and_left_out():
    response = get("alpha", "<b>nope</b>", "beta")
    assert shown(response) == ["alpha", "beta"]
    assert "We have no career at “&lt;b&gt;nope&lt;/b&gt;”" in response.content.decode()


def test_a_fifth_career_is_left_out_and_said_so():
    response = get("alpha", "beta", "gamma", "delta", "epsilon")
    assert len(shown(response)) == 4
    assert "The first four are shown" in response.content.decode()


def test_one_career_asks_for_another():
    assert "Add at least one more career" in get("alpha").content.decode()


def test_without_careers_the_page_offers_to_choose_two():
    html = get().content.decode()
    assert "First career" in html
    assert "Second career" in html


def test_the_same_career_twice_is_one():
    assert shown(get("alpha", "alpha")) == ["alpha"]


def test_a_draft_is_unknown_to_visitors_and_shown_to_editors():
    make_career("Draft", slug="draft", state="draft")
    editor = Client()
    editor.force_login(make_editor())
    assert shown(get("alpha", "draft")) == ["alpha"]
    assert shown(get("alpha", "draft", client=editor)) == ["alpha", "draft"]


def test_a_career_without_figures_is_shown_in_words():
    make_career("Bare", slug="bare")
    html = get("bare", "alpha").content.decode()
    assert html.count("not published") >= 3
    assert "None" not in html


def test_removing_one_keeps_the_others_in_the_address():
    html = get("alpha", "beta", "gamma").content.decode()
    assert 'href="?career=alpha&amp;career=gamma"' in html


def test_queries_stay_the_same_with_more_rows():
    counts = []
    for rows in (1, 20):
        for slug in ("left", "right"):
            add_parts(
                make_career(f"{slug}{rows}", slug=f"{slug}{rows}", occupation=make_occupation()),
                rows,
            )
        with CaptureQueriesContext(connection) as queries:
            get(f"left{rows}", f"right{rows}")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[0] <= 4


# Careers are added by words, which the server resolves.


def test_words_that_mean_one_career_lead_to_its_address_and_keep_the_others():
    response = Client().get("/careers/compare/", {"career": "beta", "add": "alph", "place": "us"})
    assert response.status_code == 302
    assert response["Location"] == "/careers/compare/?career=beta&career=alpha&place=us"


def test_two_words_at_once_are_both_resolved():
    response = Client().get("/careers/compare/", {"add": ["gamma", "  Delta "]}, follow=True)
    assert shown(response) == ["gamma", "delta"]


def test_words_that_mean_several_careers_offer_them_and_stay_in_the_field():
    make_career("Alphabet Painter", slug="painter")
    html = get("beta", add="alph").content.decode()
    assert 'value="alph"' in html
    assert "Several careers match “alph”" in html
    assert 'href="?career=beta&amp;career=alpha"' in html
    assert 'href="?career=beta&amp;career=painter"' in html


def test_one_of_two_words_is_resolved_and_the_other_stays():
    response = Client().get("/careers/compare/", {"add": ["alpha", "9999<8>"]}, follow=True)
    assert shown(response) == ["alpha"]
    html = response.content.decode()
    assert "No career matches “9999&lt;8&gt;”" in html
    assert 'value="9999&lt;8&gt;"' in html


@pytest.mark.parametrize("words", ["\0", "🙂" * 500, "' OR 1=1 --", "%", "x" * 10_000])
def test_any_words_are_just_input(words):
    get("alpha", add=words)


def test_a_draft_is_not_offered_to_readers():
    make_career("Secret Draft", slug="secret", state="draft")
    assert "Secret Draft" not in get("alpha", add="secret").content.decode()


def test_four_careers_leave_no_field():
    assert 'name="add"' not in get("alpha", "beta", "gamma", "delta").content.decode()


def test_the_page_does_not_list_all_careers():
    for number in range(40):
        make_career(f"Other {number}")
    assert "Other 7" not in get("alpha").content.decode()


# Places and data pages.


def test_pay_and_employment_are_those_of_the_chosen_place_and_said_so():
    area = make_area("California")
    make_local_wages(Career.objects.get(slug="alpha").occupation, area, 91_000, employment=4_321)
    html = get("alpha", "beta", place="california").content.decode()
    assert "Median pay, California" in html
    assert "$91,000" in html
    assert "4,321" in html
    assert html.count("not published") == 3
    assert "None" not in html
    with CaptureQueriesContext(connection) as queries:
        get("alpha", "beta", place="california")
    assert len(queries) <= 6


def test_figures_of_a_wider_occupation_are_named_with_it_and_each_source_is_told():
    wider = make_occupation(median=50_000)
    Occupation.objects.filter(pk=wider.pk).update(title="Home and Personal Care Aides")
    for title in ("Home Aides", "Personal Aides"):
        member = make_occupation(median=None)
        Occupation.objects.filter(pk=member.pk).update(reported_as=wider, title=title)
        make_career(title, occupation=member)
    Occupation.objects.point_at_newest_figures()
    html = get("home-aides", "personal-aides", "alpha").content.decode()
    for title in ("Home Aides", "Personal Aides"):
        assert f"{title}: figures of Home and Personal Care Aides ({wider.soc_code})." in html
    assert "BLS wage survey, May 2024" in html
    assert "BLS projections" in html


def test_the_csv_has_the_careers_that_are_shown():
    html = get("alpha", "beta", "gamma", "delta", "epsilon").content.decode()
    link = html.partition("careers.csv?")[2].partition('"')[0]
    assert (
        link.replace("&amp;", "&") == "career=alpha&career=beta&career=gamma&career=delta&place=us"
    )


def test_pay_by_the_hour_alone_is_said_by_the_hour():
    unpublished = dict.fromkeys(
        ("annual_p10", "annual_p25", "annual_median", "annual_p75", "annual_p90", "annual_mean")
    )
    occupation = make_occupation(**unpublished, hourly_median="29.50")
    make_career("Actor", slug="actor", occupation=occupation)
    assert "$29.50 an hour" in get("actor", "alpha").content.decode()


def test_a_data_page_shows_what_the_data_says():
    occupation = make_occupation()
    make_projection(occupation, entry_level="associates")
    skills = [{"id": str(n), "name": f"Skill {n}", "importance": 4, "level": 4} for n in range(9)]
    page = make_data_page(make_profile(occupation, tasks=[{"id": 1}], skills=skills))
    html = get(page.slug, "alpha").content.decode()
    assert "Associate degree" in html
    assert f"Do what {occupation.title} do" in html
    assert "<li>Skill 5</li>" in html
    assert "Skill 6" not in html


def test_where_only_means_are_published_no_range_and_no_axis_is_drawn(client):
    cooks, bakers = (
        make_career(title, occupation=make_occupation(annual_mean=40_000))
        for title in ("Cook", "Baker")
    )
    RelatedCareer.objects.create(career=cooks, related=bakers)
    with_axis = client.get("/careers/cook/").text
    assert 'class="axis-row"' in with_axis
    WageEstimate.objects.update(
        **dict.fromkeys((f"annual_{suffix}" for suffix in PERCENTILES), None)
    )
    for address in ("/careers/cook/", "/careers/", "/careers/compare/?career=cook&career=baker"):
        html = client.get(address).text
        assert "$40,000 mean" in html
        assert 'class="axis-row"' not in html
        assert "Pay range, all on a scale" not in html
        assert "Lowest to highest tenth" not in html


def test_pay_that_is_published_by_the_hour_only_is_given_by_the_hour(client):
    hourly = {"hourly_p10": "12.50", "hourly_median": "23.33", "hourly_p90": "50.00"}
    none = dict.fromkeys((f"annual_{suffix}" for suffix in (*PERCENTILES, "mean")), None)
    make_career("Cook", occupation=make_occupation())
    make_career("Actor", occupation=make_occupation(**none, **hourly))
    html = client.get("/careers/compare/?career=cook&career=actor").text
    assert "$23.33 an hour" in html
    assert "$12.50 to $50.00 an hour" in html
