"""Careers leave the site as files and come back."""

import base64
import io
import time
import tomllib
import zipfile
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from careers import exchange, publishing
from careers.document import content, digest, plain
from careers.models import Career, InterviewQuestion, RelatedCareer, Skill, Step, Version
from careers.problems import StarterError
from tests.builders import make_career, make_editor, make_field, make_publisher, make_user

pytestmark = pytest.mark.django_db

NURSE = """
title = "Nurse"
field = "health-care"
summary = "Cares for people who are ill."
skills = [{ name = "Listening", text = "Patients say what hurts." }]
"""


def files(**texts):
    return {f"{name}.toml": text.encode() for name, text in texts.items()}


def refused(given_files):
    with pytest.raises(StarterError) as error:
        exchange.bring_in(given_files, None)
    return [str(problem) for problem in error.value.problems]


@pytest.fixture
def nurse():
    make_field()
    career = make_career("Nurse", overview="Two\nparagraphs.\n\nHere.")
    Skill.objects.create(career=career, name="Listening", text='Says """what""" hurts.')
    Step.objects.create(career=career, title="Earn it", text="x", optional=True)
    RelatedCareer.objects.create(career=career, related=make_career("Paramedic"))
    return career


def test_what_goes_out_and_comes_back_changes_nothing(nurse):
    out = exchange.export(Career.objects.all())
    assert set(out) == {"nurse.toml", "paramedic.toml"}
    assert tomllib.loads(out["nurse.toml"])["skills"][0]["text"] == 'Says """what""" hurts.'
    arrivals = exchange.bring_in({name: text.encode() for name, text in out.items()}, None)
    assert all(arrival.is_unchanged for arrival in arrivals)
    assert not Version.objects.exists()


def test_a_draft_goes_out_instead_of_what_readers_see(nurse):
    document = content(nurse) | {"summary": "New words."}
    publishing.save(nurse.pk, document, None)
    assert "New words." in exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]


def test_a_changed_file_becomes_a_draft_and_readers_see_it_when_it_is_published(nurse, client):
    text = exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]
    changed = text.replace("Listening", "Hearing")
    [arrival] = exchange.bring_in(files(nurse=changed), None, "From the library")
    assert "1 changed" in str(arrival.differences[0])
    assert "Hearing" not in client.get("/careers/nurse/").text
    version = Version.objects.filter(career=nurse).first()
    assert (version.event, version.why) == ("imported", "From the library")
    nurse.refresh_from_db()
    assert nurse.draft == version


def test_a_draft_with_another_address_goes_out_and_comes_back_unchanged(nurse):
    publishing.save(nurse.pk, content(nurse) | {"slug": "registered-nurse"}, None)
    text = exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]
    assert exchange.bring_in(files(nurse=text), None)[0].is_unchanged
    assert "Take this key out." in refused(files(nurse=f'slug = "rn"\n{text}'))[0]


def test_new_careers_may_name_each_other(nurse):
    one = NURSE.replace("Nurse", "One") + 'related = ["two"]'
    two = NURSE.replace("Nurse", "Two") + 'related = ["one", "nurse"]'
    # Keys after a table would belong to it; `skills` is inline here.
    arrivals = exchange.bring_in(files(one=one, two=two), None)
    assert [arrival.is_new for arrival in arrivals] == [True, True]
    two = Career.objects.get(slug="two")
    assert two.state == Career.State.DRAFT
    assert [link.related.slug for link in two.related_careers.all()] == ["one", "nurse"]
    assert exchange.bring_in(files(one=one), None)[0].is_unchanged


def test_an_older_file_of_a_page_that_moved_is_about_that_page(nurse):
    text = exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]
    nurse.slug = "registered-nurse"
    nurse.save()
    assert exchange.bring_in(files(nurse=text), None)[0].is_unchanged
    exchange.bring_in(files(nurse=text.replace("Listening", "Hearing")), None)
    assert Career.objects.count() == 2
    nurse.refresh_from_db()
    assert nurse.slug == publishing.current(nurse)["slug"] == "registered-nurse"
    assert publishing.current(nurse)["skills"][0]["name"] == "Hearing"


