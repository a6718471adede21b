"""Redis may be empty or away at any moment: a cache that cannot answer is a cache that has forgotten."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from cda_portal.core.away import Away

log = logging.getLogger(__name__)
away = Away(seconds=2)


class ForgivingRedisCache(RedisCache):
    """Django's Redis cache, where an unreachable server means a miss and not a broken page.

    Rate limits count in here, so they are open while Redis is away: people can still sign in, and
    scrypt's cost and the second factor remain. A server that hangs costs one page its time-out (2 s), not
    every look-up of every page.
    """

    def _try(self, otherwise: Any, call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        if away:
            return otherwise
        try:
            return call(*args, **kwargs)
        except RedisError as error:
            away.note()
            log.warning("cache away: %s", type(error).__name__)
            return otherwise

    def add(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(True, super().add, key, *args, **kwargs))

    def get(self, key: str, default: Any = None, version: int | None = None) -> Any:
        return self._try(default, super().get, key, default, version)

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        self._try(None, super().set, key, *args, **kwargs)

    def touch(self, key: str, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(False, super().touch, key, *args, **kwargs))

    def delete(self, key: str, version: int | None = None) -> bool:
        return bool(self._try(False, super().delete, key, version))

    def get_many(self, keys: Any, version: int | None = None) -> dict[str, Any]:
        return dict(self._try({}, super().get_many, keys, version))

    def has_key(self, key: str, version: int | None = None) -> bool:
        return bool(self._try(False, super().has_key, key, version))

    def incr(self, key: str, delta: int = 1, version: int | None = None) -> int:
        return int(self._try(delta, super().incr, key, delta, version))

    def set_many(self, *args: Any, **kwargs: Any) -> list[str]:
        return list(self._try([], super().set_many, *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try(None, super().delete_many, *args, **kwargs)

    def clear(self) -> None:
        self._try(None, super().clear)
