"""Cities, claims to them, and what staff entered or corrected for them, in shared places."""

from collections.abc import Callable, Collection
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications import cities as reading
from applications.models import (
    Application,
    Call,
    Clarification,
    Correction,
    Endorsement,
    EndorsementRequest,
    Enquiry,
    Extension,
    InterestForm,
    JoinRequest,
)
from cda_portal.accounts import permissions as accounts
from cda_portal.accounts.models import City, CityMember, User
from cda_portal.core.models import Desk, StoredFile
from cda_portal.core.registry import Audited, Card, Duty, Link
from cda_portal.core.text import fold
from cda_portal.notifications.kinds import Kind, Priority

# How a record's object leads to its city: what somebody may not see of a city, they do not see in the records.
TO_CITY: dict[type[Model], str] = {
    InterestForm: "city",
    Application: "city",
    JoinRequest: "city",
    Extension: "city",
    Enquiry: "application__city",
    Endorsement: "application__city",
    EndorsementRequest: "application__city",
}


def message_kinds() -> list[Kind]:
    return [
        Kind(
            "lead_appointed",
            _("The programme team named a lead"),
            Priority.DECISION,
            why=_("You get this because you lead, or led, your city’s work in the City Data Alliance portal."),
        ),
        Kind(
            "corrected",
            _("The programme team changed something for a city"),
            Priority.DECISION,
            why=_("You get this because the programme team entered or changed something in your city’s name."),
        ),
    ]


def acts() -> dict[str, str | Promise]:
    return {
        "entered for the city": _("Interest form entered for the city"),
        "form corrected": _("Interest form corrected for the city"),
        "answer corrected": _("Answer corrected for the city"),
    }


def navigation(user: User) -> list[Link]:
    if not user.is_programme_staff:
        return []
    return [Link(_("Cities"), reverse("applications:staff-cities"), area="staff", place=13)]


def home(user: User) -> list[Card]:
    if not accounts.can_edit_cities(user) or not (count := reading.open_claims(user).count()):
        return []
    title = ngettext("%(count)d person asks to work with a city", "%(count)d people ask to work with a city", count) % {
        "count": count
    }
    text = _("Let them in, or decline with a reply.")
    return [Card(title, text, _("See the claims"), reverse("applications:staff-claims"), kind="act")]


# ---- the audit page


def audited() -> list[Audited]:
    return [
        Audited(City, _("City"), _cities_named, _ids(City, "names_folded__contains", folded=True)),
        Audited(Application, _("Application"), _applications_named, _ids(Application, "reference__icontains")),
        Audited(
            InterestForm,
            _("Interest form"),
            _forms_named,
            _ids(InterestForm, "city__names_folded__contains", folded=True),
        ),
        Audited(Call, _("Call"), _calls_named, _ids(Call, "slug__icontains")),
        Audited(StoredFile, _("File"), _files_named, lambda text: []),
    ]


def _ids(model: Any, lookup: str, *, folded: bool = False) -> Callable[[str], Collection[int]]:
    def find(text: str) -> Collection[int]:
        words = fold(text) if folded else text
        return set(model.objects.filter(**{lookup: words}).values_list("pk", flat=True)[:500])

    return find


def _cities_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = City.objects.filter(pk__in=ids).values_list("pk", "name")
    return {pk: (name, reverse("applications:staff-city", args=[pk])) for pk, name in rows}


def _applications_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Application.objects.filter(pk__in=ids).values_list("pk", "reference", "city__name")
    return {
        pk: (f"{city}, {reference}", reverse("applications:staff-application", args=[reference]))
        for pk, reference, city in rows
    }


def _forms_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = InterestForm.objects.filter(pk__in=ids).values_list("pk", "city__name")
    return {pk: (name, reverse("applications:staff-form", args=[pk])) for pk, name in rows}


def _calls_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Call.objects.filter(pk__in=ids).values_list("pk", "slug")
    return {pk: (slug, "") for pk, slug in rows}


def _files_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    """By number only: the name of a file in a draft is the city's own, and is not searched for either."""
    page = reverse("applications:staff-files")
    return {pk: (f"#{pk}", page) for pk in ids}


def hidden_changes(user: User) -> Q:
    theirs = City.objects.filter(conflicts__user=user).values("pk")
    hidden = Q(pk__in=[])
    for model, path in TO_CITY.items():
        ids: Any = model._default_manager.filter(**{f"{path}__in": theirs}).values("pk")
        hidden |= Q(object_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    files = Q(attachment__application__city__in=theirs) | Q(
        pk__in=Endorsement.objects.filter(application__city__in=theirs).values("letter")
    )
    hidden |= Q(
        object_type=ContentType.objects.get_for_model(StoredFile),
        object_id__in=StoredFile.objects.filter(files).values("pk"),
    )
    for model in (Clarification, Correction):  # about a form or an application
        ids = model._default_manager.filter(Q(form__city__in=theirs) | Q(application__city__in=theirs)).values("pk")
        hidden |= Q(object_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    return hidden


# ---- who goes


def duties(person: User, reader: User) -> list[Duty]:
    """Questions they asked that nobody has answered, and desks they keep; as far as the reader may see the city."""
    found = []
    asked = Clarification.objects.open().filter(asked_by=person)
    forms = InterestForm.objects.visible_to(reader).filter(clarifications__in=asked).select_related("city").distinct()
    applications = (
        Application.objects.visible_to(reader).filter(clarifications__in=asked).select_related("city").distinct()
    )
    text = _("Waits for an answer of %(city)s")
    for form in forms.order_by("pk"):
        found.append(Duty(text % {"city": form.city}, reverse("applications:staff-form", args=[form.pk])))
    for one in applications.order_by("pk"):
        found.append(Duty(text % {"city": one.city}, reverse("applications:staff-application", args=[one.reference])))
    if kept := _desks(person, reader):
        words = ngettext(
            "Has %(count)d city, form or application in hand",
            "Has %(count)d cities, forms and applications in hand",
            kept,
        )
        found.append(Duty(words % {"count": kept}))
    return found


def _desks(person: User, reader: User) -> int:
    seen = Q(pk__in=[])
    for model in (City, InterestForm, Application):
        rows: Any = model.objects
        seen |= Q(
            object_type=ContentType.objects.get_for_model(model), object_id__in=rows.visible_to(reader).values("pk")
        )
    return Desk.objects.filter(seen, owner=person).count()


def invariants() -> dict[str, int]:
    gone = City.objects.exclude(merged_into=None)
    live = Application.objects.exclude(status=Application.Status.WITHDRAWN)
    return {
        "a merged city leads to one that stands": gone.exclude(merged_into__merged_into=None).count(),
        "nobody acts for a merged city": CityMember.objects.filter(city__in=gone).count(),
        "a merged city has no live application": live.filter(city__in=gone).count(),
    }
