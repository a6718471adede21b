"""Setting a selection up: overview, rounds, screening, rubric, guide; of the demonstration's call, or of one made so."""

from collections.abc import Callable

from django.urls import reverse

from applications.models import Application, Call
from cda_portal.accounts.models import User
from selection.demo import setup as demo
from selection.models import ReviewRound
from selection.overview import in_selection
from selection.readable import READ
from tests.journeys.visit import Visit


def _set_up() -> Call:
    """The call that is selected from, with its screening."""
    call = in_selection() or Call.objects.current()
    if not call.rounds.filter(kind="screening").exists() or not hasattr(call, "review_guide"):
        demo.make(call, officer=User.objects.get(email="officer@demo.example"))
    return call


def _call(name: str, *more: object) -> Callable[[], str]:
    return lambda: reverse(f"selection:{name}", args=[_set_up().slug, *more])


def _round(name: str, kind: str = "scoring") -> Callable[[], str]:
    return lambda: reverse(
        f"selection:{name}", args=[ReviewRound.objects.filter(call=_set_up(), kind=kind).earliest("pk").pk]
    )


def _one() -> str:
    round = ReviewRound.objects.filter(call=_set_up(), kind="screening").earliest("pk")
    application = Application.objects.filter(call=round.call, status__in=READ, city__conflicts=None).earliest("pk")
    return reverse("selection:screening-one", args=[round.pk, application.reference])


VISITS = [
    Visit("selection", "officer", _call("call")),
    Visit("selection-observer", "observer", _call("call")),
    Visit("round", "officer", _round("round")),
    Visit("round-new", "officer", _call("round-new")),
    Visit("round-edit", "officer", _round("round-edit")),
    Visit("screening", "officer", _round("screening", "screening")),
    Visit("screening-observer", "observer", _round("screening", "screening")),
    Visit("screening-one", "officer", _one),
    Visit("rubric", "officer", _call("rubric")),
    Visit("rubric-observer", "observer", _call("rubric")),
    Visit("rubric-scale", "officer", _call("rubric-scale")),
    Visit("rubric-version", "officer", _call("rubric-version", 1)),
    Visit("criterion-new", "officer", _call("criterion-new")),
    Visit("criterion", "officer", _call("criterion", "problem")),
    Visit("criterion-remove", "officer", _call("criterion-remove", "problem")),
    Visit("guide", "officer", _call("guide")),
    Visit("guide-text", "officer", _call("guide-text", "confidentiality")),
    Visit("guide-scores", "officer", _call("guide-scores")),
]
