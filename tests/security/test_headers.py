"""Every answer carries the headers that protect the reader, whatever was asked and whatever went wrong."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver

from applications import services
from applications.tests.factories import complete_draft, question_of
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.core import clock

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
DOWNLOAD = {"default-src": "'none'", "frame-ancestors": "'none'", "sandbox": ""}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}


@pytest.fixture
def visitor(settings, tmp_path):
    """Somebody with a session, on a portal that has a static file and pages that break."""
    settings.ROOT_URLCONF = "tests.security.urls"
    settings.STATIC_ROOT = tmp_path
    settings.ACCOUNT_RATE_LIMITS = {"check": "1/m/ip"}
    (tmp_path / "probe.css").write_text("a {}")
    client = Client(raise_request_exception=False)
    client.force_login(UserFactory(role="officer"))
    return client


def policy(response):
    parts = [part.strip().partition(" ") for part in response["Content-Security-Policy"].split(";")]
    return {name: value for name, _space, value in parts}


def protected(response):
    """What is missing or differs; empty where all is well."""
    wrong = {name: response.get(name) for name, value in HEADERS.items() if response.get(name) != value}
    named = re.fullmatch(r"\w{12}", response.get("X-Request-ID", ""))
    return wrong if named else {**wrong, "X-Request-ID": response.get("X-Request-ID")}


def get(path, **headers):
    return lambda client: client.get(path, headers=headers)


def post(path, data=None, **more):
    return lambda client: client.post(path, data or {}, **more)


# what is asked, the status of its answer, and its Cache-Control where that is not "no-store"
ANSWERS = {
    "page": (get("/home/"), 200, None),
    "content page": (get("/"), 200, None),
    "public page": (lambda client: Client().get("/"), 200, "private, no-cache"),
    "public page, from the cache": (
        lambda client: [Client().get("/es/") for _ in range(2)][1],
        200,
        "private, no-cache",
    ),
    "public page, unchanged": (
        lambda client: Client().get("/fr/", headers={"If-None-Match": Client().get("/fr/")["ETag"]}),
        304,
        "private, no-cache",
    ),
    "redirect": (post("/language/", {"language": "es", "next": "/home/"}), 302, None),
    "to the sign-in": (lambda client: Client().get("/home/"), 302, None),
    "slash added": (get("/home"), 301, None),
    "JSON": (get("/places/?q=bogota"), 200, "private, max-age=3600"),
    "health": (get("/healthz"), 200, None),
    "readiness": (get("/readyz"), 200, None),
    "static": (get("/static/probe.css"), 200, "max-age=60, public"),
    "no such static file": (get("/static/none.css"), 404, None),
    "no such page": (get("/nothing-here/"), 404, None),
    "not allowed": (lambda client: other_role(client).get("/staff/"), 403, None),
    "no token": (lambda client: Client(enforce_csrf_checks=True).post("/language/"), 403, None),
    "wrong method": (get("/language/"), 405, None),
    "wrong host": (get("/", host="evil.example"), 400, None),
    "broken request": (get("/breaks/400/"), 400, None),
    "form too large": (
        post("/profile/", {"full_name": "x" * 2_600_000}, content_type="application/x-www-form-urlencoded"),
        413,
        None,
    ),
    "too many fields": (post("/profile/", {f"f{number}": "x" for number in range(501)}), 413, None),
    "too many files": (get("/breaks/413-files/"), 413, None),
    "file too large": (post("/profile/", {"f": SimpleUploadedFile("f", b"x")}, CONTENT_LENGTH="25000001"), 413, None),
    "file too large, from anybody": (
        lambda client: stranger().post("/", {"f": b"x"}, CONTENT_LENGTH="25000001"),
        413,
        None,
    ),
    "too many tries": (lambda client: [client.post("/eligibility/") for _ in range(2)][1], 429, None),
    "fault": (get("/breaks/500/"), 500, None),
    "database away": (get("/breaks/503/"), 503, None),
}


def stranger():
    """With a cookie of their own making: the token of the form is looked for, and so the form is read."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrf"] = "x" * 32
    return client


def other_role(client):
    client.force_login(UserFactory())
    return client


