import pytest

from careerportal.accounts.forms import ProfileForm
from tests.builders import make_user

pytestmark = pytest.mark.django_db

URL = "/accounts/profile/"


def test_a_member_changes_handle_and_name(client):
    user = make_user("mara")
    client.force_login(user)
    assert client.post(URL, {"handle": "Mara-B", "name": "Mara Bell"}).url == URL
    user.refresh_from_db()
    assert (user.handle, user.name) == ("Mara-B", "Mara Bell")
    assert "Your profile is saved." in client.get(URL).content.decode()


def test_a_member_may_change_only_the_case_of_the_handle(client):
    client.force_login(make_user("mara"))
    assert client.post(URL, {"handle": "MARA"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"handle": "TAKEN"}, "This handle is taken. Choose another."),
        ({"handle": "staff"}, "kept for the site"),
        ({"handle": "no good"}, "begin with a letter"),
        ({"handle": ""}, "Choose a handle."),
        ({"handle": "mara", "name": "x" * 101}, "at most 100 characters"),
        ({}, "Choose a handle."),
    ],
)
def test_a_bad_profile_is_explained_and_not_kept(client, typed, message):
    make_user("taken")
    user = make_user("mara", name="Mara Bell")
    client.force_login(user)
    response = client.post(URL, typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert message in page
    assert f'<a href="{URL}">mara</a>' in page, "the header still shows who is signed in"
    user.refresh_from_db()
    assert (user.handle, user.name) == ("mara", "Mara Bell")


def test_a_handle_taken_a_moment_ago_is_explained(client, monkeypatch):
    client.force_login(make_user("mara"))
    monkeypatch.setattr(ProfileForm, "clean_handle", lambda self: self.cleaned_data["handle"])
    monkeypatch.setattr("django.db.models.Model.validate_constraints", lambda *args, **kwargs: None)
    make_user("taken")
    response = client.post(URL, {"handle": "Taken"})
    assert response.status_code == 422
    assert "This handle is taken" in response.content.decode()


def test_the_page_shows_the_address_to_its_owner_only(client):
    user = make_user("mara")
    client.force_login(user)
    assert "mara@example.org, confirmed" in client.get(URL).content.decode()
    user.emailaddress_set.update(verified=False)
    assert "mara@example.org, not confirmed yet" in client.get(URL).content.decode()


def test_a_visitor_is_asked_to_sign_in(client):
    assert client.get(URL).url == f"/accounts/login/?next={URL}"
    assert client.post(URL, {"handle": "nobody"}).url == f"/accounts/login/?next={URL}"


def test_nothing_but_reading_and_sending_is_answered(client):
    client.force_login(make_user())
    assert client.delete(URL).status_code == 405
