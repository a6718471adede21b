"""Records of acts as lines that staff read. No database."""

import pytest

from applications import history
from applications.models import Application, InterestForm
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.models import Change

LINES = [
    ("interest received", "", "received", "Interest form received"),
    ("interest form", "received", "invited", "Interest form: Invited to apply"),
    ("interest form", "received", "declined", "Interest form: Not invited this time"),
    ("application begun", "", "draft", "Application begun"),
    ("application", "draft", "submitted", "Application: Submitted"),
    ("application", "in_review", "declined", "Application: Declined"),
    ("application", "submitted", "withdrawn", "Application: Withdrawn"),
    ("question asked", "", "", "Question asked"),
    ("question answered", "", "", "Question answered"),
    ("mayor's office objected", "", "", "The mayor’s office said: not us"),
]


@pytest.mark.parametrize(("act", "source", "target", "words"), LINES)
def test_an_act_in_words(act, source, target, words):
    change = Change(act=act, source=source, target=target, at=clock.now(), by=User(full_name="Olga"), why="So")
    [line] = history.lines([change])
    assert (line["text"], line["by"], line["why"]) == (words, "Olga", "So")


def test_what_nobody_did_the_portal_did():
    assert history.lines([Change(act="application begun", at=clock.now())])[0]["by"] == "The portal"


def test_every_status_has_a_line():
    for act, statuses in (("application", Application.Status), ("interest form", InterestForm.Status)):
        for status, label in statuses.choices:
            [line] = history.lines([Change(act=act, source="x", target=status, at=clock.now())])
            assert line["text"].endswith(f": {label}")
