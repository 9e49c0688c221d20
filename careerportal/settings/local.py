"""The local trial: what `bin/run` and plain `manage.py` use. Serves this machine only."""

import os
import secrets
import sys
from pathlib import Path
from urllib.parse import quote

from .base import *
from .base import STORAGES, VAR_DIR, database, env


def own_secret_key(path: Path) -> str:
    """The key of this machine, made at random on first use and readable by its owner only."""
    path.parent.mkdir(exist_ok=True)
    try:
        # O_EXCL: of two processes that start at once, one writes and the other reads.
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(50))
    except FileExistsError:
        pass
    return path.read_text()


SECRET_KEY = own_secret_key(VAR_DIR / "secret-key")

# `runserver` is for changing code: it shows tracebacks and serves files as they stand in static/.
DEBUG = env.bool("DEBUG", default="runserver" in sys.argv)
if DEBUG:
    STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
    }

ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *env.list("ALLOWED_HOSTS", default=[])]
SITE_URL = env("SITE_URL", default=f"http://localhost:{env('PORT', default='8000')}")
# Quoted: the folder's name may hold a space, a "+" or a "#".
DATABASES = {"default": database(f"sqlite:///{quote(str(VAR_DIR / 'db.sqlite3'))}")}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = "CareerPortal <portal@localhost>"
# Browsers accept passkeys on http://localhost, and only there.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
