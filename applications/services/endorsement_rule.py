"""What a call asks of mayors: whether and by when, in which words, and which answers they read."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from applications.models import Call, Question
from applications.services.endorsement import STATEMENT
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import User
from cda_portal.core import audit

NOTE = "endorsement_note"  # in Call.texts: that the wording awaits the programme team


@transaction.atomic
def set_endorsement_rule(
    call: Call,
    *,
    rule: str,
    due: datetime | None,
    statement: dict[str, str],
    version: str,
    summary: Iterable[Question],
    renews: Iterable[Question],
    by: User,
) -> Call:
    """Set what the call asks of mayors. `due` counts for “by a date of its own” alone.

    Another wording gets another version, counted on by the portal where `version` was left as it was: endorsements of
    the earlier one need renewing. Raises NotAllowed where words or the date are missing.
    """
    call = Call.objects.select_for_update().get(pk=call.pk)
    before = (call.endorsement, call.endorsement_version)
    if rule == Call.EndorsementRule.BY_DATE and due is None:
        raise NotAllowed(_("Give the date by which the endorsement is due."))
    if rule != Call.EndorsementRule.NONE and not all(statement.get(code) for code in call.languages):
        raise NotAllowed(_("Write the statement in every language of the call."))
    if statement != call.texts.get(STATEMENT, {}):
        version = version if version and version != call.endorsement_version else next_version(call.endorsement_version)
        kept = {name: text for name, text in call.texts.items() if name != NOTE}
        call.texts = {**kept, STATEMENT: statement}
    call.endorsement, call.endorsement_version = rule, version or call.endorsement_version
    call.endorsement_due = due if rule == Call.EndorsementRule.BY_DATE else None
    call.save(update_fields=["endorsement", "endorsement_due", "endorsement_version", "texts", "updated_at"])
    _mark(call, "in_summary", summary)
    _mark(call, "renews_endorsement", renews)
    audit.record(
        call,
        "endorsement rule",
        by=by,
        source=" ".join(before),
        target=f"{call.endorsement} {call.endorsement_version}",
    )
    return call


def next_version(version: str) -> str:
    """2 after 1, and 2027-2.1 after 2027-2 or any other that does not end in a plain number of its own."""
    return str(int(version) + 1) if version.isascii() and version.isdigit() else f"{version[:17]}.1"


def _mark(call: Call, field: str, chosen: Iterable[Question]) -> None:
    """Set the flag on these questions of the call and take it from the others."""
    own = Question.objects.filter(section__call=call)
    wanted = [question.pk for question in chosen]
    own.filter(pk__in=wanted).update(**{field: True})
    own.exclude(pk__in=wanted).filter(**{field: True}).update(**{field: False})
