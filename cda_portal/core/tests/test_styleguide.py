"""The look: the style guide under axe, and what the files may weigh."""

import gzip
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template import Context
from django.template.loader import get_template
from django.test import RequestFactory

from cda_portal.core import styleguide

ROOT = Path(settings.BASE_DIR)
INLINE = re.compile(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=", re.IGNORECASE)


def shown(request) -> str:
    """The page as its view makes it, without the context processors that ask the database."""
    context = {**styleguide.context(), "request": request, "csrf_token": "token", "demonstration": True}
    return get_template("styleguide/page.html").template.render(Context(context))


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(page, width, scheme):
    def answer(route) -> None:
        path = re.sub(r"^https?://[^/]+", "", route.request.url)
        if path.startswith("/static/"):
            return route.fulfill(path=finders.find(path.removeprefix("/static/")))
        return route.fulfill(body=shown(RequestFactory().get("/styleguide/")), content_type="text/html")

    page.route("**/*", answer)
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    page.goto("http://portal.test/styleguide/")

    found = Axe().run(page).response["violations"]

    assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def weight(*files: str) -> int:
    return sum(len(gzip.compress((ROOT / "static" / name).read_bytes())) for name in files)


def test_weights():
    styles = [f"css/{path.name}" for path in (ROOT / "static/css").glob("*.css")]

    assert weight(*styles) <= 20_000
    assert weight("js/portal.js") <= 3_000


def test_templates_hold_no_inline_script_or_style():
    pages = (path for path in (ROOT / "templates").rglob("*.html") if "emails" not in path.parts)

    assert [str(path) for path in pages if INLINE.search(path.read_text())] == []


def test_a_page_for_everybody_holds_no_token():
    """What is cached for all readers may carry nobody's token, name or message."""
    request = RequestFactory().get("/")
    request.is_content = True
    alternates = [{"code": "es", "label": "Español", "href": "/es/", "current": False}]
    context = {
        "request": request,
        "csrf_token": "token",
        "signed_in": False,
        "alternates": alternates,
        "messages": ["!"],
    }

    page = get_template("base.html").template.render(Context(context))

    assert "token" not in page
    assert 'href="/es/" lang="es" hreflang="es"' in page
    assert "notice" not in page