@pytest.mark.parametrize("names", [["nurse", "registered-nurse"], ["nurse", "nurse-of-old"]])
def test_two_files_of_one_page_by_its_addresses_are_refused(nurse, names):
    nurse.former_slugs.create(slug="nurse-of-old")
    nurse.slug = "registered-nurse"
    nurse.save()
    one, other = names
    [problem] = refused(files(**dict.fromkeys(names, NURSE)))
    assert "a former address of “Nurse”, which is in" in problem
    assert one in problem
    assert other in problem


def test_a_dry_run_keeps_nothing(nurse):
    arrivals = exchange.bring_in(files(one=NURSE.replace("Nurse", "One")), None, dry_run=True)
    assert arrivals[0].is_new
    assert not Career.objects.filter(slug="one").exists()


def while_it_rests(monkeypatch, act):
    """Have `act` done in the rest after each file."""
    clock = SimpleNamespace(monotonic=time.monotonic, sleep=lambda seconds: act())
    monkeypatch.setattr("careerportal.gently.time", clock)


@pytest.mark.django_db(transaction=True)
def test_others_may_write_while_files_are_compared(nurse, monkeypatch):
    in_transaction = []
    while_it_rests(monkeypatch, lambda: in_transaction.append(connection.in_atomic_block))
    exchange.bring_in(files(nurse=NURSE, one=NURSE.replace("Nurse", "One")), None, dry_run=True)
    assert in_transaction == [False, False]
    assert Career.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_changed_before_the_files_are_kept_stays_as_it_is(nurse, monkeypatch):
    changed = content(nurse) | {"summary": "Somebody else’s."}
    while_it_rests(monkeypatch, lambda: publishing.save(nurse.pk, changed, None))
    with pytest.raises(exchange.ChangedMeanwhileError, match="Somebody changed one of these pages"):
        exchange.bring_in(files(nurse=NURSE, one=NURSE.replace("Nurse", "One")), None)
    assert not Version.objects.filter(event="imported").exists()
    assert not Career.objects.filter(slug="one").exists()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"health-care"', '"magic"', "nurse.toml: Nurse, field: There is no field “magic”."),
        ("summary", "sumary", "nurse.toml: Nurse, sumary: There is no such key in this format."),
        ('"Listening"', "3", "nurse.toml: Nurse, skills, row 1, name: Write a text here."),
        ('name = "Listening", ', "", "nurse.toml: Nurse, skills, row 1, name: This field cannot be"),
        ('"Cares for people who are ill."', '["a"]', "nurse.toml: Nurse, summary: Write a text here."),
        ('"Cares', '"\\u0000Cares', "summary: There is a character in it that can’t be kept."),
        ("title =", 'related = "nurse"\ntitle =', "nurse.toml: Nurse, related: Write this as a list"),
        ("title =", 'related = [["a"]]\ntitle =', "nurse.toml: Nurse, related: Write this as a list"),
        ("title =", 'related = ["wizard"]\ntitle =', "related, row 1: There is no career “wizard”."),
        ("title =", 'reviewed_on = "soon"\ntitle =', "nurse.toml: Nurse, reviewed_on: "),
        ("title =", "education = 3\ntitle =", "nurse.toml: Nurse, education: There is no such key"),
        ('"Nurse"', f'"{"x" * 101}"', "title: Ensure this value has at most 100 characters"),
        ("skills = [", "skills = [[", "nurse.toml: This is not TOML: "),
        ("title =", f"x = {'9' * 5000}\ntitle =", "nurse.toml: This is not TOML: "),
        ("title =", "reviewed_on = 3\ntitle =", "nurse.toml: Nurse, reviewed_on: Write a day here."),
        ("skills", "day = { moments = [{ time = 3 }] }\nskills", "row 1, time: Write a time here."),
        ('"health-care"', '"\\u0000"', "nurse.toml: Nurse, field: There is no field"),
        ("title =", 'occupation = "\\u0000"\ntitle =', "occupation: There is no occupation"),
        ("title =", 'related = ["\\u0000"]\ntitle =', "nurse.toml: Nurse, related: Write this as a"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_by_file_part_and_field_and_nothing_is_kept(nurse, old, new, said):
    wrong = NURSE.replace(old, new, 1)
    problems = refused(files(nurse=wrong, another=NURSE.replace("Nurse", "Another")))
    assert any(said in problem for problem in problems), problems
    assert not Career.objects.filter(slug="another").exists()
    assert not Version.objects.exists()


@pytest.mark.parametrize("value", ["nan", "1.5", "2024-01-05", "07:32:00"])
def test_what_is_no_text_is_not_made_one(nurse, value):
    wrong = NURSE.replace('"Cares for people who are ill."', value)
    assert refused(files(nurse=wrong)) == ["nurse.toml: Nurse, summary: Write a text here."]
    wrong = NURSE.replace('"Patients say what hurts."', value)
    said = "nurse.toml: Nurse, skills, row 1, text: Write a text here."
    assert refused(files(nurse=wrong)) == [said]


def test_the_mark_that_some_editors_begin_a_file_with_is_passed_over(nurse):
    exchange.bring_in({"nurse.toml": b"\xef\xbb\xbf" + NURSE.encode()}, None)
    assert Version.objects.filter(career=nurse, event="imported").exists()


def test_times_and_days_are_kept_as_the_desk_writes_them(nurse):
    text = exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]
    day = '[day]\nmoments = [{ time = "9:30", title = "Rounds", text = "Beds." }]\n'
    exchange.bring_in(files(nurse=f'reviewed_on = "2024-1-5"\n{text}\n{day}'), None)
    out = exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]
    assert "reviewed_on = 2024-01-05" in out
    assert "time = 09:30:00" in out


