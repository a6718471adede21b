"""`manage.py demo`: the same data at each run, never among real people, and every rule of the database holds."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import F
from django.test import Client

from applications import progress
from applications.content import demo_answers
from applications.models import (
    Answer,
    Application,
    Call,
    Clarification,
    EligibilityCheck,
    Extension,
    InterestForm,
    Section,
)
from cda_portal.accounts.models import City, CityMember, Consent, Place, User
from cda_portal.core import clock
from cda_portal.core.models import Change, Mark
from cda_portal.notifications.models import Message, Notice
from selection.models import (
    Calibration,
    Decision,
    Panel,
    Release,
    Review,
    ReviewAssignment,
    ReviewRound,
    RoundReviewer,
    Scenario,
    Screening,
    Standing,
)

VISIT = datetime(2026, 11, 23, 19, 0, tzinfo=UTC)
ADDRESSES = {
    "officer": {"officer"},
    "approver": {"approver"},
    "observer": {"observer"},
    "reviewer": {"reviewer"},
    "coach": {"coach"},
    "expert": {"expert"},
    "lead": {"Bucaramanga lead"},
    "member": {"Bucaramanga member"},
    "mayor": {"Bucaramanga mayor"},
    "lead-sent": {"Recife lead"},
    "sender": set(),
    "new": set(),
}


def make(at: datetime = VISIT) -> None:
    with clock.standing_at(at):
        call_command("demo")


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Made once for this module, and gone after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        make()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(demonstration, db):
    return


def without_key(value: object) -> object:
    """A file's answer without the key that is drawn for it."""
    return {**value, "key": ""} if isinstance(value, dict) and "key" in value else value


def unnumbered(word: str) -> str:
    """Some records name a row by its number."""
    return "" if word.isdigit() else word


def told() -> list[object]:
    """The demonstration as a visitor could tell it: no numbers of rows, and nothing that is drawn for secrecy."""
    return [
        *City.objects.order_by("pk").values_list(
            "name", "country", "region", "population", "past_cohort", "created_at"
        ),
        *User.objects.order_by("pk").values_list(
            "email", "full_name", "language", "time_zone", "password", "date_joined"
        ),
        *InterestForm.objects.order_by("pk").values_list("city__name", "status", "received_at", "findings", "problem"),
        *Application.objects.order_by("pk").values_list(
            "reference", "city__name", "status", "created_at", "submitted_at"
        ),
        *(
            (key, without_key(value), *rest)
            for key, value, *rest in Answer.objects.order_by("pk").values_list(
                "question__key", "value", "version", "editor__email", "edited_at"
            )
        ),
        *Message.objects.order_by("pk").values_list(
            "kind", "email", "subject", "status", "created_at", "sent_at", "error"
        ),
        *(
            (act, unnumbered(source), unnumbered(target), who, at)
            for act, source, target, who, at in Change.objects.order_by("pk").values_list(
                "act", "source", "target", "by__email", "at"
            )
        ),
        *ReviewAssignment.objects.order_by("pk").values_list(
            "application__reference",
            "reviewer__email",
            "at",
            "review__total",
            "review__submitted_at",
            "review__for_panel",
        ),
        *Standing.objects.order_by("place").values_list("application__reference", "calibrated"),
        *Decision.objects.order_by("pk").values_list("application__reference", "outcome", "rank", "letters__sha256"),
        *EligibilityCheck.objects.order_by("pk").values_list("key", "population", "term_end"),
    ]


def test_a_second_run_changes_nothing(demo):
    before = told()

    make(VISIT + timedelta(days=1))

    assert told() == before


def test_the_database_is_marked_and_every_page_says_so(demo, client):
    assert Mark.objects.filter(name="demonstration").count() == 1
    cache.clear()  # what was looked up before the mark
    assert "Demonstration data" in client.get("/call/").content.decode()


def test_every_rule_of_the_database_holds(demo):
    said = StringIO()

    call_command("invariants", stdout=said)

    counts = [line.split()[0] for line in said.getvalue().splitlines()]
    assert len(counts) >= 15
    assert set(counts) == {"0"}


def test_a_broken_rule_is_named_and_counted(demo):
    Application.objects.filter(status="submitted").update(status="draft")
    said = StringIO()

    with pytest.raises(CommandError, match="Broken: 1 of") as error:
        call_command("invariants", stdout=said)

    assert error.value.returncode == 1
    assert "      3  a draft has no submission" in said.getvalue()


