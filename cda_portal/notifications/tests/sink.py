"""A real SMTP server that behaves as the first part of the recipient's address says."""

import asyncio
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class Sink:
    """What was accepted, in order; an address such as "refused.3@example.org" asks for trouble."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.dialogues: list[str] = []
        self.loop: asyncio.AbstractEventLoop | None = None
        self.open = asyncio.Event()

    def received(self) -> list[str]:
        """Message-IDs, one for each time a mail was accepted."""
        return [mail["Message-ID"] for mail in self.mails]

    def keep(self, content: bytes) -> None:
        self.mails.append(message_from_bytes(content, policy=policy.default))

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        self.dialogues.append("MAIL")
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: Any) -> str:
        envelope.rcpt_tos.append(address)
        match address.split(".")[0]:
            case "later":
                return "451 4.3.0 Try again later"
            case "refused":
                return f"550 5.1.1 <{address}> unknown"
            case "cut":
                server.transport.abort()
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        match envelope.rcpt_tos[0].split(".")[0]:
            case "laterafter":
                return "451 4.3.0 Try again later"
            case "refusedafter":
                return "554 5.7.1 Not wanted"
            case "cutafter":
                self.keep(envelope.content)
                server.transport.abort()
                return "250 OK"
            case "silent":
                self.keep(envelope.content)
                await self.open.wait()
                return "250 OK"
        self.keep(envelope.content)
        return "250 OK"


class Server(SMTP):
    """Trouble at the DATA command itself, before the server has seen a byte of the mail."""

    async def smtp_DATA(self, arg: str) -> None:
        match self.envelope.rcpt_tos[0].split(".")[0]:
            case "laterdata":
                await self.push("451 4.3.0 Try again later")
            case "cutdata":
                self.transport.abort()
            case _:
                await super().smtp_DATA(arg)


class SinkController(Controller):
    def factory(self) -> Server:
        return Server(self.handler, enable_SMTPUTF8=False, hostname="sink")

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # the system chose it
        super()._trigger_server()

    def stop(self, *args: Any, **kwargs: Any) -> None:
        self.loop.call_soon_threadsafe(self.handler.open.set)
        super().stop(*args, **kwargs)


def start(handler: Sink | None = None) -> SinkController:
    controller = SinkController(handler or Sink(), hostname="127.0.0.1", port=0)
    controller.start()
    return controller
