"""What only production has: TLS, its cookies, the second step. Settings are read once, so another process answers."""

import json
import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from tests.project import ROOT
from tests.security.test_headers import HEADERS, POLICY

HSTS = "max-age=31536000; includeSubDomains; preload"
LOCAL_ONLY = ("PORTAL_LOCAL", "PORTAL_NOW", "EMAIL_URL", "ALLOWED_HOSTS", "TRUSTED_PROXIES")


def environment(**changed):
    """Production's, with this test's database behind it."""
    database = connection.settings_dict
    return {
        **{name: value for name, value in os.environ.items() if name not in LOCAL_ONLY},
        "DATABASE_URL": f"postgres://{database['USER']}@{quote(database['HOST'], safe='')}/{database['NAME']}",
        "REDIS_URL": settings.REDIS_URL,
        "PUBLIC_URL": "https://portal.example.org",
        "EMAIL_URL": "smtp://127.0.0.1:1",
        **changed,
    }


def asked(**changed):
    command = [sys.executable, "-m", "tests.security.production"]
    made = subprocess.run(
        command, env=environment(**changed), cwd=ROOT, check=True, capture_output=True, text=True, timeout=120
    )
    return json.loads(made.stdout), made.stderr


# status and where it leads
EXPECTED = {
    "plain HTTP": (301, "https://portal.example.org/home/"),
    "plain HTTP, a proxy speaks for it": (301, "https://portal.example.org/home/"),
    "probe by plain HTTP": (200, None),
    "wrong host by plain HTTP": (400, None),
    "wrong host": (400, None),
    "static": (200, None),
    "content page": (200, None),
    "sign-in page": (200, None),
    "no such page": (404, None),
    "a form from elsewhere": (403, None),
    "a form without its origin": (403, None),
    "signing in": (302, "/home/"),
    "before the second step": (302, "/account/2fa/"),
}
BY_PLAIN_HTTP = {name for name in EXPECTED if "plain HTTP" in name}
FLAGS = {"secure": True, "httponly": True, "samesite": "Lax", "path": "/", "domain": ""}


@pytest.mark.django_db(transaction=True)
def test_as_production_is_set_up():
    found, logged = asked()
    refusal = found.pop("demo")

    assert {name: (one["status"], one["headers"].get("Location")) for name, one in found.items()} == EXPECTED
    for name, one in found.items():
        headers = one["headers"]
        assert {header: headers.get(header) for header in HEADERS} == HEADERS, name
        assert dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")) == POLICY, (
            name
        )
        assert headers.get("Strict-Transport-Security") == (None if name in BY_PLAIN_HTTP else HSTS), name
    cookies = {name: flags for one in found.values() for name, flags in one["cookies"].items()}
    assert cookies == dict.fromkeys(("__Host-csrf", "__Host-devices", "__Host-language", "__Host-session"), FLAGS)
    assert "PORTAL_LOCAL" in refusal
    assert "wet stone" not in logged
    assert all(line.startswith('{"') for line in logged.splitlines())


@pytest.mark.django_db(transaction=True)
def test_behind_a_proxy_that_is_trusted():
    found, _logged = asked(TRUSTED_PROXIES="1")

    assert found["plain HTTP, a proxy speaks for it"]["headers"]["Location"] == "/account/login/?next=/home/"
    assert found["plain HTTP"]["status"] == 301
