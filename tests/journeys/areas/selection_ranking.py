"""The ranking of a round and its panels; see __init__.py."""

from django.urls import reverse

from selection.models import Panel, Standing
from tests.journeys.visit import Visit


def _ranking(name: str = "ranking", query: str = ""):
    return lambda: reverse(f"selection:{name}", args=[Standing.objects.order_by("-round").first().round_id]) + query


def _panel(name: str = "panel"):
    return lambda: reverse(f"selection:{name}", args=[Panel.objects.first().pk])


def _panels():
    return reverse("selection:panels", args=[Panel.objects.first().round.call.slug])


def _item():
    item = Panel.objects.first().items.first()
    return reverse("selection:panel-item", args=[item.panel_id, item.application.reference])


VISITS = [
    Visit("ranking", "officer", _ranking()),
    Visit("ranking-sorted", "observer", _ranking(query="?sort=-spread&language=es")),
    Visit("ranking-none", "officer", _ranking(query="?country=GL")),
    Visit("ranking-reviewers", "officer", _ranking("ranking-reviewers")),
    Visit("panels", "officer", _panels),
    Visit("panel", "officer", _panel()),
    Visit("panel-observer", "observer", _panel()),
    Visit("panel-change", "officer", _panel("panel-change")),
    Visit("panel-note", "officer", _item),
    Visit("panel-note-observer", "observer", _item),
]
