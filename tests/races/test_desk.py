"""Two of staff at once: bulk invitations, notes, tags, findings; each guard has a twin that must go red."""

import pytest
from django.db import IntegrityError

from applications import services
from applications.models import Application, EligibilityOverride, InterestForm
from applications.services import bulk, desk, judging
from applications.tests.factories import CallFactory, InterestFormFactory
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core.models import Comment, Desk
from cda_portal.notifications.models import Message
from tests.interleave import while_uncommitted

pytestmark = pytest.mark.django_db(transaction=True)


def two_invite(**options):
    call = CallFactory()
    forms = [InterestFormFactory(call=call) for _number in range(3)]
    one, other = (UserFactory(role="officer") for _person in range(2))

    def invite(by):
        return bulk.on_each(InterestForm.objects.select_related("city"), lambda form: services.invite(form, by=by))

    return forms, while_uncommitted(lambda: invite(one), lambda: invite(other), **options)


def test_of_two_bulk_invitations_each_city_gets_one():
    _forms, (first, second) = two_invite(blocks=True)
    assert (first.done, second.done, sum(map(len, second.skipped.values()))) == (3, 0, 3)
    assert (Application.objects.count(), Message.objects.filter(kind="invited").count()) == (3, 3)


@pytest.mark.fault
def test_twin_of_two_bulk_invitations_one_breaks_off(no_row_locks):
    _forms, (_first, second) = two_invite(blocks=True)
    assert isinstance(second, IntegrityError)


def write_together(text, **options):
    form, officer = InterestFormFactory(), UserFactory(role="officer")
    desk.add_tag(form, "there", by=officer)  # the desk is there, so only its lock orders the two
    other = UserFactory(role="officer")
    pair = (
        lambda: desk.write_note(form, "Once", by=officer),
        lambda: desk.write_note(form, text, by=officer if text == "Once" else other),
    )
    while_uncommitted(*pair, **options)
    return Comment.objects.count()


def test_two_clicks_are_one_note():
    assert write_together("Once", blocks=True) == 1


def test_two_notes_are_two():
    assert write_together("Another", blocks=True) == 2


@pytest.mark.fault
def test_twin_two_clicks_are_two_notes(no_row_locks):
    assert write_together("Once", blocks=False) == 2


def tag_together(**options):
    form, officer = InterestFormFactory(), UserFactory(role="officer")
    desk.add_tag(form, "there", by=officer)
    pair = (lambda: desk.add_tag(form, "one", by=officer), lambda: desk.add_tag(form, "other", by=officer))
    while_uncommitted(*pair, **options)
    return Desk.objects.get().tags


def test_two_tags_at_once_are_both_kept():
    assert tag_together(blocks=True) == ["there", "one", "other"]


@pytest.mark.fault
def test_twin_of_two_tags_one_is_lost(no_row_locks):
    assert tag_together(blocks=True) == ["there", "other"]


def set_together(**options):
    form, officer = InterestFormFactory(), UserFactory(role="officer")
    pair = [lambda word=word: judging.set_by_hand(form, "team", "meets", reason=word, by=officer) for word in "ab"]
    return while_uncommitted(*pair, **options)


def test_of_two_findings_the_later_one_stands():
    _first, second = set_together(blocks=True)
    assert EligibilityOverride.objects.filter(removed_at=None).get() == second
    assert (EligibilityOverride.objects.count(), second.was) == (2, "below")


@pytest.mark.fault
def test_twin_of_two_findings_one_breaks_on_the_constraint(no_row_locks):
    _first, second = set_together(blocks=True)
    assert isinstance(second, IntegrityError)
