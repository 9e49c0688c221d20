"""On a public site a password alone opens neither the desk nor the moderators’ pages."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

from careerportal.accounts.models import User
from careerportal.accounts.second_factor import second_factor_required
from tests.builders import make_editor, make_moderator, make_user
from tests.site.test_settings import COMPLETE, load

PASSWORD = "correct horse battery"
SET_UP = "/accounts/2fa/"
WHY = "a password is not enough"
DESK = "/admin/careers/career/?q=nurse"


@login_required
@second_factor_required
def moderate(request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f"Moderated {number} by {request.user}")


urlpatterns = [path("moderate/<int:number>/", moderate), path("", include("careerportal.urls"))]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

PEOPLE = {
    "editor": make_editor,
    "moderator": make_moderator,
    "superuser": lambda: make_user(is_staff=True, is_superuser=True),
}


@pytest.fixture
def public_site(settings):
    settings.STAFF_SECOND_FACTOR = True


def give(user: User, kind: str) -> None:
    Authenticator.objects.create(user=user, type=kind, data={"name": "Key", "secret": "x"})


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("person", PEOPLE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_with_a_password_only_are_led_to_the_second_factor(client, person, method):
    client.force_login(PEOPLE[person]())
    for address in ("/admin/", "/admin/accounts/user/add/", "/admin/password_change/"):
        response = getattr(client, method)(address, follow=True)
        assert response.redirect_chain[-1][0] == SET_UP, address
        assert WHY in response.content.decode()


@pytest.mark.usefixtures("public_site")
def test_a_post_without_it_changes_nothing(client):
    client.force_login(make_user("chief", is_staff=True, is_superuser=True))
    form = {"email": "new@example.org", "handle": "new", "usable_password": "false"}
    client.post("/admin/accounts/user/add/", form)
    assert not User.objects.filter(handle="new").exists()


@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("kind", ["totp", "webauthn"])
@pytest.mark.parametrize("person", PEOPLE)
def test_with_an_app_or_a_passkey_the_desk_is_open(client, person, kind):
    user = PEOPLE[person]()
    give(user, kind)
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    assert client.get("/moderate/7/").content.decode() == f"Moderated 7 by {user}"


@pytest.mark.usefixtures("public_site")
def test_leftover_recovery_codes_are_no_second_factor(client):
    user = make_editor()
    give(user, "recovery_codes")
    client.force_login(user)
    assert client.get("/moderate/7/").url == SET_UP


@pytest.mark.usefixtures("public_site")
def test_the_key_of_another_opens_nothing(client):
    give(make_editor(), "totp")
    client.force_login(make_editor())
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == SET_UP


@pytest.mark.usefixtures("public_site")
def test_members_are_kept_out_as_before_and_visitors_sign_in_first(client):
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    client.force_login(make_user())
    assert client.get("/admin/", follow=True).status_code == 403


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("wanted", [DESK, "/moderate/7/?page=2"])
def test_who_sets_it_up_is_offered_the_way_back(client, wanted):
    make_user("mara", is_staff=True, is_superuser=True)
    client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD})
    assert WHY in client.get(wanted, follow=True).content.decode()
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"Key: <code>(\w+)</code>", page)[1]
    response = client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    page = client.get(response.url).content.decode()
    assert "Recovery codes" in page
    back = re.search(r'<a href="([^"]+)">Go on to the page you wanted to open\.</a>', page)[1]
    assert back == wanted
    assert client.get("/admin/").status_code == 200
    assert "Go on to the page" not in client.get(SET_UP).content.decode(), "offered once"


@pytest.mark.usefixtures("public_site")
@pytest.mark.parametrize("next_url", ["https://evil.example/", "//evil.example/"])
def test_the_way_back_leads_nowhere_else(client, next_url):
    client.force_login(make_editor())
    client.get("/admin/login/", {"next": next_url})
    assert client.session["came_for"].startswith("/admin/login/")


@pytest.mark.usefixtures("public_site")
def test_a_recovery_code_stands_in_for_the_app(client):
    make_editor(handle="mara")
    login = {"login": "mara@example.org", "password": PASSWORD}
    client.post("/accounts/login/", login)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r"Key: <code>(\w+)</code>", page)[1]
    client.post("/accounts/2fa/totp/activate/", {"code": code_for(secret)})
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.search(r"<li><code>(\w+)</code>", page)[1]
    other = Client()
    assert other.post("/accounts/login/", login).url == "/accounts/2fa/authenticate/"
    assert other.get("/admin/").status_code == 302
    other.post("/accounts/2fa/authenticate/", {"code": code})
    assert other.get("/admin/").status_code == 200


@pytest.mark.usefixtures("public_site")
def test_turning_it_off_shuts_the_desk_again(client):
    user = make_editor()
    give(user, "totp")
    client.force_login(user)
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/").status_code == 302


def test_a_local_trial_asks_for_no_second_factor(client):
    client.force_login(make_editor())
    assert client.get("/admin/").status_code == 200
    assert client.get("/moderate/7/").status_code == 200


def test_production_insists_whatever_the_environment_says():
    env = COMPLETE | {"STAFF_SECOND_FACTOR": "false"}
    assert load("STAFF_SECOND_FACTOR", **env) == {"STAFF_SECOND_FACTOR": True}
    local = load("STAFF_SECOND_FACTOR", settings="local")
    assert local == {"STAFF_SECOND_FACTOR": False}
