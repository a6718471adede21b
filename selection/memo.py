"""The selection memo as PDF. Loads WeasyPrint through core.pdf: run by workers, never imported by pages."""

from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import moments, pdf
from cda_portal.core.jobs import Failed, Made, Run
from cda_portal.core.models import Change, Mark
from selection import cards, composer
from selection.models import Decision, DecisionCorrection, Outcome, Release, Rubric, ScenarioMove
from selection.services import decisions


def make(run: Run) -> Made:
    """The job: the memo in the language of who asked, as far as they may see the cities."""
    release = (
        Release.objects.select_related("call", "scenario__round", "drafted_by", "approved_by", "released_by")
        .filter(pk=run.job.parameters["release"])
        .first()
    )
    if release is None:
        raise Failed(_("These decisions were discarded."))
    user = run.job.by
    decisions.note_view(release, "memo", by=user)
    facts = context_of(release, user)
    path = run.folder / "memo.pdf"
    with timezone.override(release.call.zone):
        path.write_bytes(pdf.render("pdf/selection_memo.html", facts, translation.get_language() or "en"))
    name = f"selection-{release.call.slug}-{release.number}.pdf"
    return Made(path, name, "application/pdf", act="selection memo made", what=str(release.pk), count=facts["count"])


def context_of(release: Release, user: User) -> dict[str, Any]:
    rows = list(
        Decision.objects.visible_to(user)
        .filter(release=release)
        .select_related("application__city", "application__form")
        .prefetch_related(*cards.COUNTED)
        .order_by("rank", "application__city__name_folded", "pk")
    )
    seats = [one for one in rows if one.outcome == Outcome.SELECT]
    rubric = Rubric.objects.in_force(release.call)
    profiles = list(cards.profiles(release.call, seats).values())
    return {
        "release": release,
        "call": release.call,
        "sent": Application.objects.visible_to(user).submitted().filter(call=release.call).count(),
        "count": len(rows),
        "counts": [(label, sum(one.outcome == value for one in rows)) for value, label in Outcome.choices],
        "rubric": rubric,
        "criteria": list(rubric.criteria.all()) if rubric else [],
        "seats": seats,
        "waiting": [one for one in rows if one.outcome == Outcome.WAITLIST],
        "scenario": release.scenario,
        **composer.made_of(release.scenario, profiles, cards.theme_names()),
        "moves": _moves(release, user),
        "changes": _changes(rows),
        "corrections": _corrections(rows),
        "people": _people(release),
        "provisional": release.status != Release.Status.RELEASED,
        "demonstration": Mark.objects.filter(name="demonstration").exists(),
    }


def _moves(release: Release, user: User) -> list[ScenarioMove]:
    rows = ScenarioMove.objects.filter(scenario=release.scenario).exclude(application__city__conflicts__user=user)
    return list(rows.select_related("application__city", "by").order_by("at", "pk"))


def _changes(rows: list[Decision]) -> list[dict[str, Any]]:
    by_pk = {one.pk: one for one in rows}
    found = Change.objects.about(*rows).filter(act="decision changed").select_related("by").order_by("at", "pk")
    return [{"decision": by_pk[one.object_id], "change": one} for one in found]


def _corrections(rows: list[Decision]) -> list[DecisionCorrection]:
    found = DecisionCorrection.objects.filter(decision__in=rows, approved_at__isnull=False)
    return list(
        found.select_related("decision__application__city", "proposed_by", "approved_by").order_by("approved_at")
    )


def _people(release: Release) -> list[str]:
    acts = [
        (_("Drafted by %(who)s, %(when)s"), release.drafted_by, release.drafted_at),
        (_("Approved by %(who)s, %(when)s"), release.approved_by, release.approved_at),
        (_("Released by %(who)s, %(when)s"), release.released_by, release.released_at),
    ]
    return [
        words % {"who": who, "when": moments.in_words(at, release.call.zone, place=release.call.zone_place)}
        for words, who, at in acts
        if who and at
    ]
