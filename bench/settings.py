"""As in production, but for http on this machine: the database of DATABASE_URL, one to throw away."""

import os
from pathlib import Path

from careerportal.settings.base import *  # noqa: F403
from careerportal.settings.base import BASE_DIR, database

SECRET_KEY = "only-for-measuring"
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "testserver"]
SITE_URL = "http://127.0.0.1"
ROOT_URLCONF = "bench.urls"
# One connection for the whole run: the time of a server process that has ended can't be read.
DATABASES = {"default": database("") | {"CONN_MAX_AGE": None}}
STATIC_ROOT = Path(os.environ.get("BENCH_STATIC", BASE_DIR / "var" / "bench" / "static"))
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = "portal@example.invalid"
if os.environ.get("BENCH_BARE"):
    # The unit of measure: one view, behind what `startproject` writes.
    ROOT_URLCONF = "bench.bare"
    AUTH_USER_MODEL = "auth.User"
    INSTALLED_APPS = [
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
    ]
    MIDDLEWARE = [
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
    ]
