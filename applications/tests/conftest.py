import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits are counted in the cache, and the tests share their addresses."""
    cache.clear()
