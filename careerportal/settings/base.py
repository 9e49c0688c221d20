"""What local, test and production settings share. Nothing here is a secret or a host name."""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = environ.Env()

INSTALLED_APPS = [
    "careerportal.accounts",
    "careers",
    "community",
    "careerportal.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "adminsortable2",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Static files are compressed when they are collected; this is for pages. Its random padding and
    # the masking of CSRF tokens answer the BREACH attack.
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "careerportal.http.response_headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "careerportal.typed.forget_what_arrived",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "careerportal.urls"
WSGI_APPLICATION = "careerportal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "careerportal.context_processors.site",
            ],
        },
    },
]

# Who runs this site. Shown on the contact, privacy and accessibility pages.
SITE_NAME = env("SITE_NAME", default="CareerPortal")
OPERATOR_NAME = env("OPERATOR_NAME", default="")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
CONTACT_ADDRESS = env("CONTACT_ADDRESS", default="")
SOURCE_CODE_URL = env("SOURCE_CODE_URL", default="")


def database(default: str) -> dict[str, Any]:
    """The database of DATABASE_URL, else `default` (both in django-environ's URL form)."""
    config: dict[str, Any] = env.db_url("DATABASE_URL", default=default)
    if not config.get("ENGINE"):
        raise ImproperlyConfigured("DATABASE_URL is like postgres://user:password@host:5432/name.")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE makes writers queue instead of failing with "database is locked" when a
        # transaction turns from reading to writing; WAL lets readers go on meanwhile.
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
        }
    else:
        # PostgreSQL plans a statement once a connection, not at every request: a sixth of a page's
        # cost. Behind a pooler that gives out connections per transaction it must know of this
        # (PgBouncer from 1.21 on).
        config["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2}
    # Opening SQLite's file anew costs a list a tenth of its time.
    config["CONN_MAX_AGE"] = 60
    config["CONN_HEALTH_CHECKS"] = True
    return config


# Accounts: sign-in by e-mail, a public handle apart from it. allauth's limits on attempts
# live in the cache, which is therefore shared by all processes (see CACHES).
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "handle", "name"]},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "username*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "handle"
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
# In the browser that signed up, the mailed link signs in too, and goes on where sign-up began.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_ADAPTER = "careerportal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "careerportal.accounts.forms.AddEmailForm",
    "change_password": "careerportal.accounts.forms.ChangePasswordForm",
    "login": "careerportal.accounts.forms.LoginForm",
    "reauthenticate": "careerportal.accounts.forms.ReauthenticateForm",
    "reset_password": "careerportal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "careerportal.accounts.forms.ResetPasswordKeyForm",
    "set_password": "careerportal.accounts.forms.SetPasswordForm",
    "signup": "careerportal.accounts.forms.SignupForm",
}
MFA_ADAPTER = "careerportal.accounts.adapters.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "careerportal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "careerportal.accounts.forms.AddPasskeyForm",
    "authenticate": "careerportal.accounts.forms.AuthenticateCodeForm",
    "edit_webauthn": "careerportal.accounts.forms.EditPasskeyForm",
    "login_webauthn": "careerportal.accounts.forms.LoginPasskeyForm",
    "reauthenticate": "careerportal.accounts.forms.ReauthenticateCodeForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
# Whether editors and moderators need an app or a passkey; production insists.
STAFF_SECOND_FACTOR = False

CACHES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}
}
if env("REDIS_URL", default=""):
    CACHES["default"] = {
        "BACKEND": "careerportal.caching.ForgivingRedisCache",
        "LOCATION": env("REDIS_URL"),
    }

LANGUAGE_CODE = "en-us"
TIME_ZONE = env("TIME_ZONE", default="UTC")
USE_I18N = False
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "careerportal.staticfiles.BundledStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CRISPY_FAIL_SILENTLY = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "careerportal.views.csrf_failure"

EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