def test_forms_and_applications_are_in_every_state(demo):
    assert Counter(InterestForm.objects.values_list("status", flat=True)) == {
        "invited": 40,
        "received": 17,
        "declined": 3,
    }
    applications = Application.objects.filter(call=Call.objects.current())  # there is a draft of last year as well
    assert Counter(applications.values_list("status", flat=True)) == {
        "draft": 20,
        "submitted": 3,
        "in_review": 8,
        "selected": 2,
        "waitlisted": 2,
        "withdrawn": 2,
        "declined": 1,
        "confirmed": 1,
        "place_declined": 1,
    }
    assert InterestForm.objects.exclude(office_objected_at=None).count() == 2
    assert Clarification.objects.exclude(form=None).open().count() == 3
    assert Clarification.objects.exclude(form=None).exclude(answered_at=None).count() == 2
    assert Clarification.objects.exclude(application=None).filter(answered_at=None).count() == 1
    assert Extension.objects.count() == 1


def test_what_was_sent_is_screened_and_read_by_three(demo):
    rounds = dict(ReviewRound.objects.values_list("kind", "closes"))
    assert (set(rounds), rounds["screening"] < VISIT < rounds["scoring"]) == ({"screening", "scoring"}, True)
    assert Counter(Screening.objects.values_list("outcome", flat=True)) == {"pass": 17, "unsure": 1}
    assert RoundReviewer.objects.exclude(accepted_at=None).count() == 24
    assert Consent.objects.filter(purpose="review_confidentiality", given=True).values("user").distinct().count() == 24
    readers = Counter(ReviewAssignment.objects.standing().values_list("application", flat=True))
    assert (len(readers), set(readers.values())) == (17, {3})
    own = ReviewAssignment.objects.filter(reviewer__email="reviewer@demo.example")
    assert own.count() == 8
    assert (own.filter(review__submitted_at__isnull=False).count(), own.exclude(opened_at=None).count()) == (3, 4)
    assert Review.objects.submitted().count() == 17 * 3 - 5
    assert not ReviewAssignment.objects.filter(application__city__conflicts__user=F("reviewer")).exists()


def test_it_is_read_after_it_was_sent_and_before_now(demo):
    sent = Review.objects.submitted().filter(submitted_at__lte=VISIT, submitted_at__gt=F("assignment__opened_at"))
    later = sent.filter(assignment__opened_at__gte=F("assignment__at"))
    assert later.filter(assignment__at__gt=F("assignment__application__submitted_at")).count() == 46
    assert not Screening.objects.exclude(at__gt=F("application__submitted_at"), at__lt=VISIT).exists()


def test_the_ranking_the_panel_and_the_cohorts(demo):
    assert (Calibration.objects.get().reviews, Calibration.objects.get().corrected) == (46, True)
    assert Standing.objects.count() == 17
    assert Panel.objects.get().items.count() == 12
    assert Panel.objects.get().items.exclude(note="").exists()
    cohorts = {one.name: one for one in Scenario.objects.all()}
    assert set(cohorts) == {"Early decisions", "Balanced", "More small cities"}
    assert cohorts["More small cities"].copied_from == cohorts["Balanced"]
    assert cohorts["Balanced"].moves.filter(by_hand=True).exclude(why="").count() >= 2
    assert cohorts["Balanced"].constraints.count() == 4


def test_a_few_are_decided_and_the_rest_is_drafted(demo):
    first, second = Release.objects.order_by("number")
    assert (first.status, second.status) == ("released", "provisional")
    assert (first.drafted_by.email, first.approved_by.email) == ("officer@demo.example", "approver@demo.example")
    told = Counter(first.decisions.values_list("outcome", "application__status"))
    assert told == {
        ("select", "selected"): 2,
        ("select", "confirmed"): 1,
        ("select", "place_declined"): 1,
        ("waitlist", "waitlisted"): 2,
        ("decline", "declined"): 1,
    }
    assert set(second.decisions.values_list("application__status", flat=True)) == {"in_review"}
    letters = Message.objects.filter(kind="decision_letter")
    assert (letters.filter(status="sent").count(), letters.exclude(status="sent").count()) == (7, 0)


