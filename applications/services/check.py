"""The anonymous eligibility check and the interest form that waits on it for a verified address."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Call, EligibilityCheck
from applications.models.interest import in_thirty_days
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import Place
from cda_portal.core import clock
from cda_portal.core.models import random_key

PENDING = "pending_interest"  # in the session: the key of the check whose form waits for the sender's address


@transaction.atomic
def start_check(
    call: Call,
    *,
    place: Place | None = None,
    name: str = "",
    country: str = "",
    region: str = "",
    population: int | None = None,
) -> EligibilityCheck:
    """A check for a place of the gazetteer, or for a local government that is not listed."""
    return EligibilityCheck.objects.create(
        call=call,
        language=get_language() or "en",
        place=place,
        name=place.name if place else name,
        country=place.country if place else country,
        region=place.region if place else region,
        population=place.population if place else population,
    )


@transaction.atomic
def answer_term(
    check: EligibilityCheck,
    *,
    term_end: date | None,
    next_start: date | None,
    next_end: date | None,
    unknown: bool = False,
) -> EligibilityCheck:
    """Keep what was said of the mayor's terms; `unknown` wins over a date left in the field."""
    check.term_end = None if unknown else term_end
    check.next_start, check.next_end, check.term_answered = next_start, next_end, True
    check.save(update_fields=["term_end", "next_start", "next_end", "term_answered"])
    return check


@transaction.atomic
def keep_interest(
    check: EligibilityCheck, interest: dict[str, Any], *, arrived: datetime, afresh: bool = False
) -> EligibilityCheck:
    """Keep the interest form with the check until its sender's address is verified.

    `afresh` keeps it with a copy of the check: a result is passed on to colleagues, and what one of them has
    written must neither be read nor overwritten by the next.

    Raises NotAllowed outside the call's window, which is judged by this arrival and not by the verification.
    """
    check = EligibilityCheck.objects.select_for_update().select_related("call").get(pk=check.pk)
    if not check.call.interest_open(arrived):
        raise NotAllowed(
            _("Interest forms for this call are not open now. Your answers stay with this link for 30 days.")
        )
    if afresh:
        check.pk, check.key = None, random_key()
        check._state.adding = True
        check.created_at, check.expires_at = clock.now(), in_thirty_days()
        check.interest, check.interest_at = interest, arrived
        check.save()
        return check
    check.interest, check.interest_at, check.language = interest, arrived, get_language() or check.language
    check.save(update_fields=["interest", "interest_at", "language"])
    return check


@transaction.atomic
def forget_checks() -> int:
    """Delete checks whose 30 days are over; how many."""
    return EligibilityCheck.objects.filter(expires_at__lte=clock.now()).delete()[0]
