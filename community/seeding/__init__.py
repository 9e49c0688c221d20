"""Questions and answers for trying the site out. All of them are marked as samples."""

from django.conf import settings


def is_trial() -> bool:
    """Whether this is a local trial or the test suite, where made-up posts mislead nobody."""
    return settings.SETTINGS_MODULE.rpartition(".")[2] in {"local", "test"}
