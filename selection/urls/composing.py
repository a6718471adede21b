from typing import Any

from django.urls import path

from selection.views import composing, composing_best, composing_list

CALL = "staff/selection/<slug:slug>/scenarios/"
ONE = "staff/selection/scenarios/<int:pk>/"
urlpatterns: list[Any] = [
    path(CALL, composing_list.scenarios, name="scenarios"),
    path(f"{CALL}new/", composing_list.new, name="scenario-new"),
    path(f"{CALL}compare/", composing_list.compare, name="scenario-compare"),
    path(ONE, composing.scenario, name="scenario"),
    path(f"{ONE}change/", composing_list.change, name="scenario-change"),
    path(f"{ONE}copy/", composing_list.copy, name="scenario-copy"),
    path(f"{ONE}archive/", composing_list.archive, name="scenario-archive"),
    path(f"{ONE}history/", composing.history, name="scenario-history"),
    path(f"{ONE}cards/<int:application>/", composing.move, name="scenario-move"),
    path(f"{ONE}undo/<int:version>/", composing.undo, name="scenario-undo"),
    path(f"{ONE}constraints/", composing_best.constraints, name="scenario-constraints"),
    path(f"{ONE}constraints/<int:constraint>/<slug:act>/", composing_best.constraint, name="scenario-constraint"),
    path(f"{ONE}search/", composing_best.search, name="scenario-search"),
    path(f"{ONE}proposal/", composing_best.proposal, name="scenario-proposal"),
]
