"""Loading the starter catalogue: right, repeatable, all or nothing, and kind to editors."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from careers import document
from careers.models import Career, Field, FormerSlug, Occupation, Skill, StarterRecord, WageEstimate
from careers.problems import Report, StarterError
from careers.starter.loading import FOLDER, load

pytestmark = pytest.mark.django_db

FIELDS = '[[field]]\nslug = "care"\nname = "Care"\ndescription = "Looking after people."\n'
OCCUPATIONS = """
[[release]]
key = "oews-2024-05"
dataset = "oews"
name = "Wages"
period = 2024-05-01
url = "https://www.bls.gov/oes/"
annual_top_code = 239_200
hourly_top_code = 115.00

[[occupation]]
soc_code = "29-1141"
title = "Registered Nurses"

[[occupation.wages]]
release = "oews-2024-05"
employment = 100
annual_median = 90_000
annual_p90 = "#"
"""
NURSE = """
title = "Nurse"
field = "care"
occupation = "29-1141"
summary = "Looks after people who are ill."
alternate_titles = ["RN"]
overview = "A nurse."
responsibilities = ["Look after people"]

[[interview]]
question = "Why nursing?"
kind = "Motivation"
looking_for = "A reason of your own."

[[skills]]
name = "Patience"
text = "Every day."
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small catalogue: one field, one occupation, one career."""
    (tmp_path / "careers").mkdir()
    (tmp_path / "fields.toml").write_text(FIELDS)
    (tmp_path / "occupations.toml").write_text(OCCUPATIONS)
    (tmp_path / "careers" / "nurse.toml").write_text(NURSE)
    return tmp_path


def rewrite(folder: Path, old: str, new: str, file: str = "careers/nurse.toml") -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_folder_is_loaded_with_parts_and_figures(folder):
    outcome = load(folder)
    assert outcome.counts == {"added": 4}
    career = Career.objects.get(slug="nurse")
    assert career.is_public
    assert career.skills.get().name == "Patience"
    assert career.wages.annual_p90 == 239_200
    assert career.wages.in_words("annual_p90") == "at least $239,200"


def test_loading_again_changes_nothing(folder):
    load(folder)
    before = list(Skill.objects.values_list("pk", flat=True))
    assert load(folder).counts == {"unchanged": 4}
    assert list(Skill.objects.values_list("pk", flat=True)) == before


def test_a_changed_file_updates_what_no_editor_touched(folder):
    load(folder)
    rewrite(folder, "Patience", "Kindness")
    assert load(folder).counts == {"unchanged": 3, "updated": 1}
    assert Skill.objects.get().name == "Kindness"


@pytest.mark.parametrize("change", ["text", "part", "figure", "state", "order"])
def test_what_an_editor_changed_is_left_alone(folder, change):
    load(folder)
    match change:
        case "text":
            Career.objects.update(summary="Written by an editor.")
        case "part":
            Skill.objects.update(text="Written by an editor.")
        case "state":
            Career.objects.update(state="draft")
        case "order":
            Skill.objects.create(career=Career.objects.get(), name="New", text="First.", position=0)
        case "figure":
            WageEstimate.objects.update(annual_median=91_000)
    rewrite(folder, "Every day", "Every hour")
    rewrite(folder, "90_000", "92_000", "occupations.toml")
    outcome = load(folder)
    assert outcome.kept == (["29-1141"] if change == "figure" else ["Nurse"])
    if change == "figure":
        assert WageEstimate.objects.get().annual_median == 91_000
    else:
        assert Skill.objects.filter(text="Every hour").count() == 0


def test_overwrite_replaces_even_what_an_editor_changed(folder):
    load(folder)
    Career.objects.update(summary="Written by an editor.")
    assert load(folder, overwrite=True).counts == {"unchanged": 3, "updated": 1}
    assert Career.objects.get().summary == "Looks after people who are ill."


def test_a_career_that_an_editor_deleted_stays_deleted(folder):
    load(folder)
    Career.objects.all().delete()
    assert load(folder).kept == ["Nurse"]
    assert not Career.objects.exists()
    load(folder, overwrite=True)
    assert Career.objects.exists()


def test_a_career_that_an_editor_renamed_is_not_loaded_twice(folder):
    load(folder)
    career = Career.objects.get()
    career.slug = "registered-nurse"
    career.save()
    rewrite(folder, "Patience", "Kindness")
    load(folder)
    assert Career.objects.count() == 1
    assert FormerSlug.objects.get().slug == "nurse"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("careers/nurse.toml", '"RN"', '""', "careers/nurse.toml: Nurse, alternate_titles, row 1: This field cannot be blank."),
        ("careers/nurse.toml", 'kind = "Motivation"', 'kind = "Magic"', "Nurse, interview, row 1, kind: Value 'Magic' is not a valid choice."),
        ("careers/nurse.toml", 'summary = "Looks after people who are ill."', "", "Nurse, summary: A published page needs this. Write it, or make the page a draft."),
        ("careers/nurse.toml", 'field = "care"', 'field = "magic"', "Nurse, field: There is no field “magic”."),
        ("careers/nurse.toml", '"29-1141"', '"11-1111"', "Nurse, occupation: There is no occupation “11-1111”."),
        ("careers/nurse.toml", "overview =", "overveiw =", "Nurse, overveiw: There is no such key in this format."),
        ("careers/nurse.toml", "text = \"Every", "txt = \"Every", "Nurse, skills, row 1, txt: There is no such key in this format."),
        ("careers/nurse.toml", '["Look after people"]', '"Look after people"', "Nurse, responsibilities: Write this as a list."),
        ("careers/nurse.toml", '["Look after people"]', "[3]", "Nurse, responsibilities, row 1: Write a text here."),
        ("careers/nurse.toml", 'overview = "A nurse."', 'overview = "A nurse."\nrelated = ["wizard"]', "Nurse, related, row 1: There is no career “wizard”."),
        ("careers/nurse.toml", 'overview = "A nurse."', 'overview = "A nurse."\nreviewed_on = "soon"', "Nurse, reviewed_on: “soon” value has an invalid date format."),
        ("careers/nurse.toml", "[[skills]]", "[[skills", "careers/nurse.toml: This is not TOML: "),
        ("occupations.toml", "annual_median = 90_000", "annual_median = -5", "occupations.toml: 29-1141, wages, row 1, annual_median: "),
        ("occupations.toml", "annual_median = 90_000", "annual_median = 90_000\nannual_p75 = 80_000", "wages, row 1: The yearly percentiles must rise"),
        ("occupations.toml", 'release = "oews-2024-05"', 'release = "oews-1999"', "wages, row 1, release: There is no release “oews-1999” in this file."),
        ("occupations.toml", '"29-1141"', '"291141"', "occupations.toml: 291141, soc_code: Write the code as two digits"),
        ("fields.toml", 'slug = "care"', 'slug = ""', "fields.toml: Care, slug: This field cannot be blank."),
    ],
)  # fmt: skip
def test_a_mistake_names_file_career_and_field_and_nothing_is_kept(folder, file, old, new, said):
    rewrite(folder, old, new, file)
    with pytest.raises(CommandError) as error:
        call_command("load_starter", folder=folder)
    assert said in str(error.value)
    assert str(error.value).startswith("Nothing was loaded.")
    for model in (Career, Field, Occupation, StarterRecord):
        assert not model.objects.exists()


def test_a_mistake_in_a_later_load_leaves_the_earlier_state(folder):
    load(folder)
    rewrite(folder, "Patience", "Kindness")
    (folder / "careers" / "other.toml").write_text('title = "Other"\n')
    with pytest.raises(StarterError):
        load(folder)
    assert Skill.objects.get().name == "Patience"


def test_a_missing_file_is_named(folder):
    (folder / "fields.toml").unlink()
    with pytest.raises(StarterError, match=r"fields\.toml: This file is missing"):
        load(folder)


def test_bytes_that_are_no_text_are_named(folder):
    (folder / "careers" / "nurse.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StarterError, match=r"careers/nurse\.toml: This is not TOML"):
        load(folder)


def test_what_is_written_can_be_read_back_without_a_difference(folder):
    """For the whole catalogue: a career written in the format and read again is the same career."""
    shutil.copytree(FOLDER / "careers", folder / "careers", dirs_exist_ok=True)
    (folder / "careers" / "nurse.toml").unlink()
    for name in ("fields.toml", "occupations.toml"):
        shutil.copy(FOLDER / name, folder / name)
    load(folder)
    for career in Career.objects.all():
        before = document.write(career)
        report = Report("test", career.title)
        document.read(before, career, report)
        document.read_related(before, career, report)
        assert report.problems == []
        assert document.write(Career.objects.get(pk=career.pk)) == before
