"""A submission is judged once, by the instant its request arrived."""

from datetime import UTC, datetime, timedelta

import pytest

from applications import deadlines, services
from applications.deadlines import Judgement
from applications.models import Extension
from applications.tests.factories import call_with_form, complete_draft

OPENS = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
CLOSES = datetime(2027, 4, 16, 21, 0, tzinfo=UTC)
GRACE = timedelta(minutes=30)
SECOND = timedelta(seconds=1)

TABLE = [
    (OPENS - SECOND, Judgement.EARLY),
    (OPENS, Judgement.ON_TIME),
    (CLOSES - SECOND, Judgement.ON_TIME),
    (CLOSES, Judgement.ON_TIME),
    (CLOSES + SECOND, Judgement.LATE),
    (CLOSES + GRACE, Judgement.LATE),
    (CLOSES + GRACE + SECOND, Judgement.REFUSED),
]


@pytest.mark.parametrize(("arrived", "judgement"), TABLE)
def test_judge(arrived, judgement):
    assert deadlines.judge(arrived, opens=OPENS, closes=CLOSES, grace=GRACE) is judgement


@pytest.mark.parametrize(
    ("grace", "arrived", "judgement"),
    [
        (timedelta(0), CLOSES, Judgement.ON_TIME),
        (timedelta(0), CLOSES + timedelta(microseconds=1), Judgement.REFUSED),
        (GRACE, CLOSES + GRACE + timedelta(microseconds=1), Judgement.REFUSED),
    ],
)
def test_the_ends_belong_to_the_window_to_the_microsecond(grace, arrived, judgement):
    assert deadlines.judge(arrived, opens=OPENS, closes=CLOSES, grace=grace) is judgement


# ---- through the service, with and without a deadline of the city's own

LATER = timedelta(days=3)
OWN = CLOSES + LATER
SUBMITTED = [  # arrival, the city's own deadline, what becomes of it: late or not, None when refused
    (OPENS - SECOND, None, None),
    (CLOSES - SECOND, None, False),
    (CLOSES, None, False),
    (CLOSES + GRACE, None, True),
    (CLOSES + GRACE + SECOND, None, None),
    (CLOSES + GRACE + SECOND, OWN, False),
    (OWN, OWN, False),
    (OWN + SECOND, OWN, True),
    (OWN + GRACE, OWN, True),
    (OWN + GRACE + SECOND, OWN, None),
    # An extension that ends before the call does takes nothing away.
    (CLOSES, CLOSES - LATER, False),
    (CLOSES + GRACE, CLOSES - LATER, True),
    # Nor does one open the call earlier.
    (OPENS - SECOND, OWN, None),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("arrived", "own", "late"), SUBMITTED)
def test_submit(arrived, own, late):
    call = call_with_form(application_opens=OPENS, application_closes=CLOSES, grace_minutes=30)
    application, lead = complete_draft(call=call)
    if own:
        Extension.objects.create(call=call, city=application.city, closes=own, reason="A storm", by=lead)

    if late is None:
        with pytest.raises(services.NotAllowed, match="Your draft is kept"):
            services.submit(application, by=lead, arrived=arrived)
    else:
        services.submit(application, by=lead, arrived=arrived)

    application.refresh_from_db()
    found = (application.status, application.submitted_at, application.late)
    assert found == (("draft", None, False) if late is None else ("submitted", arrived, late))
    assert list(application.submissions.values_list("arrived_at", "late")) == (
        [] if late is None else [(arrived, late)]
    )
    assert application.answers.count() == 12  # refused or not, nothing is lost


@pytest.mark.django_db
def test_another_citys_extension_is_not_ours():
    call = call_with_form(application_opens=OPENS, application_closes=CLOSES)
    application, lead = complete_draft(call=call)
    other, _lead = complete_draft(call=call)
    Extension.objects.create(call=call, city=other.city, closes=OWN, reason="A storm", by=lead)

    with pytest.raises(services.NotAllowed):
        services.submit(application, by=lead, arrived=OWN)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("arrived", "saved"),
    [(OPENS - SECOND, True), (CLOSES + GRACE, True), (CLOSES + GRACE + SECOND, False)],
)
def test_answers_are_saved_until_the_grace_is_over(arrived, saved):
    call = call_with_form(application_opens=OPENS, application_closes=CLOSES, grace_minutes=30)
    application, lead = complete_draft(call=call)
    answer = application.answers.select_related("question").get(question__key="department")

    def save():
        services.save_answer(application, answer.question, "New", version=1, by=lead, language="en", arrived=arrived)

    if saved:
        save()
    else:
        with pytest.raises(services.NotAllowed, match="can no longer be changed"):
            save()

    answer.refresh_from_db()
    assert answer.value == ("New" if saved else "Innovation office")
