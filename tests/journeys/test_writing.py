"""Writing an application: saved by itself, two people at once, a line that breaks, a session that ends."""

import pytest
from playwright.sync_api import Page, expect

from applications.models import Answer, Call, Question
from applications.tests.factories import ApplicationFactory
from cda_portal.accounts.models import CityMember
from cda_portal.accounts.tests.factories import PASSWORD, UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(portal):
    """A draft of the default call, with its lead and a colleague."""
    application = ApplicationFactory(call=Call.objects.get(slug="2027"), reference="CDA-2027-W2W2")
    people = [UserFactory(full_name="Ana Prueba"), UserFactory(full_name="Luis Ensayo")]
    for user, role in zip(people, ("lead", "member"), strict=True):
        CityMember.objects.create(city=application.city, user=user, role=role, since=clock.today("UTC"))
    application.people = people
    return application


def first_text(application) -> Question:
    return Question.objects.filter(section__call=application.call, section__key="problem", kind="long_text").first()


def section(page: Page, application) -> None:
    page.goto(f"/apply/{application.reference}/section/problem/")


def value_of(application) -> str | None:
    answer = Answer.objects.filter(application=application, question=first_text(application)).first()
    return answer and answer.value


def test_what_is_typed_is_saved_without_a_click(visitor, draft):
    page = visitor(user=draft.people[0], width=360)
    section(page, draft)
    field = page.locator(f"#{first_text(draft).key}")

    field.fill("Water is off for two days a week.")

    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=10_000)
    assert value_of(draft) == "Water is off for two days a week."
    page.reload()
    expect(field).to_have_value("Water is off for two days a week.")


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "From Luis"), ("Take theirs", "From Ana")])
def test_two_people_at_one_answer_see_both_texts(visitor, draft, choice, kept):
    ana, luis = (visitor(user=user) for user in draft.people)
    for page in (ana, luis):
        section(page, draft)
    name = f"#{first_text(draft).key}"
    ana.locator(name).fill("From Ana")
    expect(ana.locator("[data-autosave-status]")).to_contain_text("Saved")

    luis.locator(name).fill("From Luis")

    notice = luis.get_by_role("alert").filter(has_text="Ana Prueba")
    expect(notice).to_contain_text("From Ana")
    expect(notice).to_contain_text("From Luis")
    luis.get_by_role("button", name=choice).click()
    expect(luis.locator(name)).to_have_value(kept)
    expect(luis.locator("[data-autosave-status]")).to_contain_text("Saved")
    assert value_of(draft) == kept


def test_without_javascript_the_same_answer_shows_both_texts(visitor, draft):
    ana, luis = (visitor(user=user, script=False) for user in draft.people)
    for page in (ana, luis):
        section(page, draft)
    name = f"#{first_text(draft).key}"
    for page, text in ((ana, "From Ana"), (luis, "From Luis")):
        page.locator(name).fill(text)
        with page.expect_navigation():
            page.get_by_role("button", name="Save and go back").click()

    expect(luis.locator("main")).to_contain_text("From Ana")
    expect(luis.locator(name)).to_have_value("From Luis")
    assert value_of(draft) == "From Ana"
    with luis.expect_navigation():
        luis.get_by_role("button", name="Save and go back").click()
    assert value_of(draft) == "From Luis"


def test_a_line_that_breaks_loses_nothing(visitor, draft):
    page = visitor(user=draft.people[0])
    section(page, draft)
    field = page.locator(f"#{first_text(draft).key}")
    page.context.set_offline(True)
    field.fill("Written in a tunnel.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("kept on this device", timeout=15_000)

    page.context.set_offline(False)

    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved", timeout=30_000)
    assert value_of(draft) == "Written in a tunnel."


def test_a_session_that_ends_while_typing_loses_nothing(visitor, draft):
    user = draft.people[0]
    page = visitor(user=user)
    section(page, draft)
    name = f"#{first_text(draft).key}"
    page.context.clear_cookies(name="session")
    page.locator(name).fill("Typed after the session had ended.")
    page.get_by_role("link", name="Sign in again").click()
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    with page.expect_navigation():
        page.locator("main form button[type=submit]").first.click()

    expect(page.locator(name)).to_have_value("Typed after the session had ended.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")
    assert value_of(draft) == "Typed after the session had ended."
