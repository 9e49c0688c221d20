"""The groups that migrations make."""

import importlib

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection

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


def test_moderators_see_and_hide_posts_and_decide_on_applications() -> None:
    assert may("Moderators") == {
        "community.view_question", "community.change_question",
        "community.view_post", "community.change_post",
        "community.view_helpfulvote",
        "community.view_verification", "community.change_verification",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("module", "group"),
    [
        ("careers.migrations.0002_editors_group", "Editors"),
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
