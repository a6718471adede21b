"""A ranking of the city's application, and a panel that talks it over, in which the reviewer sits."""

from selection.models import PanelItem, Standing
from selection.services import ranking_panels


def make(world):
    officer = world.people["ofcr"]
    numbers = {"place": 1, "reviews": 1, "raw": 4, "calibrated": 4, "low": 3, "high": 5, "rank_low": 1, "rank_high": 1}
    Standing.objects.create(round=world.round, application=world.read, **numbers)
    members = [officer, world.people["revw"]]
    world.panel = ranking_panels.make(world.round, "Panel", None, members, by=officer)
    PanelItem.objects.create(panel=world.panel, application=world.read, position=1)


def parameters(world):
    return {
        r"^/staff/selection/<slug:slug>/(ranking|panels)/": {"slug": world.read_call.slug},
        r"^/staff/selection/rounds/<int:pk>/ranking/": {"pk": world.round.pk},
        r"^/staff/selection/panels/": {"pk": world.panel.pk, "reference": world.read.reference},
        r"^/review/panels/": {"pk": world.panel.pk},
    }


def _panel(world):
    return {"name": "Another", "members": [world.people["ofcr"].pk]}


POSTS = {
    "/staff/selection/<slug:slug>/panels/": _panel,
    "/staff/selection/panels/<int:pk>/change/": _panel,
    "/staff/selection/panels/<int:pk>/agenda/": lambda world: {"top": 1},
    "/staff/selection/panels/<int:pk>/<str:reference>/": lambda world: {"note": "Good", "version": 1},
    "/staff/selection/panels/<int:pk>/<str:reference>/note/": lambda world: {"note": "Good", "version": 1},
    "/staff/selection/panels/<int:pk>/<str:reference>/move/": lambda world: {"to": "up"},
}
