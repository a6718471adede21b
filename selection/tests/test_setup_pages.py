"""Pages that set a selection up: how many queries, what a stale or refused act keeps, what hostile input becomes."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications.tests.factories import CallFactory
from applications.tests.test_corpus import NASTY, checked
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, registry
from selection.contributions import setup as contributions
from selection.models import ReviewRound, Rubric, Screening
from selection.services import setup, setup_guide, setup_rubric
from selection.tests.factories import (
    AssignmentFactory,
    RoundFactory,
    RoundReviewerFactory,
    reviewed,
    rubric_with,
    sent_application,
)

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"selection:{name}", args=args)


@pytest.fixture
def officer(client):
    user = UserFactory(role="officer")
    client.force_login(user)
    return user


@pytest.fixture
def screening():
    return RoundFactory(kind="screening")


def posted(name="Scoring", **fields):
    opens = clock.now() + timedelta(days=3)
    return {
        "kind": "scoring",
        "name_en": name,
        "opens": f"{opens:%Y-%m-%dT%H:%M}",
        "closes": f"{opens + timedelta(days=9):%Y-%m-%dT%H:%M}",
        "reviews_each": "2",
        "sees": "never",
        **fields,
    }


# ---- queries: as many for one row as for three


def a_call(count):
    """A call with everything `count` times: rounds, reviewers, applications that are screened and read."""
    call = CallFactory()
    setup_rubric.ensure_rubric(call)
    setup_guide.ensure_guide(call)
    screening = RoundFactory(call=call, kind="screening")
    for number in range(count):
        round = RoundFactory(call=call, name={"en": f"Round {number}"})
        assignment = AssignmentFactory(round=round)
        reviewed(assignment, rubric_with(call, "problem", version=number + 2), [3])
        application = sent_application(call)
        round.common.add(application)
        Screening.objects.create(round=screening, application=application, outcome="pass", by=UserFactory())
    sent_application(call)
    return call, screening, round


PAGES = {
    "call": (lambda call, screening, round: url("call", call.slug), 14),
    "round": (lambda call, screening, round: url("round", round.pk), 17),
    "round-edit": (lambda call, screening, round: url("round-edit", round.pk), 8),
    "screening": (lambda call, screening, round: url("screening", screening.pk), 7),
    "screening-one": (
        lambda call, screening, round: url("screening-one", screening.pk, round.common.get().reference),
        7,
    ),
    "rubric": (lambda call, screening, round: url("rubric", call.slug), 6),
    "rubric-version": (lambda call, screening, round: url("rubric-version", call.slug, 1), 6),
    "criterion": (lambda call, screening, round: url("criterion", call.slug, "problem"), 6),
    "guide": (lambda call, screening, round: url("guide", call.slug), 6),
    "guide-scores": (lambda call, screening, round: url("guide-scores", call.slug), 6),
}


@pytest.mark.parametrize("name", PAGES)
def test_a_page_makes_as_many_queries_for_one_row_as_for_three(client, officer, name, django_assert_num_queries):
    address, queries = PAGES[name]
    for count in (1, 3):
        page = address(*a_call(count))
        assert client.get(page).status_code == 200  # what is kept between requests is there now
        with django_assert_num_queries(queries):
            client.get(page)


def test_the_home_card_costs_two_queries_however_many_rounds_are_open(officer, django_assert_num_queries):
    for count in (1, 3):
        for _i in range(count):
            sent_application(RoundFactory(kind="screening").call)
        assert officer.roles  # which every page has asked for
        with django_assert_num_queries(2):
            cards = contributions.home(officer)
    assert len(cards) == 4


# ---- refused acts keep what was typed


def test_a_stale_criterion_shows_both_and_can_then_be_saved(client, officer):
    rubric = rubric_with(CallFactory(), "problem")
    page = url("criterion", rubric.call.slug, "problem")
    was = setup_rubric.mark(rubric.criteria.get())
    typed = {"was": was, "weight": "2", "ranks": "on", "title_en": "Mine", "anchor_1_en": "Nothing"}
    setup_rubric.write_criterion(rubric.call, "problem", {"title": {"en": "Theirs"}}, was=was, by=officer)

    stale = client.post(page, typed)
    assert (stale.status_code, stale.context["form"]["title_en"].value()) == (409, "Mine")
    assert ("Title, English", "Theirs") in stale.context["theirs"]

    again = client.post(page, {**typed, "was": stale.context["form"]["was"].value()})
    assert (again.status_code, rubric.criteria.get().title) == (302, {"en": "Mine"})


def test_a_rubric_in_use_asks_for_a_reason_and_says_how_many_use_it(client, officer):
    rubric = rubric_with(CallFactory(), "problem")
    typed = {"was": setup_rubric.mark(rubric.criteria.get()), "weight": "2", "ranks": "on", "title_en": "Mine"}
    reviewed(AssignmentFactory(round=RoundFactory(call=rubric.call)), rubric, [4])
    page = url("criterion", rubric.call.slug, "problem")

    refused = client.post(page, typed)
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["why"])
    assert b"1 review uses this rubric" in refused.content
    assert client.post(page, {**typed, "why": "It was unclear"}).status_code == 302
    assert Rubric.objects.in_force(rubric.call).version == 2


def test_a_stale_round_shows_both(client, officer):
    round = RoundFactory()
    typed = posted(was=setup.round_mark(round), sees="always")
    ReviewRound.objects.update(sees="never", reviews_each=5)

    stale = client.post(url("round-edit", round.pk), typed)

    assert stale.status_code == 409
    assert ("Reviews that each application gets", "5") in stale.context["theirs"]
    assert (
        client.post(url("round-edit", round.pk), {**typed, "was": stale.context["form"]["was"].value()}).status_code
        == 302
    )


def test_a_round_that_people_work_in_is_changed_after_a_second_look(client, officer):
    round = RoundFactory()
    RoundReviewerFactory(round=round)
    typed = posted(was=setup.round_mark(round))
    page = url("round-edit", round.pk)

    look = client.post(page, typed)
    assert (look.status_code, len(look.context["effects"])) == (200, 3)
    assert client.post(page, {**typed, "seen": look.context["seen"]}).status_code == 302

    round.refresh_from_db()
    assert round.reviews_each == 2


def test_what_a_round_may_not_be(client, officer):
    call = CallFactory()
    application = sent_application(call)
    now = f"{clock.now():%Y-%m-%dT%H:%M}"
    found = {
        name: list(client.post(url("round-new", call.slug), posted(**typed)).context["form"].errors)
        for name, typed in {
            "ends first": {"closes": now, "opens": now},
            "no name": {"name": ""},
            "no such application": {"common": "CDA-2027-NONE", "common_why": "Plain"},
            "no reason": {"common": application.reference},
            "no reviews": {"reviews_each": "0"},
        }.items()
    }
    assert found == {
        "ends first": ["closes"],
        "no name": ["name_en"],
        "no such application": ["common"],
        "no reason": ["common_why"],
        "no reviews": ["reviews_each"],
    }
    assert ReviewRound.objects.count() == 0


def test_dates_are_read_in_the_calls_zone_and_a_second_press_makes_no_second_round(client, officer):
    call = CallFactory(zone="America/Sao_Paulo")
    typed = posted(opens="2027-05-03T09:00", closes="2027-05-20T17:00")
    answers = [client.post(url("round-new", call.slug), typed) for _press in range(2)]
    assert {answer["Location"] for answer in answers} == {url("round", ReviewRound.objects.get().pk)}
    assert f"{ReviewRound.objects.get().opens:%Y-%m-%d %H:%M %Z}" == "2027-05-03 12:00 UTC"


def test_a_hidden_common_application_stays_and_is_not_shown(client, officer):
    round = RoundFactory(common_why="Plain")
    hidden, seen = sent_application(round.call), sent_application(round.call)
    round.common.set([hidden, seen])
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)

    page = (
        client.get(url("round-edit", round.pk)).content.decode() + client.get(url("round", round.pk)).content.decode()
    )
    assert (hidden.reference in page, str(hidden.city) in page, seen.reference in page) == (False, False, True)
    client.post(url("round-edit", round.pk), posted(was=setup.round_mark(round)))
    assert list(round.common.all()) == [hidden]

    refused = client.post(url("round-edit", round.pk), posted(common=hidden.reference, common_why="x"))
    assert list(refused.context["form"].errors) == ["common"]


# ---- screening


def test_screening_goes_from_one_to_the_next_and_back_to_the_list(client, officer, screening):
    rows = sorted((sent_application(screening.call) for _i in range(2)), key=lambda one: one.city.name_folded)
    first, second = (url("screening-one", screening.pk, one.reference) for one in rows)

    answer = client.post(first, {"version": "0", "outcome": "pass", "reason": ""})
    assert (answer.status_code, answer["Location"]) == (302, second)
    refused = client.post(second, {"version": "0", "outcome": "fail", "reason": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (422, ["reason"])
    answer = client.post(second, {"version": "0", "outcome": "fail", "reason": "No team"})

    assert answer["Location"] == url("screening", screening.pk)
    assert [row.outcome for row in Screening.objects.order_by("pk")] == ["pass", "fail"]


def test_two_who_screen_at_once_see_both(client, officer, screening):
    application, other = sent_application(screening.call), UserFactory(role="officer")
    setup.screen(screening, application, "fail", "No team at all", 0, by=other)
    page = url("screening-one", screening.pk, application.reference)

    stale = client.post(page, {"version": "0", "outcome": "unsure", "reason": "A small team"})
    body = stale.content.decode()
    assert (stale.status_code, "No team at all" in body, "A small team" in body) == (409, True, True)

    again = client.post(
        page, {"version": stale.context["form"]["version"].value(), "outcome": "unsure", "reason": "Small"}
    )
    assert (again.status_code, Screening.objects.get().outcome) == (302, "unsure")


def test_the_list_leaves_out_what_is_withdrawn_or_hidden_and_its_counts_do_too(client, officer, screening):
    shown = sent_application(screening.call)
    hidden, gone, draft = (
        sent_application(screening.call),
        sent_application(screening.call, status="withdrawn"),
        sent_application(screening.call, status="draft"),
    )
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)
    Screening.objects.create(round=screening, application=hidden, outcome="fail", reason="x", by=officer)

    page = client.get(url("screening", screening.pk))

    assert [row["application"] for row in page.context["rows"]] == [shown]
    assert [tab["count"] for tab in page.context["tabs"]] == [1, 1, 0, 0, 0]
    for one in (hidden, gone, draft):
        assert client.get(url("screening-one", screening.pk, one.reference)).status_code == 404


def test_the_home_card_counts_what_the_list_behind_it_shows(client, officer, screening):
    for _i in range(2):
        sent_application(screening.call)
    hidden, decided = sent_application(screening.call), sent_application(screening.call, status="declined")
    Conflict.objects.create(user=officer, city=hidden.city, reason="Worked there", declared_by=officer)
    cards = [card for home in registry.contributions("home") for card in home(officer) if "screened" in card.title]

    listed = client.get(cards[0].href).context["rows"]

    assert ([card.title for card in cards], len(listed)) == (["2 applications wait to be screened"], 2)
    assert decided not in [row["application"] for row in listed]


def test_many_pass_after_a_confirmation(client, officer, screening):
    free, failed = sent_application(screening.call), sent_application(screening.call)
    setup.screen(screening, failed, "fail", "No team", 0, by=officer)
    page = url("screening-pass", screening.pk)

    look = client.post(page, {"row": [free.pk, failed.pk]})
    assert (look.status_code, look.context["count"], look.context["skipped"]) == (200, 1, 1)
    assert Screening.objects.count() == 1
    for _press in range(2):
        client.post(page, {"rows": look.context["ids"], "confirm": "1"})

    assert dict(Screening.objects.values_list("application", "outcome")) == {free.pk: "pass", failed.pk: "fail"}


# ---- what to do next


def test_selection_opens_with_the_newest_call_that_has_rounds_else_the_current_one(client, officer):
    assert b"No call is published yet" in client.get(url("overview")).content
    older, newer = CallFactory(programme_start="2026-07-01"), CallFactory(programme_start="2028-07-01")
    assert client.get(url("overview"))["Location"] == url("call", newer.slug)
    RoundFactory(call=older)
    assert client.get(url("overview"))["Location"] == url("call", older.slug)
    assert client.get(url("call", CallFactory(published_at=None).slug)).status_code == 404


def next_texts(client, call):
    return [one["todo"].text for one in client.get(url("call", call.slug)).context["todos"]]


def test_the_overview_says_what_to_do_next(client, officer):
    call = CallFactory()
    assert next_texts(client, call) == ["Begin the rubric", "Begin the reviewers’ guide", "Add the first round"]
    setup_rubric.ensure_rubric(call)
    setup_rubric.confirm(call, by=officer)
    setup_guide.ensure_guide(call)
    setup_guide.confirm_guide(call, by=officer)
    screening = RoundFactory(call=call, kind="screening")
    application = sent_application(call)
    assert next_texts(client, call) == ["1 application waits to be screened"]
    setup.screen(screening, application, "unsure", "No team", 0, by=officer)
    assert next_texts(client, call) == ["1 application is marked unsure"]
    setup.screen(screening, application, "pass", "", 1, by=officer)
    scoring = RoundFactory(call=call, reviews_each=2)
    assert next_texts(client, call) == ["Scoring: choose who reads"]
    assignment = AssignmentFactory(round=scoring, application=application)
    assert next_texts(client, call) == ["Scoring: 1 review is not assigned yet"]
    AssignmentFactory(round=scoring, application=application)
    reviewed(assignment, Rubric.objects.in_force(call), [3] * 7)
    ReviewRound.objects.filter(pk=scoring.pk).update(
        opens=clock.ago(days=9), closes=clock.ago(days=1), scores_changed_at=clock.now()
    )
    assert next_texts(client, call) == [
        "Scoring: 1 review is late",
        "Scoring: scores changed, calculate the ranking anew",
        "Compose the cohort",
    ]


# ---- hostile and clumsy input


def test_every_field_survives_anything(client, officer):
    """One world for all of it: what is accepted on the way is input to what follows."""
    call = CallFactory()
    setup_rubric.ensure_rubric(call)
    setup_guide.ensure_guide(call)
    round, screening = RoundFactory(call=call), RoundFactory(call=call, kind="screening")
    application = sent_application(call)
    slug = call.slug
    forms = {
        url("round-new", slug): ["name_en", "opens", "kind", "reviews_each", "sees", "common", "common_why"],
        url("round-edit", round.pk): ["name_es", "closes", "common", "was", "seen"],
        url("screening-one", screening.pk, application.reference): ["version", "outcome", "reason"],
        url("screening-pass", screening.pk): ["row", "rows", "confirm"],
        url("criterion-new", slug): ["key", "weight", "title_en", "anchor_1_en", "help_fr"],
        url("criterion", slug, "impact"): ["title_en", "anchor_5_es", "was", "fits", "why"],
        url("criterion-remove", slug, "impact"): ["was", "why"],
        url("criterion-move", slug): ["move"],
        url("rubric-scale", slug): ["low", "high", "was"],
        url("rubric-version", slug, 1): ["was", "why"],
        url("rubric-act", slug, "discard"): ["was"],
        url("guide-text", slug, "guide"): ["guide_en", "was"],
        url("guide-scores", slug): ["score_0", "why_0_en", "was"],
    }
    pages = [url("screening", screening.pk), url("call", slug), url("rubric", slug), url("guide", slug)]
    for nasty in (*NASTY.values(), "x" * 10_000_000):
        for address, names in forms.items():
            checked(client.post(address, dict.fromkeys(names, nasty)))
        for address in pages:
            checked(client.get(address, {"show": nasty[:3000], "page": nasty[:3000]}))


def test_what_is_written_is_never_a_live_tag(client, officer):
    call = CallFactory()
    setup_guide.ensure_guide(call)
    setup_rubric.ensure_rubric(call)
    script = NASTY["script"] + NASTY["image"]
    client.post(url("round-new", call.slug), posted(name=script))
    new = {
        "key": "reach",
        "weight": "1",
        "ranks": "on",
        "title_en": script[:120],
        "help_en": script,
        "anchor_1_en": script,
    }
    assert client.post(url("criterion-new", call.slug), new).status_code == 302
    guide = client.get(url("guide-text", call.slug, "guide")).context["form"]["was"].value()
    client.post(url("guide-text", call.slug, "guide"), {"was": guide, "guide_en": script})
    round = ReviewRound.objects.get()
    for page in (url("call", call.slug), url("round", round.pk), url("rubric", call.slug), url("guide", call.slug)):
        checked(client.get(page))
    assert round.name == {"en": script}
