"""Plans of who reads what, in shared places; core.registry lists the kinds."""

from collections.abc import Collection

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda_portal.accounts.models import User
from cda_portal.core.jobs import JobKind
from cda_portal.core.models import Job
from cda_portal.core.registry import Audited
from selection import permissions
from selection.models import MatchingPlan
from selection.services import matching_plan


def acts() -> dict[str, str | Promise]:
    return {
        "matching worked out": gettext_lazy("Matching worked out"),
        "matching plan applied": gettext_lazy("Matching plan applied"),
        "matching plan discarded": gettext_lazy("Matching plan discarded"),
    }


def job_kinds() -> list[JobKind]:
    return [
        JobKind(
            matching_plan.KIND,
            label=lambda _job: _("Finding who reads what"),
            run="selection.matching_job.run",
            may_see=lambda user, _job: permissions.can_set_up(user),
            page=_page,
        )
    ]


def _page(job: Job) -> str:
    return reverse("selection:matching-plan", args=[job.parameters["round"]])


def audited() -> list[Audited]:
    return [Audited(MatchingPlan, gettext_lazy("Matching plan"), _named, _found)]


def _named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    rows = MatchingPlan.objects.filter(pk__in=ids).select_related("round")
    return {one.pk: (str(one.round), reverse("selection:matching", args=[one.round_id])) for one in rows}


def _found(text: str) -> Collection[int]:
    """By the number alone: a round's name is in its readers' languages."""
    return [int(text)] if text.isdecimal() and len(text) < 10 else []


def hidden_changes(user: User) -> Q:
    """The counts of a plan are of all applications: nobody with a conflict reads them."""
    if matching_plan.may_decide(user):
        return Q(pk__in=[])
    return Q(object_type=ContentType.objects.get_for_model(MatchingPlan))
