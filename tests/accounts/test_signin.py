import pytest
from django.core import mail

from careerportal.accounts.models import User
from tests.builders import make_user

pytestmark = pytest.mark.django_db

PASSWORD = "correct horse battery"


def sign_in(client, password=PASSWORD, **more):
    return client.post(
        "/accounts/login/", {"login": "mara@example.org", "password": password} | more
    )


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_a_member_signs_in_and_goes_on_where_they_were(client):
    make_user("mara")
    page = client.get("/accounts/login/?next=/community/ask/").content.decode()
    assert 'name="next" value="/community/ask/"' in page
    assert sign_in(client, next="/community/ask/").url == "/community/ask/"
    assert signed_in(client)


@pytest.mark.parametrize(
    "next_url", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"]
)
def test_an_outside_next_is_refused(client, next_url):
    make_user("mara")
    assert sign_in(client, next=next_url).url == "/"


def test_a_wrong_password_and_an_unknown_address_look_alike(client):
    unknown = sign_in(client)
    make_user("mara")
    wrong = sign_in(client, "wrong horse battery")
    for response in (unknown, wrong):
        assert "The e-mail address or the password is not right" in response.content.decode()
        assert 'value="mara@example.org"' in response.content.decode()
    assert not signed_in(client)


def test_after_too_many_failures_the_right_password_has_to_wait(client):
    make_user("mara")
    for _ in range(5):
        sign_in(client, "wrong horse battery")
    response = sign_in(client)
    assert response.status_code == 200
    assert "Too many tries" in response.content.decode()
    assert not signed_in(client)


def test_a_session_lasts_only_when_asked_for(client):
    make_user("mara")
    sign_in(client)
    assert client.session.get_expire_at_browser_close()
    client.post("/accounts/logout/")
    sign_in(client, remember="on")
    assert not client.session.get_expire_at_browser_close()


def test_a_closed_account_is_told_so(client):
    make_user("mara", is_active=False)
    assert sign_in(client).url == "/accounts/inactive/"
    assert "This account is closed" in client.get("/accounts/inactive/").content.decode()


def test_the_editors_desk_leads_to_the_same_page(client):
    response = client.get("/admin/login/?next=/admin/")
    assert response.url == "/accounts/login/?next=%2Fadmin%2F"


def test_signing_out_takes_a_post(client):
    client.force_login(make_user("mara"))
    page = client.get("/accounts/logout/")
    assert "You are signed in as mara." in page.content.decode()
    assert signed_in(client)
    assert client.post("/accounts/logout/").url == "/"
    assert not signed_in(client)


def test_a_forgotten_password_is_replaced_through_a_mailed_link(client):
    user = make_user("mara")
    response = client.post("/accounts/password/reset/", {"email": "mara@example.org"})
    assert response.url == "/accounts/password/reset/done/"
    path = mail.outbox[0].body.split("http://testserver")[1].split()[0]
    form_page = client.get(path).url
    assert "Choose a new password" in client.get(form_page).content.decode()
    new = "violet ladder market"
    assert client.post(form_page, {"password1": new, "password2": new}).status_code == 302
    user.refresh_from_db()
    assert user.check_password(new)
    assert "reset through a link" in mail.outbox[1].body
    assert "expired or was used before" in client.get(path, follow=True).content.decode()


def test_resetting_tells_nobody_which_addresses_are_known(client):
    response = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert response.url == "/accounts/password/reset/done/"
    assert "There is no account with this address" in mail.outbox[0].body
    assert not User.objects.exists()
