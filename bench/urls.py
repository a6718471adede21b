from django.urls import path

from bench import floor
from cda_portal.urls import *  # noqa: F403 - the error pages too
from cda_portal.urls import urlpatterns as portal

urlpatterns = [
    path("bench/string/", floor.string, name="bench-string"),
    path("bench/list/", floor.plain_list, name="bench-list"),
    *portal,
]
