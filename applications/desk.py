"""What staff keep about cities, forms and applications, as it is read: always without what this person must not see."""

from datetime import date
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application, InterestForm
from applications.permissions import DECIDERS
from cda_portal.accounts.models import City, RoleGrant, User, named
from cda_portal.accounts.models.user import active
from cda_portal.core import clock
from cda_portal.core.models import Comment, Desk

KINDS: dict[str, type[Any]] = {"city": City, "form": InterestForm, "application": Application}
NAMES: dict[str, str | Promise] = {
    "city": _("City"),
    "form": _("Interest form"),
    "application": _("Application"),
}
MOST_TAGS = 300  # that are offered for choosing


def kind_of(obj: Model) -> str:
    return next(kind for kind, model in KINDS.items() if isinstance(obj, model))


def type_of(kind: str) -> ContentType:
    return ContentType.objects.get_for_model(KINDS[kind])


def visible(kind: str, user: User) -> QuerySet[Any]:
    """The rows of a kind that this member of staff may see, with what a page about one says of it."""
    rows = KINDS[kind].objects.visible_to(user)
    return rows if kind == "city" else rows.select_related("city", "call")


def page_of(obj: Any) -> str:
    """The address of the object's own page for staff."""
    if isinstance(obj, Application):
        return reverse("applications:staff-application", args=[obj.reference])
    if isinstance(obj, InterestForm):
        return reverse("applications:staff-form", args=[obj.pk])
    return reverse("applications:staff-city", args=[obj.pk])


def _hidden(user: User) -> Q:
    """What is kept about a city that this person conflicts with."""
    hidden = Q(object_type=type_of("city"), object_id__in=City.objects.filter(conflicts__user=user).values("pk"))
    for kind in ("form", "application"):
        ids = KINDS[kind].objects.filter(city__conflicts__user=user).values("pk")
        hidden |= Q(object_type=type_of(kind), object_id__in=ids)
    return hidden


def desks(user: User) -> QuerySet[Desk]:
    return Desk.objects.exclude(_hidden(user))


# By hand, as every staff list asks it: Django takes longer to write it than PostgreSQL to answer it.
TAGS = """SELECT DISTINCT unnest(tags) FROM core_desk WHERE NOT EXISTS (
    SELECT FROM accounts_conflict WHERE user_id = %(user)s AND city_id = CASE core_desk.object_type_id
        WHEN %(city)s THEN core_desk.object_id
        WHEN %(form)s THEN (SELECT city_id FROM applications_interestform WHERE id = core_desk.object_id)
        WHEN %(application)s THEN (SELECT city_id FROM applications_application WHERE id = core_desk.object_id)
    END) LIMIT %(most)s"""


def tags_in_use(user: User) -> list[str]:
    """In order of the alphabet."""
    kinds = {kind: type_of(kind).pk for kind in KINDS}
    with connection.cursor() as cursor:
        cursor.execute(TAGS, {"user": user.pk, "most": MOST_TAGS, **kinds})
        return sorted(tag for (tag,) in cursor.fetchall())


def keepers(city: City | None = None) -> QuerySet[User]:
    """Who may own something: officers and approvers, without those who conflict with the city; names alone are read."""
    holders = RoleGrant.objects.filter(active(), role__in=DECIDERS).values("user")
    people = User.objects.filter(pk__in=holders, is_active=True).only("full_name", "email")
    people = people.exclude(conflicts__city=city) if city else people
    return people.order_by("full_name_folded", "pk")


def notes(obj: Model) -> QuerySet[Comment]:
    """The internal notes about it, newest first."""
    kind = ContentType.objects.get_for_model(obj)
    kept = Comment.objects.filter(object_type=kind, object_id=obj.pk, tier=Comment.Tier.STAFF, removed_at=None)
    return (
        kept.select_related("by")
        .only("text", "at", "edited_at", "tier", "removed_at", *named("by"))
        .order_by("-at", "-pk")
    )


def of(obj: Model) -> Desk:
    """What is kept about it; an empty desk, not saved, where nothing is."""
    kind = ContentType.objects.get_for_model(obj)
    kept = Desk.objects.filter(object_type=kind, object_id=obj.pk).select_related("owner").first()
    return kept or Desk(object_type=kind, object_id=obj.pk)


def kept_as(model: type[Model], **fields: Any) -> Exists:
    """For a list: whether there is a desk of the row with these fields."""
    kind = ContentType.objects.get_for_model(model)
    return Exists(Desk.objects.filter(object_type=kind, object_id=OuterRef("pk"), **fields))


def today(user: User) -> date:
    """The date on this person's wall."""
    return clock.today(user.time_zone)


def due(user: User, *, everybodys: bool = False) -> QuerySet[Desk]:
    """What is to be looked at again by today: this person's own, or all of it."""
    found = desks(user).filter(follow_up_on__lte=today(user))
    return found if everybodys else found.filter(owner=user)


def due_rows(user: User, *, everybodys: bool = False) -> list[dict[str, Any]]:
    """The follow-ups that are due, earliest first, each with what it is about: one query a kind."""
    found = list(due(user, everybodys=everybodys).select_related("owner").order_by("follow_up_on", "pk"))
    rows: dict[int, tuple[str, dict[int, Any]]] = {}
    for kind in KINDS:
        kept = type_of(kind).pk
        ids = [desk.object_id for desk in found if desk.object_type_id == kept]
        rows[kept] = (kind, visible(kind, user).in_bulk(ids) if ids else {})
    listed = []
    for desk in found:
        kind, known = rows[desk.object_type_id]
        if about := known.get(desk.object_id):
            listed.append({"desk": desk, "kind": NAMES[kind], "about": about, "href": page_of(about)})
    return listed
