"""The question for the date of birth: asked without a hint, and hardly anything of it is kept."""

import logging
import re
import time
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from careerportal.accounts.age import age_on, turns_18_in
from careerportal.accounts.models import User
from tests.accounts.births import ADULT, as_typed, years_ago
from tests.builders import make_user

pytestmark = pytest.mark.django_db

URL = "/accounts/signup/"
WHO = {"email": "robin@example.org", "username": "robin-b", "password1": "plum tractor window"}
KIND = "You can’t have an account yet"
DAY = timedelta(days=1)


def sign_up(client: Client, born: date | dict[str, str], **more: str):
    birth = as_typed(born) if isinstance(born, date) else born
    return client.post(URL, WHO | birth | more)


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: day)


# The question


def test_the_question_is_neutral(client):
    page = client.get(URL).content.decode()
    main = re.search(r"<main.*?</main>", page, re.DOTALL)[0]
    # Tokens are random: any two digits may stand in them.
    main = re.sub(r"<input type=\"hidden\"[^>]*>", "", main)
    assert not re.search(r"13|18|\bage\b|years|older|young|child|parent|minor|adult", main)
    assert re.search(r"<fieldset.*<legend[^>]*>Date of birth.*</fieldset>", main, re.DOTALL)
    for part in ("month", "day", "year"):
        assert f'autocomplete="bday-{part}"' in main
        assert f'<label class="form-label" for="id_birth_{part}">' in main
    assert not re.search(
        r"<option[^>]*selected[^>]*>(?!Choose)\w|birth_\w+\"[^>]* (value|max|min)=", main
    )


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"birth_month": ""}, "month", "Choose the month you were born in."),
        ({"birth_month": "13"}, "month", "Choose the month you were born in."),
        ({"birth_day": ""}, "day", "Enter the day you were born on."),
        ({"birth_day": "32"}, "day", "Enter the day as a number from 1 to 31."),
        ({"birth_day": "0"}, "day", "Enter the day as a number from 1 to 31."),
        ({"birth_day": "3rd"}, "day", "Enter the day as a number from 1 to 31."),
        ({"birth_month": "2", "birth_day": "30"}, "day", "February 1987 has no day 30."),
        ({"birth_month": "2", "birth_day": "29"}, "day", "February 1987 has no day 29."),
        ({"birth_year": ""}, "year", "Enter the year you were born in."),
        ({"birth_year": "87"}, "year", "Enter the year with four digits."),
        ({"birth_year": "9" * 5000}, "year", "Enter the year with four digits."),
        ({"birth_year": "-1987"}, "year", "Enter the year with four digits."),
        ({"birth_year": "19\0"}, "year", "Enter the year with four digits."),
        ({"birth_year": "1870"}, "year", "That is more than 120 years ago. Check the year."),
        ({"birth_year": "9999"}, "year", "This day is still to come. Check the year."),
    ],
)
def test_a_date_that_cannot_be_is_explained_beside_its_field(client, typed, field, message):
    response = sign_up(client, ADULT | typed)
    page = response.content.decode()
    assert response.status_code == 422
    assert f'<div id="id_birth_{field}_error" class="invalid-feedback"><p><strong>{message}' in page
    assert f'<a href="#id_birth_{field}">{message}</a>' in page
    assert f'aria-describedby="id_birth_{field}_error"' in page
    assert not User.objects.exists()


def test_tomorrow_is_still_to_come_and_today_is_not(client):
    response = sign_up(client, timezone.localdate() + DAY)
    assert "This day is still to come." in response.content.decode()
    assert KIND in sign_up(client, timezone.localdate()).client.get(URL).content.decode()


def test_everything_typed_but_the_password_is_kept(client):
    page = sign_up(client, ADULT | {"birth_day": "31st"}).content.decode()
    for name, value in {
        "email": "robin@example.org",
        "username": "robin-b",
        "birth_day": "31st",
        "birth_year": "1987",
    }.items():
        assert re.search(rf'<input[^>]*name="{name}"[^>]*value="{value}"', page)
    assert '<option value="3" selected>March</option>' in page
    assert "plum tractor window" not in page


