from datetime import UTC, datetime
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import call_command

from applications.models import Call
from cda_portal.accounts.tests.factories import CityFactory


@pytest.fixture(autouse=True)
def empty_cache():
    """Public pages outlive a test by a minute otherwise."""
    cache.clear()


@pytest.fixture
def november(settings):
    """A day on which the interest form of the default call is open."""
    settings.NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@pytest.fixture
def call(db, november):
    """The default call, with its whole form in four languages."""
    call_command("default_call", stdout=StringIO())
    return Call.objects.get()


@pytest.fixture
def past_cities(db):
    """Participants of earlier cohorts as public sources name them: two on the map, one without a position."""
    return [
        CityFactory(name="Recife", country="BR", past_cohort=2023, latitude=-8.05, longitude=-34.88),
        CityFactory(name="Regina", country="CA", past_cohort=2022, latitude=50.45, longitude=-104.62),
        CityFactory(name="Las Condes", country="CL", past_cohort=2023),
    ]