def test_two_new_careers_of_one_title_are_refused(nurse):
    one = NURSE.replace("Nurse", "One")
    assert refused(files(one=one, two=one)) == [
        "two.toml: One, title: Career with this Title already exists."
    ]
    assert not Career.objects.filter(title="One").exists()


def test_what_a_mac_puts_into_a_zip_beside_the_careers_is_passed_over():
    packed = exchange.to_zip({"a/nurse.toml": b"x = 1", "__MACOSX/a/._nurse.toml": b"\0\5"})
    assert exchange.unpack("a.zip", packed) == {"a/nurse.toml": b"x = 1"}


def test_capitals_end_a_file_name_in_a_zip_as_well():
    packed = exchange.to_zip({"NURSE.TOML": b"x = 1"})
    assert exchange.unpack("A.ZIP", packed) == {"NURSE.TOML": b"x = 1"}


@pytest.mark.parametrize(
    "method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
)
def test_a_zip_that_was_damaged_on_the_way_is_told(method):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("nurse.toml", NURSE * 9)
    data = bytearray(packed.getvalue())
    data[45:60] = b"\xff" * 15
    with pytest.raises(StarterError, match="This is not a whole ZIP"):
        exchange.unpack("a.zip", bytes(data))


def test_file_names_are_addresses(nurse):
    assert "small letters, digits and hyphens" in refused({"Big Name.toml": NURSE.encode()})[0]
    twice = {"a/nurse.toml": NURSE.encode(), "b/nurse.toml": NURSE.encode()}
    assert "This page is in a/nurse.toml already." in refused(twice)[0]


def bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.toml", b"#" * (exchange.LARGEST + 1))
    return packed.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("x.zip", b"PK nonsense", "This is not a whole ZIP"),
        ("x.zip", bomb(), "Unpacked, this is larger than"),
        ("x.zip", exchange.to_zip({"notes.txt": b"x"}), "There is no career in this ZIP"),
        ("x.toml", b"#" * (exchange.LARGEST + 1), "This is larger than"),
    ],
)
def test_what_is_no_file_of_ours_is_refused(name, data, said):
    with pytest.raises(StarterError, match=said):
        exchange.unpack(name, data)


TEXT = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
).filter(str.strip)
LINE = TEXT.map(str.strip)
DOCUMENTS = st.fixed_dictionaries(
    {"title": LINE, "field": st.just("health-care"), "summary": TEXT, "overview": TEXT},
    optional={
        "reviewed_on": st.dates().map(str),
        "alternate_titles": st.lists(LINE, min_size=1, max_size=4, unique=True),
        "responsibilities": st.lists(TEXT, min_size=1, max_size=4),
        "skills": st.lists(st.fixed_dictionaries({"name": TEXT, "text": TEXT}), min_size=1, max_size=4),
        "day": st.fixed_dictionaries(
            {
                "moments": st.lists(
                    st.fixed_dictionaries(
                        {"time": st.times().map(lambda t: t.replace(microsecond=0).isoformat()),
                         "title": TEXT, "text": TEXT}
                    ),
                    min_size=1, max_size=3,
                )
            }
        ),
        "become": st.fixed_dictionaries(
            {"steps": st.lists(
                st.fixed_dictionaries({"title": TEXT, "text": TEXT}, optional={"optional": st.just(True)}),
                min_size=1, max_size=3)}
        ),
        "related": st.just(["paramedic"]),
    },
)  # fmt: skip


