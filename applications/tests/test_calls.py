"""Calls in the browser: who may, in which state, and what becomes of it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from applications import call_states
from applications.contributions import calls as contributions
from applications.models import Call, EligibilityOverride, Extension, Question, Section
from applications.services import NotAllowed, calls, calls_copy, calls_extend, calls_next
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    InterestFormFactory,
    QuestionFactory,
    SectionFactory,
    call_with_form,
)
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change

pytestmark = pytest.mark.django_db
EVERY = "en es pt-br fr".split()
WORDS = dict.fromkeys(EVERY, "Words")


def in_state(state, **fields):
    """A call in each of the five states."""
    ago, ahead = clock.ago, clock.ahead
    windows = {
        "published": {
            "interest_opens": ahead(days=5),
            "interest_closes": ahead(days=20),
            "application_opens": ahead(days=10),
            "application_closes": ahead(days=40),
        },
        "closed": {
            "interest_opens": ago(days=90),
            "interest_closes": ago(days=60),
            "application_opens": ago(days=80),
            "application_closes": ago(days=30),
        },
    }
    dates = windows["closed" if state == "archived" else state] if state in ("published", "closed", "archived") else {}
    more = {"draft": {"published_at": None}, "archived": {"archived_at": clock.now()}}.get(state, {})
    return call_with_form(summary=WORDS, **{**dates, **more, **fields})


STATES = ("draft", "published", "open", "closed", "archived")
# Which verb is possible in which state: written out, never read from the code.
POSSIBLE = {
    "publish": {"draft"},
    "unpublish": {"published", "open", "closed"},
    "close": {"open"},
    "archive": {"draft", "closed"},
    "unarchive": {"archived"},
    "tell": {"published", "open"},
    "reopen": {"closed"},
    "write": {"draft", "published", "open", "closed"},
}


def do(verb, call, by):
    if verb == "reopen":
        return calls.reopen(call, interest_closes=None, application_closes=clock.ahead(days=3), by=by, why="Floods")
    if verb == "tell":
        return calls_next.tell(call, by=by)
    if verb == "write":
        was = call_states.digest(call, ["seats"])
        return calls.write(call, {"seats": 3}, names=["seats"], was=was, by=by, act="call dates")
    return getattr(calls, verb)(call, by=by, why="A reason")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("verb", POSSIBLE)
def test_a_verb_is_possible_in_some_states_only(verb, state):
    call, by = in_state(state), UserFactory(role="officer")
    before = Call.objects.values().get(pk=call.pk)

    if state in POSSIBLE[verb]:
        do(verb, call, by)
        assert Change.objects.filter(by=by).count() == 1
    else:
        with pytest.raises(NotAllowed):
            do(verb, call, by)
        assert Call.objects.values().get(pk=call.pk) == before
        assert not Change.objects.filter(by=by).exists()


@pytest.mark.parametrize(
    ("verb", "state", "after"),
    [
        ("publish", "draft", "open"),
        ("unpublish", "open", "draft"),
        ("close", "open", "closed"),
        ("reopen", "closed", "open"),
        ("archive", "closed", "archived"),
        ("unarchive", "archived", "closed"),
    ],
)
def test_what_a_verb_makes_of_the_call(verb, state, after):
    call = in_state(state)

    do(verb, call, UserFactory(role="officer"))

    call.refresh_from_db()
    assert call_states.state(call, clock.now()) == after


@pytest.mark.parametrize("factory", [InterestFormFactory, ApplicationFactory])
def test_a_call_that_a_city_has_written_for_stays_published(factory):
    call = in_state("open")
    factory(call=call)

    with pytest.raises(NotAllowed):
        calls.unpublish(call, by=UserFactory(role="officer"), why="A mistake")

    call.refresh_from_db()
    assert call.published_at is not None


@pytest.mark.parametrize(
    "lack",
    [
        {"title": {"en": "Only one"}},
        {"summary": {}},
        {"languages": []},
        {
            "application_opens": datetime(2020, 1, 1, tzinfo=ZoneInfo("UTC")),
            "application_closes": datetime(2020, 2, 1, tzinfo=ZoneInfo("UTC")),
        },
    ],
    ids=lambda lack: next(iter(lack)),
)
def test_what_is_needed_keeps_a_call_from_being_published(lack):
    call = in_state("draft", **lack) if "summary" not in lack else in_state("draft")
    Call.objects.filter(pk=call.pk).update(**lack)

    with pytest.raises(NotAllowed, match="Before it can be published"):
        calls.publish(call, by=UserFactory(role="officer"))


def test_a_form_without_questions_is_not_published():
    call = CallFactory(published_at=None, summary=WORDS)

    with pytest.raises(NotAllowed, match="The form asks something"):
        calls.publish(call, by=UserFactory(role="officer"))


def test_closing_ends_the_windows_that_are_not_over_and_no_other():
    over = clock.ago(days=1)
    call = in_state(
        "open", interest_closes=over, application_opens=clock.ahead(days=1), application_closes=clock.ahead(days=9)
    )

    calls.close(call, by=UserFactory(role="officer"), why="No more seats")

    call.refresh_from_db()
    assert call.interest_closes == over
    assert call.application_opens < call.application_closes <= clock.now()


# ---- a copy

SAME = {
    Call: {
        "title", "summary", "texts", "zone", "zone_place", "grace_minutes", "population_threshold", "mandate_months",
        "seats", "languages", "endorsement", "endorsement_version", "stamps",
    },
    Section: {"key", "group", "title", "intro", "minutes", "position", "retired_at", "stamps"},
    Question: {
        "key", "kind", "label", "help", "example", "options", "words", "minimum", "maximum", "required",
        "depends_value", "in_summary", "renews_endorsement", "semantic", "position", "retired_at", "stamps",
    },
}  # fmt: skip
MOVED = {
    Call: {
        "interest_opens", "interest_closes", "application_opens", "application_closes", "news_by", "reference_date",
        "programme_start", "endorsement_due",
    },
    Section: set(),
    Question: {"required_from", "frozen_from"},
}  # fmt: skip
OWN = {
    Call: {"id", "slug", "copied_from", "to_be_confirmed", "published_at", "archived_at", "updated_at"},
    Section: {"id", "call"},
    Question: {"id", "section", "depends_on"},
}


@pytest.mark.parametrize("model", [Call, Section, Question])
def test_every_field_is_known_to_the_copy(model):
    names = [field.name for field in model._meta.concrete_fields]

    assert sorted(names) == sorted(SAME[model] | MOVED[model] | OWN[model])


def full_call():
    call = call_with_form(
        summary=WORDS, texts={"offers": WORDS}, stamps={"title": {"en": "2026"}}, news_by=date(2027, 5, 1),
        endorsement="by_date", endorsement_due=clock.ahead(days=50), endorsement_version="3", zone="America/Bogota",
        zone_place="Bogotá", grace_minutes=7, population_threshold=5, mandate_months=6,
    )  # fmt: skip
    Question.objects.filter(section__call=call, key="story").update(
        help=WORDS, example=WORDS, in_summary=True, renews_endorsement=True, required_from=clock.ahead(days=3),
        frozen_from=clock.ahead(days=4), stamps={"label": {"en": "2026"}},
    )  # fmt: skip
    QuestionFactory(section=call.sections.first(), key="gone", retired_at=clock.now())
    return call


@pytest.mark.parametrize(("by", "move"), [({"weeks": 52}, timedelta(weeks=52)), ({"years": 1}, None)])
def test_a_copy_has_everything_and_later_dates(by, move):
    call = full_call()

    made = calls_copy.copy(call, slug="next", by=UserFactory(role="officer"), **by)

    made.refresh_from_db()
    assert (made.published_at, made.archived_at, made.copied_from, made.to_be_confirmed) == (None, None, call, True)
    pairs = [(call, made)]
    for old in Section.objects.for_form(call.pk):
        new = made.sections.get(key=old.key)
        pairs += [(old, new), *((one, new.questions.get(key=one.key)) for one in old.live_questions)]
    assert made.sections.count() == 3
    assert Question.objects.filter(section__call=made).count() == 13
    for old, new in pairs:
        for name in SAME[type(old)]:
            assert getattr(new, name) == getattr(old, name), name
        for name in MOVED[type(old)]:
            before, after = getattr(old, name), getattr(new, name)
            if before is not None and move:
                assert after - before == move, name
            elif before is not None:
                assert (after.year, after.month) == (before.year + 1, before.month), name
    whom = Question.objects.get(section__call=made, key="with_whom")
    assert (whom.depends_on.key, whom.depends_on.section.call) == ("shared", made)


@pytest.mark.parametrize(
    ("before", "by", "after"),
    [
        ("2027-03-12T17:00", {"weeks": 1}, "2027-03-19T17:00"),  # the clocks change between them
        ("2028-02-29T09:00", {"years": 1}, "2029-02-28T09:00"),
        ("2026-11-01T09:00", {"years": 1}, "2027-11-01T09:00"),
    ],
)
def test_a_moved_instant_keeps_its_time_on_the_wall(before, by, after):
    zone = ZoneInfo("America/New_York")

    moved = calls_copy.later(datetime.fromisoformat(before).replace(tzinfo=zone), zone="America/New_York", **by)

    assert moved == datetime.fromisoformat(after).replace(tzinfo=zone)


# ---- judging again


def test_forms_are_judged_again_and_what_staff_set_stays():
    officer, call = UserFactory(role="officer"), CallFactory(population_threshold=300_000)
    form = InterestFormFactory(call=call, population=240_000)
    by_hand = InterestFormFactory(call=call, population=240_000)
    same = InterestFormFactory(call=call, population=400_000)
    calls.judge_again(call, by=officer)
    for one in (form, by_hand, same):
        one.refresh_from_db()
    application = ApplicationFactory(call=call, form=form, city=form.city)
    EligibilityOverride.objects.create(
        form=by_hand, criterion="population", outcome="below", reason="Census", by=officer
    )

    Call.objects.filter(pk=call.pk).update(population_threshold=100_000)
    changed = calls.judge_again(call, by=officer)

    for one in (form, by_hand, same, application):
        one.refresh_from_db()
    assert changed == 1
    assert [one.findings["population"] for one in (form, by_hand, same, application)] == [
        "meets",
        "below",
        "meets",
        "meets",
    ]


# ---- windows


@pytest.mark.parametrize(("seconds", "is_open"), [(-1, False), (0, True), (1, True)])
def test_the_interest_window_begins_with_its_first_instant(seconds, is_open):
    call = CallFactory.build()

    assert call.interest_open(call.interest_opens + timedelta(seconds=seconds)) is is_open
    assert call.interest_open(call.interest_closes - timedelta(seconds=seconds)) is is_open


@pytest.mark.parametrize("fields", [{"published_at": None}, {"archived_at": clock.now()}], ids=["draft", "archived"])
def test_a_call_that_nobody_sees_takes_no_interest_form(fields):
    assert not CallFactory.build(**fields).interest_open(clock.now())


def test_the_check_uses_the_last_call_when_none_is_there():
    assert Call.objects.for_check() is None
    archived = in_state("archived")
    CallFactory(published_at=None, programme_start=date(2030, 1, 1))
    assert (Call.objects.current(), Call.objects.for_check()) == (None, archived)
    now = in_state("open", programme_start=date(2020, 1, 1))
    assert Call.objects.for_check() == now


def test_a_list_is_asked_for_by_the_calls_name():
    old, draft, now = in_state("archived"), in_state("draft"), in_state("open")

    assert [Call.objects.chosen(slug) for slug in (old.slug, draft.slug, "", "none")] == [old, now, now, now]


# ---- pages


PAGES = "overview dates texts form preview extensions languages copy reopen".split()


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize(("page", "most"), [(page, 25) for page in PAGES])
def test_a_page_of_a_call_is_few_queries_whatever_it_holds(client, django_assert_max_num_queries, page, most, number):
    call = in_state("open")
    for _number in range(number):
        section = SectionFactory(call=call)
        for _each in range(5):
            QuestionFactory(section=section)
        calls_next.register(email=f"a{_number}@city.example", language="en", city_name="")
        InterestFormFactory(call=call)
    client.force_login(UserFactory(role="officer"))

    with django_assert_max_num_queries(most) as asked:
        assert client.get(reverse(f"applications:staff-call-{page}", args=[call.slug])).status_code == 200
    assert len(asked) <= most


@pytest.mark.parametrize("page", ["form", "languages", "preview"])
def test_a_hundred_questions_cost_no_more_queries_than_one(client, page):
    client.force_login(UserFactory(role="officer"))
    counts = []
    for size in (1, 100):
        call = CallFactory()
        section = SectionFactory(call=call)
        QuestionFactory.create_batch(size, section=section)
        address = reverse(f"applications:staff-call-{page}", args=[call.slug])
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


# ---- invariants

BROKEN = {
    "a call with forms or applications is published": lambda call: Call.objects.update(published_at=None),
    "an extension is later than its call's deadline when given": lambda call: Extension.objects.update(
        closes=clock.ago(days=9)
    ),
    "a question depends on one of its own call": lambda call: Question.objects.filter(key="with_whom").update(
        depends_on=QuestionFactory()
    ),
    "a question's key is there once in a call": lambda call: Question.objects.filter(key="department").update(
        key="story"
    ),
}


@pytest.mark.parametrize("rule", [None, *BROKEN])
def test_rules_that_span_rows(rule):
    call = call_with_form()
    application = ApplicationFactory(call=call)
    until = clock.ahead(days=99)
    calls_extend.give(call, application.city, closes=until, reason="Flood", by=UserFactory(role="officer"))
    if rule:
        BROKEN[rule](call)

    found = contributions.invariants()

    assert found.keys() == BROKEN.keys()
    assert {name for name, count in found.items() if count} == ({rule} if rule else set())
