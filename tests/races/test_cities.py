"""Cities and people: two settle one claim, an edit meets a merge, a role is given twice; each guard has a twin that must go red."""

import pytest

from applications import services
from applications.models import JoinRequest
from applications.services import cities as merging
from applications.tests.factories import CallFactory, InterestFormFactory
from cda_portal.accounts import cities, invitations
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import City, CityMember, Invitation, RoleGrant, User
from cda_portal.accounts.services import NotAllowedNow
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core.models import SecretLink
from cda_portal.notifications.models import Message
from tests.interleave import while_uncommitted, without_constraint

pytestmark = pytest.mark.django_db(transaction=True)


# ---- two officers settle a claim at once


def settle_together(**options):
    city, call = CityFactory(), CallFactory()
    InterestFormFactory(city=city, call=call)
    claim = JoinRequest.objects.create(city=city, call=call, user=UserFactory())
    olga, otto = UserFactory(role="officer"), UserFactory(role="officer")
    found = while_uncommitted(
        lambda: services.decide_join(claim, accept=True, by=olga, role="member"),
        lambda: services.decide_join(claim, accept=False, by=otto, reply="No"),
        **options,
    )
    claim.refresh_from_db()
    return claim, found


def test_of_two_decisions_about_one_claim_the_first_counts():
    claim, (_first, second) = settle_together(blocks=True)
    assert isinstance(second, services.NotAllowed)
    assert claim.accepted is True
    assert Message.objects.filter(kind="join_decided").count() == 1


@pytest.mark.fault
def test_twin_without_locks_both_decide(no_row_locks):
    claim, (_first, second) = settle_together(blocks=True)
    assert not isinstance(second, services.NotAllowed)
    assert claim.accepted is False
    assert CityMember.objects.filter(user=claim.user).exists()


# ---- two people are let into one city, or named its lead, at once


def lead_together(**options):
    city, people = CityFactory(), UserFactory.create_batch(2)
    officer = UserFactory(role="officer")
    one, other = (lambda person=person: merging.appoint_lead(city, person, by=officer, why="x") for person in people)
    found = while_uncommitted(one, other, **options)
    return city, people, found


def test_of_two_leads_the_second_leads_and_the_first_is_deputy():
    city, (first, second), found = lead_together(blocks=True)
    assert found == (None, None)
    assert {(row.user, row.role) for row in city.members.active()} == {(second, "lead"), (first, "deputy")}


@pytest.mark.fault
def test_twin_without_lock_and_constraint_there_are_two_leads(no_row_locks):
    with without_constraint(CityMember, "one_lead_per_city"):
        city, _people, _found = lead_together(blocks=False)
        assert city.members.active().filter(role="lead").count() == 2


# ---- a merge meets an edit


def merge_and_edit(**options):
    old, new, officer = CityFactory(name="Old"), CityFactory(name="New"), UserFactory(role="officer")
    found = while_uncommitted(
        lambda: merging.merge(old, new, by=officer, why="x"),
        lambda: cities.edit(old, {"name": "Older"}, by=officer),
        **options,
    )
    old.refresh_from_db()
    new.refresh_from_db()
    return old, new, found


def test_an_edit_of_a_city_that_is_being_merged_is_refused():
    old, new, (_merged, edited) = merge_and_edit(blocks=True)
    assert isinstance(edited, NotAllowedNow)
    assert (old.name, old.merged_into, new.former_names) == ("Old", new, ["Old"])


@pytest.mark.fault
def test_twin_without_locks_the_edit_undoes_the_merge(no_row_locks):
    old, _new, (_merged, edited) = merge_and_edit(blocks=True)
    assert not isinstance(edited, Exception)
    assert (old.name, old.merged_into) == ("Older", None)


def join_and_merge(**options):
    old, new, officer, person = CityFactory(), CityFactory(), UserFactory(role="officer"), UserFactory()
    found = while_uncommitted(
        lambda: merging.merge(old, new, by=officer, why="x"),
        lambda: accounts.make_member(old, person, "member", by=officer),
        **options,
    )
    return old, found


def test_nobody_joins_a_city_that_is_being_merged():
    old, (_merged, joined) = join_and_merge(blocks=True)
    assert isinstance(joined, NotAllowedNow)
    assert not old.members.exists()


@pytest.mark.fault
def test_twin_without_locks_somebody_is_left_in_the_merged_city(no_row_locks):
    old, (_merged, joined) = join_and_merge(blocks=False)
    assert not isinstance(joined, Exception)
    assert City.objects.get(pk=old.pk).merged_into is not None
    assert old.members.count() == 1


def test_two_merges_of_each_other_do_not_wait_for_ever():
    one, other, officer = CityFactory(), CityFactory(), UserFactory(role="officer")
    first, second = while_uncommitted(
        lambda: merging.merge(one, other, by=officer, why="x"),
        lambda: merging.merge(other, one, by=officer, why="x"),
        blocks=True,
    )
    assert first == other
    assert isinstance(second, services.NotAllowed)
    assert City.objects.filter(merged_into=None).count() == 1


# ---- one role, given twice


def grant_together(**options):
    person, officer = UserFactory(), UserFactory(role="officer")
    return while_uncommitted(
        lambda: accounts.grant_role(person, "coach", by=officer),
        lambda: accounts.grant_role(User.objects.get(pk=person.pk), "coach", by=officer),
        **options,
    )


def test_a_role_given_twice_at_once_is_one():
    first, second = grant_together(blocks=True)
    assert first == second
    assert RoleGrant.objects.filter(role="coach").count() == 1


@pytest.mark.fault
def test_twin_without_lock_and_constraint_it_is_held_twice(no_row_locks):
    with without_constraint(RoleGrant, "one_open_grant_per_role"):
        grant_together(blocks=False)
        assert RoleGrant.objects.filter(role="coach").count() == 2


def accept_together(**options):
    officer, rita = UserFactory(role="officer"), UserFactory(email="rita@x.example")
    invitations.invite(rita.email, "reviewer", by=officer)
    token = SecretLink.objects.get().token
    return while_uncommitted(
        lambda: invitations.accept(token, invitations.ROLE_LINK, user=rita),
        lambda: invitations.accept(token, invitations.ROLE_LINK, user=User.objects.get(pk=rita.pk)),
        **options,
    )


def test_an_invitation_accepted_twice_at_once_is_used_once():
    _first, second = accept_together(blocks=True)
    assert isinstance(second, NotAllowedNow)
    assert RoleGrant.objects.filter(role="reviewer").count() == 1


def invite_together(**options):
    officers = [UserFactory(role="officer") for _number in range(2)]
    one, other = (
        lambda officer=officer: invitations.invite("rita@x.example", "reviewer", by=officer) for officer in officers
    )
    return while_uncommitted(one, other, **options)


def test_an_address_invited_twice_at_once_gets_one_mail():
    first, second = invite_together(blocks=True)
    assert first == second
    assert Message.objects.filter(kind="role_invitation").count() == 1


@pytest.mark.fault
def test_twin_without_the_constraint_it_gets_two():
    with without_constraint(Invitation, "one_open_invitation"):
        invite_together(blocks=False)
        assert Message.objects.filter(kind="role_invitation").count() == 2
