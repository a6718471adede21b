"""People, cities, claims, corrections and the audit page; an invitation, a claim and a mayor's term; see __init__.py."""

from applications.models import JoinRequest
from applications.tests.factories import question_of
from cda_portal.accounts import cities, invitations
from cda_portal.core.models import SecretLink

PUBLIC = {
    "/invitation/<str:token>/": "the link of a mail to somebody who may have no account yet",
    "/account/oidc/cancelled/": "where the identity provider sends those who stopped",
    "/account/oidc/refused/": "where those land whom it does not vouch for",
    "/account/oidc/^(?P<provider_id>[^/]+)/login/": "the way to the identity provider",
    "/account/oidc/^(?P<provider_id>[^/]+)/login/callback/": "the way back",
}
INTEREST = {
    "city": "Somewhere",
    "country": "CO",
    "kind": "municipality",
    "population": "240000",
    "population_year": "2024",
    "population_source": "Census",
    "mayor_name": "Somebody",
    "full_name": "Ana Prueba",
    "sender_title": "Chief data officer",
    "email": "ana@city.example",
    **dict.fromkeys(("commitment", "data", "analysis", "team"), "yes"),
    "reason": "It came by telephone",
}


def make(world):
    officer, stranger = world.people["ofcr"], world.people["strg"]
    world.waiting = invitations.invite("new@city.example", "coach", by=officer)
    world.link = SecretLink.objects.get(purpose=invitations.ROLE_LINK)
    world.claim = JoinRequest.objects.create(city=world.city, call=world.call, user=stranger)
    world.term = cities.save_term(world.city, {"name": "Somebody"}, by=officer)


def parameters(world):
    return {
        r"^/invitation/": {"token": world.link.token},
        r"^/staff/people/invitations/": {"pk": world.waiting.pk},
        r"^/staff/people/.*/end-role/": {"pk": world.people["coac"].pk},
        r"^/staff/people/": {"pk": world.people["strg"].pk},
        r"^/staff/cities/.*/terms/<int:term>/": {"pk": world.city.pk, "term": world.term.pk},
        r"^/staff/cities/": {"pk": world.city.pk},
        r"^/staff/claims/": {"pk": world.claim.pk},
        r"^/staff/applications/.*/correct/<int:pk>/": {
            "reference": world.sent.reference,
            "pk": question_of(world.past, "department").pk,
        },
        r"^/account/oidc/": {"provider_id": "oidc"},
    }


WHY = {"why": "Because"}
POSTS = {
    "/staff/people/invite/": lambda _world: {"email": "c@city.example", "role": "coach", "language": "en"},
    "/staff/people/<int:pk>/grant/": lambda _world: {"role": "coach"},
    "/staff/people/<int:pk>/end-role/": lambda _world: {"role": "coach", **WHY},
    "/staff/people/<int:pk>/deactivate/": lambda _world: WHY,
    "/staff/people/<int:pk>/reactivate/": lambda _world: WHY,
    "/staff/people/<int:pk>/second-factor/": lambda _world: WHY,
    "/staff/people/<int:pk>/sessions/": lambda _world: WHY,
    "/staff/cities/<int:pk>/edit/": lambda _world: {
        "name": "Renamed", "kind": "municipality", "country": "CO", "time_zone": "UTC",
    },
    "/staff/cities/<int:pk>/lead/": lambda world: {"email": world.people["strg"].email, **WHY},
    "/staff/cities/<int:pk>/end/": lambda world: {"person": world.people["memb"].pk, **WHY},
    "/staff/cities/<int:pk>/terms/new/": lambda _world: {"name": "Another"},
    "/staff/cities/<int:pk>/terms/<int:term>/": lambda _world: {"name": "Another"},
    "/staff/cities/<int:pk>/merge/": lambda world: {
        "into": world.other_city.pk, "lead": world.people["lead"].pk, **WHY,
    },
    "/staff/claims/<int:pk>/accept/": lambda _world: {"role": "member"},
    "/staff/claims/<int:pk>/refuse/": lambda _world: {"reply": "Ask your lead"},
    "/staff/forms/new/": lambda _world: INTEREST,
    "/staff/forms/<int:pk>/correct/": lambda _world: {**INTEREST, "mayor_name": "Another"},
    "/staff/applications/<str:reference>/correct/<int:pk>/": lambda _world: {
        "department": "Another", "department-was": "x", "reason": "By telephone",
    },
}  # fmt: skip
