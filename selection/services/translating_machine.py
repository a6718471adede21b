"""Machine translation of what nobody has translated, by whatever TRANSLATOR names; off where it names nothing.

TRANSLATOR is the dotted path of a class that is made without arguments and has

    translate(texts: list[str], source: str, target: str) -> list[str]

with languages as the portal writes them (en, es, pt-br, fr), as many texts back as were given, in their order, within
half a minute. What it cannot do now it says by raising OSError or ValueError. Only workers load it.
"""

from typing import Protocol

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from applications.models import Call
from cda_portal.accounts.models import User
from cda_portal.core import audit, jobs
from cda_portal.core.models import Job
from selection import translations
from selection.services.errors import NotAllowed

KIND = "machine-translate"


class Translator(Protocol):
    def translate(self, texts: list[str], source: str, target: str) -> list[str]: ...


def is_on() -> bool:
    return bool(settings.TRANSLATOR)


def translator() -> Translator:
    """What TRANSLATOR names, for workers."""
    made: Translator = import_string(settings.TRANSLATOR)()
    return made


def missing(user: User, call: Call) -> dict[str, int]:
    """How many texts are not translated at all, by the language that they are missing in; none is left out. Two queries."""
    found = dict.fromkeys(translations.LANGUAGES, 0)
    for line in translations.counts(user, call):
        for cell in line.cells:
            if cell.language:
                found[cell.language] += cell.missing
    return {language: count for language, count in found.items() if count}


@transaction.atomic
def start(call: Call, target: str, *, by: User) -> Job:
    """Have a worker translate what is missing in a language. Asked for again while it runs, it is the same job.

    From here on texts leave the portal: that it was started is recorded. Raises NotAllowed where it is off.
    """
    if not is_on():
        raise NotAllowed(_("Machine translation is switched off."))
    parameters = {"call": call.pk, "slug": call.slug, "target": target}
    before = Job.objects.unfinished().filter(kind=KIND, by=by, parameters=parameters, cancel_asked=False).exists()
    job = jobs.start(KIND, by=by, about=call, parameters=parameters)
    if not before:
        audit.record(call, "machine translation started", by=by, target=target)
    return job
