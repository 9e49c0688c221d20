"""What someone may do does not change without a line in the audit log."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from careerportal.accounts import admin as accounts_admin
from careerportal.accounts.audit import AuditEntry, record, record_difference
from careerportal.accounts.models import User
from tests.builders import make_editor, make_moderator, make_user

pytestmark = pytest.mark.django_db

REGISTER = reverse("admin:accounts_auditentry_changelist")


@pytest.fixture
def chief(client) -> User:
    user = make_user("chief", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def entries() -> list[tuple[int | None, str, str, int, str]]:
    columns = ("actor_id", "action", "subject", "subject_id", "detail")
    return list(AuditEntry.objects.order_by("pk").values_list(*columns))


def groups(*names: str) -> list[int]:
    return [Group.objects.get(name=name).pk for name in names]


def save_user(client, user: User, **changes: Any):
    form = {
        "email": user.email,
        "handle": user.handle,
        "name": user.name,
        "groups": list(user.groups.values_list("pk", flat=True)),
    } | {flag: "on" for flag in ("is_active", "is_staff", "is_superuser") if getattr(user, flag)}
    form |= changes
    form = {name: value for name, value in form.items() if value is not None}
    return client.post(reverse("admin:accounts_user_change", args=[user.pk]), form)


# The desk


@pytest.mark.parametrize(
    ("before", "change", "action", "detail"),
    [
        ({}, {"is_staff": "on"}, "member.staff", "on"),
        ({"is_staff": True}, {"is_staff": None}, "member.staff", "off"),
        ({}, {"is_superuser": "on"}, "member.superuser", "on"),
        ({"is_superuser": True}, {"is_superuser": None}, "member.superuser", "off"),
        ({}, {"is_active": None}, "member.active", "off"),
        ({"is_active": False}, {"is_active": "on"}, "member.active", "on"),
        ({}, {"email": "other@example.org"}, "member.email", ""),
    ],
)
def test_a_changed_account_is_written_down(client, chief, before, change, action, detail):
    user = make_user("mara", **before)
    assert save_user(client, user, **change).status_code == 302
    assert entries() == [(chief.pk, action, "member", user.pk, detail)]


def test_groups_that_come_and_go_are_written_down_by_their_ids(client, chief):
    user = make_editor(handle="mara")
    editors, moderators = groups("Editors", "Moderators")
    assert save_user(client, user, groups=[moderators]).status_code == 302
    assert entries() == [
        (chief.pk, "member.groups", "member", user.pk, f"+{moderators} -{editors}")
    ]


def test_many_changes_at_once_are_a_line_each(client, chief):
    user = make_user("mara")
    (editors,) = groups("Editors")
    save_user(client, user, is_staff="on", is_superuser="on", groups=[editors])
    assert [(entry[1], entry[4]) for entry in entries()] == [
        ("member.staff", "on"),
        ("member.superuser", "on"),
        ("member.groups", f"+{editors}"),
    ]


@pytest.mark.usefixtures("chief")
def test_saving_without_a_change_of_powers_writes_nothing(client):
    user = make_moderator(handle="mara")
    assert save_user(client, user, name="Mara Bell", handle="mara-b").status_code == 302
    assert entries() == []


@pytest.mark.usefixtures("chief")
def test_a_form_with_mistakes_writes_nothing(client):
    assert save_user(client, make_user("mara"), is_staff="on", email="").status_code == 422
    assert entries() == []


def test_an_account_made_at_the_desk_is_written_down(client, chief):
    password = "plum tractor window"
    form = {"email": "new@example.org", "handle": "new", "usable_password": "true"}
    form |= {"password1": password, "password2": password}
    client.post(reverse("admin:accounts_user_add"), form)
    user = User.objects.get(handle="new")
    assert entries() == [(chief.pk, "member.add", "member", user.pk, "")]


@pytest.mark.parametrize("way", ["page", "action"])
@pytest.mark.parametrize(
    ("model", "action", "subject"),
    [("accounts_user", "member.delete", "member"), ("auth_group", "group.delete", "group")],
)
def test_deleting_is_written_down(client, chief, way, model, action, subject):
    made = make_user("mara") if model == "accounts_user" else Group.objects.create(name="Friends")
    if way == "page":
        client.post(reverse(f"admin:{model}_delete", args=[made.pk]), {"post": "yes"})
    else:
        form = {"action": "delete_selected", "_selected_action": [made.pk], "post": "yes"}
        client.post(reverse(f"admin:{model}_changelist"), form)
    assert not type(made).objects.filter(pk=made.pk).exists()
    assert entries() == [(chief.pk, action, subject, made.pk, "")]


def permissions(*codes: str) -> list[int]:
    return [Permission.objects.get(codename=code).pk for code in codes]


def test_what_a_group_may_do_is_written_down(client, chief):
    view, change, add = permissions("view_career", "change_career", "add_career")
    client.post(
        reverse("admin:auth_group_add"), {"name": "Proofreaders", "permissions": [view, change]}
    )
    group = Group.objects.get(name="Proofreaders")
    form = {"name": "Proofreaders", "permissions": [view, add]}
    client.post(reverse("admin:auth_group_change", args=[group.pk]), form)
    client.post(reverse("admin:auth_group_change", args=[group.pk]), form)
    came = " ".join(f"+{pk}" for pk in sorted([view, change]))
    assert entries() == [
        (chief.pk, "group.permissions", "group", group.pk, came),
        (chief.pk, "group.permissions", "group", group.pk, f"+{add} -{change}"),
    ]


def test_all_permissions_at_once_fit_into_lines_and_none_is_lost(client, chief):
    every = set(Permission.objects.values_list("pk", flat=True))
    form = {"name": "All", "permissions": list(every)}
    assert client.post(reverse("admin:auth_group_add"), form).status_code == 302
    details = AuditEntry.objects.values_list("detail", flat=True)
    assert all(len(detail) <= 100 for detail in details)
    assert {int(pk) for detail in details for pk in detail.split()} == every


def test_a_difference_wraps_between_ids_only():
    group = Group.objects.create(name="Friends")
    before, after = set(range(1000, 1050)), set(range(5000, 5050))
    record_difference(None, "group.permissions", group, before, after)
    words = [word for *_, detail in entries() for word in detail.split()]
    assert words == [f"+{pk}" for pk in sorted(after)] + [f"-{pk}" for pk in sorted(before)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("where", ["member", "group"])
def test_a_change_that_cannot_be_written_down_does_not_happen(client, monkeypatch, where):
    client.force_login(make_user("chief", is_staff=True, is_superuser=True))
    user, group = make_user("mara"), Group.objects.create(name="Friends")

    def fail(*args: object) -> None:
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(accounts_admin, "record", fail)
    monkeypatch.setattr(accounts_admin, "record_difference", fail)
    address, form = {
        "member": (
            reverse("admin:accounts_user_change", args=[user.pk]),
            {"email": user.email, "handle": "mara", "is_staff": "on", "groups": [group.pk]},
        ),
        "group": (
            reverse("admin:auth_group_change", args=[group.pk]),
            {"name": "Friends", "permissions": permissions("view_career")},
        ),
    }[where]
    with pytest.raises(RuntimeError):
        client.post(address, form)
    user.refresh_from_db()
    assert (user.is_staff, user.groups.count(), group.permissions.count()) == (False, 0, 0)


@pytest.mark.parametrize("make", [make_user, make_editor, make_moderator])
def test_who_may_not_change_accounts_changes_and_writes_nothing(client, make):
    member = make()
    client.force_login(member)
    assert save_user(client, member, is_superuser="on").status_code in (302, 403)
    member.refresh_from_db()
    assert not member.is_superuser
    assert entries() == []


# The command line


def test_a_superuser_made_on_the_command_line_is_written_down(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", "plum tractor window")
    call_command("createsuperuser", email="chief@example.org", handle="chief", interactive=False)
    chief = User.objects.get()
    assert entries() == [
        (None, "member.add", "member", chief.pk, ""),
        (None, "member.staff", "member", chief.pk, "on"),
        (None, "member.superuser", "member", chief.pk, "on"),
    ]


def test_the_editor_of_a_local_trial_is_written_down_once(settings):
    settings.SETTINGS_MODULE = "careerportal.settings.local"
    call_command("create_local_editor")
    call_command("create_local_editor")
    editor = User.objects.get()
    ids = " ".join(f"+{pk}" for pk in sorted(groups("Editors", "Publishers", "Moderators")))
    assert entries() == [
        (None, "member.add", "member", editor.pk, ""),
        (None, "member.staff", "member", editor.pk, "on"),
        (None, "member.groups", "member", editor.pk, ids),
    ]


# The register


def fill(count: int, actions: Iterable[str] = ("post.approve",)) -> None:
    member = make_user()
    names = list(actions)
    rows = (
        AuditEntry(actor_id=1, action=names[n % len(names)], subject="post", subject_id=n)
        for n in range(count)
    )
    AuditEntry.objects.bulk_create(rows, batch_size=1_000)
    record(member, "member.email", member)


@pytest.mark.usefixtures("chief")
def test_the_register_shows_the_newest_first_and_filters(client):
    fill(3, ["post.approve", "post.remove"])
    page = client.get(REGISTER).content.decode()
    assert page.index("member.email") < page.index("post.approve")
    page = client.get(REGISTER, {"action": "post.remove"}).content.decode()
    assert page.count('<td class="field-action">post.remove</td>') == 1
    assert '<td class="field-action">post.approve</td>' not in page
    assert "Past 7 days" in page
    assert "1 audit entry" in page


@pytest.mark.usefixtures("chief")
@pytest.mark.parametrize("count", [0, 150, 3_000])
def test_the_register_opens_at_any_length(client, count, django_assert_max_num_queries):
    fill(count)
    with django_assert_max_num_queries(8):
        response = client.get(REGISTER)
    assert response.status_code == 200
    assert response.content.decode().count('class="field-action"') == min(count + 1, 100)


@pytest.mark.usefixtures("chief")
def test_nothing_in_the_register_can_be_changed(client):
    fill(1)
    entry = AuditEntry.objects.first()
    change = reverse("admin:accounts_auditentry_change", args=[entry.pk])
    before = entries()
    page = client.get(change)
    assert page.status_code == 200
    assert "post.approve" in page.content.decode()
    assert 'name="_save"' not in page.content.decode()
    assert client.post(change, {"action": "x"}).status_code == 403
    delete = reverse("admin:accounts_auditentry_delete", args=[entry.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    add = reverse("admin:accounts_auditentry_add")
    assert client.get(add).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"}
    client.post(REGISTER, form)
    assert entries() == before


@pytest.mark.parametrize("make", [make_user, make_editor, make_moderator])
def test_the_register_is_closed_to_others(client, make):
    client.force_login(make())
    assert client.get(REGISTER, follow=True).status_code == 403


def test_the_register_is_open_to_those_who_may_view_it(client):
    reader = make_editor()
    reader.groups.get().permissions.add(Permission.objects.get(codename="view_auditentry"))
    client.force_login(reader)
    assert client.get(REGISTER).status_code == 200


def test_an_entry_outlives_what_it_is_about():
    member = make_user()
    pk = member.pk
    with transaction.atomic():
        record(None, "member.staff", member, "on")
    member.delete()
    assert entries() == [(None, "member.staff", "member", pk, "on")]
