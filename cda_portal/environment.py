"""Reading the environment for settings.py: what is missing or wrong stops the start, by name, with what to do."""

from dataclasses import dataclass
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


def scanner(url: str) -> tuple[str, int] | None:
    """Host and port of the ClamAV daemon that SCANNER_URL names; None where there is none."""
    if not url:
        return None
    found = parts(url)
    refuse(
        found.scheme != "clamav" or not found.hostname or found.path.strip("/") or found.query,
        "SCANNER_URL must be an address such as clamav://host:3310.",
    )
    return str(found.hostname), found.port or 3310


def class_path(name: str, path: str) -> str:
    """The dotted path of a class, or "" for none. What it names is loaded by workers only."""
    wrong = path and not (("." in path) and all(part.isidentifier() for part in path.split(".")))
    refuse(wrong, f"{name} must be the dotted path of a class, such as translators.deepl.Translator.")
    return path


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


@dataclass(frozen=True)
class IdentityProvider:
    """One that speaks OpenID Connect: allauth's settings for it, and where its pages are."""

    app: dict[str, Any]
    origin: str


def identity_provider(told: dict[str, str], *, local: bool) -> IdentityProvider | None:
    """From the OIDC_* variables: all of them or none; plain HTTP in local runs only."""
    refuse(
        any(told.values()) and not all(told.values()),
        "Set OIDC_NAME, OIDC_SERVER_URL, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET together, or none of them.",
    )
    server = parts(told["SERVER_URL"])
    refuse(
        told["SERVER_URL"] and (not server.hostname or server.scheme not in ("https", "http" if local else "https")),
        "OIDC_SERVER_URL must be the https:// address of the identity provider, as it names itself (issuer).",
    )
    if not told["NAME"]:
        return None
    app = {
        "provider_id": "oidc",
        "name": told["NAME"],
        "client_id": told["CLIENT_ID"],
        "secret": told["CLIENT_SECRET"],
        "settings": {"server_url": told["SERVER_URL"]},
    }
    return IdentityProvider(app, f"{server.scheme}://{server.netloc}")
