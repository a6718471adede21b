"""An application that was sent, changed since and asked about, and one that was withdrawn; see __init__.py."""

from applications import services
from applications.tests.factories import ApplicationFactory, call_with_form, fill, question_of
from cda_portal.core import clock


def make(world):
    lead, officer = world.people["lead"], world.people["ofcr"]
    call = call_with_form()
    world.again = fill(ApplicationFactory(call=call, city=world.city, reference="CDA-2027-AGAN"), editor=lead)
    services.submit(world.again, by=lead, arrived=clock.now())
    department = question_of(call, "department")
    services.save_answer(world.again, department, "Changed", version=1, by=lead, language="en", arrived=clock.now())
    world.asked = services.ask_city(world.again, "Who?", by=officer)
    gone = call_with_form()
    world.gone = fill(ApplicationFactory(call=gone, city=world.city, reference="CDA-2027-GNNE"), editor=lead)
    services.withdraw(world.gone, by=lead)
    # With nothing written yet: the answers of the past call fit.
    world.fresh = ApplicationFactory(call=call_with_form(), city=world.city, reference="CDA-2027-FRSH")


def parameters(world):
    again = {"reference": world.again.reference, "number": 1, "pk": world.asked.pk}
    return {
        r"^/apply/<str:reference>/withdraw/undo/": {"reference": world.gone.reference},
        r"^/apply/<str:reference>/(discard|withdraw|versions|pdf|question)/": again,
        r"^/apply/<str:reference>/earlier/": {"reference": world.fresh.reference},
        r"^/staff/applications/<str:reference>/versions/": again,
        r"^/staff/clarifications/": again,
    }


POSTS = {
    "/apply/<str:reference>/question/<int:pk>/": lambda _world: {"answer": "We do"},
    "/apply/<str:reference>/earlier/": lambda world: {"question": question_of(world.fresh.call, "page").pk},
    "/staff/applications/<str:reference>/ask/": lambda _world: {"question": "Who?"},
}
