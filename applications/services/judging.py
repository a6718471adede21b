"""Findings: judged from what a city told, and set by hand where staff know better.

A form's `findings` holds what counts, so that lists filter by it: the outcome set by hand where there is one, else the
judged one, which the override keeps as `was`.
"""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import eligibility, permissions
from applications.eligibility import Facts, Outcome
from applications.models import Application, Call, EligibilityOverride, InterestForm
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock

Judged = InterestForm | Application


def judged(facts: Facts, call: Call) -> dict[str, Any]:
    """`findings` and `near_misses` as a form keeps them."""
    rules = _rules(call)
    found = eligibility.findings(facts, rules)
    return {
        "findings": {finding.criterion: finding.outcome.value for finding in found},
        "near_misses": list(eligibility.near_misses(facts, rules)),
    }


def facts_of(form: InterestForm) -> Facts:
    """What the form tells, for judging."""
    answers = form.answers
    return Facts(
        population=form.population,
        terms=tuple((_day(start), _day(end)) for start, end in form.terms),
        commitment=answers.get("commitment", ""),
        foundations=answers.get("data", ""),
        analysis=answers.get("analysis", ""),
        team=answers.get("team", ""),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@transaction.atomic
def judge(form: InterestForm) -> InterestForm:
    """Judge the form anew after what it tells has been corrected, and its application with it.

    What was set by hand stays in force; what it stands in place of is brought up to date.
    """
    form = _locked(form)
    found = judged(facts_of(form), form.call)
    _settle(form, found["findings"], found["near_misses"])
    for application in form.applications.select_for_update().exclude(status=Application.Status.WITHDRAWN):
        _settle(application, form.findings, [])
    return form


def _settle(obj: Judged, findings: dict[str, str], near: list[str]) -> None:
    """Write what was judged, except where it was set by hand. The caller holds the row's lock."""
    effective = dict(findings)
    for override in standing(obj):
        override.was = findings.get(override.criterion, override.was)
        override.save(update_fields=["was"])
        effective[override.criterion] = override.outcome
    _write(obj, effective, near)


def _write(obj: Judged, findings: dict[str, str], near: list[str]) -> None:
    obj.findings = findings
    fields = ["findings"]
    if isinstance(obj, InterestForm):
        # What meets, because somebody said so, is missed no longer.
        obj.near_misses = [criterion for criterion in near if findings.get(criterion) == Outcome.BELOW]
        fields.append("near_misses")
    obj.save(update_fields=fields)


def standing(obj: Judged) -> list[EligibilityOverride]:
    return list(obj.overrides.filter(removed_at=None))


@transaction.atomic
def set_by_hand(obj: Judged, criterion: str, outcome: str, *, reason: str, by: User) -> EligibilityOverride:
    """Set a finding of a form or an application, in place of an earlier one. Set again as it stands, nothing happens.

    A form's finding is its application's too, unless that one has been set by itself.
    """
    obj = _locked(obj)
    _may(obj, by)
    earlier = obj.overrides.filter(criterion=criterion, removed_at=None).first()
    if earlier and (earlier.outcome, earlier.reason) == (outcome, reason):
        return earlier
    was = earlier.was if earlier else obj.findings.get(criterion, Outcome.UNKNOWN.value)
    if earlier:
        _remove(earlier, by)
    about = {"form": obj} if isinstance(obj, InterestForm) else {"application": obj}
    override = EligibilityOverride.objects.create(
        **about, criterion=criterion, outcome=outcome, was=was, reason=reason, by=by
    )
    audit.record(obj, "finding set by hand", by=by, target=f"{criterion} {outcome}", why=reason)
    _take_over(obj, criterion, outcome)
    return override


@transaction.atomic
def take_back(override: EligibilityOverride, *, by: User) -> EligibilityOverride:
    """What was judged counts again. Raises NotAllowed when somebody has changed it meanwhile."""
    obj = _locked(override.form or override.application)  # type: ignore[arg-type]  # one of them, says a constraint
    _may(obj, by)
    override = EligibilityOverride.objects.select_for_update().get(pk=override.pk)
    if override.removed_at is not None:
        raise NotAllowed(_("This finding has been changed meanwhile. Look at it again."))
    _remove(override, by)
    audit.record(obj, "finding as judged", by=by, target=f"{override.criterion} {override.was}")
    _take_over(obj, override.criterion, override.was)
    return override


def _remove(override: EligibilityOverride, by: User) -> None:
    override.removed_at, override.removed_by = clock.now(), by
    override.save(update_fields=["removed_at", "removed_by"])


def _may(obj: Judged, by: User) -> None:
    if not permissions.can_set_finding(by):
        raise NotAllowed(_("Programme officers and approvers set findings."))


def _take_over(obj: Judged, criterion: str, outcome: str) -> None:
    near = list(eligibility.near_misses(facts_of(obj), _rules(obj.call))) if isinstance(obj, InterestForm) else []
    _write(obj, {**obj.findings, criterion: outcome}, near)
    if not isinstance(obj, InterestForm):
        return
    live = obj.applications.select_for_update().exclude(status=Application.Status.WITHDRAWN)
    for application in live:
        if not application.overrides.filter(criterion=criterion, removed_at=None).exists():
            _write(application, {**application.findings, criterion: outcome}, [])


def _rules(call: Call) -> eligibility.Rules:
    return eligibility.Rules(
        threshold=call.population_threshold, months=call.mandate_months, reference=call.reference_date
    )


def _locked(obj: Judged) -> Any:
    """Locked, so that of two people who set the same finding the second one sees what the first has done."""
    return type(obj)._default_manager.select_for_update(of=("self",)).select_related("call", "city").get(pk=obj.pk)
