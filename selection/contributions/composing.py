"""Composing a cohort, in shared places; core.registry lists the kinds."""

from collections.abc import Collection

from django.db.models import F, Max
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cda_portal.core.jobs import JobKind
from cda_portal.core.models import Job
from cda_portal.core.registry import Audited
from selection import permissions
from selection.models import Scenario, ScenarioItem
from selection.services import composing_best


def acts() -> dict[str, str | Promise]:
    return {
        "scenario made": gettext_lazy("Scenario made"),
        "scenario copied": gettext_lazy("Scenario copied"),
        "scenario changed": gettext_lazy("Scenario changed"),
        "scenario archived": gettext_lazy("Scenario archived"),
        "scenario restored": gettext_lazy("Scenario restored"),
        "card moved": gettext_lazy("Card moved in a scenario"),
        "change undone": gettext_lazy("Change in a scenario undone"),
        "constraint added": gettext_lazy("Constraint added"),
        "constraint changed": gettext_lazy("Constraint changed"),
        "constraint removed": gettext_lazy("Constraint removed"),
        "constraint switched on": gettext_lazy("Constraint switched on"),
        "constraint switched off": gettext_lazy("Constraint switched off"),
        "best set searched": gettext_lazy("Best set searched"),
        "best set applied": gettext_lazy("Best set applied"),
        "best set left": gettext_lazy("Best set left"),
    }


def job_kinds() -> list[JobKind]:
    return [
        JobKind(
            composing_best.KIND,
            label=lambda _job: _("Finding the best set for a cohort"),
            run="selection.composing_job.run",
            may_see=lambda user, _job: permissions.can_set_up(user),
            page=_page,
        )
    ]


def _page(job: Job) -> str:
    return reverse("selection:scenario-proposal", args=[job.parameters["scenario"]])


def audited() -> list[Audited]:
    return [Audited(Scenario, gettext_lazy("Scenario"), _named, _find)]


def _named(ids: Collection[int]) -> dict[int, tuple[str, str]]:
    return {one.pk: (one.name, one.get_absolute_url()) for one in Scenario.objects.filter(pk__in=ids)}


def _find(text: str) -> Collection[int]:
    return list(Scenario.objects.filter(name__icontains=text).values_list("pk", flat=True)[:200])


def invariants() -> dict[str, int]:
    return {
        "a scenario's cards are of its call": ScenarioItem.objects.exclude(
            application__call=F("scenario__call")
        ).count(),
        "a scenario's waiting list has no gaps": _gaps(),
    }


def _gaps() -> int:
    lists = ScenarioItem.objects.filter(rank__isnull=False).order_by().values("scenario")
    counted = lists.annotate(last=Max("rank")).values_list("scenario", "last")
    return sum(last != ScenarioItem.objects.filter(scenario=pk, rank__isnull=False).count() for pk, last in counted)
