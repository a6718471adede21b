"""The portal's own settings for processes that tests start and stop: static files need no manifest there.

PLANT names a fault that a twin puts in.
"""

import os

from cda_portal.settings import *  # noqa: F403 - everything else is what serves people
from cda_portal.settings import CACHES, STORAGES

STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
if os.environ.get("PLANT") == "unforgiving cache":
    CACHES = {"default": {**CACHES["default"], "BACKEND": "django.core.cache.backends.redis.RedisCache"}}
