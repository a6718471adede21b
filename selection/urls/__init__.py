"""The addresses of selection; each area has a module of its own here."""

from selection.urls import (
    composing,
    conflicts,
    decisions,
    matching,
    ranking,
    reviewing,
    setup,
    translating,
)

app_name = "selection"
AREAS = [setup, conflicts, matching, reviewing, translating, ranking, composing, decisions]
urlpatterns = [path for area in AREAS for path in area.urlpatterns]
