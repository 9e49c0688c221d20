"""Editors write, Publishers put live. Who was an editor could do both so far, and still can."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

NAME = "Publishers"
READS = [
    "alternatetitle", "career", "educationroute", "field", "interviewquestion", "moment",
    "occupation", "relatedcareer", "responsibility", "skill", "source", "step",
]


def make_group(apps, schema_editor):
    database = schema_editor.connection.alias
    # Django makes permissions after the last migration of a run, which is too late for this one.
    create_permissions(
        installed.get_app_config("careers"), verbosity=0, using=database, apps=apps
    )
    permissions = (
        apps.get_model("auth", "Permission").objects.using(database)
        .filter(content_type__app_label="careers")
    )
    groups = apps.get_model("auth", "Group").objects.using(database)
    publishers, _ = groups.get_or_create(name=NAME)
    publishers.permissions.add(
        *permissions.filter(codename__in=["publish_career", *(f"view_{name}" for name in READS)])
    )
    editors = groups.filter(name="Editors").first()
    if editors:
        publishers.user_set.add(*editors.user_set.all())


def remove_group(apps, schema_editor):
    database = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(database).filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0005_editors_desk"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_group, remove_group)]
