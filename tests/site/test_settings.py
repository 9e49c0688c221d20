"""Production starts only when it is told everything; the local trial needs to be told nothing."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPLETE = {
    "SECRET_KEY": "$k9-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
    "SITE_URL": "https://portal.example.org/",
    "ALLOWED_HOSTS": "portal.example.org, www.portal.example.org",
    "TRUSTED_PROXIES": "1",
    "DATABASE_URL": "postgres://portal@127.0.0.1/portal",
    "EMAIL_URL": "smtp+tls://portal:p%2Bw@mail.example.org:587",
    "DEFAULT_FROM_EMAIL": "CareerPortal <portal@example.org>",
    "OPERATOR_NAME": "Example Schools",
    "CONTACT_EMAIL": "contact@example.org",
}


def python(
    *arguments: str, settings: str = "production", **env: str
) -> subprocess.CompletedProcess[str]:
    """Run Python in the project with these environment variables and nothing else of ours."""
    system = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=system | {"DJANGO_SETTINGS_MODULE": f"careerportal.settings.{settings}"} | env,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def load(*names: str, settings: str = "production", **env: str) -> dict[str, object]:
    """The values of these settings, as a fresh process sees them."""
    script = (
        "import json, sys; from django.conf import settings;"
        "print(json.dumps({name: getattr(settings, name, None) for name in sys.argv[1:]}))"
    )
    run = python("-c", script, *names, settings=settings, **env)
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def error(**env: str) -> str:
    """The last line of a start that is refused."""
    run = python("-c", "from django.conf import settings; settings.DEBUG", **env)
    assert run.returncode == 1
    return run.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", COMPLETE)
def test_production_refuses_to_start_without(name):
    without = {key: value for key, value in COMPLETE.items() if key != name}

    assert error(**without).endswith(f"Set these environment variables: {name}.")


def test_an_empty_value_counts_as_missing_and_all_that_is_missing_is_named_at_once():
    message = error(**COMPLETE | {"SECRET_KEY": "", "CONTACT_EMAIL": " "})

    assert message.endswith("Set these environment variables: SECRET_KEY, CONTACT_EMAIL.")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SITE_URL", "http://portal.example.org"),
        ("SITE_URL", "portal.example.org"),
        ("SITE_URL", "https://portal.example.org/careers"),
        ("ALLOWED_HOSTS", "*"),
        ("ALLOWED_HOSTS", "portal.example.org,.example.org"),
        ("TRUSTED_PROXIES", "yes"),
        ("TRUSTED_PROXIES", "-1"),
        ("EMAIL_URL", "mail.example.org"),
        ("DATABASE_URL", "portal"),
    ],
)
def test_a_value_that_would_be_unsafe_or_useless_is_refused(name, value):
    message = error(**COMPLETE | {name: value})

    assert message.startswith("django.core.exceptions.ImproperlyConfigured")


def test_the_deployment_check_of_django_finds_nothing():
    run = python("manage.py", "check", "--deploy", "--fail-level", "WARNING", **COMPLETE)

    assert run.returncode == 0, run.stderr


def test_production_takes_its_values_from_the_environment_as_they_stand():
    found = load(
        "SECRET_KEY", "SITE_URL", "ALLOWED_HOSTS", "DEBUG", "OPERATOR_NAME", "CONTACT_EMAIL",
        "EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_PASSWORD", "EMAIL_USE_TLS", "DEFAULT_FROM_EMAIL",
        DEBUG="true", **COMPLETE,
    )  # fmt: skip

    assert found == {
        "SECRET_KEY": COMPLETE["SECRET_KEY"],
        "SITE_URL": "https://portal.example.org",
        "ALLOWED_HOSTS": ["portal.example.org", "www.portal.example.org"],
        "DEBUG": False,
        "OPERATOR_NAME": "Example Schools",
        "CONTACT_EMAIL": "contact@example.org",
        "EMAIL_HOST": "mail.example.org",
        "EMAIL_PORT": 587,
        "EMAIL_HOST_PASSWORD": "p+w",
        "EMAIL_USE_TLS": True,
        "DEFAULT_FROM_EMAIL": "CareerPortal <portal@example.org>",
    }


def test_cookies_of_production_belong_to_one_host_and_to_https():
    found = load(
        "SESSION_COOKIE_NAME", "SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY",
        "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_PATH", "CSRF_COOKIE_NAME", "CSRF_COOKIE_SECURE",
        "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_PATH", **COMPLETE,
    )  # fmt: skip

    # A browser takes a __Host- cookie only when it is Secure, for the path / and without a domain.
    assert found == {
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_DOMAIN": None,
        "SESSION_COOKIE_PATH": "/",
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
        "CSRF_COOKIE_DOMAIN": None,
        "CSRF_COOKIE_PATH": "/",
    }


@pytest.mark.parametrize(
    ("proxies", "header"), [("0", None), ("2", ["HTTP_X_FORWARDED_PROTO", "https"])]
)
def test_forwarded_headers_are_believed_only_behind_proxies_of_ours(proxies, header):
    found = load(
        "SECURE_PROXY_SSL_HEADER", "ALLAUTH_TRUSTED_PROXY_COUNT",
        **COMPLETE | {"TRUSTED_PROXIES": proxies},
    )  # fmt: skip

    assert found == {
        "SECURE_PROXY_SSL_HEADER": header,
        "ALLAUTH_TRUSTED_PROXY_COUNT": int(proxies),
    }


def test_the_local_trial_runs_without_any_variable_and_without_debug():
    found = load("DEBUG", "SITE_URL", "ALLOWED_HOSTS", "SECRET_KEY", settings="local")

    assert found["DEBUG"] is False
    assert found["SITE_URL"] == "http://localhost:8000"
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert len(str(found["SECRET_KEY"])) >= 50


def test_the_key_of_this_machine_is_made_once_and_read_by_its_owner_only(tmp_path):
    from careerportal.settings.local import own_secret_key

    path = tmp_path / "var" / "secret-key"
    first = own_secret_key(path)

    assert own_secret_key(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert own_secret_key(tmp_path / "other" / "secret-key") != first
