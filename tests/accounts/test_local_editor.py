import re

import pytest
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command

from careerportal.accounts.models import User
from tests.builders import make_user

pytestmark = pytest.mark.django_db


def run(capsys) -> str:
    call_command("create_local_editor")
    return capsys.readouterr().out


@pytest.fixture
def locally(settings):
    settings.SETTINGS_MODULE = "careerportal.settings.local"


@pytest.mark.usefixtures("locally")
def test_the_first_start_makes_an_editor_who_can_sign_in(capsys, client):
    for name in ("Editors", "Publishers", "Moderators"):
        Group.objects.get_or_create(name=name)
    lines = run(capsys).splitlines()
    assert len(lines) == 2
    email = lines[0].removeprefix("E-mail: ")
    password = lines[1].removeprefix("Password: ")
    assert re.fullmatch(r"[a-hjkmnp-z2-9]{4}(-[a-hjkmnp-z2-9]{4}){3}", password)
    editor = User.objects.get()
    assert (editor.handle, editor.is_staff, editor.is_superuser) == ("local-editor", True, False)
    assert {group.name for group in editor.groups.all()} == {"Editors", "Publishers", "Moderators"}
    client.post("/accounts/login/", {"login": email, "password": password})
    assert client.session["_auth_user_id"] == str(editor.pk)


@pytest.mark.usefixtures("locally")
def test_every_machine_gets_a_password_of_its_own(capsys):
    first = run(capsys)
    User.objects.all().delete()
    assert run(capsys) != first


@pytest.mark.usefixtures("locally")
@pytest.mark.parametrize(
    "account",
    [
        {"is_staff": True},
        {"handle": "Local-Editor"},
        {"email": "editor@example.org"},
    ],
)
def test_a_later_start_says_and_changes_nothing(capsys, account):
    before = make_user(**account)
    assert run(capsys) == ""
    assert User.objects.get().password == before.password


def test_a_public_site_gets_no_such_account(settings):
    settings.SETTINGS_MODULE = "careerportal.settings.production"
    with pytest.raises(CommandError, match="local trial only"):
        call_command("create_local_editor")
    assert not User.objects.exists()
