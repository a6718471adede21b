"""Near misses, and findings set by hand: what counts, what it stands in place of, and how it is taken back."""

from datetime import date

import pytest

from applications import services
from applications.eligibility import Facts, Rules, near_misses
from applications.models import EligibilityOverride
from applications.services import judging
from applications.tests.factories import ApplicationFactory, CallFactory, CheckFactory, InterestFormFactory
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock
from cda_portal.core.models import Change

RULES = Rules(threshold=100_000, months=24, reference=date(2027, 3, 15))

POPULATIONS = [
    (None, ()),
    (0, ()),
    (79_999, ()),
    (80_000, ("population",)),
    (99_999, ("population",)),
    (100_000, ()),
    (5_000_000, ()),
]


@pytest.mark.parametrize(("residents", "near"), POPULATIONS)
def test_a_population_below_by_a_little(residents, near):
    assert near_misses(Facts(population=residents), RULES) == near


MANDATES = [
    (None, ()),
    (date(2028, 9, 14), ()),  # short by more than six months
    (date(2028, 9, 15), ("mandate",)),
    (date(2029, 3, 14), ("mandate",)),
    (date(2029, 3, 15), ()),
]


@pytest.mark.parametrize(("end", "near"), MANDATES)
def test_a_mandate_short_by_a_little(end, near):
    assert near_misses(Facts(terms=((date(2025, 1, 1), end),)), RULES) == near


def test_both_may_be_near():
    facts = Facts(population=90_000, terms=((None, date(2029, 1, 1)),))
    assert near_misses(facts, RULES) == ("population", "mandate")


# ---- on arrival, and judged anew


@pytest.mark.django_db
def test_a_form_that_arrives_says_what_it_misses_by_a_little():
    check = CheckFactory(
        interest={"population": 95_000, "population_year": 2024, "office_aware": True}, interest_at=clock.now()
    )
    form = services.receive(check, by=UserFactory())
    assert (form.near_misses, form.findings["population"]) == (["population"], "below")


def near_form(**fields):
    told = {"population": 95_000, "terms": [["2024-01-01", "2030-12-31"]], "near_misses": ["population"], **fields}
    return InterestFormFactory(
        findings={"population": "below", "mandate": "meets", "commitment": "meets", "data": "unknown", "team": "below"},
        **told,
    )


@pytest.mark.django_db
def test_a_corrected_form_is_judged_anew():
    form = near_form()
    application = ApplicationFactory(form=form, city=form.city, call=form.call, findings=form.findings)
    form.population = 240_000
    form.save()

    judging.judge(form)

    for one in (form, application):
        one.refresh_from_db()
        assert one.findings["population"] == "meets"
    assert form.near_misses == []


@pytest.mark.django_db
def test_what_was_set_by_hand_stays_when_it_is_judged_anew():
    form, officer = near_form(), UserFactory(role="officer")
    override = judging.set_by_hand(form, "population", "unknown", reason="The census is being redone", by=officer)
    form.population = 240_000
    form.save()

    form = judging.judge(form)

    override.refresh_from_db()
    assert (form.findings["population"], override.was) == ("unknown", "meets")
    judging.take_back(override, by=officer)
    form.refresh_from_db()
    assert form.findings["population"] == "meets"


# ---- by hand


@pytest.fixture
def officer(db):
    return UserFactory(role="officer")


def test_a_finding_set_by_hand_counts_and_keeps_what_was_judged(officer):
    form = near_form()
    override = judging.set_by_hand(form, "population", "meets", reason="The district counts", by=officer)
    form.refresh_from_db()
    assert (form.findings["population"], form.near_misses) == ("meets", [])
    assert (override.was, override.outcome, override.by) == ("below", "meets", officer)
    [change] = Change.objects.about(form)
    assert (change.act, change.target, change.why) == (
        "finding set by hand",
        "population meets",
        "The district counts",
    )


def test_taken_back_what_was_judged_counts(officer):
    form = near_form()
    override = judging.set_by_hand(form, "population", "meets", reason="x", by=officer)
    judging.take_back(override, by=officer)
    form.refresh_from_db()
    assert (form.findings["population"], form.near_misses) == ("below", ["population"])
    with pytest.raises(services.NotAllowed):
        judging.take_back(override, by=officer)


def test_set_twice_it_is_one(officer):
    form = near_form()
    first = judging.set_by_hand(form, "team", "meets", reason="x", by=officer)
    assert judging.set_by_hand(form, "team", "meets", reason="x", by=officer) == first
    assert (EligibilityOverride.objects.count(), Change.objects.about(form).count()) == (1, 1)


def test_set_anew_it_still_stands_in_place_of_what_was_judged(officer):
    form = near_form()
    judging.set_by_hand(form, "team", "meets", reason="x", by=officer)
    second = judging.set_by_hand(form, "team", "unknown", reason="y", by=officer)
    assert second.was == "below"
    assert form.overrides.filter(removed_at=None).get() == second


def test_a_forms_finding_is_its_applications_unless_that_has_its_own(officer):
    form = near_form()
    application = ApplicationFactory(form=form, city=form.city, call=form.call, findings=form.findings)
    judging.set_by_hand(application, "team", "unknown", reason="own", by=officer)
    judging.set_by_hand(form, "team", "meets", reason="x", by=officer)
    judging.set_by_hand(form, "data", "meets", reason="x", by=officer)
    application.refresh_from_db()
    assert (application.findings["team"], application.findings["data"]) == ("unknown", "meets")


@pytest.mark.parametrize(
    ("role", "may"), [("officer", True), ("approver", True), ("observer", False), ("coach", False)]
)
def test_who_sets_findings(db, role, may):
    form, somebody = near_form(), UserFactory(role=role)
    if may:
        judging.set_by_hand(form, "team", "meets", reason="x", by=somebody)
    else:
        with pytest.raises(services.NotAllowed):
            judging.set_by_hand(form, "team", "meets", reason="x", by=somebody)
    assert EligibilityOverride.objects.exists() is may


def test_the_pages(client, officer):
    form = near_form(call=CallFactory())
    client.force_login(officer)
    address = f"/staff/findings/form/{form.pk}/team/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"outcome": "meets"}).status_code == 422
    assert client.get(f"/staff/findings/form/{form.pk}/height/").status_code == 404
    assert client.get(f"/staff/findings/city/{form.pk}/team/").status_code == 404

    client.post(address, {"outcome": "meets", "reason": "They have one now"})

    body = client.get(f"/staff/forms/{form.pk}/").content.decode()
    assert "They have one now" in body
    assert "Back to what was judged" in body
    client.post(f"/staff/findings/{form.overrides.get().pk}/undo/")
    assert "They have one now" not in client.get(f"/staff/forms/{form.pk}/").content.decode().partition("History")[0]
