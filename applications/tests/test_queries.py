"""How many queries each page makes: the same for one row and for three, and a literal number."""

import pytest
from django.urls import reverse

from applications import services
from applications.models import Clarification
from applications.tests.factories import (
    ApplicationFactory,
    CallFactory,
    CheckFactory,
    InterestFormFactory,
    a_place,
    call_with_form,
    fill,
    member,
    question_of,
    theme,
)
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import audit, clock

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"applications:{name}", args=args)


def forms(count):
    call = CallFactory()
    made = [InterestFormFactory(call=call, language="es") for _number in range(count)]
    for form in made:
        Clarification.objects.create(form=form, question="Who?", asked_by=UserFactory())
    return made


def applications(count):
    call = CallFactory()
    for form in InterestFormFactory.create_batch(count, call=call, status="invited"):
        ApplicationFactory(call=call, form=form, city=form.city, status="submitted")


def a_form(count):
    """One interest form, with as many of everything that hangs on it."""
    form = InterestFormFactory()
    form.themes.set(theme(f"theme-{number}") for number in range(count))
    for _number in range(count):
        asker = UserFactory()
        Clarification.objects.create(
            form=form, question="Who?", asked_by=asker, answer="We", answered_by=form.sender, answered_at=clock.now()
        )
        audit.record(form, "question asked", by=asker)
    return form


def an_application(count, *, sent=False):
    """One application with as many people, answers by as many colleagues, and records."""
    form = a_form(count)
    application = ApplicationFactory(call=call_with_form(), form=form, city=form.city)
    lead = member(application.city)
    for _number in range(count):
        colleague = member(application.city, "member")
        audit.record(application, "question asked", by=colleague)
    fill(application, editor=lead)
    if count > 1:
        application.answers.filter(question__key__in=["department", "population"]).update(editor=colleague)
    if sent:
        services.submit(application, by=lead, arrived=clock.now())
    application.refresh_from_db()
    return application, lead


def an_officer():
    return UserFactory(role="officer")


def of_staff(name, make):
    def visit(count):
        make(count)
        return an_officer(), url(name)

    return visit


def of_city(name, *args, sent=False):
    def visit(count):
        application, lead = an_application(count, sent=sent)
        return lead, url(name, application.reference, *args)

    return visit


def staff_form(count):
    return an_officer(), url("staff-form", a_form(count).pk)


def staff_application(*, sent):
    def visit(count):
        return an_officer(), url("staff-application", an_application(count, sent=sent)[0].reference)

    return visit


def staff_enquiries(count):
    for _number in range(count):
        application = ApplicationFactory()
        services.enquire(application, "May we?", by=member(application.city))
    return an_officer(), url("staff-enquiries")


def of_check(name):
    def visit(count):
        for number in range(count):
            theme(f"theme-{number}")
        return None, url(name, CheckFactory().key)

    return visit


def of_nobody(name):
    def visit(count):
        CallFactory.create_batch(count)
        return None, url(name)

    return visit


def which(count):
    CallFactory()
    for number in range(count):
        a_place(number)
    return None, f"{url('eligibility-which')}?name=Springfield"


def apply_of_nobody(count):
    call_with_form()
    return None, url("apply")


def apply_of_a_lead(count):
    lead = UserFactory()
    call = call_with_form()
    for _number in range(count):
        form = InterestFormFactory(sender=lead, call=call)
        services.invite(form, by=UserFactory())
    return lead, url("apply")


def interest_detail(count):
    form = a_form(count)
    return form.sender, url("interest-detail", form.pk)


def home(count):
    lead = apply_of_a_lead(count)[0]
    for _number in range(count):
        InterestFormFactory(sender=lead)
    return lead, reverse("dashboards:home")


def earlier_page(count):
    """As many answers of last year as the form has, in as many earlier calls."""
    application, lead = an_application(1)
    application.answers.all().delete()
    for number in range(count):
        past = call_with_form(programme_start=application.call.programme_start.replace(year=2026 - number))
        fill(ApplicationFactory(call=past, city=application.city))
    return lead, url("application-earlier", application.reference)


PAGES = {
    "staff-board": (of_staff("staff-board", forms), 14),
    "staff-forms": (of_staff("staff-forms", forms), 9),
    "staff-applications": (of_staff("staff-applications", applications), 9),
    "staff-form": (staff_form, 14),
    "staff-application, sent": (staff_application(sent=True), 15),
    "staff-application, draft": (staff_application(sent=False), 15),
    "application-home": (of_city("application-home"), 9),
    "application-section": (of_city("application-section", "basics"), 8),
    "application-section, practices and team": (of_city("application-section", "people"), 9),
    "application-check": (of_city("application-check"), 6),
    "application-status": (of_city("application-status", sent=True), 11),
    "application-home, sent": (of_city("application-home", sent=True), 11),
    "application-versions": (of_city("application-versions", sent=True), 4),
    "application-earlier": (earlier_page, 8),
    "team": (of_city("team"), 6),
    "changes": (of_city("changes"), 5),
    "enquiries": (of_city("enquiries"), 5),
    "staff-enquiries": (staff_enquiries, 4),
    "apply, nobody": (apply_of_nobody, 3),
    "apply, lead": (apply_of_a_lead, 7),
    "home, lead": (home, 8),
    "eligibility": (of_nobody("eligibility"), 1),
    "eligibility-which": (which, 2),
    "eligibility-unlisted": (of_nobody("eligibility-unlisted"), 1),
    "eligibility-term": (of_check("eligibility-term"), 1),
    "eligibility-readiness": (of_check("eligibility-readiness"), 1),
    "eligibility-result": (of_check("eligibility-result"), 1),
    "interest-write": (of_check("interest-write"), 2),
    "interest-detail": (interest_detail, 7),
}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_makes_as_many_queries_for_one_row_as_for_three(client, django_assert_num_queries, name, count):
    visit, queries = PAGES[name]
    user, address = visit(count)
    if user:
        client.force_login(user)
    assert client.get(address).status_code == 200  # what is kept between requests is there now

    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_the_writing_of_one_answer(client, django_assert_num_queries, count):
    application, lead = an_application(count)
    question = question_of(application.call, "department")
    client.force_login(lead)

    def save(version):
        sent = {"department": f"Text {version}", "version": version, "language": "es"}
        return client.post(url("application-answer", application.reference, question.pk), sent)

    assert save(1).status_code == 200
    with django_assert_num_queries(8):
        save(2)


@pytest.mark.parametrize("count", [1, 3])
def test_sending(client, django_assert_num_queries, count):
    application, lead = an_application(count)
    client.force_login(lead)
    client.get(url("application-check", application.reference))

    with django_assert_num_queries(23):
        assert client.post(url("application-submit", application.reference)).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_saving_a_page(client, django_assert_num_queries, count):
    """Of a page only what was touched is written."""
    application, lead = an_application(count)
    client.force_login(lead)
    address = url("application-section", application.reference, "basics")
    rows = client.get(address).context["sheet"].rows
    sent = {f"{row.question.key}-was": row.was for row in rows} | {
        f"{row.question.key}-version": row.version for row in rows
    }
    sent |= {row.question.key: row.value for row in rows} | {"department": "Another"}

    # What a colleague wrote is kept as an earlier version before it is overwritten.
    with django_assert_num_queries(13 if count == 1 else 14):
        client.post(address, sent)
