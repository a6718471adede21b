"""Somebody's conflict with the city, to be lifted; and one that is suggested, since the city's people write from there."""

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory


def make(world):
    officer = world.people["ofcr"]
    world.conflict = Conflict.objects.create(
        user=UserFactory(role="reviewer"), city=world.city, reason="Theirs", declared_by=officer
    )


def parameters(world):
    slug = world.read_call.slug
    return {r"^/staff/selection/<slug:slug>/conflicts/": {"slug": slug, "pk": world.conflict.pk}}


POSTS = {
    "/staff/selection/<slug:slug>/conflicts/": lambda world: {
        "person": world.people["revw"].pk,
        "city": world.read.reference,
        "reason": "Worked there",
    },
    "/staff/selection/<slug:slug>/conflicts/suggestion/": lambda world: {
        "person": world.people["revw"].pk,
        "city": world.city.pk,
        "sign": "domain",
        "reason": "A namesake",
        "none": "1",
    },
    "/staff/selection/<slug:slug>/conflicts/<int:pk>/lift/": lambda _world: {"why": "A namesake"},
}
