"""Pages of a plan: what each person sees of it, what they say when something is refused, how many queries they take."""

import os
import re
import subprocess
import sys
from html import unescape

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core.models import Change, Job
from selection import contributions, plan_preview
from selection.models import MatchingPlan, ReviewAssignment, RoundReviewer
from selection.services import matching, matching_plan
from selection.tests.planning import a_round, application, planned, reviewer, standing

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client):
    user = UserFactory(role="officer")
    client.force_login(user)
    return user


def url(name, round):
    return reverse(f"selection:{name}", args=[round.pk])


def words(html):
    """What is read of it, on one line."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def text(answer):
    return words(re.search(r"<main.*</main>", answer.text, re.DOTALL)[0])


def figures(answer):
    """The figures at the top of a page, by name; what is small beside them left out."""
    return dict(re.findall(r"<dt>([^<]+)</dt><dd>(\d+)", answer.text))


def rows(answer):
    """The rows of the table, as lists of texts."""
    body = re.search(r"<tbody>.*</tbody>", answer.text, re.DOTALL)[0]
    found = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)] for row in found]


def said(answer):
    return [str(one) for one in get_messages(answer.wsgi_request)]


def conflicting(role="officer", *cities):
    user = UserFactory(role=role)
    for city in cities:
        Conflict.objects.create(user=user, city=city, reason="Worked there", declared_by=user)
    return user


# ---- before there is a plan


def test_the_start_says_what_it_is_about(client, officer):
    round = a_round(each=2, minutes=30)
    answer = client.get(url("matching", round))
    assert figures(answer) == {
        "Applications to read": "3",
        "Reviewers": "3",
        "Minutes needed": "120",
        "Minutes given": "90",
    }
    assert "30 minutes are missing for all the reviews" in text(answer)
    assert "Fewer reviewers than reviews" not in text(answer)


def test_the_start_warns_of_too_few_people_and_says_what_comes_first(client, officer):
    round = a_round(each=4, minutes=90)
    assert "to get 4 reviews, more than there are reviewers" in text(client.get(url("matching", round)))
    RoundReviewer.objects.filter(round=round).delete()
    assert "Add reviewers, each with the minutes they give" in text(client.get(url("matching", round)))
    refused = client.post(url("matching", round))
    assert (refused.status_code, Job.objects.count()) == (409, 0)
    assert "Nobody reads in this round yet. Add reviewers first." in text(refused)


def test_a_common_application_is_counted_for_everybody(client, officer):
    round = a_round()
    round.common.add(round.cities["Alta"])
    assert figures(client.get(url("matching", round)))["Minutes needed"] == "100"


def test_starting_leads_to_the_job_and_from_there_to_the_plan(client, officer):
    round = a_round()
    answer = client.post(url("matching", round))
    job = Job.objects.get()
    assert answer.url == job.get_absolute_url()
    assert contributions.job_kinds()
    kind = next(one for one in contributions.job_kinds() if one.name == "matching")
    assert (kind.page(job), str(kind.label(job))) == (url("matching-plan", round), "Finding who reads what")


# ---- the plan


def test_the_plan_says_what_each_would_read(client, officer):
    round = a_round()
    matching.assign(round, round.cities["Cano"], round.people["Ana"], by=officer)
    RoundReviewer.objects.filter(reviewer=round.people["Ana"]).update(minutes=20)
    planned(round)

    answer = client.get(url("matching-plan", round))

    assert figures(answer) == {
        "New": "2",
        "Taken back": "0",
        "Stay as they are": "1",
        "Reviews that are missing": "0",
        "Without the language": "1",
    }
    assert rows(answer) == [
        ["Ana", "1", "20 of 20", "", "–"],
        ["Bruno", "1", "20 of 60", "", "–"],
        ["Carla", "1", "20 of 60", "", "1"],
    ]
    pairs = client.get(url("matching-plan", round), {"tab": "pairs"})
    states = {tuple(row[1:]) for row in rows(pairs)}
    assert states == {
        ("Ana", "20", "As now, by hand"),
        ("Bruno", "20", "New"),
        ("Carla does not read the language", "20", "New"),
    }


def test_pairs_are_narrowed_and_odd_filters_narrow_nothing(client, officer):
    round = a_round()
    planned(round)
    people = round.people
    asked = {
        "": 3,
        f"reviewer={people['Ana'].pk}": 1,
        "reviewer=999999": 3,
        "reviewer=x": 3,
        "q=alt": 1,
        f"q={round.cities['Belo'].reference}": 1,
        "q=nowhere": 0,
        "state=new": 3,
        "state=gone": 0,
        "state=odd": 3,
        "page=99": 3,
        "q=%00": 3,
        f"reviewer={people['Ana'].pk}&q=belo": 0,
    }
    found = {}
    for query in asked:
        answer = client.get(f"{url('matching-plan', round)}?tab=pairs&{query}")
        found[query] = len(answer.context["shown"])
    assert found == asked


def test_what_could_not_be_met_is_said_in_words_with_what_to_do(client, officer):
    round = a_round(each=2, minutes=20)
    planned(round)
    answer = client.get(url("matching-plan", round), {"tab": "unmet"})
    assert figures(answer)["Reviews that are missing"] == "3"
    told = rows(answer)
    assert {row[2] for row in told} == {
        "Those who could read it have no minutes left. Give them more minutes, or add reviewers."
    }
    assert all(row[1] in ("1 review is missing.", "2 reviews are missing.") for row in told)


@pytest.mark.parametrize(
    ("gap", "words"),
    [
        (0, "No other assignment suits better."),
        (0.00001, "How well it suits is at most 0.1 % below the best possible."),
        (0.001, "How well it suits is at most 0.1 % below the best possible."),
        (0.0101, "How well it suits is at most 1.1 % below the best possible."),
    ],
)
def test_the_gap_in_words(gap, words):
    assert plan_preview.closeness(gap) == words


def test_a_stale_plan_says_so_and_cannot_be_applied(client, officer):
    round = a_round()
    plan = planned(round)
    reviewer(round, "Dora", "en")
    assert "Something that it was made from has changed" in text(client.get(url("matching", round)))
    for name in ("matching-plan", "matching-apply"):
        page = client.get(url(name, round))
        assert "This plan is out of date" in text(page)
        assert url("matching-apply", round) not in page.content.decode() or name == "matching-apply"
    answer = client.post(url("matching-apply", round), {"plan": plan.pk})
    assert answer.url == url("matching", round)
    assert said(answer) == ["Something that this plan was made from has changed. Find the best assignment again."]
    assert standing(round) == set()


def test_applying_asks_then_does_it_once(client, officer):
    round = a_round()
    plan = planned(round)
    page = client.get(url("matching-apply", round))
    assert "3 assignments are made. 0 that nobody has opened are taken back. 0 stay as they are." in text(page)

    first = client.post(url("matching-apply", round), {"plan": plan.pk})
    again = client.post(url("matching-apply", round), {"plan": plan.pk})

    assert said(first) == ["3 assignments are made."]
    assert said(again)[-1] == "The plan was applied already."
    assert (len(standing(round)), ReviewAssignment.objects.count()) == (3, 3)
    after = client.get(url("matching", round))
    assert "A plan was applied" in text(after)
    assert url("round-board", round) in after.content.decode()
    for name in ("matching-plan", "matching-apply"):
        assert client.get(url(name, round)).url == url("matching", round)


@pytest.mark.parametrize("name", ["matching-apply", "matching-discard"])
@pytest.mark.parametrize("plan", ["", "x", "999999999999999999999", "0", "\x00"])
def test_a_plan_that_is_none_is_refused_in_words(client, officer, name, plan):
    round = a_round()
    planned(round)
    answer = client.post(url(name, round), {"plan": plan})
    assert (answer.status_code, len(said(answer)), MatchingPlan.objects.count()) == (302, 1, 1)


def test_a_plan_of_another_round_is_not_applied_here(client, officer):
    round, other = a_round(), a_round()
    plan = planned(other)
    planned(round)
    client.post(url("matching-apply", round), {"plan": plan.pk})
    assert (standing(round), standing(other)) == (set(), set())


def test_discarding(client, officer):
    round = a_round()
    plan = planned(round)
    answer = client.post(url("matching-discard", round), {"plan": plan.pk})
    assert said(answer) == ["The plan is discarded. Nothing else has changed."]
    assert not MatchingPlan.objects.exists()


def test_a_round_of_screening_has_no_matching(client, officer):
    round = a_round(kind="screening")
    assert [client.get(url(name, round)).status_code for name in ("matching", "matching-plan", "matching-apply")] == [
        404
    ] * 3


# ---- people with a conflict


def test_nobody_sees_cities_they_conflict_with_and_no_number_tells_of_them(client):
    round = a_round(each=2, minutes=30)
    plan = planned(round)
    watcher = conflicting("officer", round.cities["Cano"].city)
    client.force_login(watcher)
    shown = [client.get(url("matching", round))]
    shown += [client.get(url("matching-plan", round), {"tab": tab}) for tab in ("reviewers", "unmet", "pairs")]

    for answer in shown:
        assert "Cano" not in text(answer)
        assert round.cities["Cano"].reference not in answer.content.decode()
    start, reviewers, unmet, pairs = shown
    assert figures(start)["Applications to read"] == "2"
    assert figures(start)["Minutes needed"] == "80"
    visible = rows(pairs)
    assert sum(int(row[1]) for row in rows(reviewers)) == len(visible) == int(figures(reviewers)["New"])
    hidden = round.cities["Cano"].pk
    missing = sum(one["missing"] for one in plan.unmet if one["application"] != hidden)
    assert int(figures(unmet)["Reviews that are missing"]) == missing
    counts = [tab["count"] for tab in pairs.context["tabs"]]
    assert counts == [3, len({one["application"] for one in plan.unmet} - {hidden}), len(visible)]


def test_whoever_has_any_conflict_leaves_the_plan_to_a_colleague(client):
    """Any at all: a rule about this round's cities would tell which of them have applied."""
    round = a_round()
    plan = planned(round)
    client.force_login(conflicting("approver", application(a_round(), "Far", "es").city))
    page = client.get(url("matching-plan", round))
    assert "A colleague decides about the plan" in text(page)
    assert url("matching-discard", round) not in page.content.decode()
    for name in ("matching-apply", "matching-discard"):
        answer = client.post(url(name, round), {"plan": plan.pk})
        assert said(answer)[-1].startswith("A colleague has to decide about the plan")
    assert (standing(round), MatchingPlan.objects.count()) == (set(), 1)


