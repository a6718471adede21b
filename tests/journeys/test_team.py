"""A team at work in a browser: invited by mail, accepted, two people who write, a line that breaks, a hand-over."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from applications.models import Answer, Call, Question
from applications.tests.factories import ApplicationFactory
from cda_portal.accounts.models import CityMember
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock, secrets
from cda_portal.notifications.models import Message
from tests.journeys.conftest import WIDTHS, code_mailed_to, fits

pytestmark = pytest.mark.django_db(transaction=True)
ANA, PASSWORD = "ana@bello.example", "caballo grapa pila correcto"


@pytest.fixture
def draft(portal):
    application = ApplicationFactory(call=Call.objects.get(slug="2027"), reference="CDA-2027-W2W2")
    application.lead = act_for(application, "lead", "Lea Prueba")
    return application


def act_for(application, role, name):
    user = UserFactory(full_name=name)
    CityMember.objects.create(city=application.city, user=user, role=role, since=clock.today("UTC"))
    return user


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def invite(page: Page, application) -> None:
    page.goto(f"/apply/{application.reference}/team/")
    page.locator("[name=email]").fill(ANA)
    page.locator("[name=full_name]").fill("Ana Prueba")
    page.locator("[name=role][value=member]").check()
    page.locator("[name=message]").fill("We need you")
    assert fits(page)
    press(page, "Send the invitation")
    expect(page.get_by_role("main")).to_contain_text("is on its way")


def link_in_the_mail() -> str:
    message = Message.objects.get(email=ANA, kind="city_invitation")
    token = json.loads(secrets.decrypt(message.secret))["token"]
    text = message.text.replace("{{secret.token}}", token)
    return re.search(r"/join/invitation/\S+/", text)[0]


def accept(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("main")).to_contain_text("We need you")
    assert fits(page)
    press(page, "Open an account")
    expect(page.locator("[name=email]")).to_have_value(ANA)
    page.locator("[name=password1]").fill(PASSWORD)
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Open the account")
    page.locator("[name=code]").fill(code_mailed_to(ANA))
    with page.expect_navigation():
        page.locator("form:has([name=code])").first.locator("button[type=submit]").first.click()
    press(page, "Accept and go to the application")
    expect(page.get_by_role("main")).to_contain_text("Welcome")


def questions(application) -> list[Question]:
    asked = Question.objects.filter(section__call=application.call, section__key="problem", kind="long_text")
    return list(asked.order_by("position")[:2])


def values(application) -> list[str | None]:
    found = {one.question_id: one.value for one in Answer.objects.filter(application=application)}
    return [found.get(question.pk) for question in questions(application)]


def section(page: Page, application) -> None:
    page.goto(f"/apply/{application.reference}/section/problem/")


@pytest.mark.parametrize(("width", "script"), [("phone", False), ("desk", True)])
def test_a_colleague_comes_in_by_mail_and_both_write(visitor, draft, width, script):
    lead = visitor(user=draft.lead, width=WIDTHS[width], script=script)
    invite(lead, draft)
    colleague = visitor(width=WIDTHS[width], script=script)
    accept(colleague, link_in_the_mail())

    for page in (lead, colleague):
        section(page, draft)
        assert fits(page)
    expect(colleague.get_by_role("complementary")).to_contain_text("Lea Prueba is on this page now")
    for page, question, text in zip((lead, colleague), questions(draft), ("From Lea", "From Ana"), strict=True):
        page.locator(f"#{question.key}").fill(text)
    for page in (lead, colleague):
        press(page, "Save and go back")
    assert values(draft) == ["From Lea", "From Ana"]

    section(colleague, draft)
    press(colleague, "Mark as ready")
    colleague.locator("#remark_text").fill("Is this the latest figure?")
    press(colleague, "Add the remark")
    lead.goto(f"/apply/{draft.reference}/")
    expect(lead.get_by_role("main")).to_contain_text("Ready, says Ana Prueba · 1 remark")
    lead.goto(f"/apply/{draft.reference}/changes/")
    expect(lead.get_by_role("main")).to_contain_text("Ana Prueba")
    assert fits(lead)


@pytest.mark.parametrize(("width", "script"), [("phone", True), ("desk", False)])
def test_the_lead_is_handed_over(visitor, draft, width, script):
    luis = act_for(draft, "member", "Luis Ensayo")
    page = visitor(user=draft.lead, width=WIDTHS[width], script=script)
    page.goto(f"/apply/{draft.reference}/team/hand-over/")
    page.get_by_label("Luis Ensayo").check()
    page.locator("[name=sure]").check()
    press(page, "Hand over the lead")
    expect(page.get_by_role("main")).to_contain_text("Luis Ensayo leads now; you are deputy.")
    page.get_by_role("button", name="Leave the team").first.click()
    with page.expect_navigation():
        page.locator("#leave form button").click()
    assert [row.user for row in draft.city.members.active()] == [luis]


def test_what_is_typed_off_line_arrives_and_a_colleagues_answer_stays(visitor, draft):
    act_for(draft, "member", "Luis Ensayo")
    mine, theirs = questions(draft)
    page, other = visitor(user=draft.lead), visitor(user=draft.city.members.get(role="member").user)
    for one in (page, other):
        section(one, draft)
    page.context.set_offline(True)
    page.locator(f"#{mine.key}").fill("Written in a tunnel.")
    other.locator(f"#{theirs.key}").fill("Written at the desk.")
    expect(other.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=10_000)
    page.wait_for_timeout(5_000)

    page.context.set_offline(False)

    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=30_000)
    expect(page.locator("[data-changed]")).to_contain_text("Luis Ensayo changed", timeout=30_000)
    assert values(draft) == ["Written in a tunnel.", "Written at the desk."]
    press(page, "Save and go back")
    assert values(draft) == ["Written in a tunnel.", "Written at the desk."]
