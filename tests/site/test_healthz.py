"""What a load balancer asks: does the site answer, and does its database?"""

import json
import os
import subprocess
import sys

import pytest
from django.contrib.sessions.models import Session

from tests.builders import make_user

ASK = """
import json
import django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False)
client.cookies["sessionid"] = "0123456789abcdefghijklmnopqrstuv"
response = client.get("/healthz")
print(json.dumps([response.status_code, response.content.decode()]))
"""


@pytest.mark.django_db
def test_a_site_whose_database_answers_is_healthy(client):
    response = client.get("/healthz")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/plain"
    assert response.content == b"ok\n"


@pytest.mark.parametrize(
    "url", ["postgres://nobody@127.0.0.1:1/none", "sqlite:////no/such/folder/db.sqlite3"]
)
def test_a_site_whose_database_is_away_answers_503_in_plain_words(url):
    run = subprocess.run(
        [sys.executable, "-c", ASK],
        env=os.environ
        | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "careerportal.settings.test"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert json.loads(run.stdout) == [503, "The database does not answer.\n"]
    assert "Traceback" not in run.stderr


@pytest.mark.django_db
def test_asking_sets_no_cookie_and_writes_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(1) as asked:
        response = client.get("/healthz")

    assert asked.captured_queries[0]["sql"] == "SELECT 1"
    assert not response.cookies
    assert not Session.objects.exists()


@pytest.mark.django_db
def test_a_signed_in_browser_costs_no_more_than_a_stranger(client, django_assert_num_queries):
    client.force_login(make_user())

    with django_assert_num_queries(1):
        assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_asking_with_head_is_enough(client):
    response = client.head("/healthz")

    assert (response.status_code, response.content) == (200, b"")
