"""Who may do what at the editors' desk: every address of careers and what readers say of them."""

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from careers import publishing
from careers.document import content
from careers.models import Career, MissedSearch, Mistake, PartVote, Preview, Version
from careers.previews import path_of
from tests.builders import make_career, make_editor, make_moderator, make_publisher, make_user

pytestmark = pytest.mark.django_db

PEOPLE = {
    "signed out": lambda: None,
    "member": make_user,
    "moderator": make_moderator,
    "editor": make_editor,
    "publisher": make_publisher,
    "superuser": lambda: make_user(is_staff=True, is_superuser=True),
}
NOBODY: set[str] = set()
LOOK = {"editor", "publisher", "superuser"}
WRITE = {"editor", "superuser"}
LIVE = {"publisher", "superuser"}

# Name of the address → who may open it, and who may send its form.
DESK = {
    "careers_career_changelist": (LOOK, LOOK),
    "careers_career_add": (WRITE, WRITE),
    "careers_career_change": (LOOK, WRITE),
    # The page is public: who can't take it off the site can't delete it.
    "careers_career_delete": ({"superuser"}, {"superuser"}),
    "careers_career_history": (LOOK, NOBODY),
    "careers_career_compare": (LOOK, NOBODY),
    "careers_career_restore": (WRITE, WRITE),
    "careers_career_deleted": (LOOK, NOBODY),
    "careers_career_recover": (NOBODY, WRITE),
    "careers_career_publish": (LIVE, LIVE),
    "careers_career_unpublish": (LIVE, LIVE),
    "careers_career_duplicate": (WRITE, WRITE),
    "careers_career_preview": (LOOK, LOOK),
    "careers_career_preview_new": (WRITE, WRITE),
    "careers_career_previewed": (LOOK, LOOK),
    "careers_career_shared": (LOOK, LOOK),
    "careers_career_withdraw": (LOOK, LOOK),
    "careers_career_export": (LOOK, NOBODY),
    "careers_career_export_all": (LOOK, NOBODY),
    "careers_career_import": (WRITE, WRITE),
    "careers_career_words": (NOBODY, WRITE),
    "careers_mistake_changelist": (WRITE, WRITE),
    "careers_mistake_add": (NOBODY, NOBODY),
    "careers_mistake_change": (WRITE, NOBODY),
    "careers_mistake_delete": (NOBODY, NOBODY),
    "careers_mistake_history": (WRITE, WRITE),
    "careers_partvote_changelist": (WRITE, WRITE),
    "careers_partvote_add": (NOBODY, NOBODY),
    "careers_partvote_change": (WRITE, NOBODY),
    "careers_partvote_delete": (NOBODY, NOBODY),
    "careers_partvote_history": (WRITE, WRITE),
    "careers_missedsearch_changelist": (WRITE, WRITE),
    "careers_missedsearch_add": (NOBODY, NOBODY),
    "careers_missedsearch_change": (WRITE, NOBODY),
    "careers_missedsearch_delete": (WRITE, WRITE),
    "careers_missedsearch_history": (WRITE, WRITE),
}
OURS = ("careers_career_", "careers_mistake_", "careers_partvote_", "careers_missedsearch_")


@pytest.fixture
def row():
    """A public page with a draft, a deleted one, a link to a preview, and what readers said."""
    editor, career, gone = make_editor(), make_career("Nurse"), make_career("Gone")
    publishing.save(career.pk, content(career) | {"summary": "A draft."}, editor)
    deleted = gone.pk
    publishing.delete(gone.pk, editor)
    preview = Preview.objects.create(
        career=career,
        document=content(career),
        shared=True,
        made_by=editor,
        expires_at="2100-01-01T00:00:00Z",
    )
    return {
        "career": career.pk,
        "version": Version.objects.filter(career=career).first().number,
        "deleted": deleted,
        "preview": preview,
        "mistake": Mistake.objects.create(career=career, page="/careers/nurse/", text="x").pk,
        "partvote": PartVote.objects.create(
            career=career, part="what", useful=False, visitor="x"
        ).pk,
        "missedsearch": MissedSearch.objects.create(words="wizard").pk,
    }


def address(name, row):
    model = name.split("_")[1]
    if name in ("careers_career_restore",):
        args = [row["career"], row["version"]]
    elif name == "careers_career_withdraw":
        args = [row["career"], row["preview"].pk]
    elif name == "careers_career_previewed":
        args = [row["preview"].pk]
    elif name == "careers_career_recover":
        args = [row["deleted"]]
    elif name.rsplit("_", 1)[1] in (
        "changelist", "add", "deleted", "new", "all", "import", "words",
    ):  # fmt: skip
        args = []
    else:
        args = [row[model]]
    return reverse(f"admin:{name}", args=args)


def is_let_in(answer):
    """Neither refused, nor sent to sign in, nor told that the address takes no such thing."""
    signs_in = answer.status_code == 302 and reverse("account_login") in answer["Location"]
    return (
        answer.status_code not in (403, 405)
        and not signs_in
        and "/admin/login/" not in answer.get("Location", "")
    )


def names(patterns):
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from names(pattern.url_patterns)
        elif (pattern.name or "").startswith(OURS):
            yield pattern.name


def test_every_address_is_in_the_table():
    assert set(names(get_resolver().url_patterns)) == set(DESK)


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_opens_what_is_theirs(client, row, person):
    if user := PEOPLE[person]():
        client.force_login(user)
    for name, (opens, _) in DESK.items():
        answer = client.get(address(name, row))
        assert is_let_in(answer) == (person in opens), (person, name, answer.status_code)


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_sends_what_is_theirs(client, row, person):
    """Forms are sent empty: who may send them is told what is missing."""
    if user := PEOPLE[person]():
        client.force_login(user)
    for name, (_, sends) in DESK.items():
        answer = client.post(address(name, row), {"action": ""})
        assert is_let_in(answer) == (person in sends), (person, name, answer.status_code)


@pytest.mark.parametrize("person", PEOPLE)
def test_who_may_not_changes_nothing(client, row, person):
    if user := PEOPLE[person]():
        client.force_login(user)
    may_publish = person in LIVE
    page = Career.objects.get(pk=row["career"])
    listing, chosen = reverse("admin:careers_career_changelist"), {"_selected_action": [page.pk]}
    for action in ("publish", "unpublish"):
        act = {"action": action} | chosen
        confirmed = act | {"confirmed": "yes", "post": "yes"}
        client.post(listing, act)
        if not may_publish:
            client.post(listing, confirmed)
            client.post(reverse(f"admin:careers_career_{action}", args=[page.pk]), {"when": "now"})
    after = Career.objects.get(pk=page.pk)
    assert (after.state, after.draft_id) == (page.state, page.draft_id)


def test_a_shared_page_is_open_to_everyone_with_its_address(row):
    """And to nobody who guesses."""
    path = path_of(row["preview"])
    for make in PEOPLE.values():
        reader = Client()
        if user := make():
            reader.force_login(user)
        assert reader.get(path).status_code == 200
        assert reader.get(path.replace(f"{row['preview'].pk}.", "999.")).status_code == 404
        assert reader.post(path).status_code == 405
