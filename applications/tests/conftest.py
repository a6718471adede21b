import pytest
from django.core.cache import cache

from applications.tests.factories import complete_draft, member


@pytest.fixture(autouse=True)
def fresh_limits():
    """Rate limits are counted in the cache, and the tests share their addresses."""
    cache.clear()


# ---- a city at work; a file may have people of its own by these names


@pytest.fixture
def draft():
    return complete_draft()


@pytest.fixture
def application(draft):
    return draft[0]


@pytest.fixture
def lead(draft):
    return draft[1]


@pytest.fixture
def luis(application):
    return member(application.city, "member", full_name="Luis Ensayo")
