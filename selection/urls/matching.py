from typing import Any

from django.urls import path

from selection.views import (
    answering,
    interviews,
    matching_assignment,
    matching_board,
    matching_plan,
    matching_reviewers,
)

ROUND = "staff/selection/rounds/<int:pk>/"
REVIEWER = f"{ROUND}reviewers/<int:row>/"
ASSIGNMENT = "staff/selection/assignments/<int:pk>/"
urlpatterns: list[Any] = [
    path(f"{ROUND}reviewers/", matching_reviewers.reviewers, name="round-reviewers"),
    path(REVIEWER, matching_reviewers.reviewer, name="round-reviewer"),
    path(f"{REVIEWER}extend/", matching_reviewers.extend, name="round-reviewer-extend"),
    path(f"{REVIEWER}nudge/", matching_reviewers.nudge, name="round-reviewer-nudge"),
    path(f"{REVIEWER}off/", matching_reviewers.take_off, name="round-reviewer-off"),
    path(f"{ROUND}matching/", matching_plan.matching, name="matching"),
    path(f"{ROUND}matching/plan/", matching_plan.plan, name="matching-plan"),
    path(f"{ROUND}matching/apply/", matching_plan.apply, name="matching-apply"),
    path(f"{ROUND}matching/discard/", matching_plan.discard, name="matching-discard"),
    path(f"{ROUND}board/", matching_board.board, name="round-board"),
    path(f"{ROUND}board/tell/", matching_board.tell, name="round-tell"),
    path(f"{ROUND}board/nudge/", matching_board.nudge, name="round-nudge"),
    path(f"{ROUND}applications/<str:reference>/", matching_assignment.application, name="round-application"),
    path(f"{ROUND}applications/<str:reference>/interview/", interviews.interview, name="interview"),
    path(f"{ROUND}applications/<str:reference>/interview/call-off/", interviews.call_off, name="interview-call-off"),
    path(ASSIGNMENT, matching_assignment.assignment, name="assignment"),
    path(f"{ASSIGNMENT}extend/", matching_assignment.extend, name="assignment-extend"),
    path(f"{ASSIGNMENT}reassign/", matching_assignment.reassign, name="assignment-reassign"),
    path(f"{ASSIGNMENT}take-back/", matching_assignment.take_back, name="assignment-take-back"),
    path(f"{ASSIGNMENT}put-back/", matching_assignment.put_back, name="assignment-put-back"),
    path("review/answer/<str:token>/", answering.answer, name="review-answer"),
]
