import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core.cache import cache


class CountingHasher(ScryptPasswordHasher):
    """scrypt at a cost for tests, which counts how often somebody paid it."""

    work_factor = 2**4
    paid = 0

    def encode(self, *args, **kwargs):
        CountingHasher.paid += 1
        return super().encode(*args, **kwargs)


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits are counted in the cache, and the tests share their addresses."""
    cache.clear()


@pytest.fixture(autouse=True)
def hashing(settings):
    settings.PASSWORD_HASHERS = ["cda_portal.accounts.tests.conftest.CountingHasher"]
    CountingHasher.paid = 0
    return CountingHasher
