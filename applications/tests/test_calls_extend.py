"""A later deadline for one city, and the list of those who wait for the next call."""

from datetime import timedelta

import pytest
from django.urls import reverse

from applications import call_states, services
from applications.models import CallInterest, EligibilityCheck, Extension
from applications.services import NotAllowed, calls_extend, calls_next
from applications.tasks import forget_checks
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CheckFactory,
    a_place,
    complete_draft,
    member,
)
from cda_portal.accounts.models import Conflict
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, links
from cda_portal.core.models import Change, SecretLink
from cda_portal.notifications.models import Message

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer():
    return UserFactory(role="officer")


def give(call, city, by, **fields):
    return calls_extend.give(call, city, **{"closes": clock.ahead(days=200), "reason": "Flood", **fields}, by=by)


STATES = {
    "draft": {"published_at": None},
    "open": {},
    "closed": {
        "interest_opens": clock.ago(days=90),
        "interest_closes": clock.ago(days=60),
        "application_opens": clock.ago(days=80),
        "application_closes": clock.ago(days=30),
    },
    "archived": {"archived_at": clock.now()},
}


@pytest.mark.parametrize(
    ("state", "possible"), [("draft", False), ("open", True), ("closed", True), ("archived", False)]
)
def test_an_extension_is_given_while_the_call_is_open_or_after_it(officer, state, possible):
    call = CallFactory(**STATES[state])
    application = ApplicationFactory(call=call)

    if possible:
        give(call, application.city, officer)
    else:
        with pytest.raises(NotAllowed):
            give(call, application.city, officer)

    assert Extension.objects.exists() is possible


def test_the_city_is_told_and_the_act_is_recorded_once(officer):
    application = ApplicationFactory()
    lead, deputy = member(application.city), member(application.city, "deputy")
    member(application.city, "member")
    until = clock.ahead(days=200)

    first = give(application.call, application.city, officer, closes=until)
    second = give(application.call, application.city, officer, closes=until)

    assert first == second
    assert sorted(Message.objects.values_list("kind", "email")) == sorted(
        ("extension_given", user.email) for user in (lead, deputy)
    )
    assert list(Change.objects.about(application).values_list("act", "why")) == [("deadline extended", "Flood")]
    assert list(Change.objects.about(application.call).values_list("act", flat=True)) == ["deadline extended"]


@pytest.mark.parametrize("days", [-200, 10])
def test_a_date_that_helps_nobody_is_refused(officer, days):
    application = ApplicationFactory()

    with pytest.raises(NotAllowed):
        give(application.call, application.city, officer, closes=clock.ahead(days=days))


def test_after_the_deadline_a_city_with_an_extension_still_sends(officer):
    application, lead = complete_draft()
    call = application.call
    call.application_closes = clock.ago(days=1)
    call.save()
    with pytest.raises(NotAllowed):
        services.submit(application, by=lead, arrived=clock.now())

    extension = give(call, application.city, officer, closes=clock.ahead(days=2))

    assert services.submit(application, by=lead, arrived=clock.now()).late is False
    was = call_states.digest(extension, calls_extend.NAMES)
    calls_extend.change(extension, closes=clock.ahead(days=3), reason="More floods", was=was, by=officer)
    calls_extend.end(extension, by=officer, why="Given by mistake")
    assert not Extension.objects.exists()
    application.refresh_from_db()
    assert (application.status, application.late) == ("submitted", False)


