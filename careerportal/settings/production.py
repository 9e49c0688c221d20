"""A public site. Everything it needs is named here and has no fallback: a missing value stops the start."""

import os
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from .base import *
from .base import database, env

NEEDED = (
    "SECRET_KEY",
    "SITE_URL",
    "ALLOWED_HOSTS",
    "TRUSTED_PROXIES",
    "DATABASE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "OPERATOR_NAME",
    "CONTACT_EMAIL",
)
if missing := [name for name in NEEDED if not os.environ.get(name, "").strip()]:
    raise ImproperlyConfigured(f"Set these environment variables: {', '.join(missing)}.")

# Not through django-environ, which takes a value that begins with "$" for another one's name.
SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
SITE_URL = env("SITE_URL").rstrip("/")
if urlsplit(SITE_URL).scheme != "https" or urlsplit(SITE_URL).path:
    raise ImproperlyConfigured("SITE_URL begins with https:// and ends with the host's name.")
# Exact hosts: links in mail follow the Host of the request.
ALLOWED_HOSTS = [host.strip() for host in env("ALLOWED_HOSTS").split(",") if host.strip()]
if any(host.startswith(("*", ".")) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS names every host in full, without * or a leading dot."
    )
DATABASES = {"default": database("")}

EMAIL_TIMEOUT = 10
vars().update(env.email_url("EMAIL_URL"))
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL")

# How many proxies of your own stand in front; X-Forwarded-* is believed from them only.
if not env("TRUSTED_PROXIES").isdecimal():
    raise ImproperlyConfigured("TRUSTED_PROXIES is a number: 0 when no proxy stands in front.")
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES")
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrftoken"

STAFF_SECOND_FACTOR = True
