"""Interest forms: two of one city at once, two officers at once; each guard has a twin that must go red."""

import pytest

from applications import services
from applications.models import Application, InterestForm
from applications.tests.factories import CallFactory, CheckFactory, InterestFormFactory, a_place
from cda_portal.accounts.models import City
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.models import Message
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)
KEPT = {"population": 240_000, "population_year": 2024, "office_aware": True, "sender_title": "CDO"}


# ---- two people of one city


def two_checks(*, place=None):
    call = CallFactory()
    told = {"call": call, "name": "Chía", "place": place, "interest": KEPT, "interest_at": clock.now()}
    return [CheckFactory(**told) for _number in range(2)]


def send_together(checks, **options):
    one, other = UserFactory(), UserFactory()
    return while_uncommitted(
        lambda: services.receive(checks[0], by=one), lambda: services.receive(checks[1], by=other), **options
    )


@pytest.mark.parametrize("listed", [True, False], ids=["listed", "unlisted"])
def test_of_two_people_of_a_new_city_one_sends(listed):
    checks = two_checks(place=a_place() if listed else None)

    first, second = send_together(checks, blocks=True)

    assert isinstance(second, services.AlreadySent)
    assert second.form == first
    assert (City.objects.count(), InterestForm.objects.count()) == (1, 1)
    assert Message.objects.filter(kind="interest_received").count() == 1


def test_of_two_people_of_a_known_city_one_sends():
    CityFactory(name="Chía")
    first, second = send_together(two_checks(), blocks=True)
    assert isinstance(second, services.AlreadySent)
    assert list(InterestForm.objects.all()) == [first]


@pytest.mark.fault
def test_twin_of_two_people_of_a_known_city_both_send():
    CityFactory(name="Chía")
    with without_constraint(InterestForm, "one_interest_form_per_city_and_call"):
        first, second = send_together(two_checks(), blocks=False)
        assert {first.pk, second.pk} == set(InterestForm.objects.values_list("pk", flat=True))
        assert first.pk != second.pk


@pytest.mark.fault
@pytest.mark.parametrize(
    ("listed", "constraint"),
    [(True, "one_city_per_place"), (False, "one_unlisted_city_per_name")],
    ids=["listed", "unlisted"],
)
def test_twin_of_two_people_of_a_new_city_each_makes_one(listed, constraint):
    checks = two_checks(place=a_place() if listed else None)
    with without_constraint(City, constraint):
        send_together(checks, blocks=False)
        assert (City.objects.count(), InterestForm.objects.count()) == (2, 2)


def click_twice(**options):
    """One person, one form, two clicks on the button."""
    check, _other = two_checks()
    sender = UserFactory()
    return while_uncommitted(
        lambda: services.receive(check, by=sender), lambda: services.receive(check, by=sender), **options
    )


def test_two_clicks_are_one_form_and_both_lead_to_it():
    first, second = click_twice(blocks=True)
    assert first == second
    assert Message.objects.filter(kind="interest_received").count() == 1


def test_two_clicks_are_one_form_by_the_constraints_alone(no_row_locks):
    first, second = click_twice(blocks=True)
    assert first == second
    assert (InterestForm.objects.count(), Message.objects.filter(kind="interest_received").count()) == (1, 1)


# ---- two officers


def decide_together(one, other, **options):
    form, olga, otto = InterestFormFactory(), UserFactory(), UserFactory()
    found = while_uncommitted(lambda: one(form, olga), lambda: other(form, otto), **options)
    form.refresh_from_db()
    return form, found


def invite(form, by):
    return services.invite(form, by=by)


def decline(form, by):
    return services.decline(form, "Not this time", by=by)


def ask(form, by):
    return services.ask(form, "Who?", by=by)


DECISIONS = [
    (invite, decline, "invited"),
    (decline, invite, "declined"),
    (invite, invite, "invited"),
    (decline, decline, "declined"),
    (decline, ask, "declined"),
]


@pytest.mark.parametrize(("one", "other", "status"), DECISIONS)
def test_of_two_officers_one_decides(one, other, status):
    form, (_first, second) = decide_together(one, other, blocks=True)

    assert isinstance(second, services.NotAllowed)
    assert form.status == status
    assert (Application.objects.count(), Message.objects.count()) == (status == "invited", 1)
    assert Change.objects.about(form).filter(act="interest form").count() == 1


@pytest.mark.fault
@pytest.mark.parametrize(("one", "other", "status"), [(invite, decline, "declined"), (decline, invite, "invited")])
def test_twin_of_two_officers_both_decide(no_row_locks, one, other, status):
    form, (_first, second) = decide_together(one, other, blocks=True)

    assert not isinstance(second, Exception)
    assert form.status == status  # the second decision stands, and the city has had two letters
    assert (Application.objects.count(), Message.objects.count()) == (1, 2)


def test_of_two_officers_one_asks():
    form, (_first, second) = decide_together(ask, ask, blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert form.clarifications.count() == 1


@pytest.mark.fault
def test_twin_of_two_officers_both_ask(no_row_locks):
    form, _found = decide_together(ask, ask, blocks=False)
    assert form.clarifications.open().count() == 2


# ---- the city's side


def answer_together(**options):
    form = InterestFormFactory()
    services.ask(form, "Who?", by=UserFactory())
    answers = (
        lambda: services.answer_question(form, "We", by=form.sender),
        lambda: services.answer_question(form, "They", by=form.sender),
    )
    return form, while_uncommitted(*answers, **options)


def test_a_question_is_answered_once():
    form, (_first, second) = answer_together(blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert form.clarifications.get().answer == "We"


@pytest.mark.fault
def test_twin_a_question_is_answered_over(no_row_locks):
    form, _found = answer_together(blocks=True)
    assert form.clarifications.get().answer == "They"


def object_together(**options):
    form = InterestFormFactory()
    while_uncommitted(lambda: services.object_to(form), lambda: services.object_to(form), **options)
    return Change.objects.about(form).count()


def test_the_office_objects_once():
    assert object_together(blocks=True) == 1


@pytest.mark.fault
def test_twin_the_office_objects_twice(no_row_locks):
    assert object_together(blocks=True) == 2
