"""The groups that migrations make."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection

from community.models import ReasonTemplate

pytestmark = pytest.mark.django_db


def may(group: str) -> set[str]:
    permissions = Group.objects.get(name=group).permissions
    return {
        f"{label}.{code}"
        for label, code in permissions.values_list("content_type__app_label", "codename")
    }


def test_editors_write_careers_and_keep_releases() -> None:
    codes = may("Editors")
    for model in ("career", "field", "occupation", "wageestimate", "step", "relatedcareer"):
        for verb in ("add", "change", "delete", "view"):
            assert f"careers.{verb}_{model}" in codes
    assert "careers.change_datarelease" in codes
    assert not {"careers.delete_datarelease", "careers.delete_starterrecord"} & codes
    assert {code for code in codes if not code.startswith("careers.")} == {
        "community.view_quotation", "community.add_quotation",
        "community.change_quotation", "community.delete_quotation",
    }  # fmt: skip


def test_publishers_read_careers_and_put_them_live() -> None:
    codes = may("Publishers")
    assert "careers.publish_career" in codes
    assert all(code.startswith("careers.view_") for code in codes - {"careers.publish_career"})
    assert "careers.publish_career" not in may("Editors")


def test_moderators_decide_on_posts_and_applications_and_keep_the_tables_of_their_desk() -> None:
    verbs, models = ("view", "add", "change", "delete"), ("watchword", "reasontemplate")
    desk = {f"community.{verb}_{model}" for verb in verbs for model in models}
    assert may("Moderators") == desk | {
        "community.view_boardsettings", "community.add_boardsettings",
        "community.change_boardsettings",
        "community.view_delivery", "community.change_delivery",
        "community.view_question", "community.change_question",
        "community.view_post", "community.change_post",
        "community.view_helpfulvote",
        "community.view_verification", "community.change_verification",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("module", "group"),
    [
        ("careers.migrations.0002_editors_group", "Editors"),
        ("careers.migrations.0006_publishers_group", "Publishers"),
        ("community.migrations.0002_moderators_group", "Moderators"),
    ],
)
def test_a_group_can_be_taken_away_and_made_again(module: str, group: str) -> None:
    migration = importlib.import_module(module)
    before = may(group)
    editor = connection.schema_editor()
    migration.remove_group(apps, editor)
    assert not Group.objects.filter(name=group).exists()
    migration.make_group(apps, editor)
    migration.make_group(apps, editor)
    importlib.import_module("community.migrations.0004_moderators_verify").allow(apps, editor)
    importlib.import_module("community.migrations.0006_desk").prepare(apps, editor)
    assert may(group) == before


def test_what_groups_may_do_since_professionals_can_be_taken_back() -> None:
    migration = importlib.import_module("community.migrations.0004_moderators_verify")
    before = may("Moderators"), may("Editors")
    editor = connection.schema_editor()
    migration.forbid(apps, editor)
    assert not {c for c in may("Moderators") | may("Editors") if "verif" in c or "quot" in c}
    migration.allow(apps, editor)
    migration.allow(apps, editor)
    assert (may("Moderators"), may("Editors")) == before


def test_what_the_desk_needs_can_be_taken_back_and_keeps_reasons_that_were_rewritten() -> None:
    migration = importlib.import_module("community.migrations.0006_desk")
    before, editor = may("Moderators"), connection.schema_editor()
    titles = list(ReasonTemplate.objects.values_list("title", flat=True))
    assert titles == list(migration.REASONS)
    ReasonTemplate.objects.filter(title=titles[0]).update(text="Our own words.")
    migration.undo(apps, editor)
    assert not {code for code in may("Moderators") if "watchword" in code or "delivery" in code}
    assert [template.text for template in ReasonTemplate.objects.all()] == ["Our own words."]
    migration.prepare(apps, editor)
    migration.prepare(apps, editor)
    assert may("Moderators") == before
    assert list(ReasonTemplate.objects.values_list("title", flat=True)) == titles
    assert ReasonTemplate.objects.get(title=titles[0]).text == "Our own words."
