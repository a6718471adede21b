from django.conf import settings
from django.urls import path

from cda_portal.core import styleguide, views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.language, name="language"),
]
if settings.LOCAL:
    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))
