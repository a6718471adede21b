"""Redis that hangs: a real server, stopped in its tracks."""

import logging
import os
import signal

import pytest
import redis
from django.utils.module_loading import import_string

from cda_portal.core import cache as module
from cda_portal.core import queue
from cda_portal.local.servers import Valkey


@pytest.fixture
def server(tmp_path):
    server = Valkey(tmp_path / "valkey.log")
    server.start()
    yield server
    os.kill(server.process.pid, signal.SIGCONT)
    server.stop()
    module.away.forget()


@pytest.fixture
def cache(server, settings):
    """A cache whose server has taken the connection and then stops answering."""
    kept = settings.CACHES["default"]
    cache = import_string(kept["BACKEND"])(server.url(0), {**kept, "OPTIONS": {"socket_timeout": 0.2}})
    cache.set("word", "kept")
    assert cache.get("word") == "kept"
    os.kill(server.process.pid, signal.SIGSTOP)
    yield cache
    cache._cache.get_client().connection_pool.disconnect()


def test_a_server_that_hangs_is_asked_once_and_not_by_every_look_up(cache, caplog):
    with caplog.at_level(logging.WARNING, logger="cda_portal.core.cache"):
        answers = [cache.get("word", "nothing") for _number in range(20)]
    assert answers == ["nothing"] * 20
    assert [record.getMessage() for record in caplog.records] == ["cache away: TimeoutError"]


def test_it_is_asked_again_when_the_moment_is_over(cache, server):
    assert cache.get("word") is None
    os.kill(server.process.pid, signal.SIGCONT)
    assert cache.get("word") is None
    module.away.forget()
    assert cache.get("word") == "kept"


def test_no_bell_is_rung_while_the_queue_is_away(settings):
    """Rows wait for the sweeper meanwhile."""
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    before = broker.llen("work")
    queue.away.note()
    queue._ring("core.nothing", ())
    meanwhile = broker.llen("work")
    queue.away.forget()
    queue._ring("core.nothing", ())
    after = broker.llen("work")
    broker.delete("work")
    broker.close()
    assert (meanwhile - before, after - before) == (0, 1)
