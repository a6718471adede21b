from typing import Any

from django.urls import path

from selection.views import conflicts

CALL = "staff/selection/<slug:slug>/"
urlpatterns: list[Any] = [
    path(f"{CALL}conflicts/", conflicts.overview, name="conflicts"),
    path(f"{CALL}conflicts/suggestion/", conflicts.suggestion, name="conflict-suggestion"),
    path(f"{CALL}conflicts/<int:pk>/lift/", conflicts.lift, name="conflict-lift"),
]
