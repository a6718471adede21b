"""Machine translation as work in the background: a few texts at a time, each lot kept as soon as it is there.

A worker that dies loses one lot; whoever goes on begins with what is still missing.
"""

import logging
from collections.abc import Iterator
from time import monotonic

from django.conf import settings
from django.utils.translation import gettext as _

from applications.models import Answer, AnswerTranslation, Call
from cda_portal.accounts.models import User
from cda_portal.core.jobs import Failed, Run, Told
from selection import permissions, translations
from selection.services import translating
from selection.services import translating_machine as machine
from selection.services.translating import Given, digest_of
from selection.texts_file import MOST_CHARACTERS
from selection.translations import Place, Sent

log = logging.getLogger(__name__)
LOT = 20  # texts
LOT_CHARACTERS = 20_000
ENOUGH = 180.0  # seconds: below the limit that ends a task; what is left is done when it is started again
Origin = AnswerTranslation.Origin


def run(run: Run) -> Told:
    """Translate what is missing, for as long as who asked may have it done."""
    user, target = run.job.by, str(run.job.parameters["target"])
    call = Call.objects.get(pk=run.job.parameters["call"])
    if not settings.TRANSLATOR or not permissions.can_set_up(user):
        raise Failed(_("Machine translation is switched off, or you can no longer start it."))
    by = machine.translator()
    todo = [one for one, _language in translations.wanted(user, call, "", target, unless=Origin.values)]
    begun, done, kept = monotonic(), 0, 0
    for lot in lots(todo, user, call):
        run.step(done, len(todo))
        if monotonic() - begun > ENOUGH:
            break
        kept += _translate(by, lot, call, target, user)
        done += len(lot)
    run.step(len(todo), len(todo))
    return Told(act="machine translation ran", what=target, count=kept)


Lot = list[tuple[Sent, str]]


def lots(todo: list[Sent], user: User, call: Call) -> Iterator[Lot]:
    """Texts of one language at a time, with what they say; those that were changed meanwhile are left out."""
    todo = sorted(todo, key=lambda one: (one.language, one.place))
    for start in range(0, len(todo), LOT):
        batch = todo[start : start + LOT]
        found = translations.texts_of(user, call, {one.place.application for one in batch})
        lot: Lot = []
        for one in batch:
            text = found.get(one.place, "")
            if digest_of(text) != one.digest:
                continue
            if lot and (lot[0][0].language != one.language or _size(lot) + len(text) > LOT_CHARACTERS):
                yield lot
                lot = []
            lot.append((one, text))
        if lot:
            yield lot


def _size(lot: Lot) -> int:
    return sum(len(text) for _one, text in lot)


def _translate(by: machine.Translator, lot: Lot, call: Call, target: str, user: User) -> int:
    """Outside a transaction, since it waits for somebody else. How many were kept."""
    source = lot[0][0].language
    try:
        said = by.translate([text for _one, text in lot], source, target)
    except (OSError, ValueError) as error:
        log.warning("translator: %s", type(error).__name__)
        raise Failed(
            _("The translator does not answer. What it had translated is kept: start it again to go on.")
        ) from error
    if len(said) != len(lot):
        log.error("translator: %s texts for %s", len(said), len(lot))
        raise Failed(_("The translator gave back another number of texts. Nothing of those was kept."))
    answers = _answers([one.place for one, _text in lot])
    given = [
        Given(answers[one.place], one.digest, target, text)
        for (one, _source), text in zip(lot, map(_clean, said), strict=True)
        if text and one.place in answers
    ]
    return translating.keep(call, given, origin=Origin.MACHINE, by=user).new if given else 0


def _answers(places: list[Place]) -> dict[Place, int]:
    rows = Answer.objects.filter(application__in={place.application for place in places})
    found = rows.values_list("application", "question__section__key", "question__key", "pk")
    return {Place(application, section, question): pk for application, section, question, pk in found}


def _clean(text: str) -> str:
    return text.replace("\0", "").strip()[:MOST_CHARACTERS]
