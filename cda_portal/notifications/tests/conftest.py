"""Kinds of mail that only the tests declare, with their templates: what apps add later must not change these tests."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.conf import settings as configured

from cda_portal.notifications import delivery, kinds
from cda_portal.notifications.kinds import Kind, Priority
from cda_portal.notifications.tests.sink import start

KINDS = {
    "decision": Kind("decision", "Decisions", Priority.DECISION, acknowledge=True),
    "receipt": Kind("receipt", "Receipts", Priority.RECEIPT, why="You sent a form."),
    "nudge": Kind("nudge", "Reminders", Priority.REMINDER, doubt="drop", lasts=timedelta(days=2)),
    "code": Kind(
        "code", "Codes", Priority.SECURITY, doubt="resend", lasts=timedelta(minutes=15), inbox=False, repeats=True
    ),
}
SUBJECT = "{% autoescape off %}{{ words }} for\n {{ recipient.name }}{% endautoescape %}"
BODY = """{% autoescape off %}Dear {{ recipient.name }},

{{ words }}{% if when %} {{ when|when_where:"America/New_York" }}{% endif %}

- one
- two

-> See it
{{ link }}
{% endautoescape %}"""
CODE = "{% autoescape off %}Your code: {{ secret.code }}\n\n-> Sign in\n{{ public_url }}/in/{{ secret.code }}/{% endautoescape %}"


@pytest.fixture
def mail_kinds(monkeypatch, settings, tmp_path):
    folder = tmp_path / "emails"
    folder.mkdir()
    for name in KINDS:
        (folder / f"{name}.subject.txt").write_text(SUBJECT)
        (folder / f"{name}.body.txt").write_text(CODE if name == "code" else BODY)
    templates = deepcopy(configured.TEMPLATES)
    templates[0]["DIRS"] = [tmp_path, *templates[0]["DIRS"]]
    settings.TEMPLATES = templates
    every = {**kinds.declared(), **KINDS}
    monkeypatch.setattr(kinds, "declared", lambda: every)
    return every


@pytest.fixture(autouse=True)
def quick(settings):
    """No pause between two mails."""
    settings.MAIL_RATE = 10**9
    delivery.pace.next = 0.0


@pytest.fixture
def sink(settings):
    """A real SMTP server, and the settings that lead there."""
    controller = start()
    settings.DELIVERY = "smtp"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    yield controller.handler
    controller.stop()
