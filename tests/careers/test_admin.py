"""An editor's day at the desk."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from careers.document import digest
from careers.models import (
    AlternateTitle,
    Career,
    Field,
    InterviewQuestion,
    RelatedCareer,
    Responsibility,
    Skill,
    Source,
    Step,
)
from careers.publishing import NotPublishableError, current, publish, save
from tests.builders import make_career, make_editor, make_field

pytestmark = pytest.mark.django_db

PARTS = {
    "alternate_titles": [{"title": "RN"}, {"title": "Staff nurse"}],
    "education_routes": [
        {"level": "associates", "standing": "The usual minimum", "text": "Two years."},
        {"level": "bachelors", "standing": "An advantage", "text": "Four years."},
    ],
    "moments": [{"time": "07:00", "title": "Handover", "text": "The night shift reports."}],
    "steps": [
        {"title": "Earn the degree", "text": "At a college."},
        {"title": "Earn the license", "text": "By an examination.", "optional": "on"},
    ],
    "skills": [{"name": "Listening", "text": "Patients say what hurts."}],
    "responsibilities": [{"text": "Give medicine on time"}],
    "interview_questions": [
        {
            "question": "Why nursing?",
            "kind": "Motivation",
            "looking_for": "A reason that is the candidate’s own.",
        }
    ],
    "sources": [{"title": "Handbook", "publisher": "Bureau", "url": "https://www.bls.gov/ooh/"}],
    "related_careers": [],
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_editor())
    return client


def career_form(career: Career | None = None, parts: Any = None, **fields: Any) -> dict[str, Any]:
    """What the browser posts: the fields, then for each part its count and its rows."""
    data: dict[str, Any] = {
        "title": "Registered Nurse",
        "slug": "registered-nurse",
        "field": make_field().pk,
        "summary": "Cares for patients and gives them medicine.",
        "overview": "Nurses work everywhere.",
    }
    if career:
        data["seen"] = digest(current(Career.objects.get(pk=career.pk)))
    for prefix, rows in (PARTS if parts is None else parts).items():
        saved = [row for row in rows if "id" in row]
        data |= {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": len(saved)}
        for index, row in enumerate(rows):
            data[f"{prefix}-{index}-career"] = career.pk if career else ""
            data |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    for prefix in PARTS:
        data.setdefault(f"{prefix}-TOTAL_FORMS", 0)
        data.setdefault(f"{prefix}-INITIAL_FORMS", 0)
    return data | fields


def change_url(career: Career) -> str:
    return reverse("admin:careers_career_change", args=[career.pk])


ADD = "/admin/careers/career/add/"


def test_an_editor_writes_a_draft_with_every_part_publishes_and_renames_it(desk: Client) -> None:
    make_career("Paramedic")
    form = career_form(
        pay_note="Nobody counts it.", parts=PARTS | {"related_careers": [{"related": "Paramedic"}]}
    )
    assert desk.post(ADD, form).status_code == 302

    career = Career.objects.get(slug="registered-nurse")
    assert career.state == Career.State.DRAFT
    assert [part.title for part in career.alternate_titles.all()] == ["RN", "Staff nurse"]
    assert [part.position for part in career.steps.all()] == [0, 1]
    assert career.steps.last().optional
    assert career.related_careers.get().related.title == "Paramedic"
    for prefix in PARTS:
        assert getattr(career, prefix).exists(), prefix

    page = desk.get(change_url(career)).text
    assert f'<a href="{career.get_absolute_url()}" class="viewsitelink">Preview</a>' in page
    assert desk.get(career.get_absolute_url()).status_code == 200
    assert Client().get(career.get_absolute_url()).status_code == 404

    publish(career.pk, None)
    career.refresh_from_db()
    assert career.is_public
    assert "View on site" in desk.get(change_url(career)).text

    rows = {name: [row | {"id": ""} for row in rows] for name, rows in PARTS.items()}
    renamed = career_form(career, rows, slug="nurse", pay_note="Nobody counts it.")
    assert desk.post(change_url(career), renamed).status_code == 302
    assert Client().get("/careers/nurse/").status_code == 404
    publish(career.pk, None)
    old_address = Client().get("/careers/registered-nurse/")
    assert (old_address.status_code, old_address["Location"]) == (301, "/careers/nurse/")


def moved_page() -> Career:
    """Was at /careers/accountant/ and is at /careers/acc-two/ now."""
    career = make_career("Accountant Two", slug="accountant")
    career.slug = "acc-two"
    career.save()
    return career


def test_an_address_that_still_leads_somewhere_is_not_given_to_another_page(desk: Client) -> None:
    moved_page()
    said = "This address still leads to “Accountant Two”. Choose another."
    assert said in desk.post(ADD, career_form(slug="accountant")).text
    other = make_career("Registered Nurse")
    answer = desk.post(change_url(other), career_form(other, {}, slug="accountant"))
    assert said in answer.text
    new = make_career("Bookkeeper", state=Career.State.DRAFT)
    with pytest.raises(NotPublishableError, match=said):
        save(new.pk, current(new) | {"slug": "accountant"}, None)
    old_address = Client().get("/careers/accountant/")
    assert (old_address.status_code, old_address["Location"]) == (301, "/careers/acc-two/")


def test_a_page_may_have_its_own_former_address_back(desk: Client) -> None:
    career = moved_page()
    for slug, former in (("accountant", "acc-two"), ("acc-two", "accountant")):
        career.refresh_from_db()
        form = career_form(career, {}, title=career.title, slug=slug)
        assert desk.post(change_url(career), form).status_code == 302
        career = Career.objects.select_related("draft").get(pk=career.pk)
        career.slug = current(career)["slug"]
        career.full_clean()
        career.save()
        assert Client().get(f"/careers/{slug}/").status_code == 200
        assert Client().get(f"/careers/{former}/")["Location"] == f"/careers/{slug}/"


def test_rows_are_put_in_the_typed_order_and_an_empty_position_goes_last(desk: Client) -> None:
    career = make_career("Nurse", state=Career.State.DRAFT)
    for position, title in enumerate(["One", "Two", "Three"], 1):
        Step.objects.create(career=career, position=position, title=title, text="x")
    one, two, three = career.steps.all()
    rows = [
        {"id": one.pk, "title": "One", "text": "x", "position": ""},
        {"id": two.pk, "title": "Two", "text": "x", "position": 2},
        {"id": three.pk, "title": "Three", "text": "x", "position": 1},
        {"title": "Four", "text": "x", "position": ""},
    ]
    form = career_form(career, {"steps": rows}, title="Nurse", slug="nurse")
    assert desk.post(change_url(career), form).status_code == 302
    assert [step.title for step in career.steps.all()] == ["Three", "Two", "One", "Four"]


def test_the_position_of_a_part_can_be_typed(desk: Client) -> None:
    career = make_career()
    Step.objects.create(career=career, position=0, title="One", text="x")
    page = desk.get(change_url(career)).text
    assert page.count('for="id_steps-0-position"') == 1
    assert page.count('<input type="number" name="steps-0-position" value="0"') == 1


def test_errors_name_part_row_and_field_link_to_it_and_keep_what_was_typed(desk: Client) -> None:
    questions = [
        {"question": "Why?", "kind": "Motivation", "looking_for": "Honesty."},
        {"question": "How?", "kind": "Technical", "looking_for": "Method."},
        {"question": "Typed with care", "kind": "Technical", "looking_for": ""},
    ]
    answer = desk.post(ADD, career_form(parts={"interview_questions": questions}, title=""))
    assert answer.status_code == 422
    assert (
        '<a href="#id_interview_questions-2-looking_for">Common interview questions, row 3: '
        "What the interviewer is looking for</a>: This field is required."
    ) in answer.text
    assert '<a href="#id_title">The page: Title</a>: This field is required.' in answer.text
    assert "Fix these 2 errors first" in answer.text
    assert "Typed with care" in answer.text
    assert "Please" not in answer.text.split('class="errornote"')[1].split("</div>")[0]
    assert not InterviewQuestion.objects.exists()


@pytest.mark.parametrize(
    ("part", "row", "target"),
    [
        ("alternate_titles", {"title": "RN"}, "alternate_titles-1"),
        (
            "education_routes",
            {"level": "masters", "standing": "An advantage", "text": "Kept."},
            "education_routes-1",
        ),
    ],
)
def test_a_repeated_row_is_refused_where_it_stands(
    desk: Client, part: str, row: dict[str, str], target: str
) -> None:
    answer = desk.post(ADD, career_form(parts={part: [row, row]}))
    assert answer.status_code == 422
    assert f'href="#{target}"' in answer.text
    assert answer.text.count("This row repeats one above it.") == 2
    assert not Career.objects.exists()


def test_a_row_that_repeats_a_saved_one_is_refused(desk: Client) -> None:
    career = make_career("Nurse")
    AlternateTitle.objects.create(career=career, title="RN", position=1)
    saved = career.alternate_titles.get()
    rows = [{"id": saved.pk, "title": "RN", "position": 1}, {"title": "RN"}]
    answer = desk.post(
        change_url(career), career_form(career, {"alternate_titles": rows}, title="Nurse")
    )
    assert answer.status_code == 422
    assert "This row repeats one above it." in answer.text


def test_a_career_is_not_related_to_itself_or_to_an_unknown_title(desk: Client) -> None:
    career = make_career("Nurse")
    rows = [{"related": "Nurse"}, {"related": "Nurrse"}]
    form = career_form(career, {"related_careers": rows}, title="Nurse", slug="nurse")
    answer = desk.post(change_url(career), form)
    assert answer.status_code == 422
    assert "A career cannot be related to itself." in answer.text
    assert "There is no career “Nurrse”. Choose a title from the list." in answer.text
    assert 'value="Nurrse"' in answer.text
    assert not RelatedCareer.objects.exists()


@pytest.mark.parametrize(
    ("fields", "target", "message"),
    [
        (
            {"video_url": "https://videos.example.org/1", "video_transcript": "Hello."},
            "id_video_url",
            "Use the address of one video",
        ),
        (
            {"video_url": "https://youtu.be/dQw4w9WgXcQ"},
            "id_video_transcript",
            "A video needs its transcript",
        ),
        ({"related_occupation": "on"}, "id_occupation_note", "Say why another occupation"),
        ({"slug": "two words"}, "id_slug", "letters, numbers, underscores or hyphens"),
        ({"title": "N" * 101}, "id_title", "at most 100 characters"),
        ({"field": "999999"}, "id_field", "not one of the available choices"),
        ({"reviewed_on": "yesterday"}, "id_reviewed_on", "Enter a valid date"),
    ],
)
def test_a_wrong_value_is_explained_at_its_field(
    desk: Client, fields: dict[str, str], target: str, message: str
) -> None:
    answer = desk.post(ADD, career_form(parts={}, **fields))
    assert answer.status_code == 422
    assert f'<a href="#{target}">' in answer.text
    assert answer.text.count(message) == 2, "once in the summary, once at the field"
    assert "Cares for patients" in answer.text
    assert not Career.objects.exists()


def test_a_deleted_row_is_gone_and_its_errors_do_not_count(desk: Client) -> None:
    career = make_career("Nurse", state=Career.State.DRAFT)
    step = Step.objects.create(career=career, position=1, title="One", text="x")
    rows = [{"id": step.pk, "title": "", "text": "", "DELETE": "on"}]
    form = career_form(career, {"steps": rows}, title="Nurse", slug="nurse")
    assert desk.post(change_url(career), form).status_code == 302
    assert not career.steps.exists()


def add_rows(career: Career, rows: int) -> None:
    for number in range(rows):
        common: dict[str, Any] = {"career": career, "position": number}
        AlternateTitle.objects.create(**common, title=f"Title {number}")
        Step.objects.create(**common, title="Step", text="x")
        Skill.objects.create(**common, name="Skill", text="x")
        Responsibility.objects.create(**common, text="x")
        InterviewQuestion.objects.create(**common, question="x", kind="Technical", looking_for="x")
        Source.objects.create(**common, title="x", publisher="x", url="https://example.org/")
        RelatedCareer.objects.create(**common, related=make_career())


def test_the_career_form_costs_the_same_at_any_number_of_rows(
    desk: Client, django_assert_num_queries: Any
) -> None:
    few, many = make_career(), make_career()
    add_rows(few, 3)
    add_rows(many, 60)
    desk.get(change_url(few))  # Django remembers content types from here on.
    for career in (few, many):
        with django_assert_num_queries(24):
            assert desk.get(change_url(career)).status_code == 200


def test_fields_are_ordered_by_a_typed_position_too(desk: Client) -> None:
    make_field("Arts")
    field = make_field("Trades")
    url = reverse("admin:careers_field_change", args=[field.pk])
    form = {"name": "Trades", "slug": "trades", "description": "By hand.", "position": 7}
    assert desk.post(url, form).status_code == 302
    assert [(field.name, field.position) for field in Field.objects.all()] == [
        ("Arts", 0),
        ("Trades", 7),
    ]


def test_fields_are_dragged_into_order(desk: Client) -> None:
    arts, trades = make_field("Arts"), make_field("Trades")
    answer = desk.post(
        reverse("admin:careers_field_sortable_update"),
        {"updatedItems": [[trades.pk, 1], [arts.pk, 2]]},
        content_type="application/json",
    )
    assert answer.status_code == 200
    assert [field.name for field in Field.objects.all()] == ["Trades", "Arts"]


def test_rows_may_trade_unique_values(desk: Client) -> None:
    career = make_career("Nurse", state=Career.State.DRAFT)
    one = AlternateTitle.objects.create(career=career, title="One", position=1)
    two = AlternateTitle.objects.create(career=career, title="Two", position=2)
    rows = [
        {"id": one.pk, "title": "Two", "position": 1},
        {"id": two.pk, "title": "One", "position": 2},
    ]
    form = career_form(career, {"alternate_titles": rows}, title="Nurse", slug="nurse")
    assert desk.post(change_url(career), form).status_code == 302
    assert [other.title for other in career.alternate_titles.all()] == ["Two", "One"]
