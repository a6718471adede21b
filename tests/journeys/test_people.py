"""Staff invite a reviewer who accepts, and make one city of two: with and without JavaScript, on a phone and at a desk."""

import json
import re

import pytest
from playwright.sync_api import Page, expect

from applications.tests.factories import member
from cda_portal.accounts.models import City, User
from cda_portal.accounts.tests.factories import PASSWORD, CityFactory, UserFactory
from cda_portal.core import secrets
from cda_portal.notifications.models import Message
from tests.journeys.conftest import WIDTHS, code_mailed_to, fits

pytestmark = pytest.mark.django_db(transaction=True)
EMAIL = "rita@university.example"
WAYS = [(WIDTHS["desk"], True), (WIDTHS["phone"], False)]


def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def link_mailed_to(email: str) -> str:
    message = Message.objects.get(email=email, kind="role_invitation")
    token = json.loads(secrets.decrypt(message.secret))["token"]
    path = re.search(r"/invitation/", message.text)
    assert path, message.text
    return f"/invitation/{token}/"


def invite(staff: Page) -> None:
    staff.goto("/staff/people/invite/")
    staff.get_by_label("E-mail address").fill(EMAIL)
    staff.get_by_label("Reviewer").check()
    assert fits(staff)
    press(staff, "Send the invitation")
    staff.locator("[name=password]").fill(PASSWORD)  # who you are, again
    with staff.expect_navigation():
        staff.locator("form:has([name=password]) button[type=submit]").first.click()
    expect(staff.get_by_role("heading", level=1)).to_have_text("Invitations")
    expect(staff.locator(".tag", has_text="Waiting")).to_be_visible()
    assert fits(staff)


def accept(rita: Page) -> None:
    link = link_mailed_to(EMAIL)
    rita.goto(link)
    assert fits(rita)
    press(rita, "Sign in to accept")
    expect(rita.locator("[name=email]")).to_have_value(EMAIL)
    rita.locator("[name=full_name]").fill("Rita Lee")
    rita.locator("[name=password1]").fill("caballo grapa pila correcto")
    for box in rita.locator("main input[type=checkbox]").all():
        box.check()
    press(rita, "Open the account")
    rita.locator("[name=code]").fill(code_mailed_to(EMAIL))
    with rita.expect_navigation():
        rita.locator("form:has([name=code])").first.locator("button[type=submit]").first.click()
    press(rita, "Accept the invitation")


@pytest.mark.parametrize(("width", "script"), WAYS, ids=["desk, script", "phone, no script"])
def test_a_reviewer_is_invited_and_accepts(visitor, width, script):
    invite(visitor(width=width, script=script, user=UserFactory(role="officer")))
    accept(visitor(width=width, script=script))

    assert User.objects.get(email=EMAIL).roles == {"reviewer"}


@pytest.mark.parametrize(("width", "script"), WAYS, ids=["desk, script", "phone, no script"])
def test_two_cities_become_one(visitor, width, script):
    old, new = CityFactory(name="Bogota DC"), CityFactory(name="Bogotá")
    member(old, full_name="Ana Prueba")
    member(new, full_name="Bea Ensayo")
    page = visitor(width=width, script=script, user=UserFactory(role="officer"))
    page.goto("/staff/cities/?q=bogota")
    page.get_by_role("link", name="Bogota DC", exact=True).click()
    assert fits(page)
    page.get_by_role("link", name="Merge into another city").click()
    page.get_by_label("City, or a name it had").fill("bogotá")
    press(page, "Search")
    page.locator("main .people a", has_text="Compare").click()
    assert fits(page)
    press(page, "Merge the two cities")
    expect(
        page.get_by_role("heading", name="There is a problem").or_(page.locator("[data-error-summary]"))
    ).to_be_visible()
    page.get_by_label("Ana Prueba").check()
    page.get_by_label("Reason").fill("One local government")
    press(page, "Merge the two cities")

    expect(page.get_by_role("heading", level=1)).to_have_text("Bogotá")
    expect(page.get_by_text("was Bogota DC")).to_be_visible()
    page.goto(f"/staff/cities/{old.pk}/")
    expect(page).to_have_url(re.compile(f"/staff/cities/{new.pk}/$"))
    assert City.objects.get(pk=old.pk).merged_into == new
