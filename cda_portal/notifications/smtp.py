"""How a mail leaves: the SMTP dialogue step by step, because the outbox must commit between two of its steps.

Django's mail backends do MAIL, RCPT and DATA in one call, so nobody could say afterwards whether a worker died before
or after the server had the mail (docs/decisions/mail-protocol.md).
"""

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Protocol, Self
from urllib.parse import urlsplit

from django.conf import settings

from cda_portal.notifications import compose


class NotSent(Exception):
    """Why a mail did not leave, or may not have; the text is the server's, for staff."""


class ServerAway(NotSent):
    """No conversation with the mail server at all: no message is at fault."""


class PutOff(NotSent):
    """A 4xx answer, or the connection was cut before the mail was handed over."""


class Refused(NotSent):
    """A 5xx answer: it will never be taken."""


class Unanswered(NotSent):
    """The mail was handed over and no answer came: it may have arrived."""


class Transport(Protocol):
    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def send(self, mail: EmailMessage, *, recipient: str, hand_off: Callable[[], bool]) -> bool:
        """Send it, calling `hand_off` just before the server is given the mail; False when that says no."""


class Local:
    """A local run without a mail server: everything arrives, and the staff page shows it."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        pass

    def send(self, mail: EmailMessage, *, recipient: str, hand_off: Callable[[], bool]) -> bool:
        compose.payload(mail)
        return hand_off()


class Smtp:
    """One connection for as many mails as it lasts; opened at the first one."""

    def __init__(self) -> None:
        self.server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        if self.server is not None:
            with suppress(OSError, smtplib.SMTPException):
                self.server.quit()
            self.hang_up()

    def send(self, mail: EmailMessage, *, recipient: str, hand_off: Callable[[], bool]) -> bool:
        data = compose.payload(mail)
        server = self.ready()
        self.present(server)
        try:
            check(*server.docmd("RCPT", f"TO:<{recipient}>"))
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise PutOff(words(error)) from error
        if not hand_off():
            return False
        self.give(server, data)
        return True

    def present(self, server: smtplib.SMTP) -> None:
        """MAIL. A server that does not take our own address takes nothing from us: that is no message's fault."""
        try:
            check(*server.docmd("MAIL", f"FROM:<{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}>"))
        except (OSError, smtplib.SMTPException, NotSent) as error:
            self.hang_up()
            raise ServerAway(words(error)) from error

    def give(self, server: smtplib.SMTP, data: bytes) -> None:
        """DATA. Until the server has said 354 it has nothing; after that only its answer tells."""
        try:
            code, said = server.docmd("DATA")
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise PutOff(words(error)) from error
        if code != 354:
            check(code, said)
        try:
            server.send(data)
            code, said = server.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.hang_up()
            raise Unanswered(words(error)) from error
        check(code, said)

    def ready(self) -> smtplib.SMTP:
        """The open connection if it still answers, else a new one."""
        if self.server is not None:
            with suppress(OSError, smtplib.SMTPException):
                if self.server.rset()[0] == 250:
                    return self.server
            self.hang_up()
        try:
            self.server = dial()
        except (OSError, smtplib.SMTPException) as error:
            raise ServerAway(words(error)) from error
        return self.server

    def hang_up(self) -> None:
        if self.server is not None:
            self.server.close()
            self.server = None


def dial() -> smtplib.SMTP:
    host, port, own_name = settings.EMAIL_HOST, settings.EMAIL_PORT, urlsplit(settings.PUBLIC_URL).hostname
    if settings.EMAIL_USE_SSL:
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            host, port, own_name, timeout=settings.EMAIL_TIMEOUT, context=ssl.create_default_context()
        )
    else:
        server = smtplib.SMTP(host, port, own_name, timeout=settings.EMAIL_TIMEOUT)
    try:
        if settings.EMAIL_USE_TLS:
            server.starttls(context=ssl.create_default_context())
        if settings.EMAIL_HOST_USER:
            server.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        server.ehlo_or_helo_if_needed()
    except (OSError, smtplib.SMTPException):
        server.close()
        raise
    return server


def check(code: int, said: bytes) -> None:
    """Raise unless the server said yes."""
    if 200 <= code < 300:
        return
    text = f"{code} {said.decode(errors='replace')}"
    raise (Refused if code >= 500 else PutOff)(text)


def words(error: Exception) -> str:
    return str(error) if isinstance(error, NotSent) else f"{type(error).__name__}: {error}"


def transport() -> Transport:
    return Local() if settings.DELIVERY == "local" else Smtp()
