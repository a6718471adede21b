from typing import Any

from django.urls import path

from selection.views import setup, setup_guide, setup_rubric, setup_screening

CALL = "staff/selection/<slug:slug>/"
ROUND = "staff/selection/rounds/<int:pk>/"
urlpatterns: list[Any] = [
    path("staff/selection/", setup.overview, name="overview"),
    path(ROUND, setup.round_page, name="round"),
    path(f"{ROUND}edit/", setup.round_edit, name="round-edit"),
    path(f"{ROUND}delete/", setup.round_delete, name="round-delete"),
    path(f"{ROUND}screening/", setup_screening.screening, name="screening"),
    path(f"{ROUND}screening/pass/", setup_screening.pass_many, name="screening-pass"),
    path(f"{ROUND}screening/unpass/", setup_screening.unpass, name="screening-unpass"),
    path(f"{ROUND}screening/<str:reference>/", setup_screening.one, name="screening-one"),
    path(CALL, setup.call_page, name="call"),
    path(f"{CALL}rounds/new/", setup.round_new, name="round-new"),
    path(f"{CALL}rubric/", setup_rubric.rubric, name="rubric"),
    path(f"{CALL}rubric/criteria/new/", setup_rubric.criterion, name="criterion-new"),
    path(f"{CALL}rubric/criteria/move/", setup_rubric.criterion_move, name="criterion-move"),
    path(f"{CALL}rubric/criterion/<slug:key>/", setup_rubric.criterion, name="criterion"),
    path(f"{CALL}rubric/criterion/<slug:key>/remove/", setup_rubric.criterion_remove, name="criterion-remove"),
    path(f"{CALL}rubric/scale/", setup_rubric.scale, name="rubric-scale"),
    path(f"{CALL}rubric/act/<slug:act>/", setup_rubric.rubric_act, name="rubric-act"),
    path(f"{CALL}rubric/versions/<int:number>/", setup_rubric.version, name="rubric-version"),
    path(f"{CALL}guide/", setup_guide.guide, name="guide"),
    path(f"{CALL}guide/text/<slug:name>/", setup_guide.guide_text, name="guide-text"),
    path(f"{CALL}guide/scores/", setup_guide.guide_scores, name="guide-scores"),
    path(f"{CALL}guide/act/<slug:act>/", setup_guide.guide_act, name="guide-act"),
]