def test_the_page_gives_changes_and_ends(client, officer):
    client.force_login(officer)
    application = ApplicationFactory()
    call = application.call
    here = reverse("applications:staff-call-extensions", args=[call.slug])
    until = (call.application_closes + timedelta(days=5)).strftime("%Y-%m-%dT%H:%M")

    assert client.post(here, {"city": application.city_id, "closes": until, "reason": ""}).status_code == 422
    assert client.post(here, {"city": application.city_id, "closes": until, "reason": "Flood"}).status_code == 302
    extension = Extension.objects.get()
    one = reverse("applications:staff-call-extension", args=[call.slug, extension.pk])
    was = client.get(one).context["form"].initial["was"]
    assert client.post(one, {"closes": until, "reason": "Storm", "was": was}).status_code == 302
    assert client.post(one, {"closes": until, "reason": "Snow", "was": was}).status_code == 409
    end = reverse("applications:staff-call-extension-end", args=[call.slug, extension.pk])
    assert client.post(end, {}).status_code == 422
    assert client.post(end, {"end-why": "A mistake"}).status_code == 302
    assert not Extension.objects.exists()


def test_a_city_that_an_officer_conflicts_with_is_not_there(client, officer):
    application = ApplicationFactory()
    extension = give(application.call, application.city, UserFactory(role="officer"))
    Conflict.objects.create(user=officer, city=application.city, reason="Worked there", declared_by=officer)
    client.force_login(officer)

    page = client.get(reverse("applications:staff-call-extensions", args=[application.call.slug]))

    assert list(page.context["rows"]) == []
    assert (
        client.get(reverse("applications:staff-call-extension", args=[application.call.slug, extension.pk])).status_code
        == 404
    )


def test_the_lead_reads_the_later_date_and_why(client, officer):
    application = ApplicationFactory()
    give(application.call, application.city, officer, reason="The river rose")
    client.force_login(member(application.city))

    page = client.get(application.get_absolute_url()).content.decode()

    assert "Your later deadline" in page
    assert "The river rose" in page


# ---- the next call

ASK = {"email": "ana@city.example", "language": "es", "city_name": "Pereira"}


def link_to(email, purpose):
    return SecretLink.objects.filter(recipient=email, purpose=purpose).latest("pk").token


def test_asking_is_confirmed_by_a_button_behind_a_mailed_link_and_stopped_by_another(client, officer):
    here = reverse("applications:next-call")
    first = client.post(here, ASK)
    again = client.post(here, ASK)
    row = CallInterest.objects.get()
    assert (first["Location"], again["Location"]) == (f"{here}?done=1",) * 2
    assert Message.objects.filter(kind="next_call_confirm").count() == 1

    page = reverse("applications:next-call-confirm", args=[link_to("ana@city.example", calls_next.CONFIRM)])
    client.get(page)
    row.refresh_from_db()
    assert row.confirmed_at is None  # opening uses nothing
    client.post(page)
    assert client.post(page).status_code == 200
    row.refresh_from_db()
    assert row.confirmed_at is not None

    call = CallFactory()
    assert (calls_next.tell(call, by=officer), calls_next.tell(call, by=officer)) == (1, 0)
    told = Message.objects.get(kind="next_call")
    assert (told.email, told.language) == ("ana@city.example", "es")
    stop = reverse("applications:next-call-stop", args=[link_to("ana@city.example", calls_next.STOP)])
    client.get(stop)
    assert CallInterest.objects.get().stopped_at is None
    client.post(stop)
    assert CallInterest.objects.get().stopped_at is not None
    assert calls_next.tell(CallFactory(), by=officer) == 0


def test_a_known_address_is_answered_like_a_new_one(client):
    CallInterest.objects.create(email="ana@city.example", language="es", confirmed_at=clock.now())
    here = reverse("applications:next-call")

    known, new = (client.post(here, {**ASK, "email": email}) for email in ("Ana@city.example", "luis@city.example"))

    assert (known.status_code, known["Location"]) == (new.status_code, new["Location"])
    assert list(Message.objects.values_list("email", flat=True)) == ["luis@city.example"]


AGO = [  # days since the address was given, confirmed and stopped, and whether it is kept
    ((13, None, None), True),
    ((14, None, None), False),
    ((400, 399, None), True),
    ((400, 399, 13), True),
    ((400, 399, 14), False),
    ((13, 399, 390), True),  # stopped, and asked for anew: a link to confirm it is under way
]


