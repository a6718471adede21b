from typing import Any

from django.urls import path

from selection.views import reviewing, reviewing_declining, reviewing_review, reviewing_staff, reviewing_talk

ONE = "review/<int:pk>/"
urlpatterns: list[Any] = [
    path("review/", reviewing.home, name="review-home"),
    path("review/rounds/<int:pk>/welcome/", reviewing.welcome, name="review-welcome"),
    path("review/rounds/<int:pk>/practice/", reviewing.practice, name="review-practice"),
    path("review/rounds/<int:pk>/packet/", reviewing.packet, name="review-packet"),
    path(ONE, reviewing_review.review, name="review"),
    path(f"{ONE}save/", reviewing_review.save, name="review-save"),
    path(f"{ONE}reading/", reviewing_review.read_as, name="review-reading"),
    path(f"{ONE}conflict/", reviewing_review.conflict, name="review-conflict"),
    path(f"{ONE}decline/", reviewing_declining.decline, name="review-decline"),
    path(f"{ONE}after-all/", reviewing_declining.after_all, name="review-after-all"),
    path(f"{ONE}talk/", reviewing_talk.discuss, name="review-talk"),
    path(f"{ONE}talk/<int:remark>/", reviewing_talk.remark, name="review-remark"),
    path(f"{ONE}file/<str:key>/", reviewing_review.file, name="review-file"),
    path(
        "staff/selection/applications/<str:reference>/",
        reviewing_staff.application_reviews,
        name="application-reviews",
    ),
    path(
        "staff/selection/applications/<str:reference>/talk/<int:remark>/",
        reviewing_talk.staff_remark,
        name="application-remark",
    ),
]
