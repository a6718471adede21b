"""Translations: bound to the words they are of, kept by rank, counted as somebody may see them, made by a machine."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from applications.models import Answer, AnswerTranslation, Submission
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import jobs
from cda_portal.core.models import Change, Job
from selection import translating_job, translations
from selection.services import translating, translating_machine
from selection.services.errors import NotAllowed
from selection.services.translating import Given, digest_of
from selection.tests.factories import entry
from selection.tests.translated import AwayAfterOne, a_call, sent, translated

pytestmark = pytest.mark.django_db
HERE = "selection.tests.translated"


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def queries(act):
    with CaptureQueriesContext(connection) as seen:
        act()
    return len(seen)


def of(application, language="en"):
    submission = Submission.objects.get(application=application)
    return {key: row.text for key, row in translating.translations_of(submission, language).items()}


# ---- bound to the words


def test_translations_are_found_by_section_and_question():
    application = sent(a_call())
    translated(application, "title", "Buses on time")
    translated(application, "problem", "Les bus sont en retard.", language="fr")

    assert of(application) == {("problem", "title"): "Buses on time"}
    assert of(application, "fr") == {("problem", "problem"): "Les bus sont en retard."}
    assert of(application, "es") == {}
    assert queries(lambda: of(application)) == 2  # one of them is the test's own


def test_of_other_words_it_is_none():
    application = sent(a_call())
    row = translated(application, "problem", "Buses are late.")
    row.digest = digest_of("Los buses llegaban tarde.")
    row.save()

    assert of(application) == {}


def test_a_translation_of_another_answer_with_the_same_words_is_not_taken():
    application = sent(a_call(), title="Buses", problem="Buses")
    translated(application, "title", "The title")

    assert of(application) == {("problem", "title"): "The title"}


def test_the_digest_is_sha_256_of_utf_8():
    assert digest_of("ñ") == "024bb90888ca89a15a19e9bdd8c712bfb070465fce1ef25e43c170ea44fc5e5f"


# ---- kept by rank


KEPT = [
    # before (text, origin), given (text, origin), after, counted as
    (None, ("A", "human"), ("A", "human"), "new"),
    (None, ("A", "machine"), ("A", "machine"), "new"),
    (("A", "human"), ("A", "human"), ("A", "human"), "unchanged"),
    (("A", "human"), ("B", "human"), ("B", "human"), "changed"),
    (("A", "human"), ("B", "machine"), ("A", "human"), "left"),
    (("A", "machine"), ("A", "human"), ("A", "human"), "changed"),
    (("A", "machine"), ("B", "human"), ("B", "human"), "changed"),
    (("A", "machine"), ("B", "machine"), ("A", "machine"), "left"),
]


def test_a_person_replaces_anybody_and_a_machine_nobody(officer):
    call, seen = a_call(), []
    for before, (text, origin), _after, _counted in KEPT:
        application = sent(call)
        if before:
            translated(application, "problem", before[0], origin=before[1])
        answer = application.answers.get(question__key="problem")
        given = [Given(answer.pk, digest_of(answer.value), "en", text)]
        kept = translating.keep(call, given, origin=origin, by=officer)
        row = AnswerTranslation.objects.get(answer=answer)
        [counted] = [name for name, count in vars(kept).items() if count]
        seen.append((before, (text, origin), (row.text, row.origin), counted))

    assert seen == KEPT


def test_it_is_recorded_once_with_counts_and_no_words(officer):
    call = a_call()
    answers = [sent(call).answers.get(question__key="problem") for _number in range(3)]
    given = [Given(one.pk, digest_of(one.value), "en", "Secret words") for one in answers]

    translating.keep(call, given, origin="human", by=officer)
    translating.keep(call, given, origin="human", by=officer)

    [change] = Change.objects.about(call)
    assert (change.act, change.target, change.why, change.by) == (
        "translations kept: human", "en", "3 new, 0 changed, 0 unchanged", officer,
    )  # fmt: skip


def test_the_last_of_two_of_the_same_words_counts(officer):
    call = a_call()
    answer = sent(call).answers.get(question__key="problem")
    given = [Given(answer.pk, digest_of(answer.value), "en", text) for text in ("First", "Second")]

    translating.keep(call, given, origin="human", by=officer)

    assert AnswerTranslation.objects.get().text == "Second"


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_keeping(officer, count):
    call = a_call()
    answers = [sent(call).answers.get(question__key="problem") for _number in range(count)]
    given = [Given(one.pk, digest_of(one.value), "en", "Text") for one in answers]

    assert queries(lambda: translating.keep(call, given, origin="human", by=officer)) <= 10


# ---- counted


def table(user, call):
    return {
        line.language: (line.texts, {cell.language: (cell.people, cell.machine, cell.missing) for cell in line.cells})
        for line in translations.counts(user, call)
    }


def test_how_far_it_is(officer):
    call = a_call()
    first, _second = sent(call), sent(call, title=None)
    sent(call, language="en", problem="  ", title="On time")
    sent(call, status="draft")
    sent(call, status="withdrawn")
    translated(first, "title", "Buses on time")
    translated(first, "problem", "Buses are late.", origin="machine")

    assert table(officer, call) == {
        "en": (1, {"": (0, 0, 0), "es": (0, 0, 1), "pt-br": (0, 0, 1), "fr": (0, 0, 1)}),
        "es": (3, {"en": (1, 1, 1), "": (0, 0, 0), "pt-br": (0, 0, 3), "fr": (0, 0, 3)}),
    }


def test_the_submission_that_counts_is_counted(officer):
    call = a_call()
    application = sent(call)
    translated(application, "title", "Buses on time")
    first = Submission.objects.get(application=application)
    sheet = {**first.snapshot, "answers": [entry("title", "Buses puntuales", kind="short_text", language="es")]}
    Submission.objects.create(
        application=application,
        number=2,
        arrived_at=first.arrived_at,
        late=False,
        by=officer,
        snapshot=sheet,
        sha256="",
    )
    Submission.objects.create(
        application=application,
        number=3,
        arrived_at=first.arrived_at,
        late=True,
        by=officer,
        snapshot={**sheet, "answers": []},
        sha256="",
    )

    assert table(officer, call)["es"] == (1, {"en": (0, 0, 1), "": (0, 0, 0), "pt-br": (0, 0, 1), "fr": (0, 0, 1)})


def test_a_city_one_conflicts_with_is_not_counted(officer):
    call = a_call()
    hidden = sent(call)
    sent(call, language="fr")
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)

    assert list(table(officer, call)) == ["fr"]


@pytest.mark.parametrize("count", [1, 3])
def test_queries_of_counting(officer, count):
    call = a_call()
    for _number in range(count):
        translated(sent(call), "title", "Buses on time")
    officer.roles  # noqa: B018 - asked once a request

    assert queries(lambda: translations.counts(officer, call)) == 2


def test_postgresql_and_python_make_the_same_digest(officer):
    call = a_call()
    nasty = ['ñandú 🏙\n\t"x" \\ \'', "=1+1", "<b>", "a\r\nb", "x" * 50_000]
    for text in nasty:
        sent(call, title=None, problem=text)

    assert {one.digest for one in translations.sent(officer, call)} == {digest_of(text) for text in nasty}


# ---- by machine


def run(call, by, target="en"):
    job = translating_machine.start(call, target, by=by)
    jobs.run(job.pk)
    job.refresh_from_db()
    return job


def kept(language="en"):
    return sorted(AnswerTranslation.objects.filter(language=language).values_list("text", "origin"))


def test_off_by_default(officer, settings):
    assert settings.TRANSLATOR == ""
    with pytest.raises(NotAllowed, match="switched off"):
        translating_machine.start(a_call(), "en", by=officer)
    assert not Job.objects.exists()


def test_switched_off_meanwhile_nothing_leaves(officer, settings):
    settings.TRANSLATOR = f"{HERE}.Loud"
    call = a_call()
    sent(call)
    job = translating_machine.start(call, "en", by=officer)
    settings.TRANSLATOR = ""

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, AnswerTranslation.objects.count()) == (Job.Status.FAILED, 0)


def test_only_what_is_missing_is_translated(officer, settings):
    settings.TRANSLATOR = f"{HERE}.Loud"
    call = a_call()
    translated(sent(call), "title", "By a person")
    sent(call, language="en", title="Here", problem=None)
    sent(call, language="fr", title="Ici", problem=None)
    hidden = sent(call, title="Secreto", problem=None)
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)

    job = run(call, officer)

    assert (job.status, job.done) == (Job.Status.DONE, 2)
    assert kept() == [
        ("By a person", "human"),
        ("es>en LOS BUSES LLEGAN TARDE.", "machine"),
        ("fr>en ICI", "machine"),
    ]
    assert jobs.page(job) == f"/staff/selection/{call.slug}/translations/"
    acts = set(Change.objects.about(call).values_list("act", "target"))
    assert acts == {
        ("machine translation started", "en"),
        ("translations kept: machine", "en"),
        ("machine translation ran", "en"),
    }


def test_run_again_it_does_nothing_more(officer, settings):
    settings.TRANSLATOR = f"{HERE}.Loud"
    call = a_call()
    sent(call)
    run(call, officer)
    before = kept()

    assert (run(call, officer).done, kept()) == (0, before)


def test_asked_for_twice_it_is_one_job(officer, settings):
    settings.TRANSLATOR = f"{HERE}.Loud"
    call = a_call()
    first, second = (translating_machine.start(call, "en", by=officer) for _time in range(2))

    assert first == second
    assert Change.objects.about(call).count() == 1


def test_what_came_before_the_translator_went_away_is_kept(officer, settings, monkeypatch):
    settings.TRANSLATOR = f"{HERE}.AwayAfterOne"
    monkeypatch.setattr(AwayAfterOne, "calls", 0)
    monkeypatch.setattr(translating_job, "LOT", 1)
    call = a_call()
    sent(call)

    job = run(call, officer)

    assert (job.status, len(kept())) == (Job.Status.FAILED, 1)
    assert job.error == "The translator does not answer. What it had translated is kept: start it again to go on."
    settings.TRANSLATOR = f"{HERE}.Loud"
    assert (run(call, officer).status, len(kept())) == (Job.Status.DONE, 2)


@pytest.mark.parametrize("name", ["Away", "Short"])
def test_a_translator_that_fails_changes_nothing(officer, settings, name):
    settings.TRANSLATOR = f"{HERE}.{name}"
    call = a_call()
    sent(call)

    assert (run(call, officer).status, kept()) == (Job.Status.FAILED, [])


def test_an_end_is_kept_to_between_two_lots(officer, settings, monkeypatch):
    settings.TRANSLATOR = f"{HERE}.Loud"
    monkeypatch.setattr(translating_job, "LOT", 1)
    monkeypatch.setattr(jobs, "TELL", 0)
    call = a_call()
    sent(call)
    job = translating_machine.start(call, "en", by=officer)
    real = translating_job._translate

    def cancelled(*given):
        done = real(*given)
        jobs.cancel(Job.objects.get(pk=job.pk))
        return done

    monkeypatch.setattr(translating_job, "_translate", cancelled)
    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.status, len(kept())) == (Job.Status.CANCELLED, 1)


def test_lots_are_of_one_language_and_no_longer_than_allowed(officer, monkeypatch):
    monkeypatch.setattr(translating_job, "LOT_CHARACTERS", 30)
    call = a_call()
    for language in ("es", "fr"):
        for text in ("a" * 20, "b" * 20, "c" * 5):
            sent(call, language=language, title=None, problem=text)
    todo = [one for one, _into in translations.wanted(officer, call, "", "en", unless=[])]

    lots = [[(one.language, len(text)) for one, text in lot] for lot in translating_job.lots(todo, officer, call)]

    assert lots == [[("es", 20)], [("es", 20), ("es", 5)], [("fr", 20)], [("fr", 20), ("fr", 5)]]


def test_a_text_that_changes_while_it_is_translated_is_left(officer):
    call = a_call()
    application = sent(call, title=None)
    todo = [one for one, _into in translations.wanted(officer, call, "", "en", unless=[])]
    first = Submission.objects.get(application=application)
    sheet = {**first.snapshot, "answers": [entry("problem", "Otro texto", language="es")]}
    Submission.objects.create(
        application=application,
        number=2,
        arrived_at=first.arrived_at,
        late=False,
        by=officer,
        snapshot=sheet,
        sha256="",
    )

    assert list(translating_job.lots(todo, officer, call)) == []
    assert Answer.objects.filter(application=application).exists()
