"""How staff keep the demonstration's cities in hand: owners, tags, days to look again, notes, and views of the lists."""

from datetime import timedelta

from applications.demo.part import Part
from applications.services import desk, judging, saved_views
from cda_portal.accounts import demo as people
from cda_portal.core import clock

# By city: the owner's sign-in, tags, in how many days to look again (None: never), and a note.
KEPT: list[tuple[str, str, tuple[str, ...], int | None, str]] = [
    (
        "Green Bay",
        "officer",
        ("small team",),
        0,
        "The sender is on leave until Monday; her deputy answers the telephone.",
    ),
    ("Regina", "officer", ("winter services", "small team"), 3, ""),
    (
        "Vacaville",
        "approver",
        ("near the threshold",),
        -2,
        "Asked for the source of the population; the census has less.",
    ),
    (
        "El Paso",
        "approver",
        ("check the sender",),
        0,
        "The mayor’s office has been called twice. Try again in the morning.",
    ),
    ("Medellín", "officer", ("transport",), None, ""),
    ("Trois-Rivières", "officer", (), 7, "Good answer to our question. Suggest an invitation at Thursday’s meeting."),
]
SENT: list[tuple[str, str, tuple[str, ...], int | None, str]] = [
    ("Tulsa", "officer", ("housing",), 0, "Read before the meeting: strong baseline, thin team."),
    ("Durham", "approver", ("housing", "second reader"), 5, ""),
    ("Recife", "officer", (), None, "The secretary spoke at the regional forum; ask for the slides."),
]


def keep(parts: dict[str, Part]) -> None:
    """Owners, tags, days and notes; a finding set by hand; two views of the lists."""
    for rows, of in ((KEPT, "form"), (SENT, "application")):
        for city, account, tags, days, note in rows:
            by = people.signed_up(account)
            obj = getattr(parts[city], of)
            with clock.standing_at(clock.now() - timedelta(hours=3)):
                desk.set_owner(obj, by, by=by)
                for tag in tags:
                    desk.add_tag(obj, tag, by=by)
                if days is not None:
                    desk.follow_up(obj, clock.today("UTC") + timedelta(days=days), by=by)
                if note:
                    desk.write_note(obj, note, by=by)
    officer, approver = people.signed_up("officer"), people.signed_up("approver")
    desk.write_note(parts["Baltimore"].form.city, "Took part in an earlier programme; knows the method.", by=approver)
    judging.set_by_hand(
        parts["Cuenca"].form,
        "mandate",
        "meets",
        reason="The vice-mayor takes over in May and has signed for the whole programme.",
        by=officer,
    )
    forms, sent = "applications:staff-forms", "applications:staff-applications"
    saved_views.save_view(forms, "To decide, mine", "owner=me&status=received", shared=False, by=officer)
    saved_views.save_view(forms, "Near misses", "flag=near", shared=True, by=approver)
    saved_views.save_view(sent, "Housing", "tag=housing", shared=True, by=officer)
