"""Reading the environment for settings.py: what is missing or wrong stops the start, by name, with what to do."""

from email.utils import parseaddr
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

env = Env()
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}


def refuse(wrong: object, sentence: str) -> None:
    if wrong:
        raise ImproperlyConfigured(sentence)


def required(name: str, why: str) -> str:
    value: str = env.str(name, "")
    refuse(not value, f"Set {name}: {why}.")
    return value


def parts(url: str) -> SplitResult:
    """The address taken apart; all its parts are empty where it is none."""
    try:
        found = urlsplit(url)
        return found if found.port != 0 else urlsplit("")
    except ValueError:
        return urlsplit("")


def is_mailbox(text: str) -> bool:
    """A single address, with or without a name, that cannot add a header of its own."""
    return text.isprintable() and "@" in parseaddr(text)[1]


def mail_server(url: str, *, local: bool) -> dict[str, Any]:
    """Django's settings for EMAIL_URL. Not dj-email-url, which takes smtp+tls:// for plain SMTP without a word."""
    found = parts(url)
    refuse(
        found.scheme not in MAIL_PORTS or not found.hostname,
        "EMAIL_URL must be an address such as smtp+tls://user:password@host:587 (or smtp+ssl://, or smtp:// without TLS).",
    )
    refuse(
        found.password and found.scheme == "smtp" and not local,
        "EMAIL_URL would send its password unencrypted: use smtp+tls:// or smtp+ssl://.",
    )
    return {
        "EMAIL_HOST": found.hostname,
        "EMAIL_PORT": found.port or MAIL_PORTS[found.scheme],
        "EMAIL_HOST_USER": unquote(found.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(found.password or ""),
        "EMAIL_USE_TLS": found.scheme == "smtp+tls",
        "EMAIL_USE_SSL": found.scheme == "smtp+ssl",
    }
