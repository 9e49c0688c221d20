"""Who may open, add, change and delete what at the desk."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from careerportal.accounts.models import User
from careers.models import MissedSearch, Mistake, PartVote
from community.models import BoardSettings, Delivery, ReasonTemplate, WatchWord
from tests.builders import (
    make_answer,
    make_career,
    make_conflict,
    make_editor,
    make_moderator,
    make_occupation,
    make_publisher,
    make_question,
    make_release,
    make_user,
)
from tests.community.professionals import make_quotation, make_verification

pytestmark = pytest.mark.django_db

PEOPLE = {
    "member": make_user,
    "editor": make_editor,
    "publisher": make_publisher,
    "moderator": make_moderator,
    "superuser": lambda: make_user(is_staff=True, is_superuser=True),
}
NOTHING: set[str] = set()
READ = {"changelist", "change"}
EVERYTHING = {"changelist", "add", "change", "delete"}
MAY = {
    # The page is public: who can't take it off the site can't delete it.
    "careers_career": {
        "editor": EVERYTHING - {"delete"},
        "publisher": READ,
        "superuser": EVERYTHING,
    },
    "careers_conflict": {"editor": READ, "superuser": READ},
    "careers_mistake": {"editor": READ, "superuser": READ},
    "careers_partvote": {"editor": READ, "superuser": READ},
    "careers_missedsearch": {"editor": READ | {"delete"}, "superuser": READ | {"delete"}},
    "careers_field": {"editor": EVERYTHING, "publisher": READ, "superuser": EVERYTHING},
    "careers_occupation": {"editor": EVERYTHING, "publisher": READ, "superuser": EVERYTHING},
    "careers_datarelease": {"editor": EVERYTHING - {"delete"}, "superuser": EVERYTHING},
    "community_question": {"moderator": READ, "superuser": READ},
    "community_post": {"moderator": READ, "superuser": READ},
    "community_verification": {"moderator": READ, "superuser": READ},
    "community_watchword": {"moderator": EVERYTHING, "superuser": EVERYTHING},
    "community_reasontemplate": {"moderator": EVERYTHING, "superuser": EVERYTHING},
    "community_boardsettings": {"moderator": READ, "superuser": READ},
    "community_delivery": {"moderator": READ, "superuser": READ},
    "community_quotation": {"editor": READ | {"delete"}, "superuser": READ | {"delete"}},
    "accounts_user": {"superuser": EVERYTHING},
}


def make_delivery() -> Delivery:
    return Delivery.objects.create(
        recipient=make_user(), key="x", state="failed", next_at=timezone.now()
    )


def make_rows() -> dict[str, int]:
    career = make_career(occupation=make_occupation())
    answer = make_answer(make_question(career=career))
    return {
        "careers_career": career.pk,
        "careers_conflict": make_conflict(career).pk,
        "careers_mistake": Mistake.objects.create(page="/", text="No.").pk,
        "careers_partvote": PartVote.objects.create(career=career, useful=True).pk,
        "careers_missedsearch": MissedSearch.objects.create(words="tamer").pk,
        "careers_field": career.field_id,
        "careers_occupation": career.occupation_id,
        "careers_datarelease": make_release().pk,
        "community_question": answer.question_id,
        "community_post": answer.pk,
        "community_verification": make_verification().pk,
        "community_watchword": WatchWord.objects.create(words="walrus").pk,
        "community_reasontemplate": ReasonTemplate.objects.create(title="x", text="y").pk,
        "community_boardsettings": BoardSettings.objects.create(pk=1).pk,
        "community_delivery": make_delivery().pk,
        "community_quotation": make_quotation(answer).pk,
        "accounts_user": make_user().pk,
    }


def addresses(model: str, pk: int) -> dict[str, str]:
    return {
        "changelist": reverse(f"admin:{model}_changelist"),
        "add": reverse(f"admin:{model}_add"),
        "change": reverse(f"admin:{model}_change", args=[pk]),
        "delete": reverse(f"admin:{model}_delete", args=[pk]),
    }


@pytest.mark.parametrize("person", PEOPLE)
def test_everyone_may_do_at_the_desk_what_their_group_is_for(client: Client, person: str) -> None:
    client.force_login(PEOPLE[person]())
    for model, pk in make_rows().items():
        allowed = MAY[model].get(person, NOTHING)
        for page, address in addresses(model, pk).items():
            expected = 200 if page in allowed else 403
            answer = client.get(address, follow=True)
            assert answer.status_code == expected, (person, model, page)


def test_who_is_signed_out_is_led_to_the_sign_in_page_of_the_site(client: Client) -> None:
    for model, pk in make_rows().items():
        for address in addresses(model, pk).values():
            answer = client.get(address, follow=True)
            assert answer.redirect_chain[-1][0].startswith(reverse("account_login")), address


@pytest.mark.parametrize(
    ("person", "seen", "unseen"),
    [
        ("editor", ["Careers", "Occupations", "Data releases", "Fields"], ["Questions", "Users"]),
        (
            "moderator",
            [
                "Questions",
                "Posts",
                "Watch words",
                "Reason templates",
                "Board settings",
                "Deliveries",
            ],
            ["Occupations", "Users"],
        ),
        ("superuser", ["Careers", "Questions", "Users"], ["Former slugs", "Starter records"]),
    ],
)
def test_the_desk_shows_each_group_its_own_tables(
    client: Client, person: str, seen: list[str], unseen: list[str]
) -> None:
    client.force_login(PEOPLE[person]())
    page = client.get(reverse("admin:index")).text
    assert [name for name in seen if f">{name}</a>" not in page] == []
    assert [name for name in unseen if f">{name}</a>" in page] == []


@pytest.mark.parametrize("person", ["member", "moderator"])
def test_a_post_by_the_wrong_person_changes_nothing(client: Client, person: str) -> None:
    career = make_career("Actuary")
    client.force_login(PEOPLE[person]())
    url = reverse("admin:careers_career_change", args=[career.pk])
    assert client.post(url, {"title": "Mine"}, follow=True).status_code == 403
    listing = reverse("admin:careers_career_changelist")
    action = {"action": "unpublish", "_selected_action": [career.pk]}
    assert client.post(listing, action, follow=True).status_code == 403
    career.refresh_from_db()
    assert career.title == "Actuary"
    assert career.is_public


def test_an_editor_without_staff_status_is_kept_out(client: Client) -> None:
    client.force_login(make_user(groups=("Editors",)))
    assert client.get(reverse("admin:careers_career_changelist"), follow=True).status_code == 403


def user_form(**fields: Any) -> dict[str, Any]:
    return {"email": "New@Example.org", "handle": "new-person", "is_active": "on"} | fields


class TestUsers:
    @pytest.fixture(autouse=True)
    def desk(self, client: Client) -> None:
        client.force_login(make_user("chief", is_staff=True, is_superuser=True))

    def test_an_account_is_made_with_a_password(self, client: Client) -> None:
        password = "long enough for anyone"
        form = user_form(usable_password="true", password1=password, password2=password)
        assert client.post(reverse("admin:accounts_user_add"), form).status_code == 302
        user = User.objects.get(handle="new-person")
        assert user.email == "new@example.org"
        assert user.check_password(password)

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"handle": "CHIEF"}, "This handle is taken. Choose another."),
            ({"handle": "admin"}, "This handle is kept for the site."),
            ({"handle": "a b"}, "Use 3 to 30 letters"),
            ({"email": "CHIEF@example.org"}, "There is an account with this e-mail already."),
            ({"email": "nobody"}, "Enter a valid email address."),
        ],
    )
    def test_wrong_values_are_explained(
        self, client: Client, fields: dict[str, str], message: str
    ) -> None:
        password = "long enough for anyone"
        form = user_form(usable_password="true", password1=password, password2=password) | fields
        answer = client.post(reverse("admin:accounts_user_add"), form)
        assert answer.status_code == 422
        assert message in answer.text

    def test_a_changed_address_must_be_confirmed_anew(self, client: Client) -> None:
        user = make_user("someone")
        url = reverse("admin:accounts_user_change", args=[user.pk])
        assert client.post(url, user_form(handle="someone", email=user.email)).status_code == 302
        assert user.emailaddress_set.filter(verified=True).exists()
        assert client.post(url, user_form(handle="someone")).status_code == 302
        assert not user.emailaddress_set.exists()

        form = {"login": "new@example.org", "password": "correct horse battery"}
        Client().post(reverse("account_login"), form)
        assert mail.outbox[-1].to == ["new@example.org"]
        assert not user.emailaddress_set.filter(verified=True).exists()

    def test_a_password_is_set_for_someone(self, client: Client) -> None:
        user = make_user()
        url = reverse("admin:auth_user_password_change", args=[user.pk])
        assert client.get(url).status_code == 200
        password = "another long password"
        form = {"usable_password": "true", "password1": password, "password2": password}
        assert client.post(url, form).status_code == 302
        user.refresh_from_db()
        assert user.check_password(password)
