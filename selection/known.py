"""What staff read of selection on the page of an application: who reads it, its place in a ranking, its decision."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject

from applications.models import Application
from applications.panels import Panel
from cda_portal.accounts.models import Conflict, User
from selection import permissions
from selection.composer import TAGS
from selection.models import Decision, Outcome, Release, Review, ReviewAssignment, ReviewRound, Standing
from selection.standings import Places

BEFORE = (Application.Status.DRAFT, Application.Status.SUBMITTED)


def panel(application: Application, user: User) -> Panel | None:
    """One query, and none before its review begins. Nothing for somebody who conflicts with the city.

    Of decisions that are not released only that there is one: every look at what they say is recorded.
    """
    if application.status in BEFORE or not permissions.can_see_staff_pages(user):
        return None
    rounds = list(_rounds(application, user))
    if not rounds:
        return None
    shown = [_row(one) for one in rounds if one.asked or one.kind == ReviewRound.Kind.SCORING]
    context = {"application": application, "rounds": shown, "decision": _decision(rounds[0].decided)}
    return Panel("selection/known.html", {**context, "gone": application.status == Application.Status.WITHDRAWN})


def _rounds(application: Application, user: User) -> Any:
    mine = {"application": application.pk}
    asked = ReviewAssignment.objects.standing().filter(round=OuterRef("pk"), **mine).order_by().values("round")
    sent = Review.objects.counting().filter(assignment__round=OuterRef("pk"), assignment__application=application.pk)
    ranked = Standing.objects.filter(round=OuterRef("pk"))
    hidden = ranked.filter(application__city__conflicts__user=user).order_by("place")
    told = JSONObject(pk="pk", outcome="outcome", status="release__status")
    rows = ReviewRound.objects.filter(call=application.call_id).exclude(kind=ReviewRound.Kind.SCREENING)
    return rows.exclude(Exists(Conflict.objects.filter(user=user, city=application.city_id))).annotate(
        asked=Subquery(asked.annotate(count=Count("pk")).values("count")),
        sent=Subquery(sent.order_by().values("assignment__round").annotate(count=Count("pk")).values("count")),
        place=Subquery(ranked.filter(**mine).values("place")),
        hidden=ArraySubquery(hidden.values("place")),
        decided=Subquery(Decision.objects.filter(**mine).values(told=told)),
    )


def _row(round: Any) -> dict[str, Any]:
    place = None if round.place is None else Places(round.hidden).place(round.place)
    return {"round": round, "asked": round.asked or 0, "sent": round.sent or 0, "place": place}


def _decision(told: dict[str, Any] | None) -> dict[str, Any] | None:
    if told is None:
        return None
    if told["status"] != Release.Status.RELEASED:
        return {"pk": told["pk"], "label": Release.Status(told["status"]).label, "tag": ""}
    return {"pk": told["pk"], "label": Outcome(told["outcome"]).label, "tag": TAGS[told["outcome"]]}