def test_mails_are_in_every_state_that_lasts(demo):
    counts = Counter(Message.objects.values_list("status", flat=True))

    assert counts.pop("sent") > 140
    assert counts == {"queued": 1, "failed": 1, "in_doubt": 1, "held": 1, "dropped": 1}
    assert Notice.objects.unread().count() > 0


def test_nothing_happens_later_than_now_or_before_the_call(demo):
    call = Call.objects.current()
    assert call.interest_opens <= VISIT <= call.interest_closes
    assert call.application_opens <= VISIT <= call.application_closes
    for rows, field in (
        (InterestForm, "received_at"),
        (Application.objects.filter(call=call), "created_at"),
        (Change.objects.exclude(act__in=["added", "role_granted", "call copied", "call archived"]), "at"),
    ):
        instants = getattr(rows, "objects", rows).values_list(field, flat=True)
        assert call.interest_opens <= min(instants) <= max(instants) <= VISIT
    assert (
        min(Application.objects.exclude(submitted_at=None).values_list("submitted_at", flat=True))
        >= call.application_opens
    )
    assert max(Answer.objects.values_list("edited_at", flat=True)) <= VISIT


def test_answers_could_be_sent_as_they_stand(demo):
    questions = {
        question.pk: question
        for section in Section.objects.for_form(Call.objects.current().pk)
        for question in section.live_questions
    }
    problems = [
        (answer.application.city.name, answer.question.key, why)
        for answer in Answer.objects.select_related("application__city", "question").filter(question__in=questions)
        if (why := progress.problem(questions[answer.question_id], answer.value, {}, required=False))
    ]

    assert problems == []
    assert Answer.objects.count() > 800


def test_drafts_stand_at_many_points(demo):
    counts = {application.answers.count() for application in Application.objects.filter(status="draft")}

    assert len(counts) >= 7
    assert max(counts) == 29


def test_the_cities_are_real_and_large_enough(demo):
    cities = City.objects.filter(forms__isnull=False)

    assert len(cities) == 60
    assert len({city.country for city in cities}) >= 15
    assert [city.name for city in cities if city.place is None] == ["Vicente López"]
    assert all(city.place.population >= 60_000 for city in cities if city.place)
    assert City.objects.past_participants().count() == 69
    assert cities.filter(past_cohort=None).count() == 39
    applications = Application.objects.filter(call=Call.objects.current())
    assert Counter(applications.values_list("language", flat=True)) == {"es": 15, "en": 12, "pt-br": 8, "fr": 5}


def test_the_urban_area_of_santiago_is_not_its_commune(demo):
    santiago = City.objects.get(name="Santiago", country="CL")

    assert Place.objects.get(pk=santiago.place_id).population > 4_000_000
    assert (santiago.population, santiago.population_source) == (None, "")


def test_no_mayor_is_named(demo):
    names = set(demo_answers.MAYOR.values())

    assert set(InterestForm.objects.values_list("mayor_name", flat=True)) == names
    assert set(Answer.objects.filter(question__semantic="mayor_name").values_list("value", flat=True)) <= names


def test_there_is_a_sign_in_for_each_role(demo):
    said = StringIO()
    call_command("demo", "--sign-ins", stdout=said)
    listed = [line.split()[-2:] for line in said.getvalue().splitlines()[1:]]

    assert [(f"{account}@demo.example", "demonstration-2027") for account in ADDRESSES] == [
        tuple(row) for row in listed
    ]
    for account, held in ADDRESSES.items():
        user = User.objects.get(email=f"{account}@demo.example")
        cities = CityMember.objects.active().filter(user=user).select_related("city")
        assert user.roles | {f"{one.city} {one.role}" for one in cities} == held
        assert user.emailaddress_set.get().verified
        assert Consent.objects.get(user=user, purpose="taking_part").given


def test_one_of_them_can_sign_in(demo):
    client = Client()
    client.post("/account/login/", {"login": "lead@demo.example", "password": "demonstration-2027"})

    page = client.get("/home/").content.decode()

    assert "Bucaramanga" in page


def test_nobody_else_has_a_password(demo):
    others = User.objects.exclude(email__in=[f"{account}@demo.example" for account in ADDRESSES])

    assert others.count() > 60
    assert all(not user.has_usable_password() for user in others)
    assert all(user.email.endswith(".demo.example") for user in others)
