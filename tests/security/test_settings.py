"""The portal refuses to start with a variable that is missing or wrong, and names it."""

import runpy
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from tests.project import ROOT

KEY = "k" * 40
PRODUCTION = {
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://portal.example.org",
    "DATABASE_URL": "postgres://app@db/portal",
    "REDIS_URL": "redis://broker:6379/0",
    "EMAIL_URL": "smtp://mail:25",
}
NAMES = (
    "PORTAL_LOCAL PORTAL_NOW PORTAL_DATA SECRET_KEY SECRET_KEY_FALLBACKS PUBLIC_URL ALLOWED_HOSTS DATABASE_URL REDIS_URL "
    "TRUSTED_PROXIES EMAIL_URL DEFAULT_FROM_EMAIL REPLY_TO_EMAIL MAIL_RATE SENDING_HELD S3_BUCKET SCANNER_URL LOG_LEVEL "
    "OIDC_NAME OIDC_SERVER_URL OIDC_CLIENT_ID OIDC_CLIENT_SECRET TRANSLATOR"
).split()


@pytest.fixture
def start(monkeypatch):
    """Reads the settings anew from production's environment with these variables changed; None takes one away."""

    def read(**changed):
        for name in NAMES:
            monkeypatch.delenv(name, raising=False)
        for name, value in {**PRODUCTION, **changed}.items():
            if value is not None:
                monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "cda_portal" / "settings.py"))

    return read


# variable: what is wrong with it
REFUSED = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "x" * 31),
    ("SECRET_KEY_FALLBACKS", "short"),
    ("PUBLIC_URL", None),
    ("PUBLIC_URL", "portal.example.org"),
    ("PUBLIC_URL", "ftp://portal.example.org"),
    ("PUBLIC_URL", "https://"),
    ("PUBLIC_URL", "https://[portal"),
    ("PUBLIC_URL", "http://portal.example.org"),
    ("PUBLIC_URL", "https://portal.example.org/portal"),
    ("ALLOWED_HOSTS", "*"),
    ("DATABASE_URL", None),
    ("DATABASE_URL", "nonsense"),
    ("DATABASE_URL", "sqlite:///portal.sqlite3"),
    ("DATABASE_URL", "postgres://app@db:port/portal"),
    ("OIDC_NAME", "City Hall"),
    ("OIDC_SERVER_URL", "https://id.example.org"),
    ("REDIS_URL", None),
    ("REDIS_URL", "http://broker"),
    ("PORTAL_LOCAL", "perhaps"),
    ("PORTAL_NOW", "2027-02-26T22:00:00+00:00"),
    ("PORTAL_NOW", "yesterday"),
    ("TRUSTED_PROXIES", "many"),
    ("TRUSTED_PROXIES", "-1"),
    ("EMAIL_URL", None),
    ("EMAIL_URL", "http://mail"),
    ("EMAIL_URL", "smtp+tls://"),
    ("EMAIL_URL", "smtp://user:swordfish@mail"),
    ("DEFAULT_FROM_EMAIL", "nobody"),
    ("DEFAULT_FROM_EMAIL", "Portal <a@b.example>\nBcc: c@d.example"),
    ("REPLY_TO_EMAIL", "nobody"),
    ("MAIL_RATE", "fast"),
    ("MAIL_RATE", "0"),
    ("SENDING_HELD", "perhaps"),
    ("SCANNER_URL", "scanner:3310"),
    ("SCANNER_URL", "http://scanner"),
    ("SCANNER_URL", "clamav://"),
    ("SCANNER_URL", "clamav://scanner:port"),
    ("TRANSLATOR", "deepl"),
    ("TRANSLATOR", "https://translator.example/"),
    ("LOG_LEVEL", "LOUD"),
]


@pytest.mark.parametrize(("name", "value"), REFUSED)
def test_a_wrong_variable_is_named(start, name, value):
    with pytest.raises(ImproperlyConfigured) as refusal:
        start(**{name: value})

    said = str(refusal.value)
    assert name in said
    assert said.endswith((".", ")"))
    assert KEY not in said


def test_production_is_safe_by_default(start):
    found = start()

    assert {
        name: found[name] for name in ("LOCAL", "DEBUG", "SECURE", "SECURE_SSL_REDIRECT", "MFA_REQUIRED_OF_ROLES")
    } == {
        "LOCAL": False,
        "DEBUG": False,
        "SECURE": True,
        "SECURE_SSL_REDIRECT": True,
        "MFA_REQUIRED_OF_ROLES": True,
    }
    assert found["ALLOWED_HOSTS"] == ["portal.example.org"]
    assert found["SECURE_PROXY_SSL_HEADER"] is None
    assert not found["MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN"]
    assert found["DELIVERY"] == "smtp"


def test_the_clock_of_a_local_run_needs_a_zone(start):
    with pytest.raises(ImproperlyConfigured, match="PORTAL_NOW needs a zone"):
        start(PORTAL_LOCAL="1", PORTAL_NOW="2027-02-26T22:00:00")


# what EMAIL_URL says: host, port, STARTTLS, TLS from the first byte
MAIL = {
    "smtp://mail": ("mail", 25, False, False),
    "smtp+tls://me:p%40ss@mail": ("mail", 587, True, False),
    "smtp+ssl://me:p%40ss@mail:2465": ("mail", 2465, False, True),
}


@pytest.mark.parametrize("url", MAIL)
def test_mail_leaves_as_its_address_says(start, url):
    found = start(EMAIL_URL=url)

    names = ("EMAIL_HOST", "EMAIL_PORT", "EMAIL_USE_TLS", "EMAIL_USE_SSL")
    assert tuple(found[name] for name in names) == MAIL[url]
    login = (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"])
    assert login == (("me", "p@ss") if "@" in url else ("", ""))


def test_it_does_not_start():
    """The whole way: a command ends with the sentence, and with nothing that it was given."""
    environment = {"PATH": "", **PRODUCTION, "DATABASE_URL": "postgres://app:swordfish@db:port/portal"}
    command = [sys.executable, "manage.py", "check"]
    made = subprocess.run(command, env=environment, cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)

    assert made.returncode != 0
    assert "DATABASE_URL" in made.stderr.strip().splitlines()[-1]
    assert "swordfish" not in made.stderr
