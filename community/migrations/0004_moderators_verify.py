"""Moderators decide who is a verified professional; editors quote answers on career pages."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MAY = {
    "Moderators": ["view_verification", "change_verification"],
    "Editors": ["view_quotation", "add_quotation", "change_quotation", "delete_quotation"],
}


def allow(apps, schema_editor):
    database = schema_editor.connection.alias
    # Django makes permissions after the last migration of a run, which is too late for this one.
    create_permissions(
        installed.get_app_config("community"), verbosity=0, using=database, apps=apps
    )
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for name, codes in MAY.items():
        group, _ = apps.get_model("auth", "Group").objects.using(database).get_or_create(name=name)
        group.permissions.add(
            *permissions.filter(content_type__app_label="community", codename__in=codes)
        )


def forbid(apps, schema_editor):
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name__in=MAY):
        group.permissions.remove(
            *permissions.filter(
                content_type__app_label="community", codename__in=MAY[group.name]
            )
        )


class Migration(migrations.Migration):
    dependencies = [
        ("community", "0003_search"),
        ("careers", "0002_editors_group"),
    ]
    operations = [migrations.RunPython(allow, forbid)]
