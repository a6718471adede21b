from typing import Any

from django.urls import path

from selection.views import ranking, ranking_panels

urlpatterns: list[Any] = [
    path("staff/selection/<slug:slug>/ranking/", ranking.rankings, name="rankings"),
    path("staff/selection/rounds/<int:pk>/ranking/", ranking.ranking, name="ranking"),
    path("staff/selection/rounds/<int:pk>/ranking/anew/", ranking.anew, name="ranking-anew"),
    path("staff/selection/rounds/<int:pk>/ranking/reviewers/", ranking.reviewers, name="ranking-reviewers"),
    path("staff/selection/<slug:slug>/panels/", ranking_panels.panel_list, name="panels"),
    path("staff/selection/panels/<int:pk>/", ranking_panels.panel, name="panel"),
    path("staff/selection/panels/<int:pk>/change/", ranking_panels.change, name="panel-change"),
    path("staff/selection/panels/<int:pk>/agenda/", ranking_panels.agenda, name="panel-agenda"),
    path("staff/selection/panels/<int:pk>/<str:reference>/", ranking_panels.item, name="panel-item"),
    path("staff/selection/panels/<int:pk>/<str:reference>/move/", ranking_panels.move, name="panel-item-move"),
    path("staff/selection/panels/<int:pk>/<str:reference>/note/", ranking_panels.note, name="panel-item-note"),
    path(
        "staff/selection/panels/<int:pk>/<str:reference>/discussed/",
        ranking_panels.discussed,
        name="panel-item-discussed",
    ),
    path("review/panels/<int:pk>/", ranking_panels.for_reviewer, name="review-panel"),
]
