"""Pages that no editor has written: imported data stands for itself, and says so."""

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from careers.models import Career, Occupation, RelatedCareer
from tests.builders import (
    add_parts,
    make_attainment,
    make_career,
    make_data_page,
    make_editor,
    make_occupation,
    make_profile,
    make_question,
    make_user,
)
from tests.careers.profiles import add_outlook, add_scores, make_rich_profile

pytestmark = pytest.mark.django_db

NOINDEX = '<meta name="robots" content="noindex">'


def get(career: Career, client: Client | None = None) -> str:
    response = (client or Client()).get(career.get_absolute_url())
    assert response.status_code == 200
    return response.content.decode()


def text(html: str) -> str:
    """What readers see: no tags, no scripts."""
    seen = re.sub(r"<script.*?</script>", " ", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", seen))


def headings(html: str) -> list[str]:
    return re.findall(r"<h2 id=\"[\w-]+\">([^<]+)</h2>", html)


def occupation_named(title: str, soc_code: str = "15-2051", **wages) -> Occupation:
    occupation = make_occupation(soc_code, **wages)
    occupation.title = title
    occupation.save()
    return occupation


def rich_page(rows: int = 20, soc_code: str = "15-2051", title: str = "Sample Keepers") -> Career:
    occupation = occupation_named(title, soc_code)
    add_outlook(occupation)
    make_attainment(occupation)
    return make_data_page(make_rich_profile(occupation, rows))


def test_a_data_page_is_marked_and_leads_to_the_community():
    html = get(rich_page())
    said = text(html)
    assert "Built from public data. Editors haven’t written this page yet." in said
    assert "Ask or answer in the Career Community" in said
    assert NOINDEX not in html


def test_editors_alone_are_offered_to_write_it():
    career, visitor, editor = rich_page(3), Client(), Client()
    editor.force_login(make_editor())
    assert "Write this page" not in get(career, visitor)
    assert "Write this page" in get(career, editor)


def test_a_page_of_editors_is_not_marked_as_data():
    assert "Built from public data" not in get(make_career())


def test_headings_fit_a_title_in_the_plural():
    html = get(rich_page())
    shown = headings(html)
    assert shown[shown.index("What they do") : shown.index("Sources and Further Reading")] == [
        "What they do", "Key Responsibilities", "Typical Education", "Programs of study",
        "Salary Range in the United States", "Outlook", "How to Become One", "Essential Skills",
        "Technology", "Interests and work styles", "Questions?",
    ]  # fmt: skip
    assert "a Sample Keepers" not in html


def test_missing_parts_leave_no_heading():
    html = get(make_data_page(make_profile(make_occupation(median=None))))
    assert "Salary" not in "".join(headings(html))
    assert [h for h in headings(html) if h in ("Technology", "Outlook", "Essential Skills")] == []
    nav = re.search(r'<nav class="toc".*?</nav>', html, re.DOTALL)[0]
    for target in re.findall(r'href="#([\w-]+)"', nav):
        assert f'id="{target}"' in html


def test_nothing_reads_none_or_nan():
    for html in (get(rich_page()), get(make_data_page(make_profile(make_occupation(median=None))))):
        said = text(html)
        assert "None" not in said
        assert not re.search(r"\bnan\b|\bnull\b", said, re.IGNORECASE)


def test_the_first_sentence_leads_and_the_description_follows_whole():
    html = get(rich_page())
    assert '<p class="lead">Keep samples in order. Label, store and find them.</p>' not in html
    assert "Keep samples in order. Label, store and find them." in html


def test_titles_people_use_stand_under_the_heading():
    html = get(rich_page())
    assert "Also called Keeper 0, Keeper 1, Keeper 2, Keeper 3, Keeper 4 or Keeper 5." in html
    assert "Keeper 6" not in html


@pytest.mark.parametrize(
    ("title", "soc_code", "why"),
    [
        ("Keepers, All Other", "15-1299", "gather jobs that have no line of their own"),
        ("Infantry", "55-3016", "covers the armed forces"),
    ],
)
def test_a_page_with_a_description_only_says_why_and_stays_out_of_search_engines(
    title, soc_code, why
):
    career = make_data_page(make_profile(occupation_named(title, soc_code)), slug="thin")
    html = get(career)
    assert why in html
    assert NOINDEX in html
    assert (
        career.get_absolute_url()
        not in Client().get("/sitemap.xml?section=careers").content.decode()
    )


def test_a_rich_data_page_is_in_the_sitemap():
    career = rich_page()
    assert (
        career.get_absolute_url() in Client().get("/sitemap.xml?section=careers").content.decode()
    )


def test_a_thin_page_that_an_editor_wrote_is_found():
    profile = make_profile(make_occupation())
    career = make_career(occupation=profile.occupation, profile=profile, onet_code=profile.code)
    assert NOINDEX not in get(career)
    assert (
        career.get_absolute_url() in Client().get("/sitemap.xml?section=careers").content.decode()
    )


def test_a_thin_page_points_to_the_occupations_of_its_group():
    thin = make_data_page(
        make_profile(occupation_named("Keepers, All Other", "15-1299")), slug="thin"
    )
    inside = make_data_page(
        make_rich_profile(thin.occupation, 3, "01"), title="Salt Keepers", slug="salt"
    )
    beside = make_data_page(make_rich_profile(occupation_named("Sugar Keepers", "15-1291"), 3))
    far = make_data_page(make_rich_profile(occupation_named("Pilots", "53-2011"), 3))
    html = get(thin)
    for other in (inside, beside):
        assert f'href="{other.get_absolute_url()}"' in html
    assert far.get_absolute_url() not in html


def test_one_line_of_figures_for_several_pages_is_said_on_each():
    whole = rich_page()
    part = make_data_page(
        make_rich_profile(whole.occupation, 3, "01", title="Business Analysts"),
        title="Business Analysts",
        slug="business-analysts",
    )
    assert "Its figures also cover" in text(get(whole))
    assert f'<a href="{part.get_absolute_url()}">Business Analysts</a>' in get(whole)
    said = text(get(part))
    assert "federal occupation Sample Keepers (15-2051), which includes this career" in said
    assert "These figures are for Sample Keepers" in said


def test_a_page_that_borrows_figures_is_not_counted_among_those_they_cover():
    whole = rich_page()
    guest = make_career(
        "Guest", occupation=whole.occupation, related_occupation=True, occupation_note="Closest."
    )
    RelatedCareer.objects.create(career=whole, related=guest)
    assert "Its figures also cover" not in get(whole)


def test_drafts_of_data_pages_are_for_editors_only():
    career = make_data_page(make_rich_profile(rows=3), state="draft")
    assert Client().get(career.get_absolute_url()).status_code == 404
    member, editor = Client(), Client()
    member.force_login(make_user())
    editor.force_login(make_editor())
    assert member.get(career.get_absolute_url()).status_code == 404
    assert "Keep samples in order" in get(career, editor)


def test_drafts_do_not_show_among_neighbors():
    whole = rich_page()
    part = make_data_page(
        make_rich_profile(whole.occupation, 3, "01"), title="Secret", slug="secret", state="draft"
    )
    whole.profile.related = [{"code": part.onet_code, "tier": "Primary-Short", "index": 1}]
    whole.profile.save()
    assert "Secret" not in get(whole)


def test_structured_data_describes_a_data_page_and_holds_nothing_empty():
    career = rich_page()
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', get(career), re.DOTALL)
    data = json.loads(block[1])
    assert data["occupationalCategory"] == "15-2051.00"
    assert data["description"] == "Keep samples in order. Label, store and find them."
    assert data["educationRequirements"]["credentialCategory"] == "bachelor degree"
    assert data["experienceRequirements"] == "None needed"
    assert data["skills"][:2] == ["Skill 0", "Skill 1"]
    assert data["responsibilities"][0] == "Task number 1."
    assert all(value not in (None, "", [], {}) for value in data.values())


def test_structured_data_of_a_thin_page_holds_nothing_empty():
    career = make_data_page(make_profile(make_occupation(median=None)))
    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', get(career), re.DOTALL)
    data = json.loads(block[1])
    assert all(value not in (None, "", [], {}) for value in data.values())
    assert "skills" not in data
    assert "experienceRequirements" not in data


def test_imported_text_cannot_break_out_of_the_page():
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    row = {"id": "1", "name": evil, "importance": 4.0, "level": 4.0}
    profile = make_rich_profile(
        rows=3, description=evil, skills=[row], knowledge=[row], work_styles=[row],
        tasks=[{"id": 1, "text": evil, "core": None}],
        technologies=[{"name": evil, "category": evil, "hot": True, "in_demand": True}],
        education=[{"category": 6, "name": evil, "percent": 80.0}],
    )  # fmt: skip
    html = get(make_data_page(profile))
    assert "<script>alert" not in html
    assert "<img" not in html


def test_the_number_of_queries_does_not_grow_with_the_data_and_stays_within_twenty():
    counts = []
    for rows, soc_code in ((3, "15-2051"), (60, "15-2052")):
        career = rich_page(rows, soc_code, f"Keepers {rows}")
        add_scores(career.occupation)
        codes = []
        for n in range(rows):
            other = make_data_page(make_profile(make_occupation()))
            add_outlook(other.occupation)
            codes.append({"code": other.onet_code, "tier": "Primary-Short", "index": n})
        career.profile.related = codes
        career.profile.save()
        add_parts(career, min(rows, 12))
        for _ in range(min(rows, 10)):
            make_question(career=career)
        with CaptureQueriesContext(connection) as queries:
            get(career)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 20
