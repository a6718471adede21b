"""Conflicts: what declaring, lifting and dismissing does; what staff find suggested."""

import pytest
from django.urls import reverse

from applications.models import Application
from applications.services import cities as merging
from applications.tests.factories import CallFactory, InterestFormFactory, member
from cda_portal.accounts.models import City, CityMember, Conflict, Profile
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core.models import Change
from selection import conflict_lists
from selection.models import Review, ReviewAssignment
from selection.services import conflicts
from selection.services.errors import NotAllowed
from selection.tests.factories import (
    AssignmentFactory,
    RoundFactory,
    reviewed,
    rubric_with,
    sent_application,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def counts(round):
    return Review.objects.counting().filter(assignment__round=round).count()


def two_reviews():
    """One person's reviews of two cities: the one they will conflict with, and another."""
    round = RoundFactory()
    rubric = rubric_with(round.call, "problem")
    first = AssignmentFactory(round=round)
    second = AssignmentFactory(round=round, reviewer=first.reviewer)
    for one in (first, second):
        reviewed(one, rubric, [4])
    return first, second


def test_a_conflict_ends_what_one_reads_of_the_city_and_nothing_else():
    first, second = two_reviews()
    assert (counts(first.round), first.round.scores_changed_at) == (2, None)
    conflict = conflicts.declare(first.reviewer, first.application.city, "My sister leads it", by=first.reviewer)
    first.refresh_from_db()
    second.refresh_from_db()
    first.round.refresh_from_db()
    assert (first.withdrawn_at is None, second.withdrawn_at) == (False, None)
    assert (counts(first.round), first.round.scores_changed_at is None) == (1, False)
    assert (conflict.reason, conflict.declared_by) == ("My sister leads it", first.reviewer)
    mine = ReviewAssignment.objects.visible_to(first.reviewer)
    assert [one.pk for one in mine] == [second.pk]
    acts = Change.objects.filter(act="conflict declared").values_list("object_id", "target", "why", "by")
    assert list(acts) == [(first.application.city_id, str(first.reviewer.pk), "", first.reviewer.pk)]


def test_a_merge_takes_back_what_a_conflict_with_either_city_hides(officer):
    """Whichever of the two cities the conflict or the application was with; other people's reviews count on."""
    found = {}
    for conflict_with, reads in (("old", "new"), ("new", "old")):
        cities = {"old": CityFactory(), "new": CityFactory()}
        round = RoundFactory()
        application = sent_application(round.call, city=cities[reads])
        one, other = (AssignmentFactory(round=round, application=application) for _twice in range(2))
        rubric = rubric_with(round.call, "problem")
        for assignment in (one, other):
            reviewed(assignment, rubric, [4])
        conflicts.declare(one.reviewer, cities[conflict_with], "A sister", by=officer)
        conflicts.declare(other.reviewer, CityFactory(), "A brother", by=officer)
        merging.merge(cities["old"], cities["new"], by=officer, why="One and the same")
        for row in (one, other, round):
            row.refresh_from_db()
        found[reads] = (one.withdrawn_why, other.withdrawn_at, counts(round), round.scores_changed_at is None)
        ended = Change.objects.about(one).filter(act="assignment ended by a conflict", by=officer)
        assert ended.count() == 1
    assert found == {"new": (conflicts.ENDED, None, 1, False), "old": (conflicts.ENDED, None, 1, False)}


def test_a_conflict_with_a_merged_city_is_one_with_the_city_that_stands(officer):
    first, second = two_reviews()
    old = CityFactory()
    page_had = City.objects.get(pk=old.pk)
    merging.merge(old, first.application.city, by=officer, why="One and the same")
    assert conflicts.declare(first.reviewer, page_had, "A sister", by=officer).city == first.application.city
    assert list(ReviewAssignment.objects.visible_to(first.reviewer)) == [second]


def test_declared_twice_it_is_declared_once_and_takes_back_what_was_given_meanwhile():
    first, _second = two_reviews()
    city = first.application.city
    conflict = conflicts.declare(first.reviewer, city, "First", by=first.reviewer)
    ReviewAssignment.objects.filter(pk=first.pk).update(withdrawn_at=None)
    assert conflicts.declare(first.reviewer, city, "Again", by=first.reviewer) == conflict
    first.refresh_from_db()
    assert (first.withdrawn_why, Conflict.objects.get().reason) == (conflicts.ENDED, "First")
    assert Change.objects.filter(act="conflict declared").count() == 1


def test_verbs_refuse_in_words(officer):
    city, reviewer = CityFactory(), UserFactory(role="reviewer")
    own = Conflict.objects.create(user=officer, city=city, reason="Mine", declared_by=officer)
    refused = {}
    for name, act in {
        "no reason": lambda: conflicts.declare(reviewer, city, "  ", by=officer),
        "own": lambda: conflicts.lift(own, "Gone", by=officer),
        "unknown sign": lambda: conflicts.dismiss(reviewer, city, "stars", "None", by=officer),
        "no reason why not": lambda: conflicts.dismiss(reviewer, city, "domain", " ", by=officer),
    }.items():
        with pytest.raises(NotAllowed) as error:
            act()
        refused[name] = str(error.value)
    assert refused == {
        "no reason": "Give the reason",
        "own": "Somebody else of the team has to lift your own conflict.",
        "unknown sign": "This suggestion is no longer there. Load the page again.",
        "no reason why not": "Say why it is no conflict",
    }


def test_lifted_the_city_is_back_and_the_assignment_is_not(officer):
    first, _second = two_reviews()
    conflict = conflicts.declare(first.reviewer, first.application.city, "No", by=first.reviewer)
    conflicts.lift(conflict, "A namesake", by=officer)
    conflicts.lift(conflict, "A namesake", by=officer)  # twice is once
    first.refresh_from_db()
    assert (Conflict.objects.count(), first.withdrawn_why) == (0, conflicts.ENDED)
    assert Change.objects.filter(act="conflict lifted").values_list("why", flat=True).get() == "A namesake"


# ---- what is suggested


def a_call():
    """Ana conflicts by her address and by a role she had; Bea by nothing; a draft's city is nobody's business."""
    call = CallFactory()
    city = sent_application(call, city=CityFactory(name="Bello", mail_domains=["bello.gov.co"])).city
    sent_application(call)
    Application.objects.create(call=call, city=CityFactory(name="Draft"), reference="CDA-2027-DRAF")
    ana = UserFactory(role="reviewer", email="ana@bello.gov.co", full_name="Ana")
    UserFactory(role="reviewer", full_name="Bea")
    CityMember.objects.create(city=city, user=ana, role="deputy", since="2020-01-01", until="2021-01-01")
    return call, city, ana


def signs_of(call, user):
    return [(row.name, row.city_name, row.sign) for row in conflict_lists.suggestions(call, user)]


def test_what_is_suggested_and_what_ends_it(officer):
    call, city, ana = a_call()
    assert signs_of(call, officer) == [("Ana", "Bello", "former"), ("Ana", "Bello", "domain")]
    conflicts.dismiss(ana, city, "former", "An intern for a week", by=officer)
    assert signs_of(call, officer) == [("Ana", "Bello", "domain")]
    Profile.objects.create(user=ana, employer="Alcaldía de Bello")  # another reason is suggested anew
    InterestFormFactory(call=call, city=city, sender=ana)
    assert [sign for _name, _city, sign in signs_of(call, officer)] == ["sender", "domain", "employer"]
    conflicts.declare(ana, city, "Works there", by=officer)
    assert signs_of(call, officer) == []


def test_a_lead_who_writes_from_gmail_makes_nobody_a_colleague(officer):
    call = CallFactory()
    city = sent_application(call).city
    member(city, email="lead@gmail.com")
    member(city, "deputy", email="deputy@town.example")
    for email in ("ana@gmail.com", "bea@town.example"):
        UserFactory(role="reviewer", email=email, full_name=email)
    assert [name for name, _city, _sign in signs_of(call, officer)] == ["bea@town.example"]


def test_staff_who_conflict_with_the_city_see_none_of_it():
    call, city, ana = a_call()
    conflicted = UserFactory(role="officer")
    Conflict.objects.create(user=conflicted, city=city, reason="Mine", declared_by=conflicted)
    Conflict.objects.create(user=ana, city=city, reason="Hers", declared_by=ana)
    assert signs_of(call, conflicted) == []
    assert list(conflict_lists.declared(call, conflicted)) == []
    assert [one.user for one in conflict_lists.declared(call, UserFactory(role="officer"))] == [ana, conflicted]


# ---- the page


def page(call, name="conflicts", *args):
    return reverse(f"selection:{name}", args=[call.slug, *args])


def posted(city, person, sign="domain", **more):
    return {"person": person.pk, "city": city.pk, "sign": sign, **more}


def test_a_suggestion_is_recorded_or_dismissed(client, officer):
    call, city, ana = a_call()
    AssignmentFactory(round=RoundFactory(call=call), application=call.applications.get(city=city), reviewer=ana)
    client.force_login(officer)
    assert "Has 1 application of it to read." in client.get(page(call)).content.decode()
    bare = client.post(page(call, "conflict-suggestion"), posted(city, ana, none="1"))
    assert (bare.status_code, "Say why it is no conflict" in bare.content.decode()) == (422, True)
    done = client.post(page(call, "conflict-suggestion"), posted(city, ana, "former", none="1", reason="Long ago"))
    assert done.status_code == 302
    said = client.post(page(call, "conflict-suggestion"), posted(city, ana), follow=True).content.decode()
    assert "The conflict of Ana with Bello is recorded. 1 assignment was taken back." in said
    assert Conflict.objects.get().reason == "Writes from bello.gov.co, a mail domain of the city."


def test_what_nobody_suggested_is_404(client, officer):
    call, city, ana = a_call()
    client.force_login(officer)
    for wrong in ({"sign": "stars"}, {"person": officer.pk}, {"city": CityFactory().pk}, {"city": "x"}):
        answer = client.post(page(call, "conflict-suggestion"), {**posted(city, ana), **wrong})
        assert answer.status_code == 404, wrong
    assert Conflict.objects.count() == 0


def test_declared_by_hand_and_lifted(client, officer):
    call, city, ana = a_call()
    sent_application(call, city=CityFactory(name="Bello", region="Elsewhere"), reference="CDA-2027-BELL")
    client.force_login(officer)
    data = {"person": ana.pk, "city": "bello", "reason": "Worked there"}
    two = client.post(page(call), data)
    assert (two.status_code, "Several cities are called so" in two.content.decode()) == (422, True)
    assert client.post(page(call), {**data, "city": "Draft"}).status_code == 422
    assert client.post(page(call), {**data, "city": "cda-2027-bell"}).status_code == 302
    conflict = Conflict.objects.get()
    assert conflict.city.region == "Elsewhere"
    assert "Worked there" in client.get(f"{page(call)}?show=declared").content.decode()
    lift = page(call, "conflict-lift", conflict.pk)
    assert (client.get(lift).status_code, client.post(lift).status_code) == (200, 422)
    assert client.post(lift, {"why": "A namesake"}).status_code == 302
    assert Conflict.objects.count() == 0


def crowd(call, size):
    for number in range(size):
        city = sent_application(call).city
        ana = UserFactory(role="reviewer")
        CityMember.objects.create(city=city, user=ana, role="member", since="2020-01-01", until="2021-01-01")
        Conflict.objects.create(user=UserFactory(), city=city, reason=f"Reason {number}", declared_by=ana)


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize(("query", "queries"), [("", 14), ("?show=declared", 16)])
def test_queries(client, officer, django_assert_num_queries, size, query, queries):
    call = CallFactory()
    crowd(call, size)
    client.force_login(officer)
    client.get(page(call))
    with django_assert_num_queries(queries):
        client.get(f"{page(call)}{query}")
