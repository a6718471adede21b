"""What staff set for a call: the form reads it back as it stands, and says what is missing."""

from datetime import UTC, datetime

import pytest
from django.http import QueryDict
from django.utils.http import urlencode

from applications import services
from applications.forms.endorsement import EndorsementSettingsForm
from applications.models import Question
from applications.tests.endorsing import STATEMENT, a_call
from applications.tests.factories import question_of
from cda_portal.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DUE = datetime(2027, 4, 30, 21, 0, tzinfo=UTC)  # 17:00 in Baltimore


def typed(call, **changed):
    """The form as a browser sends it when nothing is typed, but for what is `changed`."""
    form = EndorsementSettingsForm(call=call)
    values = {name: form[name].value() for name in form.fields}
    if values["due"]:
        values["due"] = values["due"].strftime("%Y-%m-%dT%H:%M")
    values = {name: value for name, value in {**values, **changed}.items() if value is not None}
    return EndorsementSettingsForm(QueryDict(urlencode(values, doseq=True)), call=call)


def save(form):
    assert form.is_valid(), form.errors
    return services.set_endorsement_rule(form.call, **form.told(), by=UserFactory(role="officer"))


@pytest.mark.parametrize("rule", ["before_sending", "by_date"])
def test_saved_as_it_stands_nothing_changes(rule):
    call = a_call(rule)
    before = (call.endorsement, call.endorsement_version, call.texts)
    asked = list(Question.objects.filter(section__call=call).values_list("in_summary", "renews_endorsement"))

    save(typed(call))

    call.refresh_from_db()
    assert (call.endorsement, call.endorsement_version, call.texts) == before
    assert list(Question.objects.filter(section__call=call).values_list("in_summary", "renews_endorsement")) == asked


def test_the_date_is_that_of_the_wall_where_the_call_is_at_home():
    call = save(typed(a_call("before_sending"), rule="by_date", due="2027-04-30T17:00"))
    assert call.endorsement_due == DUE
    assert 'value="2027-04-30T17:00"' in str(EndorsementSettingsForm(call=call)["due"])


WRONG = [
    ({"rule": "by_date", "due": ""}, "due"),
    ({"rule": "by_date", "due": "tomorrow"}, "due"),
    ({"rule": "perhaps"}, "rule"),
    ({"statement_fr": ""}, "statement_fr"),
    ({"version": ""}, "version"),
    ({"summary": ["0"]}, "summary"),
]


@pytest.mark.parametrize(("changed", "field"), WRONG)
def test_what_is_missing(changed, field):
    assert list(typed(a_call(), **changed).errors) == [field]


def test_none_needs_no_words():
    call = save(typed(a_call(), rule="none", **{f"statement_{code}": "" for code in STATEMENT}))
    assert call.endorsement == "none"


def test_questions_of_another_call_are_not_taken():
    call, other = a_call(), a_call()
    assert list(typed(call, renews=[question_of(other, "story").pk]).errors) == ["renews"]
