import pytest
from django.core.cache import cache
from django.db import transaction

from tests.access.world import World


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once for a module and taken back after it: no test commits."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def fresh_cache():
    """Rate limits and sessions are kept there, and outlive what a test takes back."""
    cache.clear()
