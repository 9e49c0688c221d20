"""Editors write everything about careers; releases and load records, which figures rest on, stay."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

NAME = "Editors"
MODELS = [
    "alternatetitle", "career", "datarelease", "educationalattainment", "educationroute", "field",
    "formerslug", "interviewquestion", "moment", "occupation", "projection", "relatedcareer",
    "responsibility", "skill", "source", "starterrecord", "step", "wageestimate",
]


def make_group(apps, schema_editor):
    database = schema_editor.connection.alias
    # Django makes permissions after the last migration of a run, which is too late for this one.
    create_permissions(
        installed.get_app_config("careers"), verbosity=0, using=database, apps=apps
    )
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=NAME)
    group.permissions.add(
        *permissions.filter(
            content_type__app_label="careers", content_type__model__in=MODELS
        ).exclude(
            codename__in=["delete_datarelease", "delete_starterrecord", "publish_career"]
        )
    )


def remove_group(apps, schema_editor):
    database = schema_editor.connection.alias
    apps.get_model("auth", "Group").objects.using(database).filter(name=NAME).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("careers", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_group, remove_group)]
