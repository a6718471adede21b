"""Translations: how far they are, and a file that was brought and waits, of the call that is selected from."""

from django.urls import reverse

from applications.models import Call
from cda_portal.accounts.models import User
from selection import translations
from selection.models import TranslationImport
from selection.overview import in_selection
from tests.journeys.visit import Visit


def _call() -> Call:
    return in_selection() or Call.objects.current()


def _overview() -> str:
    return reverse("selection:translations", args=[_call().slug])


def _brought() -> str:
    call, officer = _call(), User.objects.get(email="officer@demo.example")
    rows = [
        [number, one.reference, one.place.section, one.place.question, "en", one.digest, "A translation that is read."]
        for number, one in enumerate(translations.sent(officer, call)[:40], start=2)
    ]
    rows.append([99, "CDA-2027-NONE", "problem", "problem", "en", "", "Of a text that there is not."])
    found = TranslationImport.objects.create(call=call, name="into-english.csv", rows=rows, by=officer)
    return reverse("selection:translation-import", args=[call.slug, found.pk])


VISITS = [
    Visit("translations", "officer", _overview),
    Visit("translations-observer", "observer", _overview),
    Visit("translation-import", "officer", _brought),
]