# What is kept


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        (date(2013, 11, 21), date(2026, 11, 20), 12),
        (date(2013, 11, 21), date(2026, 11, 21), 13),
        (date(2012, 2, 29), date(2025, 2, 28), 12),
        (date(2012, 2, 29), date(2025, 3, 1), 13),
        (date(2012, 2, 29), date(2028, 2, 29), 16),
    ],
)
def test_people_grow_older_on_their_birthday(born, today, age):
    assert age_on(today, born) == age


@pytest.mark.parametrize(
    ("born", "kept"),
    [
        (date(2008, 11, 22), date(2026, 11, 1)),
        (date(2008, 11, 21), None),
        (date(2012, 2, 29), date(2030, 2, 1)),
        (date(2010, 12, 31), date(2028, 12, 1)),
        (date(1950, 1, 1), None),
    ],
)
def test_of_a_minor_only_the_month_of_the_18th_birthday_is_kept(born, kept):
    assert turns_18_in(born, date(2026, 11, 21)) == kept


@pytest.mark.parametrize(("years", "minor"), [(13, True), (17, True), (18, False), (60, False)])
def test_an_account_says_who_is_under_18_and_no_more(client, years, minor):
    born = years_ago(years)
    assert sign_up(client, born).url == "/accounts/confirm-email/"
    user = User.objects.get()
    assert user.is_minor is minor
    kept = date(born.year + 18, born.month, 1) if minor else None
    assert user.turns_18_in == kept


@pytest.mark.parametrize(
    ("today", "minor"),
    [
        (date(2030, 1, 31), True),
        (date(2030, 2, 1), True),
        (date(2030, 2, 28), True),
        (date(2030, 3, 1), False),
    ],
)
def test_the_whole_month_of_the_birthday_counts_as_under_18(monkeypatch, today, minor):
    user = make_user(turns_18_in=turns_18_in(date(2012, 2, 29), date(2026, 11, 21)))
    on(monkeypatch, today)
    assert user.is_minor is minor


def test_the_month_is_forgotten_once_it_is_over(monkeypatch):
    past, present, coming = (make_user(turns_18_in=date(2030, month, 1)) for month in (1, 2, 3))
    adult = make_user()
    on(monkeypatch, date(2030, 2, 28))
    assert User.objects.forget_ages_of_adults() == 1
    assert User.objects.forget_ages_of_adults() == 0
    kept = dict(User.objects.values_list("pk", "turns_18_in"))
    assert kept == {
        past.pk: None,
        present.pk: date(2030, 2, 1),
        coming.pk: date(2030, 3, 1),
        adult.pk: None,
    }


def test_the_desk_neither_shows_nor_finds_who_is_under_18(client):
    minor = make_user("robin", turns_18_in=date(2030, 2, 1))
    client.force_login(make_user(is_staff=True, is_superuser=True))
    listing = reverse("admin:accounts_user_changelist")
    pages = [
        listing,
        reverse("admin:accounts_user_change", args=[minor.pk]),
        reverse("admin:accounts_user_history", args=[minor.pk]),
    ]
    for address in pages:
        page = client.get(address).content.decode()
        assert "robin" in page
        assert not re.search(r"turns.18|2030|under 18|minor", page, re.IGNORECASE)
    for lookup in ("turns_18_in__isnull=0", "turns_18_in=2030-02-01", "turns_18_in__year=2030"):
        assert client.get(f"{listing}?{lookup}").status_code == 400


# Under 13


def everything_stored() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += [f"{table}: {row}" for row in cursor.fetchall()]
    rows += [str(session.get_decoded()) for session in Session.objects.all()]
    rows += [f"{key}: {value!r}" for key, value in cache._cache.items()]
    return "\n".join(rows)


def traces_of(born: date) -> re.Pattern[str]:
    year, month, day = born.year, born.month, born.day
    spellings = [
        f"{year}-{month:02}-{day:02}",
        rf"date\({year}, {month}, {day}\)",
        r"'birth_\w+'",
        f"'{year}'",
        rf"'{year + 18}-\d\d-\d\d|date\({year + 18}, ",
    ]
    return re.compile("|".join(["robin", *spellings]), re.IGNORECASE)


