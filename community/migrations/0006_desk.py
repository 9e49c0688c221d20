"""What moderators need at their desk: its tables in the admin, and reasons to start from."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

MODERATORS = "Moderators"
MAY = [
    "view_watchword", "add_watchword", "change_watchword", "delete_watchword",
    "view_reasontemplate", "add_reasontemplate", "change_reasontemplate", "delete_reasontemplate",
    "view_boardsettings", "add_boardsettings", "change_boardsettings",
    "view_delivery", "change_delivery",
]
REASONS = {
    "Contact details": "Your post gives or asks for a way to reach someone outside the board: an "
    "address, a number or an account. We keep those out, so that nobody here can be contacted by "
    "strangers. Take them out and send it again.",
    "Too personal": "Your post says more about you, or about someone else, than strangers should "
    "know, such as a full name, a school or where you will be. Leave those details out and send "
    "it again.",
    "Unkind words": "Parts of this would hurt the person who reads them. You can disagree with "
    "what someone says and still be kind to them. Say it another way and send it again.",
    "Advertising": "This reads like an ad for a product, a course or a service. Share what you "
    "have seen yourself instead, and leave out the link and the offer.",
    "Homework": "This looks like a task from a class. People here talk about their own work and "
    "don’t do assignments for others. Tell us what you would like to find out about the job, and "
    "ask about that.",
    "Not about careers": "This board is for questions about jobs and the ways into them. If your "
    "post has to do with a career, say how, and send it again.",
    "Not safe to follow": "What you advise could harm someone who follows it, and we could not "
    "tell that it is right. Say how you know it, or leave that part out, and send it again.",
    "We worry about you": "Thank you for being so open. We keep this post off the board to protect "
    "you. Please talk to someone today: in the United States you can call or text 988 at any hour, "
    "and findahelpline.com lists help in other countries. If you are in danger now, call 911.",
}


def prepare(apps, schema_editor):
    database = schema_editor.connection.alias
    # Django makes permissions after the last migration of a run, which is too late for this one.
    create_permissions(
        installed.get_app_config("community"), verbosity=0, using=database, apps=apps
    )
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    groups = apps.get_model("auth", "Group").objects.using(database)
    group, _ = groups.get_or_create(name=MODERATORS)
    group.permissions.add(
        *permissions.filter(content_type__app_label="community", codename__in=MAY)
    )
    templates = apps.get_model("community", "ReasonTemplate").objects.using(database)
    for position, (title, text) in enumerate(REASONS.items(), start=1):
        templates.get_or_create(title=title, defaults={"text": text, "position": position * 10})


def undo(apps, schema_editor):
    """Reasons that moderators have put into other words stay."""
    database = schema_editor.connection.alias
    permissions = apps.get_model("auth", "Permission").objects.using(database)
    for group in apps.get_model("auth", "Group").objects.using(database).filter(name=MODERATORS):
        group.permissions.remove(
            *permissions.filter(content_type__app_label="community", codename__in=MAY)
        )
    templates = apps.get_model("community", "ReasonTemplate").objects.using(database)
    for title, text in REASONS.items():
        templates.filter(title=title, text=text).delete()


class Migration(migrations.Migration):
    dependencies = [("community", "0005_safety")]
    operations = [migrations.RunPython(prepare, undo)]
