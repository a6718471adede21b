"""A released decision that was wrong: one person proposes the right one, a second approves it, one letter goes out."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import services as intake
from applications.models import Application
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection import permissions
from selection.models import Decision, DecisionCorrection, LetterTemplate, Outcome, Release
from selection.services import decisions, decisions_release
from selection.services import decisions_letters as writing
from selection.services.errors import NotAllowed

# A place that was confirmed or given up is the city's own act: it is not corrected here.
CORRECTABLE = frozenset({Application.Status.SELECTED, Application.Status.WAITLISTED, Application.Status.DECLINED})


@transaction.atomic
def propose(
    decision: Decision, outcome: str, *, why: str, message: str, by: User, confirm_by: datetime | None = None
) -> DecisionCorrection:
    """Say what is right: `why` is for staff, `message` is what the city reads. A place needs a day to confirm (UTC)."""
    release, decision = _held(decision)
    if release.status != Release.Status.RELEASED:
        raise NotAllowed(_("This decision is not released: change it instead."))
    _correctable(decision, outcome)
    _day(outcome, confirm_by)
    try:
        with transaction.atomic():
            correction = DecisionCorrection.objects.create(
                decision=decision,
                outcome=outcome,
                source=decision.outcome,
                why=why,
                message=message,
                confirm_by=confirm_by if outcome == Outcome.SELECT else None,
                proposed_by=by,
            )
    except IntegrityError as error:
        raise NotAllowed(_("A correction of this decision waits already. Approve or withdraw that one.")) from error
    audit.record(decision, "correction proposed", by=by, source=decision.outcome, target=outcome, why=why)
    return correction


@transaction.atomic
def withdraw(correction: DecisionCorrection, *, by: User) -> DecisionCorrection:
    _release, _decision = _held(correction.decision)
    correction = _open(correction)
    correction.withdrawn_at = clock.now()
    correction.save(update_fields=["withdrawn_at"])
    audit.record(correction.decision, "correction withdrawn", by=by)
    return correction


@transaction.atomic
def approve(correction: DecisionCorrection, *, by: User) -> DecisionCorrection:
    """The second person: the application moves, and its city gets one letter. Raises NotAllowed for the first one."""
    release, decision = _held(correction.decision)
    correction = _open(correction)
    if not permissions.can_approve_correction(by, correction):
        raise NotAllowed(_("A second person approves: an approver who did not propose this correction."))
    _correctable(decision, correction.outcome)
    _day(correction.outcome, correction.confirm_by)
    before = decision.outcome
    words = decision.feedback.get(decision.application.language, "")
    try:
        intake.decide(decision.application, correction.outcome, by=by, feedback=words, confirm_by=correction.confirm_by)
    except intake.NotAllowed as error:
        raise NotAllowed(str(error)) from error
    decision.outcome = correction.outcome
    decision.rank = _last_rank(release) if correction.outcome == Outcome.WAITLIST else None
    decision.save(update_fields=["outcome", "rank"])
    correction.approved_by, correction.approved_at = by, clock.now()
    correction.save(update_fields=["approved_by", "approved_at"])
    letter = writing.freeze(corrected_letter(correction, decision), by=by, released_at=clock.now())
    decisions_release.tell(letter)
    audit.record(decision, "decision corrected", by=by, source=before, target=correction.outcome)
    return correction


def corrected_letter(correction: DecisionCorrection, decision: Decision, reader: User | None = None) -> writing.Draft:
    """As it goes out, or would: a city that the correction puts on the waiting list is the last on it."""
    values = writing.Values(decision.release, reader)
    last = decision.rank is None and correction.outcome == Outcome.WAITLIST
    rank = _last_rank(decision.release) if last else decision.rank

    def more() -> dict[str, str]:
        return {
            "decision": _what(values, correction),
            "message": correction.message,
            "confirm_by": values.instant(correction.confirm_by),
            "rank": values.rank(rank if correction.outcome == Outcome.WAITLIST else None),
        }

    return writing.write(values, decision, LetterTemplate.Kind.CORRECTED, more)


def _what(values: writing.Values, correction: DecisionCorrection) -> str:
    words = writing.decision_words(correction.outcome)
    if correction.outcome != Outcome.SELECT:
        return words
    told = {"decision": words, "when": values.instant(correction.confirm_by)}
    return _("%(decision)s. Confirm the place by %(when)s") % told


def _held(decision: Decision) -> tuple[Release, Decision]:
    """The release first, as every verb does, then the decision."""
    release = decisions.locked(decision.release)
    rows = Decision.objects.select_for_update(of=("self",))
    held = rows.select_related("application__city", "application__call", "release__call").get(pk=decision.pk)
    return release, held


def _open(correction: DecisionCorrection) -> DecisionCorrection:
    row = DecisionCorrection.objects.select_for_update(of=("self",)).select_related("decision").get(pk=correction.pk)
    if row.withdrawn_at:
        raise NotAllowed(_("This correction was withdrawn."))
    if row.approved_at:
        raise NotAllowed(_("This correction is approved, and the city has been told."))
    return row


def _correctable(decision: Decision, outcome: str) -> None:
    if decision.application.status not in CORRECTABLE:
        raise NotAllowed(
            _("The city has answered, or has withdrawn: its application is “%(status)s” now. Write to it instead.")
            % {"status": decision.application.get_status_display()}
        )
    if decision.outcome == outcome:
        raise NotAllowed(_("That is what was decided. Choose what it should be."))


def _day(outcome: str, confirm_by: datetime | None) -> None:
    if outcome == Outcome.SELECT and (confirm_by is None or confirm_by <= clock.now()):
        raise NotAllowed(_("Give a day to confirm that is still to come."))


def _last_rank(release: Release) -> int:
    ranks = release.decisions.filter(outcome=Outcome.WAITLIST).values_list("rank", flat=True)
    return 1 + max((rank or 0 for rank in ranks), default=0)