@pytest.mark.parametrize("name", ANSWERS)
def test_every_kind_of_answer(visitor, name):
    ask, status, cache_control = ANSWERS[name]
    response = ask(visitor)
    response.getvalue()  # a file is closed at its end

    assert response.status_code == status
    assert protected(response) == {}
    assert policy(response) == POLICY
    assert response["Cache-Control"] == (cache_control or "no-store")


PAGES_OF_FAULTS = [name for name, (_ask, status, _cache) in ANSWERS.items() if status >= 400 and status != 405]


@pytest.mark.parametrize("name", PAGES_OF_FAULTS)
def test_a_page_about_a_fault_tells_its_reference_and_nothing_else(visitor, name):
    response = ANSWERS[name][0](visitor)
    body = response.content.decode()

    assert re.findall(r"Reference: (\w+)", body) == [response["X-Request-ID"]]
    assert [
        word for word in ("swordfish", "Traceback", "Exception", "site-packages", ".py", "Django") if word in body
    ] == []
    assert body.count("<h1>") == 1


def test_a_download_opens_in_nobodys_name(client):
    draft, lead = complete_draft()
    client.force_login(lead)
    letter = question_of(draft.call, "letter")
    upload = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter\n%%EOF")
    services.store_file(draft, letter, upload, by=lead, arrived=clock.now())
    response = client.get(f"/apply/{draft.reference}/file/{letter.pk}/")
    response.getvalue()  # a file is closed at its end

    assert protected(response) == {}
    assert policy(response) == DOWNLOAD
    assert (response["Cache-Control"], response["Content-Disposition"]) == (
        "no-store",
        'attachment; filename="letter.pdf"',
    )


# ---- every address


SAMPLES = {
    "int": "1",
    "str": "x",
    "slug": "x",
    "^(?P<provider_id>[^/]+)/": "none/",
    "^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$": "password/reset/key/1-x/",
}
KEPT_BY_BROWSERS = {"/places/"}


def addresses(patterns=None, before="/"):
    """Each pattern of the portal once, with something in place of what varies; the admin's by its first page."""
    for pattern in get_resolver("cda_portal.urls").url_patterns if patterns is None else patterns:
        route = before + SAMPLES.get(str(pattern.pattern), str(pattern.pattern))
        if isinstance(pattern, URLPattern):
            yield re.sub(r"<(\w+):\w+>", lambda found: SAMPLES[found[1]], route)
        elif route == "/admin/":
            yield route
        else:
            yield from addresses(pattern.url_patterns, route)


def test_the_addresses_are_all_there():
    found = list(addresses())

    assert len(found) > 80
    assert {"/", "/call/", "/apply/x/section/x/", "/account/password/reset/key/1-x/", "/staff/forms/1/ask/"} <= set(
        found
    )
    assert not [path for path in found if "<" in path or "(" in path]


def test_every_address_is_protected_for_everybody(client, call):
    officer = UserFactory(role="officer")
    wrong = {}
    for path in addresses():
        client.force_login(officer)
        mine, theirs, posted = client.get(path), Client().get(path), Client().post(path)
        faults = [{"policy": policy(found)} for found in (mine, theirs, posted) if policy(found) != POLICY]
        faults += [found for found in map(protected, (mine, theirs, posted)) if found]
        if "no-store" not in mine["Cache-Control"] and path not in KEPT_BY_BROWSERS:
            faults.append({"kept": mine["Cache-Control"]})
        if faults:
            wrong[path] = faults

    assert wrong == {}


def test_every_address_says_what_it_sends(client, call):
    client.force_login(UserFactory(role="officer"))
    kinds = {client.get(path)["Content-Type"] for path in addresses()}

    assert kinds == {"text/html; charset=utf-8", "application/json", "text/plain"}


def test_no_address_takes_a_method_it_does_not_know(client, call):
    client.force_login(UserFactory(role="officer", is_staff=True))
    taken = [
        (method, path, status)
        for path in addresses()
        if not path.startswith("/account/oidc/")  # without a provider these are missing by every method
        for method in ("TRACE", "PUT", "DELETE", "PROPFIND")
        if (status := client.generic(method, path).status_code) != 405
    ]

    assert taken == []
