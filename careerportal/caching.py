"""The shared cache of a site on several machines."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError, TimeoutError

logger = logging.getLogger(__name__)


def _or(fallback: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Answer `fallback` while Redis cannot be reached."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(method)
        def wrapped(self: RedisCache, *args: Any, **kwargs: Any) -> Any:
            try:
                return method(self, *args, **kwargs)
            except (ConnectionError, TimeoutError) as error:
                logger.warning("The cache cannot be reached: %s", error)
                return fallback

        return wrapped

    return decorate


class ForgivingRedisCache(RedisCache):
    """Redis, and an empty cache while Redis is gone: pages get slower, none fails.

    Limits on attempts live in the cache and are not enforced meanwhile.
    """

    add = _or(True)(RedisCache.add)
    set = _or(None)(RedisCache.set)
    touch = _or(False)(RedisCache.touch)
    delete = _or(False)(RedisCache.delete)
    has_key = _or(False)(RedisCache.has_key)
    get_many = _or({})(RedisCache.get_many)
    set_many = _or([])(RedisCache.set_many)
    delete_many = _or(None)(RedisCache.delete_many)
    clear = _or(False)(RedisCache.clear)

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return _or(default)(RedisCache.get)(self, key, default, version)
