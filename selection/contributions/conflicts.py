"""Conflicts, in shared places; core.registry lists the kinds."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import F, Model, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cda_portal.accounts.models import City, User
from selection.models import Review, ReviewAssignment, Screening
from selection.services import conflicts

# How an object leads to its city: who conflicts with the city sees neither mails nor records about it.
TO_CITY: dict[type[Model], str] = {
    ReviewAssignment: "application__city",
    Review: "assignment__application__city",
    Screening: "application__city",
}


def acts() -> dict[str, str | Promise]:
    return {
        "conflict declared": _("Conflict declared"),
        "conflict lifted": _("Conflict lifted"),
        "suggested conflict dismissed": _("A suggested conflict is none"),
        "assignment ended by a conflict": _("A conflict ended an assignment"),
    }


def hidden_messages(user: User) -> Q:
    return _of_hidden_cities(user)


def hidden_changes(user: User) -> Q:
    return _of_hidden_cities(user)


def _of_hidden_cities(user: User) -> Q:
    theirs = City.objects.filter(conflicts__user=user).values("pk")
    hidden = Q(pk__in=[])
    for model, path in TO_CITY.items():
        ids = model._default_manager.filter(**{f"{path}__in": theirs}).values("pk")
        hidden |= Q(object_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    return hidden


def cities_merged(city: City, *, by: User) -> None:
    conflicts.merged(city, by=by)


def invariants() -> dict[str, int]:
    conflicted = Q(assignment__reviewer__conflicts__city=F("assignment__application__city"))
    return {"no review that counts is by a conflicted reviewer": Review.objects.counting().filter(conflicted).count()}
