from typing import Any

from django.urls import path

from selection.views import translating

PART = "staff/selection/<slug:slug>/translations/"
urlpatterns: list[Any] = [
    path(PART, translating.overview, name="translations"),
    path(f"{PART}import/", translating.bring, name="translation-bring"),
    path(f"{PART}import/<int:pk>/", translating.brought, name="translation-import"),
    path(f"{PART}machine/", translating.machine, name="translation-machine"),
]
