"""Interviews: every verb from every state, who is told what, what the city reads, and the pages of staff."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications.models import Application
from applications.tests.factories import member
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change
from cda_portal.notifications.kinds import find
from cda_portal.notifications.models import Message
from selection.models import Interview, ReviewAssignment
from selection.services import conflicts, interviews, matching, matching_plan, setup
from selection.services.errors import NotAllowed
from selection.tests.factories import AssignmentFactory, GuideFactory, RoundFactory, rubric_with, sent_application

pytestmark = pytest.mark.django_db
CITY, PLACE = "Zarzamora", "Town hall of Zarzamora"


@pytest.fixture
def officer(client):
    user = UserFactory(role="officer", full_name="Olga")
    client.force_login(user)
    return user


def a_round(**fields):
    return RoundFactory(kind="interview", name={"en": "Interviews"}, **fields)


def a_case(readers=1):
    """A city with a lead, a deputy and a member, and so many people who read its application in a round of interviews."""
    round = a_round()
    application = sent_application(round.call, city=CityFactory(name=CITY, region=f"Region {round.pk}"))
    application.people = {role: member(application.city, role) for role in ("lead", "deputy", "member")}
    for _number in range(readers):
        AssignmentFactory(round=round, application=application)
    return round, application


def at(hours=48):
    return (clock.now() + timedelta(hours=hours)).replace(second=0, microsecond=0)


def arrange(round, application, by, **fields):
    fields = {"meets_at": at(), "meets_where": PLACE, "version": 0, **fields}
    return interviews.arrange(round, application, **fields, by=by)


def in_state(state, by):
    """A case whose interview is so, and the version that its page shows."""
    round, application = a_case()
    if state == "none":
        return round, application, None
    found = arrange(round, application, by)
    if state == "off":
        found = interviews.call_off(found, "A storm", version=1, by=by)
    if state == "begun":
        Interview.objects.filter(pk=found.pk).update(meets_at=clock.ago(minutes=1))
    return round, application, Interview.objects.get(pk=found.pk)


def told_kinds():
    return sorted(Message.objects.values_list("kind", flat=True))


# ---- every verb, from every state and every status

STATES = {
    "none": ("arranged", ""),
    "arranged": ("arranged", "off"),
    "off": ("arranged", "off"),
    "begun": ("This interview is over, so it stays as it is.", "This interview is over, so it stays as it is."),
}


def outcome(act):
    try:
        found = act()
    except NotAllowed as error:
        return str(error)
    return "off" if found.called_off_at else "arranged"


def test_every_verb_from_every_state(officer):
    found = {}
    for state in STATES:
        round, application, known = in_state(state, officer)
        version = known.version if known else 0
        arranged = outcome(lambda: arrange(round, application, officer, meets_at=at(72), version=version))  # noqa: B023
        _round, _application, known = in_state(state, officer)
        off = outcome(lambda: interviews.call_off(known, "x", version=known.version, by=officer)) if known else ""  # noqa: B023
        found[state] = (arranged, off)
    assert found == STATES


NOT_READ = "This application is not there to be read in this round."
STATUSES = {
    "draft": (NOT_READ, 1),
    "submitted": ("arranged", 3),
    "in_review": ("arranged", 3),
    "selected": (NOT_READ, 1),
    "waitlisted": (NOT_READ, 1),
    "declined": (NOT_READ, 1),
    "confirmed": (NOT_READ, 1),
    "place_declined": (NOT_READ, 1),
    "withdrawn": (NOT_READ, 1),
}


def test_every_status_of_the_application(officer):
    """Whether it is arranged, and how many mails say that an arranged one is called off: of a decided city none."""
    found = {}
    for status in STATUSES:
        round, application = a_case()
        other, arranged = a_case()
        known = arrange(other, arranged, officer)
        Application.objects.filter(pk__in=[application.pk, arranged.pk]).update(status=status)
        before = Message.objects.count()
        interviews.call_off(known, "A storm", version=1, by=officer)
        mails = Message.objects.count() - before
        found[status] = (outcome(lambda: arrange(round, application, officer)), mails)  # noqa: B023
    assert found == STATUSES


def test_what_is_refused(officer):
    round, application = a_case()
    scoring = RoundFactory(call=round.call)
    known = arrange(round, application, officer)
    conflicted = UserFactory(role="officer")
    conflicts.declare(conflicted, application.city, "A sister", by=conflicted)
    outside = "That is outside the round. Choose another time, or change the round first."
    tries = {
        "Choose a day that is still to come.": lambda: arrange(round, application, officer, meets_at=at(-1), version=1),
        outside: lambda: arrange(round, application, officer, meets_at=round.closes, version=1),
        "Only a round of interviews has interviews.": lambda: arrange(scoring, application, officer),
        "Somebody changed this interview meanwhile.": lambda: arrange(round, application, officer, note="x"),
        "Give the reason": lambda: interviews.call_off(known, "  ", version=1, by=officer),
        NOT_READ: lambda: arrange(round, application, conflicted, version=1),
    }
    assert [outcome(act) for act in tries.values()] == list(tries)
    assert outcome(lambda: interviews.call_off(known, "x", version=7, by=officer)) == list(tries)[3]
    assert (Interview.objects.get().version, Change.objects.filter(act__startswith="interview").count()) == (1, 1)


def test_the_same_sent_twice_is_one(officer):
    round, application = a_case()
    when = at()
    first = arrange(round, application, officer, meets_at=when)
    count = Message.objects.count()
    assert arrange(round, application, officer, meets_at=when) == first
    interviews.call_off(first, "A storm", version=1, by=officer)
    interviews.call_off(first, "A storm", version=1, by=officer)
    acts = Change.objects.about(application).filter(act__startswith="interview").values_list("act", flat=True)
    assert sorted(acts) == ["interview arranged", "interview called off"]
    assert (Interview.objects.get().version, count, Message.objects.count()) == (2, 3, 6)


def test_whoever_is_given_it_later_takes_part(officer):
    round, application = a_case(readers=0)
    known = arrange(round, application, officer)
    assert setup.is_used(round)  # so that it can neither be deleted nor made another kind
    later = AssignmentFactory(round=round, application=application)
    assert told_kinds() == ["interview_arranged", "interview_arranged"]
    interviews.call_off(known, "A storm", version=1, by=officer)
    assert Message.objects.get(kind="review_interview_off").user == later.reviewer


def test_the_matching_takes_those_that_are_arranged(officer):
    round, application = a_case(readers=0)
    reviewer = UserFactory(role="reviewer")
    matching.add_reviewer(round, reviewer, 300, by=officer)
    with pytest.raises(NotAllowed, match="no application to read"):
        matching_plan.start(round, by=officer)
    arrange(round, application, officer)
    assert matching_plan.start(round, by=officer).parameters["round"] == round.pk


# ---- who is told what


def test_who_is_told_and_in_which_words(officer):
    round, application = a_case(readers=3)
    away, gone, reader = round.assignments.order_by("pk")
    Conflict.objects.create(user=away.reviewer, city=application.city, reason="x", declared_by=officer)
    matching.take_back(gone, "Ill", by=officer)
    known = arrange(round, application, officer, note="Bring the mayor.\nOne hour.")
    arrange(round, application, officer, meets_at=at(60), version=1)
    interviews.call_off(known, "A storm", version=2, by=officer)

    city = {application.people["lead"], application.people["deputy"]}
    kinds = ["interview_arranged", "interview_arranged", "interview_called_off"]
    of_city = Message.objects.filter(kind__in=kinds)
    assert {one.user for one in of_city} == city
    lead = of_city.filter(user=application.people["lead"]).order_by("pk")
    assert [one.subject for one in lead] == [
        "Zarzamora is invited to an interview",
        "The interview with Zarzamora has changed",
        "The interview with Zarzamora is called off",
    ]
    assert all(words in lead[0].text for words in (PLACE, "Bring the mayor.", " UTC)"))
    assert "The reason: A storm" in lead[2].text
    assert all(str(reader.reviewer) not in one.subject + one.text + one.html for one in of_city)

    of_readers = Message.objects.filter(kind__startswith="review_interview")
    assert {one.user for one in of_readers} == {reader.reviewer}
    said = "".join(one.subject + one.text + one.html for one in of_readers)
    assert (of_readers.count(), CITY in said, "%(" in said, "{{ " in said) == (3, False, False, False)


def test_a_mail_that_is_no_longer_so_is_not_sent(officer):
    round, application = a_case()
    known = arrange(round, application, officer)
    one = round.assignments.get()
    wanted = {name: find(name).still_wanted for name in ("interview_arranged", "interview_called_off")}
    ask = lambda: [wanted[name](Interview.objects.get()) for name in wanted]  # noqa: E731
    assert (ask(), find("review_interview").still_wanted(one)) == ([True, False], True)
    Conflict.objects.create(user=one.reviewer, city=application.city, reason="x", declared_by=officer)
    assert find("review_interview").still_wanted(one) is False
    interviews.call_off(known, "A storm", version=1, by=officer)
    assert ask() == [False, True]
    arrange(round, application, officer, version=2)
    Application.objects.filter(pk=application.pk).update(status="declined")
    assert ask() == [False, False]


def test_a_conflict_hides_the_mails_to_the_city_from_staff(client, officer):
    round, application = a_case()
    arrange(round, application, officer)
    page = reverse("notifications:message-list")
    assert f"{CITY} is invited" in said(client.get(page))
    conflicts.declare(officer, application.city, "A sister", by=officer)
    assert f"{CITY} is invited" not in said(client.get(page))


# ---- what the city reads


def status_page(client, application, who="lead"):
    client.force_login(application.people[who])
    return said(client.get(reverse("applications:application-status", args=[application.reference])))


def said(answer):
    return " ".join(answer.content.decode().split())


def test_the_status_page_shows_it_until_it_is_over(client, officer):
    round, application = a_case()
    assert PLACE not in status_page(client, application)
    known = arrange(round, application, officer, meets_where="https://meet.example/1", note="Bring the mayor.")
    found = [
        (
            'href="https://meet.example/1"' in text,
            "Bring the mayor." in text,
            str(round.assignments.get().reviewer) in text,
        )
        for text in (status_page(client, application), status_page(client, application, "member"))
    ]
    assert found == [(True, True, False)] * 2
    shown = {}
    for name, hours in {"an hour in": 49, "long after": 53}.items():
        with clock.standing_at(clock.now() + timedelta(hours=hours)):
            shown[name] = "meet.example" in status_page(client, application)
    assert shown == {"an hour in": True, "long after": False}
    Application.objects.filter(pk=application.pk).update(status="waitlisted")
    assert "meet.example" not in status_page(client, application)
    Application.objects.filter(pk=application.pk).update(status="in_review")
    interviews.call_off(known, "A storm", version=1, by=officer)
    assert "meet.example" not in status_page(client, application)


# ---- what a reviewer reads


def test_a_reviewer_finds_it_in_the_queue_and_at_the_application(client, officer):
    round, application = a_case()
    rubric_with(round.call, "problem")
    one = round.assignments.get()
    arrange(round, application, officer)
    client.force_login(one.reviewer)
    GuideFactory(call=round.call)
    review = reverse("selection:review", args=[one.pk])
    client.post(reverse("selection:review-welcome", args=[round.pk]), {"agree": "on"})
    assert "Interview: " in said(client.get(reverse("selection:review-home")))
    assert PLACE in said(client.get(review))
    Interview.objects.update(called_off_at=clock.now(), called_off_why="x")
    assert "Interview: " not in said(client.get(reverse("selection:review-home")))
    assert PLACE not in said(client.get(review))


# ---- staff's pages


def page_of(round, application, name="interview"):
    return reverse(f"selection:{name}", args=[round.pk, application.reference])


def typed(round, hours=48, **fields):
    local = f"{at(hours).astimezone(clock.zone(round.call.zone)):%Y-%m-%dT%H:%M}"
    return {"meets_at": local, "meets_where": PLACE, "note": "", "version": "0", **fields}


def test_arranged_moved_and_called_off_from_the_board(client, officer):
    round, application = a_case(readers=0)
    board = reverse("selection:round-board", args=[round.pk]) + "?tab=applications"
    assert "See who can be asked" in said(client.get(board))
    assert page_of(round, application) in said(client.get(f"{board}&show=others"))
    page = page_of(round, application)
    text = said(client.get(page))
    assert f"{application.people['lead']}, {CITY}" in text
    assert "Nobody reads it yet." in text
    assert client.post(page, {"version": "0"}).status_code == 422
    assert client.post(page, typed(round, 24 * 30)).status_code == 409
    assert "all who take part are told by mail" in said(client.post(page, typed(round), follow=True))
    assert "Not arranged" not in said(client.get(board))
    stale = client.post(page, typed(round, 60, meets_where="Elsewhere"))
    assert (stale.status_code, PLACE in said(stale), 'value="Elsewhere"' in said(stale)) == (409, True, True)
    off = page_of(round, application, "interview-call-off")
    assert client.post(off, {"off-version": "1"}).status_code == 422
    assert client.post(off, {"off-version": "7", "off-why": "x"}).status_code == 409
    assert "is called off" in said(client.post(off, {"off-version": "1", "off-why": "A storm"}, follow=True))
    assert "A storm" in said(client.get(page))
    assert client.post(page, typed(round, version="2")).status_code == 302
    Interview.objects.update(meets_at=clock.ago(hours=1))
    assert "Change it and tell them" not in said(client.get(page))
    assert client.post(page, typed(round, version="3")).status_code == 409


def test_there_is_none_in_another_round_or_of_a_hidden_city(client, officer):
    round, application = a_case()
    scoring = AssignmentFactory()
    assert client.get(page_of(scoring.round, scoring.application)).status_code == 404
    assert client.post(page_of(round, application, "interview-call-off")).status_code == 404
    conflicts.declare(officer, application.city, "A sister", by=officer)
    assert client.get(page_of(round, application)).status_code == 404
    assert CITY not in said(
        client.get(reverse("selection:round-board", args=[round.pk]) + "?tab=applications&show=others")
    )


@pytest.mark.parametrize("size", [1, 3])
def test_queries(client, officer, size):
    round, application = a_case(readers=size)
    for _number in range(size):
        arrange(round, sent_application(round.call), officer)
    arrange(round, application, officer)
    found = []
    for page in (page_of(round, application), reverse("selection:round-board", args=[round.pk]) + "?tab=applications"):
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        found.append(len(queries))
    assert found == [8, 11]
    assert ReviewAssignment.objects.count() == size
