"""Journeys: the portal as people use it, in Chromium, against a real server and database."""

import json
import re
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from cda_portal.accounts.models import User
from cda_portal.core import secrets
from cda_portal.notifications.models import Message

WIDTHS = {"phone": 360, "desk": 1280}
# Each journey is walked twice, and sees both widths and life without scripts.
WITH_SCRIPT_ON_THE_PHONE = [pytest.param(360, True, id="phone"), pytest.param(1280, False, id="desk-no-script")]
WITH_SCRIPT_AT_THE_DESK = [pytest.param(360, False, id="phone-no-script"), pytest.param(1280, True, id="desk")]
# These are answers like others, and one test cuts the line; anything else that a browser complains about is a defect.
HARMLESS = re.compile(r"status of (403|404|409|410|422)|ERR_INTERNET_DISCONNECTED")


@pytest.fixture
def portal(live_server, settings) -> str:
    """The running portal with the default call and the gazetteer; its address."""
    settings.PUBLIC_URL = live_server.url
    cache.clear()
    load_gazetteer()
    call_command("default_call", stdout=_Nowhere())
    return live_server.url


def load_gazetteer() -> None:
    """Once from its file; later from the copy that was made then, which takes a third of the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('kept_places')")
        if cursor.fetchone() == (None,):
            call_command("gazetteer", verbosity=0)
            cursor.execute("CREATE TABLE kept_places AS TABLE accounts_place")
        else:
            cursor.execute("INSERT INTO accounts_place TABLE kept_places")


class _Nowhere:
    def write(self, text: str) -> None: ...


@pytest.fixture
def visitor(browser: Browser, portal: str) -> Iterator[Callable[..., Page]]:
    """`visitor(width=360, script=True, user=None)`: a page in a browser of its own; it fails on console errors."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(*, width: int = 1280, script: bool = True, user: User | None = None, language: str = "en-US") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            locale=language,
            timezone_id="America/Bogota",
            base_url=portal,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        if user is not None:
            context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session_of(user), "url": portal}])
        page = context.new_page()
        page.on("console", lambda line: _note(complaints, line.type, line.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], kind: str, text: str) -> None:
    if kind in ("error", "warning") and not HARMLESS.search(text):
        complaints.append(text)


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def code_mailed_to(email: str) -> str:
    """The code in the newest mail to this address, which the database holds encrypted until it is sent."""
    message = Message.objects.filter(email=email).exclude(secret="").latest("created_at")
    text = "\n".join(json.loads(secrets.decrypt(message.secret)).values())
    found = re.search(r"^\s*([A-Z0-9-]{6,9})\s*$", text, re.MULTILINE)
    assert found, text
    return found[1]


def fits(page: Page) -> bool:
    """No sideways scrolling. Asked of the element: for a moment after a link was followed, a page has none."""
    return bool(page.locator("html").evaluate("root => root.scrollWidth <= window.innerWidth"))