class RoundTrip(TestCase):
    def setUp(self):
        make_field()
        make_career("Paramedic", slug="paramedic")

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(DOCUMENTS)
    def test_generated_careers_go_out_and_come_back_unchanged(self, document):
        document = plain(document)
        exchange.bring_in({"made.toml": exchange.to_file(document).encode()}, None)
        made = Career.objects.get(slug="made")
        assert {key: value for key, value in content(made).items() if key in document} == document
        before = Version.objects.count()
        text = exchange.export(Career.objects.filter(pk=made.pk))["made.toml"]
        assert exchange.bring_in({"made.toml": text.encode()}, None)[0].is_unchanged
        assert Version.objects.count() == before
        assert digest(content(Career.objects.get(slug="made"))) == digest(content(made))
        publishing.delete(made.pk, None)


class TestCommands:
    def test_a_folder_goes_out_and_comes_back(self, nurse, tmp_path, capsys):
        call_command("export_careers", to=tmp_path / "out")
        file = tmp_path / "out" / "nurse.toml"
        file.write_text(file.read_text().replace("Listening", "Hearing"))
        call_command("import_careers", tmp_path / "out", dry_run=True)
        assert "Careers would change: 1. As they are: 1." in capsys.readouterr().out
        assert not Version.objects.exists()
        call_command("import_careers", tmp_path / "out")
        assert "Careers brought in: 1. As they are: 1." in capsys.readouterr().out
        call_command("import_careers", tmp_path / "out")
        assert "Careers brought in: 0. As they are: 2." in capsys.readouterr().out

    def test_a_zip_too_and_one_career_is_printed(self, nurse, tmp_path, capsys):
        call_command("export_careers", to=tmp_path / "all.zip")
        call_command("import_careers", tmp_path / "all.zip")
        assert "As they are: 2." in capsys.readouterr().out
        call_command("export_careers", "nurse")
        assert tomllib.loads(capsys.readouterr().out)["title"] == "Nurse"

    def test_mistakes_end_in_an_error(self, nurse, tmp_path):
        with pytest.raises(CommandError, match="wizard"):
            call_command("export_careers", "wizard", to=tmp_path)
        with pytest.raises(CommandError, match="--to FOLDER"):
            call_command("export_careers")
        with pytest.raises(CommandError, match="missing or can’t be read"):
            call_command("import_careers", Path("nowhere.toml"))

    def test_a_folder_without_careers_is_told(self, tmp_path):
        (tmp_path / "._nurse.toml").write_bytes(b"\0\5")
        with pytest.raises(
            CommandError, match=r"There is no career here: their files end in .toml"
        ):
            call_command("import_careers", tmp_path)

    def test_files_of_a_folder_may_end_in_capitals(self, nurse, tmp_path, capsys):
        (tmp_path / "nurse.TOML").write_text(NURSE)
        call_command("import_careers", tmp_path)
        assert "Careers brought in: 1." in capsys.readouterr().out

    def test_publishing_needs_every_part(self, nurse, tmp_path):
        (tmp_path / "one.toml").write_text(NURSE.replace("Nurse", "One"))
        with pytest.raises(CommandError, match="can’t go live yet"):
            call_command("import_careers", tmp_path, publish=True)
        assert not Career.objects.filter(slug="one").exists()


