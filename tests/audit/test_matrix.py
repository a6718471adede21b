"""The long look that `make audit` takes at every page: widths, schemes, languages, Nu, links, Lighthouse."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import Client

from cda_portal.accounts.models import User
from tests.journeys.conftest import fits
from tests.journeys.pages import VISITS
from tests.journeys.test_every_page import FAULTS

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.audit]
TOOLS = Path(__file__).parent.parent.parent / "audit" / "node_modules"
# Every width and scheme in every language: two of the four are looked at in each.
LOOKS = [
    (360, "light", "en"),
    (1280, "dark", "en"),
    (360, "dark", "es"),
    (1280, "light", "es"),
    (360, "light", "pt-br"),
    (1280, "dark", "pt-br"),
    (360, "dark", "fr"),
    (1280, "light", "fr"),
]


def person(who: str, language: str) -> User:
    user = User.objects.get(email=f"{who}@demo.example")
    user.language = language
    user.save(update_fields=["language"])
    return user


@pytest.mark.parametrize(("width", "scheme", "language"), LOOKS)
def test_axe_finds_nothing(portal, visitor, width, scheme, language):
    call_command("demo", verbosity=0)
    pages, wrong = {}, {}
    for visit in VISITS:
        if visit.who not in pages:
            user = person(visit.who, language) if visit.who else None
            pages[visit.who] = visitor(width=width, user=user, language=language)
            pages[visit.who].emulate_media(color_scheme=scheme)
        page = pages[visit.who]
        path = visit.path()
        page.goto(
            f"/{language}{path}" if path in ("/", "/call/", "/privacy/", "/contact/") and language != "en" else path
        )
        found = [
            (one["id"], [node["html"] for node in one["nodes"]])
            for one in Axe().run(page, options=FAULTS).response["violations"]
        ]
        if found or not fits(page):
            wrong[visit.name] = (found, fits(page))

    assert wrong == {}


def bodies(language: str) -> dict[str, str]:
    """Every page's HTML, by the name of the visit."""
    clients, found = {}, {}
    for visit in VISITS:
        if visit.who not in clients:
            clients[visit.who] = Client(HTTP_ACCEPT_LANGUAGE=language)
            if visit.who:
                clients[visit.who].force_login(person(visit.who, language))
        found[visit.name] = clients[visit.who].get(visit.path()).content.decode()
    return found


@pytest.mark.parametrize("language", ["en", "es", "pt-br", "fr"])
def test_the_nu_checker_finds_no_error(portal, tmp_path, language):
    call_command("demo", verbosity=0)
    java = shutil.which("java")
    assert java, "The Nu checker needs a JRE: apt-get install default-jre-headless."
    for name, body in bodies(language).items():
        (tmp_path / f"{name}.html").write_text(body)
    jar = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command = [java, "-jar", str(jar), "--errors-only", "--format", "json", *map(str, tmp_path.glob("*.html"))]
    checked = subprocess.run(command, capture_output=True, text=True, check=False)

    found = [
        (Path(one["url"]).stem, one["message"], one.get("extract", ""))
        for one in json.loads(checked.stderr)["messages"]
    ]
    assert not found, "\n".join(map(str, found))


def test_no_link_leads_nowhere(portal, visitor):
    call_command("demo", verbosity=0)
    pages, seen, wrong = {}, {}, []
    for visit in VISITS:
        if visit.name == "styleguide":  # its links are samples
            continue
        if visit.who not in pages:
            pages[visit.who] = visitor(user=person(visit.who, "en") if visit.who else None)
        page = pages[visit.who]
        shown = page.goto(visit.path())
        here = page.url
        for href in page.eval_on_selector_all(
            "a[href], link[href], script[src], use[href]",
            "all => all.map(a => a.getAttribute('href') || a.getAttribute('src'))",
        ):
            target, fragment = urldefrag(urljoin(here, href))
            if not target.startswith(portal) or target == urldefrag(here)[0]:
                continue
            key = (visit.who, target)
            if key not in seen:
                seen[key] = page.request.get(target)
            ids = (f'id="{fragment}"', f"id={fragment}")
            # The same page in another language may be one that says that something is over.
            again = target.partition("?")[0] == here.partition("?")[0]
            if seen[key].status != (shown.status if again else 200) or (
                fragment and target.endswith("/") and not any(i in seen[key].text() for i in ids)
            ):
                wrong.append((visit.name, href, seen[key].status))

    assert not wrong, "\n".join(map(str, wrong))


LEAST = {"performance": 0.9, "accessibility": 1.0, "best-practices": 0.95}


@pytest.mark.parametrize("path", ["/", "/call/", "/eligibility/", "/account/login/"])
def test_lighthouse(portal, tmp_path, path):
    call_command("demo", verbosity=0)
    report = tmp_path / "report.json"
    flags = "--headless=new --no-sandbox --disable-gpu --disable-background-networking --disable-component-update"
    command = [str(TOOLS / ".bin" / "lighthouse"), portal + path, "--quiet", "--output=json", f"--output-path={report}", f"--chrome-flags={flags}", f"--only-categories={','.join(LEAST)}"]  # fmt: skip
    chrome = shutil.which("chromium") or ""
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CHROME_PATH": chrome})

    scores = {name: category["score"] for name, category in json.loads(report.read_text())["categories"].items()}
    assert {name: score for name, score in scores.items() if score < LEAST[name]} == {}
