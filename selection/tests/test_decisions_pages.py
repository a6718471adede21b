"""Pages of decisions: what they refuse and keep, who confirms who they are, and how many queries they make."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from applications.models import Application
from applications.tests.factories import member
from cda_portal.accounts.models import City, CityMember, Conflict
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.core import clock, jobs, queue
from cda_portal.core.models import Change, Job
from selection import cards, composer, memo
from selection.models import Constraint, Letter
from selection.services import decisions, decisions_places
from selection.tests.deciding import approved, arranged, decision_of, drafted, fresh, released, seal
from selection.tests.factories import rubric_with

pytestmark = pytest.mark.django_db
ONE, CITY = "/staff/selection/decisions", "/staff/selection/decision"


@pytest.fixture(autouse=True)
def no_bells(monkeypatch):
    monkeypatch.setattr(queue, "_ring", lambda name, args: None)


def browser(role="officer", *, sure=False, user=None):
    """Somebody signed in; `sure` has just given the password once more."""
    client = Client()
    client.force_login(user or UserFactory(role=role))
    if sure:
        client.post("/account/reauthenticate/", {"password": PASSWORD})
    return client


# ---- forms


def test_a_reason_that_is_missing_keeps_the_rest():
    decision = decision_of(drafted(), "select")
    answer = browser().post(f"{CITY}/{decision.pk}/change/", {"version": 1, "outcome": "waitlist", "rank": 1})
    assert (answer.status_code, fresh(decision).outcome) == (422, "select")
    page = answer.content.decode()
    assert "Give the reason" in page
    assert answer.context["form"]["outcome"].value() == "waitlist"


def test_a_stale_change_says_so_and_saves_when_it_is_pressed_again():
    release = drafted()
    decision, client = decision_of(release, "select"), browser()
    decisions.change(decision_of(release, "decline"), "waitlist", reason="x", by=release.drafted_by, version=1)
    told = {"version": 1, "outcome": "decline", "reason": "Thin"}

    answer = client.post(f"{CITY}/{decision.pk}/change/", told)

    assert answer.status_code == 422
    assert "Somebody changed these decisions meanwhile" in answer.content.decode()
    again = answer.context["form"]["version"].value()
    assert client.post(f"{CITY}/{decision.pk}/change/", {**told, "version": again}).status_code == 302
    assert fresh(decision).outcome == "decline"


def test_stale_feedback_shows_both():
    decision = decision_of(drafted(), "select")
    decisions.write_feedback(decision, {"en": "Hers"}, by=UserFactory(role="officer"), version=1)
    answer = browser().post(f"{CITY}/{decision.pk}/feedback/", {"version": 1, "text_en": "His"})
    page = answer.content.decode()
    assert (answer.status_code, "Hers" in page, "His" in page) == (422, True, True)


def test_a_letter_with_a_placeholder_nobody_knows_is_kept_and_named():
    release = drafted()
    address = f"/staff/selection/{release.call.slug}/letters/decline/"
    answer = browser().post(address, {"version": 0, "subject_en": "Hello", "body_en": "Dear {{ towm }}"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "does not know {{ towm }}" in page
    assert "Dear {{ towm }}</textarea>" in page
    assert "<code>{{ confirm_by }}</code>" not in page
    assert browser().get(address.replace("decline", "nothing")).status_code == 404


def test_the_list_is_filtered():
    release = arranged(drafted())
    decision = decision_of(release, "select")
    decisions.write_feedback(decision, {"es": "Solo aquí"}, by=release.drafted_by, version=decision.feedback_version)
    client = browser()
    found = {
        query: [row["decision"].outcome for row in client.get(f"{ONE}/{release.pk}/?{query}").context["rows"]]
        for query in (
            "",
            "outcome=waitlist",
            "missing=on",
            f"q={decision.application.reference}",
            "q=nobody",
            "q=%00",
            "page=x",
        )
    }
    everything = ["select", "waitlist", "decline"]
    assert found == {
        "": everything,
        "outcome=waitlist": ["waitlist"],
        "missing=on": ["select"],
        f"q={decision.application.reference}": ["select"],
        "q=nobody": [],
        "q=%00": everything,
        "page=x": everything,
    }


# ---- approval and release, with the password once more


@pytest.mark.parametrize("page", ["approve", "release", "memo"])
def test_people_confirm_who_they_are(page):
    release = arranged(drafted()) if page == "approve" else approved()
    role = "approver" if page == "approve" else "officer"
    address = f"{ONE}/{release.pk}/{page}/"
    for method in ("get", "post"):
        assert getattr(browser(role), method)(address)["Location"].startswith("/account/reauthenticate/")
    assert browser(role, sure=True).get(address).status_code == 200
    assert Job.objects.count() == 0


def test_an_approval_of_what_changed_shows_it_anew():
    release = arranged(drafted())
    client = browser("approver", sure=True)
    seen = client.get(f"{ONE}/{release.pk}/approve/").context["form"]["seen"].value()
    version = release.version
    decisions.change(decision_of(release, "decline"), "waitlist", reason="x", by=release.drafted_by, version=version)

    answer = client.post(f"{ONE}/{release.pk}/approve/", {"seen": seen, "anyway": "on"})

    assert (answer.status_code, fresh(release).status) == (422, "provisional")
    assert answer.context["form"]["seen"].value() == seal(release) != seen
    assert client.post(f"{ONE}/{release.pk}/approve/", {"seen": seal(release)}).status_code == 302
    assert (fresh(release).status, Letter.objects.count()) == ("approved", 3)


def test_pressed_twice_it_is_one_release():
    release = approved()
    client = browser(sure=True)
    for _again in range(2):
        assert client.post(f"{ONE}/{release.pk}/release/")["Location"] == release.get_absolute_url()
    job = Job.objects.get()
    assert "Waiting" in client.get(release.get_absolute_url()).content.decode()
    jobs.run(job.pk)
    assert "0 of 3 mails sent" in client.get(release.get_absolute_url()).content.decode()
    assert client.post(f"{ONE}/{release.pk}/release/").status_code == 302
    assert Job.objects.count() == 1


def test_every_page_of_a_draft_records_who_looked():
    release = arranged(drafted())
    decision = decision_of(release, "select")
    officer = UserFactory(role="officer")
    client = browser(user=officer)
    for address in (f"{ONE}/{release.pk}/", f"{ONE}/{release.pk}/kit/", f"{ONE}/{release.pk}/kit/en/"):
        client.get(address)
    for page in ("", "change/", "feedback/", "letter/"):
        client.get(f"{CITY}/{decision.pk}/{page}")
    seen = Change.objects.about(release).filter(act="decisions seen", by=officer).order_by("pk")
    one = f"decision {decision.pk}"
    assert list(seen.values_list("target", flat=True)) == [
        "list", "announcement kit", "announcement kit en", one, one, one, f"letter {decision.pk}",
    ]  # fmt: skip


# ---- a colleague with a conflict


def test_a_conflict_hides_the_city_from_every_page_and_count():
    release = released("select", "select", "waitlist", "decline", seats=3)
    hidden = decision_of(release, "select")
    officer = UserFactory(role="officer")
    Conflict.objects.create(user=officer, city=hidden.application.city, reason="x", declared_by=officer)
    client = browser(user=officer)
    page = client.get(release.get_absolute_url())
    assert dict(page.context["counts"]) == {"Select": 1, "Waiting list": 1, "Decline": 1}
    assert page.context["delivery"]["letters"] == 3
    for address in (release.get_absolute_url(), f"{ONE}/{release.pk}/kit/", f"{ONE}/{release.pk}/kit/en/"):
        assert str(hidden.application.city) not in client.get(address).content.decode()
    assert client.get(f"{CITY}/{hidden.pk}/").status_code == 404
    told = {"decision": decision_of(release, "waitlist").pk, "confirm_by": "2099-01-01T12:00"}
    assert client.post(f"{ONE}/{release.pk}/waiting-list/", told).status_code == 422
    facts = memo.context_of(release, officer)
    assert (facts["count"], [one.pk for one in facts["seats"] if one.pk == hidden.pk]) == (3, [])


# ---- the memo


def test_the_memo_is_made_by_a_worker():
    release = released("select", "waitlist", "decline")
    rubric_with(release.call, "problem")
    officer = UserFactory(role="officer")
    client = browser(user=officer, sure=True)
    client.post(f"{ONE}/{release.pk}/memo/")
    job = Job.objects.get(kind="selection_memo")
    jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.status, job.done, job.result.content_type) == ("done", 3, "application/pdf")
    assert b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content).startswith(b"%PDF")


def test_the_memo_counts_as_the_composer_does():
    release = drafted("select", "select", "waitlist", coaching=1)
    City.objects.update(population=120_000, wwc_status="Gold")
    Constraint.objects.create(scenario=release.scenario, dimension="level", value="gold", bound="at_least", number=3)
    officer = UserFactory(role="officer")
    with translation.override("es"):
        printed = memo.context_of(release, officer)
        scenario = fresh(release.scenario)
        shown = composer.board_context(scenario, cards.board(scenario, officer), officer, cards.theme_names())
    told = ("seated", "over", "uncoached", "made_of", "wishes")
    assert [printed[key] for key in told] == [shown[key] for key in told]
    assert (printed["over"], printed["uncoached"], printed["wishes"][0]["missing"]) == (True, 1, 1)
    assert [row["label"] for part in printed["made_of"] for row in part["rows"]][2][:6] == "De 100"


# ---- the city's pages


def test_the_city_confirms_and_the_page_says_so_ever_after():
    release = released("select")
    application = decision_of(release, "select").application
    lead = CityMember.objects.get(city=application.city, role="lead").user
    client, address = browser(user=lead), f"/apply/{application.reference}/place/confirm/"
    assert "Confirm the place" in client.get(f"/apply/{application.reference}/status/").content.decode()
    assert client.post(address).status_code == 302
    assert client.post(address).status_code == 302
    assert "Your city has confirmed its place." in client.get(address).content.decode()
    assert fresh(application).status == "confirmed"
    answer = client.post(f"/apply/{application.reference}/place/decline/", {"sure": "on"})
    assert (answer.status_code, fresh(application).status) == (422, "confirmed")


def test_after_the_day_there_is_a_way_on():
    application = decision_of(released("select"), "select").application
    Application.objects.update(confirm_by=clock.ago(hours=1))
    lead = CityMember.objects.get(city=application.city, role="lead").user
    client = browser(user=lead)
    answer = client.post(f"/apply/{application.reference}/place/confirm/")
    assert (answer.status_code, fresh(application).status) == (422, "selected")
    assert "Contact our team" in answer.content.decode()
    assert "day to confirm has passed" in client.get(f"/apply/{application.reference}/status/").content.decode()


def test_giving_up_asks_first():
    application = decision_of(released("select"), "select").application
    lead = CityMember.objects.get(city=application.city, role="lead").user
    client, address = browser(user=lead), f"/apply/{application.reference}/place/decline/"
    assert client.post(address, {"why": "No budget"}).status_code == 422
    assert fresh(application).status == "selected"
    assert client.post(address, {"sure": "on", "why": "No budget"}).status_code == 302
    assert fresh(application).status == "place_declined"


def test_the_declined_read_the_feedback_and_when_the_next_call_opens():
    release = released("decline")
    application = decision_of(release, "decline").application
    page = browser(user=member(application.city, "member")).get(f"/apply/{application.reference}/status/")
    text = page.content.decode()
    assert "<strong>clear</strong>" in text
    assert "It opens on" in text
    assert "What we wrote to you" in text


# ---- home


def test_staff_are_told_what_waits_for_them():
    release = arranged(drafted("select", "waitlist"))
    approver = UserFactory(role="approver")
    page = browser(user=approver).get("/home/").content.decode()
    assert "Decisions wait for your approval" in page
    assert "Decisions wait for your approval" not in browser(user=release.drafted_by).get("/home/").content.decode()


def test_a_place_that_is_free_is_told():
    release = released("select", "waitlist")
    officer = UserFactory(role="officer")
    client = browser(user=officer)
    assert "1 place is not confirmed yet" in client.get("/home/").content.decode()
    Application.objects.filter(decision__outcome="select").update(status="place_declined")
    assert decisions_places.free_seats(release) == 1
    assert "A place is free and a city waits" in client.get("/home/").content.decode()


# ---- queries


def queries(count, address):
    outcomes = [*["select"] * count, *["waitlist"] * count, *["decline"] * count]
    release = released(*outcomes, seats=count) if "waiting" in address else arranged(drafted(*outcomes))
    client = browser("approver", sure=True)
    path = address.format(one=release.pk, city=decision_of(release, "select").pk, slug=release.call.slug)
    client.get(path)
    with CaptureQueriesContext(connection) as made:
        assert client.get(path).status_code == 200
    return len(made)


QUERIES = {
    ONE + "/{one}/": 12,
    ONE + "/{one}/waiting-list/": 7,
    ONE + "/{one}/kit/": 5,
    ONE + "/{one}/approve/": 17,
    CITY + "/{city}/": 7,
    CITY + "/{city}/letter/": 9,
    "/staff/selection/{slug}/decisions/": 7,
}


@pytest.mark.parametrize("count", [1, 3])
def test_how_many_queries_each_page_makes(count):
    assert {address: queries(count, address) for address in QUERIES} == QUERIES