def test_the_records_count_all_applications_and_are_read_without_a_conflict_only(client, officer):
    round = a_round()
    matching_plan.apply_plan(planned(round), by=officer)
    watcher = conflicting("officer", round.cities["Cano"].city)
    about = Change.objects.filter(act="matching plan applied")
    assert about.exclude(contributions.hidden_changes(officer)).count() == 1
    assert about.exclude(contributions.hidden_changes(watcher)).count() == 0


def test_an_observer_reads_the_plan_and_changes_nothing(client):
    round = a_round()
    plan = planned(round)
    client.force_login(UserFactory(role="observer"))
    assert "Find the best assignment" not in text(client.get(url("matching", round)))
    assert "Apply the plan" not in text(client.get(url("matching-plan", round)))
    answers = [client.post(url("matching", round))]
    answers += [client.post(url(name, round), {"plan": plan.pk}) for name in ("matching-apply", "matching-discard")]
    assert [answer.status_code for answer in answers] == [403, 403, 403]


# ---- queries, and what is loaded


PAGES = {
    "start": ("matching", "", 15),
    "reviewers": ("matching-plan", "", 15),
    "unmet": ("matching-plan", "?tab=unmet", 15),
    "pairs": ("matching-plan", "?tab=pairs", 15),
    "apply": ("matching-apply", "", 15),
}


