"""The portal's own settings, with two more pages to compare with and, while queries are counted, one more middleware."""

from cda_portal.settings import *  # noqa: F403 - everything else is what serves people
from cda_portal.settings import MIDDLEWARE, env

ROOT_URLCONF = "bench.urls"
if env.bool("BENCH_COUNT", False):
    MIDDLEWARE = ["bench.floor.CountQueries", *MIDDLEWARE]
