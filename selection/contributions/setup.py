"""Setting up a selection, in shared places: the menu, what waits to be screened, what the acts are called."""

from collections.abc import Collection

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.registry import Audited, Card, Link
from cda_portal.core.text import fold, say
from selection import overview, permissions
from selection.models import Criterion, Review, ReviewGuide, ReviewRound, Rubric, Screening


def navigation(user: User) -> list[Link]:
    if not user.is_programme_staff:
        return []
    return [Link(_("Selection"), reverse("selection:overview"), area="staff", place=13)]


def home(user: User) -> list[Card]:
    """A card for each screening that is open: it counts what the list behind it shows as not screened."""
    if not permissions.can_set_up(user):
        return []
    return [_card(round, count) for round, count in overview.waiting(user, clock.now())]


def _card(round: ReviewRound, count: int) -> Card:
    title = ngettext("%(count)d application waits to be screened", "%(count)d applications wait to be screened", count)
    href = f"{reverse('selection:screening', args=[round.pk])}?show=waiting"
    return Card(title % {"count": count}, str(round), _("Screen them"), href, kind="act")


def acts() -> dict[str, str | Promise]:
    return {
        "rubric made": _("Rubric begun"),
        "rubric version made": _("New version of the rubric"),
        "rubric version taken back": _("Newest version of the rubric taken back"),
        "rubric confirmed": _("Rubric confirmed"),
        "rubric to be confirmed": _("Rubric to be confirmed again"),
        "criterion added": _("Criterion added"),
        "criterion changed": _("Criterion changed"),
        "criterion moved": _("Criterion moved"),
        "criterion removed": _("Criterion removed"),
        "scale changed": _("Scale changed"),
        "guide made": _("Guide begun"),
        "guide changed": _("Guide changed"),
        "guide confirmed": _("Guide confirmed"),
        "guide to be confirmed": _("Guide to be confirmed again"),
        "round made": _("Round made"),
        "round changed": _("Round changed"),
        "round deleted": _("Round deleted"),
        "screened": _("Screened"),
        "screening taken back": _("Screening taken back"),
    }


def audited() -> list[Audited]:
    return [
        Audited(ReviewRound, _("Round"), _rounds_named, _rounds_found),
        Audited(Rubric, _("Rubric"), _rubrics_named, lambda text: []),
        Audited(ReviewGuide, _("Reviewers’ guide"), _guides_named, lambda text: []),
    ]


def _rounds_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return {one.pk: (str(one), one.get_absolute_url()) for one in ReviewRound.objects.filter(pk__in=ids)}


def _rounds_found(text: str) -> Collection[int]:
    return [pk for pk, name in ReviewRound.objects.values_list("pk", "name") if fold(text) in fold(say(name))]


def _rubrics_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = Rubric.objects.filter(pk__in=ids).values_list("pk", "call__slug", "version")
    return {
        pk: (f"{slug}, {version}", reverse("selection:rubric-version", args=[slug, version]))
        for pk, slug, version in rows
    }


def _guides_named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = ReviewGuide.objects.filter(pk__in=ids).values_list("pk", "call__slug")
    return {pk: (slug, reverse("selection:guide", args=[slug])) for pk, slug in rows}


def invariants() -> dict[str, int]:
    return {
        "a screening belongs to an application of its round's call": Screening.objects.exclude(
            application__call=F("round__call")
        ).count(),
        "a call has one screening round at most": _second_screenings(),
        "a review rests on a rubric of its call": Review.objects.exclude(
            rubric__call=F("assignment__round__call")
        ).count(),
        "a rubric has a criterion that ranks": Rubric.objects.exclude(
            pk__in=Criterion.objects.filter(ranks=True).values("rubric")
        ).count(),
    }


def _second_screenings() -> int:
    rounds = ReviewRound.objects.filter(kind=ReviewRound.Kind.SCREENING)
    return rounds.count() - rounds.values("call").distinct().count()