def test_addresses_that_nobody_confirmed_are_forgotten(settings):
    settings.NEXT_CALL_KEPT_DAYS = 14
    rows = []
    for number, (days, _kept) in enumerate(AGO):
        at, confirmed_at, stopped_at = (None if ago is None else clock.ago(days=ago) for ago in days)
        row = CallInterest.objects.create(
            email=f"{number}@city.example", language="es", at=at, confirmed_at=confirmed_at, stopped_at=stopped_at
        )
        links.make(calls_next.CONFIRM, row, recipient=row.email, expires_at=clock.ahead(days=1))
        rows.append(row)
    lead = complete_draft()[1]
    links.make("other", lead, recipient=lead.email, expires_at=clock.ahead(days=1))

    forget_checks()

    kept = [row.email for row, (_days, kept) in zip(rows, AGO, strict=True) if kept]
    assert list(CallInterest.objects.order_by("pk").values_list("email", flat=True)) == kept
    assert list(SecretLink.objects.order_by("pk").values_list("recipient", flat=True)) == [*kept, lead.email]


def test_asked_for_again_it_waits_as_long_again(client):
    CallInterest.objects.create(email=ASK["email"], language="es", at=clock.ago(days=13))

    client.post(reverse("applications:next-call"), ASK)

    assert CallInterest.objects.get().at > clock.ago(minutes=1)


def test_asking_too_often_is_refused(client):
    here = reverse("applications:next-call")

    answers = [client.post(here, {}).status_code for _number in range(11)]

    assert answers == [422] * 10 + [429]


@pytest.mark.parametrize("token", ["x", "1-x", ""])
def test_a_made_up_link_leads_nowhere(client, token):
    row = CallInterest.objects.create(email="ana@city.example", language="es")
    wrong = links.make(calls_next.STOP, row, recipient=row.email, expires_at=clock.ahead(days=1)).token
    page = reverse("applications:next-call-confirm", args=[token or wrong])

    assert client.get(page).status_code == 404


# ---- nothing is open


def archived():
    return CallFactory(**{**STATES["closed"], **STATES["archived"]})


def test_without_an_open_call_the_check_works_and_offers_the_next_one(client):
    archived()
    place = a_place(name="Pereira")

    answer = client.post("/eligibility/", {"city": place.name, "place": place.pk})
    check = EligibilityCheck.objects.get()
    assert answer["Location"] == reverse("applications:eligibility-term", args=[check.key])
    done = CheckFactory(call=check.call, name="San José")
    page = client.get(reverse("applications:eligibility-result", args=[done.key])).content.decode()

    assert f"{reverse('applications:next-call')}?city=San%20Jos%C3%A9" in page
    assert "Start the interest form" not in page


@pytest.mark.parametrize("path", ["/", "/call/", "/apply/", "/eligibility/"])
@pytest.mark.parametrize("state", ["none", "archived", "closed", "soon", "between", "open"])
def test_every_page_has_a_way_on_in_every_state(client, path, state):
    soon = {
        f"{window}_{end}": clock.ahead(days=5 if end == "opens" else 50)
        for window in ("interest", "application")
        for end in ("opens", "closes")
    }
    made = {
        "archived": archived,
        "closed": lambda: CallFactory(**STATES["closed"]),
        "soon": lambda: CallFactory(**soon),
        "between": lambda: CallFactory(interest_closes=clock.ago(days=1), application_opens=clock.ahead(days=2)),
        "open": CallFactory,
    }
    if state != "none":
        made[state]()

    page = client.get(path)

    text = page.content.decode()
    assert page.status_code == 200
    assert ("/next-call/" in text) is (state in WAY_ON[path])


# Where the next call is offered: literal, by page and state.
WAY_ON = {
    "/": {"none", "archived", "closed"},
    "/call/": {"none", "archived", "closed", "between"},
    "/apply/": {"none", "archived", "closed", "between"},
    "/eligibility/": {"none"},
}