class TestDesk:
    url = "/admin/careers/career/import/"

    def upload(self, client, text, name="nurse.toml"):
        return client.post(self.url, {"file": SimpleUploadedFile(name, text.encode())})

    def answer(self, page, **more):
        context = page.context
        return {"held": context["held"], "seen": context["seen"], "why": "Why not"} | more

    def test_differences_first_then_drafts(self, nurse, client):
        client.force_login(make_editor())
        text = client.get(reverse("admin:careers_career_export", args=[nurse.pk])).text
        page = self.upload(client, text.replace("Listening", "Hearing"))
        assert page.status_code == 200
        assert "Hearing" in page.text
        assert "Put them live" not in page.text
        assert not Version.objects.exists()
        answer = client.post(self.url, self.answer(page), follow=True)
        assert "1 career brought in as drafts." in answer.text
        assert Version.objects.filter(career=nurse).first().why == "Why not"

    def test_a_page_that_was_changed_meanwhile_is_compared_again(self, nurse, client):
        client.force_login(make_editor())
        page = self.upload(client, NURSE)
        publishing.save(nurse.pk, content(nurse) | {"summary": "Somebody else’s."}, None)
        answer = client.post(self.url, self.answer(page))
        assert answer.status_code == 422
        assert "Somebody changed one of these pages in the meantime" in answer.text
        assert "Somebody else’s." in answer.text
        assert not Version.objects.filter(event="imported").exists()

    def test_mistakes_are_listed(self, nurse, client):
        client.force_login(make_editor())
        answer = self.upload(client, NURSE.replace("health-care", "magic"))
        assert answer.status_code == 422
        assert "There is no field “magic”." in answer.text
        assert self.upload(client, "x", "x.zip").status_code == 422
        assert "Choose a file first." in client.post(self.url, {}).text
        for held in ("%%%", base64.b64encode(b"x").decode()):
            assert client.post(self.url, {"held": held}).status_code == 422

    @pytest.mark.parametrize(
        ("name", "data", "said"),
        [
            (
                "all.zip",
                exchange.to_zip({f"nurse-{n}.toml": b"x = 1" for n in range(101)}),
                "These are 101 careers, and here at most 100 come in at once.",
            ),
            ("one.toml", b"#" * 1_500_001, "This file is too large."),
        ],
    )
    def test_what_is_too_much_at_once_is_told_with_another_way(self, client, name, data, said):
        client.force_login(make_editor())
        answer = client.post(self.url, {"file": SimpleUploadedFile(name, data)})
        assert answer.status_code == 422
        assert (
            f"{said} Bring in fewer careers at once, or a folder of .toml files with" in answer.text
        )
        assert "manage.py import_careers" in answer.text

    def test_only_publishers_put_live(self, nurse, client):
        make_field()
        for person in (make_editor(), make_publisher()):
            client.force_login(person)
            assert client.post(self.url, {"held": "x", "publish": "on"}).status_code in (403, 422)
        editor = make_editor()
        client.force_login(editor)
        page = self.upload(client, NURSE)
        client.post(self.url, self.answer(page, publish="on"))
        nurse.refresh_from_db()
        assert nurse.draft is not None

    def test_an_answer_that_is_no_file_is_told(self, nurse, client):
        client.force_login(make_editor())
        assert client.post(self.url, {"held": "é"}).status_code == 422

    def test_a_reason_with_a_character_that_cannot_be_kept_is_kept_without_it(self, nurse, client):
        client.force_login(make_editor())
        page = self.upload(client, NURSE)
        assert client.post(self.url, self.answer(page, why="a\0b")).status_code == 302
        assert nurse.versions.first().why == "ab"

    @pytest.mark.parametrize("name", ["import", "export", "export_all"])
    def test_others_are_kept_out(self, nurse, client, name):
        args = [nurse.pk] if name == "export" else []
        address = reverse(f"admin:careers_career_{name}", args=args)
        assert client.get(address).status_code == 302
        client.force_login(make_user())
        assert client.get(address).status_code == 302
        client.force_login(make_user(groups=("Moderators",), is_staff=True))
        assert client.get(address).status_code == 403

    def test_all_of_them_come_as_one_zip(self, nurse, client):
        client.force_login(make_publisher())
        data = client.get(reverse("admin:careers_career_export_all")).content
        assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["nurse.toml", "paramedic.toml"]


def test_every_question_keeps_its_kind(nurse):
    InterviewQuestion.objects.create(
        career=nurse, question="Why?", kind="Motivation", looking_for="A reason."
    )
    text = exchange.export(Career.objects.filter(pk=nurse.pk))["nurse.toml"]
    assert exchange.bring_in(files(nurse=text), None)[0].is_unchanged


def test_a_career_that_two_zips_hold_is_refused_by_the_command(nurse, tmp_path):
    for name in ("a", "b"):
        packed = exchange.to_zip(files(nurse=NURSE))
        (tmp_path / f"{name}.zip").write_bytes(packed)
    with pytest.raises(CommandError, match=r"nurse.toml was in another file already"):
        call_command("import_careers", tmp_path / "a.zip", tmp_path / "b.zip")
