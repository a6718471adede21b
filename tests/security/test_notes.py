"""What staff keep about a city is nothing to the city, and nothing to staff who must not see it."""

import pytest

from applications import desk as reading
from applications.services import desk, judging
from cda_portal.accounts.models import User
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from tests.security import worlds

pytestmark = pytest.mark.django_db
SEARCHES = [f"/staff/search/?q={words}" for words in (worlds.WORD, "bello", "sabaneta", "BLLO")]
LISTS = [f"/staff/{name}/?{query}" for name in ("forms", "applications") for query in ("owner=none", "follow_up=due")]
MORE = ["/staff/follow-ups/?of=all", *SEARCHES, *LISTS]


@pytest.fixture
def world(settings, monkeypatch):
    settings.DELIVERY = "smtp"
    plain = worlds.paths
    monkeypatch.setattr(worlds, "paths", lambda world: [*plain(world), *MORE, *desks(world)])
    with clock.standing_at(worlds.NOW):
        world = worlds.make()
        world.readers |= {"the city's own lead": world.hidden, "the keeper": UserFactory(role="officer")}
        return world


def about(world):
    return [world.bello, world.draft, world.form, world.sent, world.waiting, world.sent.city]


def desks(world):
    return [f"/staff/desk/{reading.kind_of(obj)}/{obj.pk}/" for obj in about(world)]


def kept(world):
    """Owner, tags, a day, notes and findings by hand, about everything that there is of these cities."""
    with clock.standing_at(worlds.NOW):
        keeper = User.objects.get(pk=world.readers["the keeper"].pk)
        for obj in about(world):
            desk.set_owner(obj, keeper, by=keeper)
            desk.add_tag(obj, worlds.WORD, by=keeper)
            desk.follow_up(obj, clock.today("UTC"), by=keeper)
            desk.write_note(obj, worlds.WORD, by=keeper)
        judging.set_by_hand(world.form, "mandate", "meets", reason=worlds.WORD, by=keeper)


@pytest.mark.parametrize("who", ["the city's own lead", "another city's lead", "reviewer", "officer with a conflict"])
def test_what_staff_keep_changes_no_page(world, who):
    assert worlds.differences(world, who, [kept]) == []


def test_staff_do_read_it(world):
    changed = worlds.differences(world, "officer", [kept])
    assert {f"/staff/forms/{world.form.pk}/", "/staff/forms/?owner=none", *desks(world)} <= set(changed)


def test_the_search_tells_nothing_of_a_city_one_conflicts_with(world):
    hidden = [worlds.forms, worlds.sent_answers, worlds.cities]
    assert worlds.differences(world, "officer with a conflict", hidden) == []


@pytest.mark.fault
def test_twin_a_city_that_read_notes_would_be_seen(world, monkeypatch):
    monkeypatch.setattr(reading, "_hidden", lambda user: reading.Q(pk__in=[]))
    monkeypatch.setattr(reading, "TAGS", reading.TAGS.replace("user_id = %(user)s", "user_id = -%(user)s"))
    assert worlds.differences(world, "officer with a conflict", [kept]) != []
