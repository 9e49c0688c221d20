import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def forget_attempts():
    """The limits on attempts live in the cache, which outlives a test."""
    cache.clear()
