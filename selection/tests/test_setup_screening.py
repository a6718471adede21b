"""Many that passed at once, taken back at once: those of that act alone, and only what nobody has changed since."""

import pytest
from django.urls import reverse

from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from selection.models import Screening
from selection.services import setup
from selection.services.errors import NotAllowed, Stale
from selection.tests.factories import AssignmentFactory, RoundFactory, sent_application

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


@pytest.fixture
def screening():
    return RoundFactory(kind="screening")


def passed(round, by, count=1):
    rows = [sent_application(round.call) for _number in range(count)]
    return rows, setup.pass_all(round, [row.pk for row in rows], by=by)[1]


def outcomes():
    return dict(Screening.objects.values_list("application", "outcome"))


def test_only_that_act_and_only_what_nobody_changed_since(screening, officer):
    (first,), _earlier = passed(screening, officer)
    (left, failed, again, given, decided), at = passed(screening, officer, 5)
    (theirs,), _other = passed(screening, UserFactory(role="officer"))
    setup.screen(screening, failed, "fail", "No team", 1, by=officer)
    setup.screen(screening, again, "pass", "", 1, by=UserFactory(role="approver"))
    AssignmentFactory(round=RoundFactory(call=screening.call), application=given)
    decided.status = "declined"
    decided.save()

    assert [setup.unpass(screening, at, by=officer) for _twice in range(2)] == [1, 0]

    kept = {first.pk: "pass", failed.pk: "fail", again.pk: "pass", given.pk: "pass", decided.pk: "pass"}
    assert outcomes() == kept | {theirs.pk: "pass"}
    assert list(Change.objects.about(left).filter(act="screening taken back").values_list("by", "source")) == [
        (officer.pk, "pass")
    ]


def test_nobody_takes_back_what_another_did_nor_after_the_end(screening, officer):
    _rows, at = passed(screening, officer)
    assert setup.unpass(screening, at, by=UserFactory(role="officer")) == 0
    screening.closes = clock.ago(minutes=1)
    screening.save()
    with pytest.raises(NotAllowed, match="over"):
        setup.unpass(screening, at, by=officer)
    assert len(outcomes()) == 1


def test_a_page_that_showed_the_pass_is_stale_afterwards(screening, officer, client):
    (row,), at = passed(screening, officer)
    setup.unpass(screening, at, by=officer)
    with pytest.raises(Stale):
        setup.screen(screening, row, "fail", "No team", 1, by=officer)
    client.force_login(officer)
    page = reverse("selection:screening-one", args=[screening.pk, row.reference])
    answer = client.post(page, {"version": "1", "outcome": "fail", "reason": "No team"})
    assert (answer.status_code, "taken back meanwhile" in answer.content.decode()) == (409, True)


def test_the_message_has_the_button(screening, officer, client):
    rows = [sent_application(screening.call) for _number in range(2)]
    client.force_login(officer)
    page = reverse("selection:screening-pass", args=[screening.pk])
    ids = ",".join(str(row.pk) for row in rows)
    answer = client.post(page, {"rows": ids, "confirm": "1"}, follow=True)
    [message] = answer.context["messages"]
    assert len(outcomes()) == 2
    undone = [
        [str(one) for one in client.post(message.extra_tags, follow=True).context["messages"]] for _twice in range(2)
    ]
    assert undone == [["2 applications wait again."], ["There is nothing to undo any more."]]
    assert outcomes() == {}
    for at in ("", "x", "\x00", "0001-01-01T00:00+14:00", "9" * 400):
        assert client.post(f"{page[: -len('pass/')]}unpass/", query_params={"at": at}).status_code == 302
