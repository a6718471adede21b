"""The demonstration's selection: screened, read and ranked, a few decided early, and the rest composed and drafted."""

import random
from collections.abc import Iterator
from datetime import datetime

from applications import services as intake
from applications.demo.cities import CITIES
from applications.models import Application, Call
from cda_portal.accounts import demo as people
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.text import say
from selection.demo import composing, decisions, first, ranking, reviewers, setup, translating, words
from selection.demo.reviews import MERIT, Reading, assigned
from selection.models import ReviewRound
from selection.readable import READ, applications_to_read
from selection.services import discussing
from selection.services import ranking as calibrating

UNSURE = "Durham"  # staff have asked it a question that is open
STILL_SENT = ("Recife", "Longueuil", UNSURE)  # they can change what they sent; the visitors' own city is one of them
BEST, MIDDLE, WEAK = 4.1, 3.3, 2.5
MERITS = {"selected": BEST, "confirmed": BEST, "place_declined": BEST, "waitlisted": MIDDLE, "not_selected": WEAK}


def make(seed: int) -> None:
    call = Call.objects.current()
    if call is None:
        return
    officer, approver = people.signed_up("officer"), people.signed_up("approver")
    at = _times(call)
    sent = {one.city.name: one for one in _sent(call)}
    round = setup.make(call, officer=officer, unsure=sent[UNSURE])
    told = {city.name: city.fate for city in CITIES}
    fates = {one.pk: told[name] for name, one in sent.items() if told[name] in first.OUTCOMES}
    until = next(at)
    for one in sent.values():
        if one.pk in fates:  # before the others: a draft decides all that are in review
            with clock.standing_at(assigned(one, until)):
                intake.begin_review(one)
    with clock.standing_at(until):
        translating.make(call, by=officer)
    _read(round, fates, seed, until, officer=officer)
    with clock.standing_at(next(at)):
        calibrating.calibrate(round)
        _talk(sent["Baltimore"], round)
        translating.make(call, by=officer)
    first.make(round, fates, [next(at) for _time in range(4)], officer=officer, approver=approver)
    with clock.standing_at(next(at)):
        for one in sent.values():
            if one.city.name not in STILL_SENT:
                intake.begin_review(one)
        _choose(round, officer=officer)


def _sent(call: Call) -> list[Application]:
    rows = Application.objects.filter(call=call, status__in=READ)
    return list(rows.select_related("city").order_by("reference"))


def _times(call: Call) -> Iterator[datetime]:
    """Instants between the last application that was sent and now, one after the other."""
    last = max(one.submitted_at for one in _sent(call) if one.submitted_at)
    left = clock.now() - last
    shares = (0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9)
    return (last + left * share for share in shares)


def _read(round: ReviewRound, fates: dict[int, str], seed: int, until: datetime, *, officer: User) -> None:
    chance = random.Random(f"{seed}/selection")  # noqa: S311 - the same demonstration at each run
    readers = reviewers.sign_up(officer)
    reviewers.ask(round, readers, until)
    read = list(applications_to_read(round).select_related("city").order_by("reference"))
    merits = {one.pk: MERITS.get(fates.get(one.pk, ""), MIDDLE) + chance.gauss(0, MERIT) / 2 for one in read}
    Reading(round, read, merits, readers, chance, until).write(officer)


def _choose(round: ReviewRound, *, officer: User) -> None:
    ranking.make(round, by=officer)
    scenario = composing.make(round, by=officer)
    if scenario:
        decisions.make(scenario, officer=officer)


def _talk(application: Application, round: ReviewRound) -> None:
    """Two who have sent their reviews ask and answer."""
    rows = round.assignments.filter(application=application).select_related("reviewer").order_by("pk")
    for remark, row in zip(words.REMARKS, rows, strict=False):
        discussing.discuss(round, application, say(remark, row.reviewer.language), by=row.reviewer)
