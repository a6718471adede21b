import pytest

from cda_portal.accounts import permissions
from cda_portal.accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
ROLES = ["officer", "approver", "observer", "reviewer", "coach", "expert"]
# whose role: the roles they may grant to somebody else
GRANTS = {
    None: set(),
    "officer": {"reviewer", "coach", "expert"},
    "approver": {"officer", "approver", "observer", "reviewer", "coach", "expert"},
    "observer": set(),
    "reviewer": set(),
    "coach": set(),
    "expert": set(),
}
DEACTIVATES = {
    None: False,
    "officer": True,  # of people outside the staff
    "approver": True,
    "observer": False,
    "reviewer": False,
    "coach": False,
    "expert": False,
}


@pytest.mark.parametrize("role", GRANTS)
def test_who_may_grant_what(role):
    user, person = UserFactory(role=role), UserFactory()

    assert {each for each in ROLES if permissions.can_grant_role(user, person, each)} == GRANTS[role]


@pytest.mark.parametrize("role", DEACTIVATES)
def test_who_may_deactivate(role):
    assert permissions.can_deactivate(UserFactory(role=role), UserFactory()) is DEACTIVATES[role]


@pytest.mark.parametrize("role", ROLES)
def test_an_officer_looks_after_people_outside_the_staff(role):
    person = UserFactory(role=role)

    assert permissions.can_look_after(UserFactory(role="officer"), person) is (role in ("reviewer", "coach", "expert"))
    assert permissions.can_look_after(UserFactory(role="approver"), person)
    assert not permissions.can_look_after(UserFactory(role="observer"), person)


@pytest.mark.parametrize("role", ROLES)
def test_nobody_does_either_to_themselves(role):
    user = UserFactory(role=role)

    assert not any(permissions.can_grant_role(user, user, each) for each in ROLES)
    assert not permissions.can_deactivate(user, user)


def test_is_staff_and_is_superuser_give_nothing():
    user = UserFactory(is_staff=True, is_superuser=True)

    assert not any(permissions.can_grant_role(user, UserFactory(), each) for each in ROLES)
    assert not permissions.can_deactivate(user, UserFactory())
