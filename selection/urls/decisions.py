from typing import Any

from django.urls import path

from selection.views import decisions, decisions_city, decisions_letters, decisions_release

one, city = "staff/selection/decisions/<int:pk>/", "staff/selection/decision/<int:pk>/"
urlpatterns: list[Any] = [
    path("staff/selection/<slug:slug>/decisions/", decisions.releases, name="releases"),
    path("staff/selection/<slug:slug>/letters/<slug:kind>/", decisions_letters.template, name="letter-template"),
    path(one, decisions.release, name="release"),
    path(f"{one}days/", decisions.days, name="release-days"),
    path(f"{one}redraft/", decisions.redraft, name="release-redraft"),
    path(f"{one}discard/", decisions.discard, name="release-discard"),
    path(f"{one}approve/", decisions_release.approve, name="release-approve"),
    path(f"{one}take-back/", decisions_release.take_back, name="release-take-back"),
    path(f"{one}release/", decisions_release.publish, name="release-publish"),
    path(f"{one}waiting-list/", decisions_release.waiting_list, name="waiting-list"),
    path(f"{one}memo/", decisions_release.memo, name="release-memo"),
    path(f"{one}kit/", decisions_letters.kit, name="kit"),
    path(f"{one}kit/<slug:language>/", decisions_letters.kit_text, name="kit-text"),
    path(city, decisions_city.decision, name="decision"),
    path(f"{city}change/", decisions_city.change, name="decision-change"),
    path(f"{city}feedback/", decisions_city.feedback, name="decision-feedback"),
    path(f"{city}letter/", decisions_city.letter, name="decision-letter"),
    path(f"{city}extend/", decisions_city.extend, name="decision-extend"),
    path(f"{city}correct/", decisions_city.correct, name="decision-correct"),
    path("staff/selection/corrections/<int:pk>/", decisions_city.correction, name="correction"),
    path("staff/selection/corrections/<int:pk>/approve/", decisions_city.correction_approve, name="correction-approve"),
    path(
        "staff/selection/corrections/<int:pk>/withdraw/", decisions_city.correction_withdraw, name="correction-withdraw"
    ),
]
