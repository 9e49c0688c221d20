"""A shared cache that comes and goes."""

import os
import socket

import pytest
from django.core.cache import caches
from django.test import override_settings

from tests.builders import make_user


def redis_at(address: str) -> dict[str, dict[str, str]]:
    return {
        "default": {
            "BACKEND": "careerportal.caching.ForgivingRedisCache",
            "LOCATION": f"redis://{address}/15",
        }
    }


@pytest.fixture
def dead_address() -> str:
    """A loopback port where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{free.getsockname()[1]}"


def test_every_operation_answers_while_redis_is_gone(dead_address, caplog):
    with override_settings(CACHES=redis_at(dead_address)):
        cache = caches["default"]
        assert cache.get("key", "fallback") == "fallback"
        assert cache.add("key", 1)
        cache.set("key", 1)
        assert not cache.touch("key")
        assert not cache.delete("key")
        assert "key" not in cache
        assert cache.get_many(["key"]) == {}
        assert cache.set_many({"key": 1}) == []
        cache.delete_many(["key"])
        cache.clear()
    assert "The cache cannot be reached" in caplog.text


@pytest.mark.django_db
def test_people_can_sign_in_while_redis_is_gone(dead_address, client):
    make_user("reader")
    with override_settings(CACHES=redis_at(dead_address)):
        form = {"login": "reader@example.org", "password": "correct horse battery"}
        assert client.post("/accounts/login/", form).status_code == 302
        assert client.get("/accounts/profile/").status_code == 200


@pytest.mark.skipif(not os.environ.get("REDIS_URL"), reason="REDIS_URL names no Redis")
def test_what_is_stored_in_redis_is_found_there():
    address = os.environ["REDIS_URL"].removeprefix("redis://").split("/")[0]
    with override_settings(CACHES=redis_at(address)):
        cache = caches["default"]
        cache.set("careerportal-test", {"a": 1}, timeout=30)
        assert cache.get("careerportal-test") == {"a": 1}
        assert cache.delete("careerportal-test")