@pytest.mark.parametrize("also_wrong", [{}, {"username": "robin b"}, {"email": "robin"}])
def test_of_a_child_nothing_is_kept_anywhere(client, caplog, mailoutbox, also_wrong):
    caplog.set_level(logging.DEBUG, logger="")
    born = years_ago(13) + DAY
    found = traces_of(born)
    assert not found.search(everything_stored()), "the search would find its own shadow"
    client.post("/community/ask/", {"title": "Do astronauts get bored?", "body": "I am Robin."})
    assert found.search(everything_stored()), "the text waits for the sign-in"
    caplog.clear()

    response = sign_up(client, born, **also_wrong)
    client.get(response.url)
    assert not User.objects.exists()
    assert not found.search(everything_stored())
    assert not [r for r in caplog.records if found.search(f"{r.getMessage()} {r.__dict__}")]
    assert not [r for r in caplog.records if r.name.startswith("django.request")]
    assert mailoutbox == []
    assert not found.search(f"{response.headers} {response.cookies}")
    assert list(client.session.keys()) == ["sign_up_not_before"]


def test_the_search_for_traces_finds_what_is_there(client):
    born = years_ago(14)
    sign_up(client, born)
    stored = everything_stored()
    assert "robin-b" in stored
    assert traces_of(born).search(stored.lower().replace("robin", ""))


def test_a_child_gets_a_kind_page(client):
    response = client.get(sign_up(client, years_ago(12)).url)
    page = response.content.decode()
    assert response.status_code == 200
    assert KIND in page
    assert "You did nothing wrong." in page
    assert "read everything here without an account" in page
    assert "parent" in page
    assert 'href="/careers/"' in page
    assert "robin" not in page
    assert "no-store" in response["Cache-Control"]


def test_going_back_and_typing_another_date_does_not_help(client):
    sign_up(client, years_ago(12))
    response = sign_up(client, ADULT)
    assert response.url == URL
    assert KIND in client.get(URL).content.decode()
    assert not User.objects.exists()


def test_after_a_day_the_page_is_open_again(client, monkeypatch):
    sign_up(client, years_ago(12))
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now + 24 * 3600 - 5)
    sign_up(client, ADULT)
    assert KIND in client.get(URL).content.decode()
    monkeypatch.setattr("time.time", lambda: now + 24 * 3600 + 5)
    assert KIND not in client.get(URL).content.decode()
    assert sign_up(client, ADULT).url == "/accounts/confirm-email/"


def test_someone_else_at_another_browser_is_not_held_back(client):
    sign_up(client, years_ago(12))
    assert sign_up(Client(), ADULT).url == "/accounts/confirm-email/"


def test_who_has_an_account_and_shares_the_browser_still_signs_in(client):
    make_user("mara")
    sign_up(client, years_ago(12))
    login = {"login": "mara@example.org", "password": "correct horse battery"}
    assert client.post("/accounts/login/", login).url == "/"
    assert client.get("/accounts/profile/").status_code == 200


# Around it


@pytest.mark.parametrize(
    "name",
    [
        "account_signup_by_passkey",
        "mfa_signup_webauthn",
        "socialaccount_signup",
        "account_request_login_code",
    ],
)
def test_no_other_way_leads_to_an_account(name):
    with pytest.raises(NoReverseMatch):
        reverse(name)


@pytest.mark.parametrize("header", [{}, {"X-Requested-With": "XMLHttpRequest"}])
def test_leaving_the_question_out_makes_no_account(client, header):
    response = client.post(URL, WHO, headers=header)
    assert response.status_code in (400, 422)
    assert not User.objects.exists()


def test_a_script_is_turned_away_like_everyone_else(client):
    header = {"X-Requested-With": "XMLHttpRequest"}
    response = client.post(URL, WHO | as_typed(years_ago(12)), headers=header)
    assert response.url == URL
    assert not User.objects.exists()
    assert KIND in client.get(URL, headers=header).content.decode()


def test_a_month_sent_along_is_not_believed(client):
    sign_up(client, years_ago(14), turns_18_in="")
    assert User.objects.get().is_minor
