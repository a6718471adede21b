"""The lead asks, and the mayor answers on a phone in Spanish, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from applications.content import demo_answers
from applications.models import Answer, Application, Call, Endorsement, Question
from applications.services import endorsement as endorsing
from applications.tests.factories import ApplicationFactory, member
from cda_portal.accounts.models import MayorTerm
from cda_portal.accounts.tests.factories import CityFactory
from cda_portal.core.models import SecretLink
from tests.journeys.conftest import WITH_SCRIPT_ON_THE_PHONE, fits

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def city(portal):
    """A draft written in Spanish, and who leads it."""
    city = CityFactory(name="Pereira", time_zone="America/Bogota")
    MayorTerm.objects.create(city=city, name="Demostración", title="Alcaldesa", start="2024-01-01", end="2027-12-31")
    application = ApplicationFactory(call=Call.objects.get(), city=city, language="es")
    story = demo_answers.story("es", 0)
    for question in Question.objects.filter(in_summary=True):
        Answer.objects.create(
            application=application, question=question, value=story.answers[question.key], language="es"
        )
    return application, member(city, full_name="Marcela Quintana")


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def prepare(page: Page, application: Application) -> None:
    page.goto(application.get_absolute_url())
    page.get_by_role("link", name="Mayor’s endorsement").click()
    assert fits(page)
    page.locator("#id_email").fill("alcaldesa@pereira.example")
    page.get_by_label("Español").check()
    press(page, "Send the request")
    expect(page.get_by_role("status").first).to_contain_text("on its way to alcaldesa@pereira.example")
    expect(page.locator(".lede")).to_contain_text("was asked on")
    assert fits(page)


def link_for(application: Application) -> str:
    request = application.endorsement_requests.latest("pk")
    link = SecretLink.objects.filter(purpose=endorsing.LINK, object_id=request.pk).latest("pk")
    return f"/endorse/{link.token}/"


@pytest.mark.parametrize(("width", "script"), WITH_SCRIPT_ON_THE_PHONE)
def test_the_mayor_endorses_on_a_phone(visitor, city, width, script):
    application, lead = city
    team = visitor(width=width, script=script, user=lead)
    prepare(team, application)
    phone = visitor(width=360, script=script, language="es-CO")

    phone.goto(link_for(application))
    expect(phone.locator("html")).to_have_attribute("lang", "es")
    expect(phone.locator(".statement")).to_contain_text("la respaldo")
    expect(phone.locator("details.more").first).to_be_visible()
    assert fits(phone)
    phone.locator("details.more summary").first.click()
    assert fits(phone)
    phone.locator("[name=name]").press("Enter")  # signs nothing
    assert Endorsement.objects.count() == 0
    with phone.expect_navigation():
        phone.locator("button[name=endorse]").click()

    expect(phone.locator("main")).to_contain_text("Alcaldesa")
    assert phone.locator("form[method=post] button[name=endorse]").count() == 0
    assert fits(phone)
    phone.reload()
    expect(phone.locator("main")).to_contain_text("UTC")
    assert list(Endorsement.objects.values_list("outcome", "language")) == [("endorsed", "es")]
    team.reload()
    expect(team.locator(".lede")).to_contain_text("Endorsed by Demostración (Alcaldesa)")


def test_a_question_goes_to_and_fro(visitor, city):
    application, lead = city
    team, phone = visitor(user=lead), visitor(width=360)
    prepare(team, application)
    phone.goto(f"{link_for(application)}?language=en")
    phone.locator("summary", has_text="Ask the team first").click()
    phone.locator("[name=question]").fill("Who leads it?")
    press(phone, "Send the question")
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your question is on its way to the team.")

    team.reload()
    team.locator("[name=reply]").fill("Ana does")
    press(team, "Answer and send a fresh link")

    phone.goto(f"{link_for(application)}?language=en")
    expect(phone.locator("main")).to_contain_text("Ana does")
    phone.locator("summary", has_text="Decline").click()
    press(phone, "I do not endorse it")
    expect(phone.get_by_role("heading", level=1)).to_contain_text("you do not endorse it")
    assert fits(phone)
