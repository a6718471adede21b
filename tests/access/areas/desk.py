"""A note of an officer about the city's form, a finding set by hand, and a saved view; see __init__.py."""

from applications.services import desk, judging, saved_views

FORMS = "applications:staff-forms"


def make(world):
    officer = world.people["ofcr"]
    world.note = desk.write_note(world.form, "A note", by=officer)
    world.removed = desk.remove_note(desk.write_note(world.form, "Gone", by=officer), by=officer)
    world.override = judging.set_by_hand(world.form, "team", "meets", reason="They have one now", by=officer)
    world.view = saved_views.save_view(FORMS, "Mine", "status=received", shared=False, by=officer)


def parameters(world):
    about = {"kind": "form", "pk": world.form.pk}
    return {
        r"^/staff/desk/note/<int:pk>/put-back/": {"pk": world.removed.pk},
        r"^/staff/desk/note/": {"pk": world.note.pk},
        r"^/staff/desk/": about,
        r"^/staff/findings/<int:pk>/undo/": {"pk": world.override.pk},
        r"^/staff/findings/": {**about, "criterion": "data"},
        r"^/staff/views/<int:pk>/": {"pk": world.view.pk},
        r"^/staff/views/": {"kind": "form"},
        r"^/staff/bulk/<slug:kind>/": {"kind": "form"},
    }


POSTS = {
    "/staff/bulk/<slug:kind>/": lambda world: {"act": "tag", "rows": world.form.pk, "confirm": "1", "tag": "new"},
    "/staff/desk/<slug:kind>/<int:pk>/keep/": lambda _world: {"follow_up_on": "2027-01-05"},
    "/staff/desk/<slug:kind>/<int:pk>/tags/": lambda _world: {"tag": "new"},
    "/staff/desk/<slug:kind>/<int:pk>/notes/": lambda _world: {"text": "Another note"},
    "/staff/desk/note/<int:pk>/": lambda _world: {"text": "Changed"},
    "/staff/findings/<slug:kind>/<int:pk>/<slug:criterion>/": lambda _world: {"outcome": "meets", "reason": "Seen"},
    "/staff/views/<slug:kind>/new/": lambda _world: {"name": "Another", "query": "status=invited"},
    "/staff/views/<int:pk>/": lambda _world: {"name": "Renamed"},
}
