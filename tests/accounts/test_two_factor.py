import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from tests.builders import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"
ACTIVATE = "/accounts/2fa/totp/activate/"


def code_for(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(client):
    return client.post("/accounts/login/", {"login": "mara@example.org", "password": PASSWORD})


def confirm_it_is_you(client):
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


@pytest.fixture
def member(client):
    user = make_user("mara")
    sign_in(client)
    confirm_it_is_you(client)
    return user


def turn_on_the_app(client) -> str:
    page = client.get(ACTIVATE).content.decode()
    secret = re.search(r"Key: <code>(\w+)</code>", page)[1]
    response = client.post(ACTIVATE, {"code": code_for(secret)})
    assert response.url == "/accounts/2fa/recovery-codes/"
    return secret


def recovery_codes(client) -> list[str]:
    page = client.get("/accounts/2fa/recovery-codes/").content.decode()
    return re.findall(r"<li><code>(\w+)</code>", page)


@pytest.mark.usefixtures("member")
def test_once_the_app_is_on_a_password_alone_is_not_enough(client):
    turn_on_the_app(client)
    client.post("/accounts/logout/")
    assert sign_in(client).url == "/accounts/2fa/authenticate/"
    assert "_auth_user_id" not in client.session
    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert "This code or passkey is not right" in wrong.content.decode()


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("member")
def test_the_owner_hears_by_mail_of_a_change(client, mailoutbox):
    turn_on_the_app(client)
    assert mailoutbox[0].subject == "[CareerPortal] Authenticator app turned on"


@pytest.mark.usefixtures("member")
def test_a_recovery_code_lets_in_once(client):
    turn_on_the_app(client)
    codes = recovery_codes(client)
    assert len(codes) == 10
    for status in (302, 200):
        client.post("/accounts/logout/")
        sign_in(client)
        response = client.post("/accounts/2fa/authenticate/", {"code": codes[0]})
        assert response.status_code == status


@pytest.mark.usefixtures("member")
def test_recovery_codes_can_be_downloaded_and_made_anew(client):
    turn_on_the_app(client)
    codes = recovery_codes(client)
    download = client.get("/accounts/2fa/recovery-codes/download/")
    assert download["Content-Disposition"].startswith("attachment")
    assert download.content.decode().split() == codes
    client.post("/accounts/2fa/recovery-codes/generate/")
    assert not set(codes) & set(recovery_codes(client))


def test_turning_the_app_off_leaves_nothing_behind(client, member):
    turn_on_the_app(client)
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=member).exists()


def test_setting_up_needs_the_password_once_more(client):
    make_user("mara")
    sign_in(client)
    for path in (ACTIVATE, "/accounts/2fa/webauthn/add/"):
        assert client.get(path).url.startswith("/accounts/reauthenticate/")


def test_nobody_reaches_the_keys_of_another(client, member):
    key = Authenticator.objects.create(
        user=make_user("owner"), type=Authenticator.Type.WEBAUTHN, data={"name": "Key"}
    )
    for action in ("edit", "remove"):
        assert client.get(f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/").status_code == 404
        assert client.post(f"/accounts/2fa/webauthn/keys/{key.pk}/{action}/").status_code == 404


def test_a_passkey_button_pressed_without_javascript_explains_itself(client):
    response = client.post("/accounts/2fa/webauthn/login/", {"credential": ""}, follow=True)
    assert "Your browser gave us no passkey" in response.content.decode()


@pytest.mark.parametrize(
    "path", ["", "totp/activate/", "recovery-codes/", "webauthn/", "webauthn/add/"]
)
def test_a_visitor_is_asked_to_sign_in(client, path):
    assert client.get(f"/accounts/2fa/{path}").url.startswith("/accounts/login/?next=")
