"""Who prepares the endorsement, who may sign it, and who may refuse a letter: each × every role."""

import pytest

from applications import permissions
from applications.models import Application
from applications.tests.factories import ApplicationFactory
from applications.tests.test_permissions import EVERYBODY, seen
from cda_portal.core import clock

pytestmark = pytest.mark.django_db
PREPARE = {"lead", "deputy", "office"}
REFUSE = {"officer", "approver"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_prepares_signs_and_refuses(who):
    user, application = seen(who, ApplicationFactory())
    assert permissions.can_prepare_endorsement(user, application) is (who in PREPARE)
    assert permissions.can_sign_endorsement(user, application) is (who not in PREPARE)
    assert permissions.can_refuse_letter(user, application) is (who in REFUSE)


def test_nobody_signed_in_may_sign_and_a_mayor_who_is_of_the_office_too():
    application = ApplicationFactory()
    assert permissions.can_sign_endorsement(None, application) is True
    user, _application = seen("office", application)
    application.city.members.create(user=user, role="mayor", since=clock.today("UTC"))
    both = Application.objects.for_page(user).get()
    assert permissions.can_sign_endorsement(user, both) is True
