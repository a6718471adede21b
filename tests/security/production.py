"""The portal as production sets it up, asked from inside: `python -m tests.security.production` prints its answers as JSON.

A process of its own, because settings are read once. Its database is the test's, which is emptied afterwards.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import django

HOST = "portal.example.org"
EMAIL = "officer@portal.example.org"
PASSWORD = "wet stone under bridge"


def officer():
    """With a password and without a second step."""
    from cda_portal.accounts import services  # noqa: PLC0415 - models load after setup()

    person = services.add_person(EMAIL, "Olga Official", password=PASSWORD)
    services.grant_role(person, "officer", by=None)


def answers():
    from django.test import Client  # noqa: PLC0415

    strict = Client(enforce_csrf_checks=True, raise_request_exception=False, headers={"host": HOST})
    browser = Client(raise_request_exception=False, headers={"host": HOST})
    yield "plain HTTP", browser.get("/home/")
    yield "plain HTTP, a proxy speaks for it", browser.get("/home/", headers={"x-forwarded-proto": "https"})
    yield "probe by plain HTTP", browser.get("/healthz")
    yield "wrong host by plain HTTP", Client().get("/", headers={"host": "evil.example"})
    yield "wrong host", Client().get("/", secure=True, headers={"host": "evil.example"})
    yield "static", browser.get("/static/probe.css", secure=True)
    yield "content page", browser.get("/es/", secure=True)
    yield "sign-in page", browser.get("/account/login/", secure=True)
    yield "no such page", browser.get("/styleguide/", secure=True)
    strict.get("/account/login/", secure=True)
    yield "a form from elsewhere", post(strict, origin="https://evil.example")
    yield "a form without its origin", post(strict)
    yield "signing in", post(strict, origin=f"https://{HOST}")
    yield "before the second step", strict.get("/staff/", secure=True)


def post(client, **headers):
    token = client.cookies["__Host-csrf"].value
    data = {"login": EMAIL, "password": PASSWORD, "csrfmiddlewaretoken": token}
    return client.post("/account/login/", data, secure=True, headers=headers)


def told(response):
    cookies = {
        name: {part: morsel[part] for part in ("secure", "httponly", "samesite", "path", "domain")}
        for name, morsel in response.cookies.items()
    }
    response.close()
    return {"status": response.status_code, "headers": dict(response.headers), "cookies": cookies}


def main():
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import CommandError, call_command  # noqa: PLC0415
    from django.test import override_settings  # noqa: PLC0415

    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(STORAGES=settings.STORAGES | plain, STATIC_ROOT=folder),
    ):
        (Path(folder) / "probe.css").write_text("a {}")
        officer()
        found = {name: told(response) for name, response in answers()}
    try:
        call_command("demo")
        found["demo"] = ""
    except CommandError as error:
        found["demo"] = str(error)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "cda_portal.settings"
    django.setup()
    main()
