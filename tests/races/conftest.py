import pytest
from django.core.cache import cache
from django.db.models import QuerySet


@pytest.fixture(autouse=True)
def fresh_cache():
    """What a test before left there speaks of rows that are gone."""
    cache.clear()


@pytest.fixture
def no_row_locks(monkeypatch):
    """The planted fault: nobody waits for anybody before reading."""
    monkeypatch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
