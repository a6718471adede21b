"""A row of the outbox as the mail that leaves: headers, a text part and an HTML part."""

import re
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from cda_portal.core import clock
from cda_portal.core.templatetags.text import html_language
from cda_portal.notifications.models import Message
from cda_portal.notifications.rendering import one_line, reveal, wrap

# Seven bits on the wire: no server needs an extension to take our mail.
POLICY = SMTP.clone(cte_type="7bit")
# Headers of their own for those who file or answer mail by machine.
FIXED = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


def mailbox(email: str, name: str = "") -> Mailbox:
    """Domains beyond ASCII travel in their ASCII form; Django's own validator keeps the part before the @ to ASCII."""
    local, _at, domain = email.rpartition("@")
    return Mailbox(one_line(name), local, domain.encode("idna").decode())


def mail(message: Message) -> EmailMessage:
    """The mail, with its secrets. The Message-ID is the row's, so a mail that is sent again is known as the same."""
    text, html = reveal(message.text, message.html, message.secret)
    made = EmailMessage(policy=POLICY)
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    made["From"] = mailbox(address, name)
    made["To"] = mailbox(message.email, message.name)
    made["Reply-To"] = mailbox(message.reply_to or settings.REPLY_TO_EMAIL)
    made["Subject"] = one_line(message.subject)
    made["Date"] = format_datetime(clock.now())
    made["Message-ID"] = message.message_id
    for header, value in FIXED.items():
        made[header] = value
    if not message.declared.owed:
        made["List-Unsubscribe"] = f"<{stop_url(message.message_id)}>"
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    made.set_content(wrap(text), cte="quoted-printable")
    made.add_alternative(html, subtype="html", cte="quoted-printable")
    made["Content-Language"] = html_language(message.language)  # last: new content takes older Content- headers away
    return made


def payload(mail: EmailMessage) -> bytes:
    """The bytes that follow DATA: CRLF line ends, leading dots doubled, a dot alone at the end (RFC 5321, 4.5.2)."""
    data = mail.as_bytes()
    return re.sub(rb"(?m)^\.", b"..", data if data.endswith(b"\r\n") else data + b"\r\n") + b".\r\n"


def _signer() -> Signer:
    return Signer(salt="notifications.stop", sep=".")


def stop_url(message_id: str) -> str:
    """Where the recipient of this message ends its kind: signed, and without a personal value in it."""
    return settings.PUBLIC_URL + reverse(
        "notifications:stop", args=[_signer().sign(message_id.strip("<>").partition("@")[0])]
    )


def stopped_message(token: str) -> Message | None:
    try:
        name = _signer().unsign(token)
    except BadSignature:
        return None
    return Message.objects.filter(message_id__startswith=f"<{name}@").first()
