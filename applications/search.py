"""What staff mean by some words among forms, applications and calls: one query each."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.urls import reverse

from applications.models import Application, Call, InterestForm
from cda_portal.accounts.models import User
from cda_portal.accounts.search import SHORT, named, rank_of
from cda_portal.core.registry import Hit
from cda_portal.core.text import fold, say


def forms(user: User, words: str, most: int) -> list[Hit]:
    """Interest forms of such a city, or sent from such an address."""
    key = fold(words)
    # Joined by "union", because an "or" over two tables would use none of their indexes.
    meant = InterestForm.objects.filter(named(key, "city__")).values("pk")
    if len(key) >= SHORT:
        meant = meant.union(InterestForm.objects.filter(sender__email__contains=words.lower()).values("pk"))
    found = InterestForm.objects.visible_to(user).filter(pk__in=meant).annotate(rank=rank_of(key, "city__"))
    return [
        Hit(
            "form",
            form.city.name,
            f"{say(form.call.title)} · {form.get_status_display()}",
            reverse("applications:staff-form", args=[form.pk]),
            form.rank,
        )
        for form in found.select_related("city", "call")
        .only("status", "city__name", "call__title")
        .order_by("rank", "city__name_folded", "-received_at")[:most]
    ]


def applications(user: User, words: str, most: int) -> list[Hit]:
    """Applications of that reference, of a part of it, or of such a city. The last four letters say it all."""
    key, reference = fold(words), words.upper().replace(" ", "")
    meant = Application.objects.filter(named(key, "city__")).values("pk")
    if len(reference) >= SHORT:
        meant = meant.union(Application.objects.filter(reference__contains=reference).values("pk"))
    exact = Q(reference=reference) | Q(reference__endswith=f"-{reference}")
    begins = Q(reference__startswith=reference) if reference else Q(pk__in=[])
    rank = Case(
        When(exact, then=Value(0)),
        When(begins, then=Value(1)),
        default=rank_of(key, "city__"),
        output_field=IntegerField(),
    )
    found = Application.objects.visible_to(user).filter(pk__in=meant).annotate(rank=rank)
    return [
        Hit(
            "application",
            f"{one.city} · {one.reference}",
            f"{say(one.call.title)} · {one.get_status_display()}",
            reverse("applications:staff-application", args=[one.reference]),
            one.rank,
        )
        for one in found.select_related("city", "call")
        .only("status", "reference", "city__name", "call__title")
        .order_by("rank", "city__name_folded", "reference")[:most]
    ]


def calls(user: User, words: str, most: int) -> list[Hit]:
    """Calls with the words in their title, in any language, or in their address. There are few, so all are looked at."""
    key = fold(words)
    hits = []
    for call in Call.objects.order_by("-programme_start", "-pk").only("slug", "title", "programme_start"):
        names = [fold(name) for name in (call.slug, *call.title.values())]
        if any(key in name for name in names):
            rank = 0 if key in names else 1 if any(name.startswith(key) for name in names) else 2
            href = reverse("applications:staff-call-overview", args=[call.slug])
            hits.append(Hit("call", say(call.title) or call.slug, call.slug, href, rank))
    return sorted(hits, key=lambda hit: hit.rank)[:most]


def find(user: User, words: str, most: int) -> list[Hit]:
    if not user.is_programme_staff:
        return []
    return [*applications(user, words, most), *forms(user, words, most), *calls(user, words, most)]
