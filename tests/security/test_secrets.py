"""Nothing secret is written to the logs, and nothing that opens a door stands in the database as it is used."""

import io
import json
import logging
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client

from applications.models import InterestForm
from applications.tests.factories import CheckFactory
from cda_portal import logs
from cda_portal.accounts.tests.factories import UserFactory
from cda_portal.accounts.tests.test_sign_in import mail
from cda_portal.core.models import SecretLink
from cda_portal.notifications import delivery
from tests.security.test_mass_assignment import INTEREST

pytestmark = pytest.mark.django_db
PASSWORD, NEXT_PASSWORD, WRONG = "wet stone under bridge", "dry leaf over water", "swordfish and chips"
PERSONAL = ["Ana Prueba", "ana@city.example", "ana%40city.example", "Ambulances arrive late", "office@city.example"]
SIGN_UP = {"full_name": "Ana Prueba", "email": "ana@city.example", "password1": PASSWORD, "consent_taking_part": "on"}


@pytest.fixture
def logged():
    """Everything that is logged, at every level, as production's lines."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    formatter = logs.config("DEBUG", local=False)["formatters"]["line"]
    handler.setFormatter(formatter.pop("()")(**formatter))
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)
    root.setLevel(level)


def found_in_mail(pattern):
    return re.search(pattern, mail()[3], re.MULTILINE)[0]


def everything_secret(call):
    """Sign-up, interest form, sign-in by password and code, reset, second step, the office's link: what was secret in them."""
    client, secrets = Client(raise_request_exception=False), [PASSWORD, NEXT_PASSWORD, WRONG]
    key = CheckFactory(call=call).key
    client.post(f"/interest/{key}/", {**INTEREST, "office_email": "office@city.example"})
    client.post("/account/signup/", SIGN_UP)
    secrets.append(found_in_mail(r"^\d{8}$"))
    client.post("/account/confirm-email/", {"code": "12345678"})
    client.post("/account/confirm-email/", {"code": secrets[-1]})
    assert InterestForm.objects.count() == 1
    secrets.append(SecretLink.objects.get().token)
    client.get(f"/interest/not-us/{secrets[-1]}/")
    client.post(f"/interest/not-us/{secrets[-1]}/")
    client.post("/account/logout/")
    client.post("/account/login/", {"login": "ana@city.example", "password": WRONG})
    client.post("/account/login/code/", {"email": "ana@city.example"})
    secrets.append(found_in_mail(r"^\d{8}$"))
    client.post("/account/login/code/confirm/", {"code": secrets[-1]})
    client.post("/account/logout/")
    secrets += reset(client)
    secrets += second_step(client)
    secrets += [cookie.value for name, cookie in client.cookies.items() if name in ("session", "csrf", "devices")]
    return secrets


def reset(client):
    client.post("/account/password/reset/", {"email": "ana@city.example"})
    link = urlsplit(found_in_mail(r"http://\S+/password/reset/key/\S+")).path
    form = client.get(link, follow=True).request["PATH_INFO"]
    client.post(form, {"password1": "short"})
    client.post(form, {"password1": NEXT_PASSWORD})
    return [link.strip("/").rpartition("/")[2].partition("-")[2]]


def second_step(client):
    client.post("/account/login/", {"login": "ana@city.example", "password": NEXT_PASSWORD})
    client.post("/account/reauthenticate/", {"password": NEXT_PASSWORD})
    page = client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/activate/", {"code": "123456"})
    return [page.context["form"].secret]


def test_logs_hold_nothing_secret(call, logged, settings):
    secrets = everything_secret(call)
    settings.ROOT_URLCONF = "tests.security.urls"
    Client(raise_request_exception=False).post("/breaks/500/", {"password": WRONG, "email": "ana@city.example"})
    settings.DELIVERY = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    settings.EMAIL_HOST_PASSWORD = "swordfish"
    delivery.drain()

    written = logged.getvalue()
    lines = [json.loads(line) for line in written.splitlines()]
    assert {
        "sign-in refused",
        "mail server away: ConnectionRefusedError: [Errno 111] Connection refused",
        "Internal Server Error: /breaks/500/",
    } <= {line["event"] for line in lines}
    assert [secret for secret in [*secrets, *PERSONAL, "swordfish"] if secret in without_the_fault(written)] == []


def without_the_fault(written):
    """The planted view says swordfish itself; what it was sent is what must not be there."""
    return written.replace("the words of the fault: swordfish", "")


def test_every_line_of_a_request_carries_its_id(call, logged):
    response = Client().post("/account/login/", {"login": "ana@city.example", "password": WRONG})

    ids = {json.loads(line).get("request_id") for line in logged.getvalue().splitlines() if "sign-in refused" in line}
    assert ids == {response["X-Request-ID"]}


def test_a_refusal_is_logged_with_who_and_what(call, logged):
    person, client = UserFactory(), Client()
    client.force_login(person)
    response = client.get("/staff/")

    lines = [json.loads(line) for line in logged.getvalue().splitlines() if "Forbidden" in line]
    found = [(line["event"], line["level"], line["user_id"], line["request_id"]) for line in lines]
    assert found == [("Forbidden (Permission denied): /staff/", "warning", person.pk, response["X-Request-ID"])]
    assert lines[0]["timestamp"].endswith("Z")


def test_nobody_writes_lines_of_their_own(call, logged):
    Client().get('/nothing%0A{"event": "signed in"}%0D%0A', headers={"user-agent": 'x\n{"event": "y"}'})

    lines = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [line["logger"] for line in lines] == ["django.request"]


def test_the_database_holds_no_secret_as_it_is_used(call):
    secrets = everything_secret(call)[:-3]  # but for the session's key, by which it is found
    stored = everything_stored()

    assert "ana@city.example" in stored
    assert [secret for secret in secrets if secret in stored] == []


def everything_stored():
    rows = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            rows += [row for (row,) in cursor.fetchall()]
    return "\n".join(rows)