def test_pages_take_as_many_queries_for_one_as_for_three(client, officer):
    rounds = [a_round(count=count, each=4, minutes=20) for count in (1, 3)]
    for round in rounds:
        planned(round)
    found = {}
    for name, (page, query, _count) in PAGES.items():
        counts = []
        for round in rounds:
            client.get(url(page, round) + query)  # what is kept between requests is there now
            with CaptureQueriesContext(connection) as queries:
                assert client.get(url(page, round) + query).status_code == 200
            counts.append(len(queries))
        found[name] = counts
    assert found == {name: [count, count] for name, (_page, _query, count) in PAGES.items()}


def test_the_job_and_the_application_take_as_many_queries_for_one_as_for_three(officer):
    found = {}
    for count in (1, 3):
        round = a_round(count=count)
        with CaptureQueriesContext(connection) as worked:
            plan = planned(round, by=officer)
        with CaptureQueriesContext(connection) as applied:
            assert matching_plan.apply_plan(plan, by=officer).new == count
        found[count] = (len(worked), len(applied))
    assert found[1] == found[3] == (46, 19)


def test_what_serves_pages_loads_neither_numpy_nor_scipy():
    code = (
        "import sys, django; django.setup(); import cda_portal.urls, cda_portal.wsgi\n"
        "from django.urls import get_resolver; get_resolver().url_patterns\n"
        "from cda_portal.core import jobs; jobs.kinds()\n"
        "sys.exit(' '.join({'numpy', 'scipy', 'selection.matching'} & set(sys.modules)) or 0)"
    )
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cda_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=environment,
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr.strip()) == (0, "")
