"""A person's and a machine's translation of the same words at once, and one file applied twice at once; with twins."""

import pytest
from django.db import IntegrityError

from applications.models import AnswerTranslation
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core.models import Change
from selection.models import TranslationImport
from selection.services import translating, translating_import
from selection.services.translating import Given, digest_of
from selection.tests.translated import a_call, sent
from tests.interleave import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


def both_at_once(first, second):
    call, officer = a_call(), UserFactory(role="officer")
    answer = sent(call).answers.get(question__key="problem")

    def keep(origin):
        given = [Given(answer.pk, digest_of(answer.value), "en", f"By {origin}")]
        return lambda: translating.keep(call, given, origin=origin, by=officer)

    return while_uncommitted(keep(first), keep(second), blocks=True)


@pytest.mark.parametrize(("first", "second"), [("machine", "human"), ("human", "machine")])
def test_the_person_s_stands_whoever_comes_first(first, second):
    both_at_once(first, second)

    assert list(AnswerTranslation.objects.values_list("text", "origin")) == [("By human", "human")]


@pytest.mark.fault
def test_twin_without_the_lock_the_second_is_lost(no_row_locks):
    _first, second = both_at_once("machine", "human")

    assert isinstance(second, IntegrityError)


def applied_twice():
    call, officer = a_call(), UserFactory(role="officer")
    application = sent(call)
    text = application.answers.get(question__key="problem").value
    rows = [[2, application.reference, "problem", "problem", "en", digest_of(text), "Late."]]
    found = TranslationImport.objects.create(call=call, name="x.csv", rows=rows, by=officer)
    pair = [lambda: translating_import.apply(found, by=officer) for _time in range(2)]
    return while_uncommitted(*pair, blocks=True)


def test_a_file_applied_twice_at_once_is_applied_once():
    first, second = applied_twice()

    assert [one.result for one in (first, second)] == [{"new": 1, "changed": 0}] * 2
    assert Change.objects.filter(act="translations kept: human").count() == 1


@pytest.mark.fault
def test_twin_without_the_lock_the_second_fails(no_row_locks):
    _first, second = applied_twice()

    assert isinstance(second, IntegrityError)
