from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.db import transaction

from applications.tests.factories import call_with_form
from cda_portal.accounts.tests.conftest import hashing

__all__ = ["hashing"]


@pytest.fixture(autouse=True)
def empty_cache():
    """Rate limits and public pages are kept there, and outlive a test."""
    cache.clear()


@pytest.fixture
def call(db):
    return call_with_form()


@pytest.fixture
def transactional(db):
    """`with transactional():` what is written inside is gone afterwards, and so is what the cache has counted."""

    @contextmanager
    def inside():
        cache.clear()
        with transaction.atomic():
            yield
            transaction.set_rollback(True)

    return inside
