"""Which edits renew an endorsement: what the answers say now, or said when they were sent, against what was read."""

import pytest

from applications import endorsements, services
from applications.models import Endorsement
from applications.services import endorsement as endorsing
from applications.tests.endorsing import a_draft, answer, ask, change_story, endorsed, state
from cda_portal.core import clock

pytestmark = pytest.mark.django_db


def submit(application, lead):
    return services.submit(application, by=lead, arrived=clock.now())


def story_of(application):
    return application.answers.get(question__key="story")


AS_READ, SEND = "as read", "send"
EDITS = [  # saves of the story after the mayor's yes: how the city's page stands then, and how that of staff
    ([], "endorsed", "endorsed"),
    ([AS_READ], "endorsed", "endorsed"),
    (["Another"], "stale", "endorsed"),
    ([""], "stale", "endorsed"),
    (["Another", AS_READ], "endorsed", "endorsed"),
    (["Another", "A third", AS_READ, SEND], "endorsed", "endorsed"),
    (["Another", SEND], "stale", "stale"),
    (["Another", SEND, "A third"], "stale", "stale"),
    (["Another", SEND, AS_READ], "endorsed", "stale"),
    (["Another", SEND, AS_READ, SEND], "endorsed", "endorsed"),
]


@pytest.mark.parametrize(("edits", "own", "staff"), EDITS)
def test_which_edits_renew_it(edits, own, staff):
    application, lead = a_draft("by_date")
    submit(application, lead)
    endorsed(application, lead)
    read = story_of(application).value
    for edit in edits:
        if edit == SEND:
            submit(application, lead)
        else:
            story, text = story_of(application), read if edit == AS_READ else edit
            services.save_answer(
                application, story.question, text, version=story.version, by=lead, language="en", arrived=clock.now()
            )
    sent = endorsements.judge(Endorsement.objects.facts(application.pk, sent=True), now=clock.now())
    assert (state(application), sent.state.value) == (own, staff)


def test_an_edit_that_was_undone_while_the_mayor_read_is_none():
    application, lead = a_draft()
    request = ask(application, lead)
    shown, read = endorsing.what_is_read(application, "en").digest, story_of(application).value
    change_story(application)
    change_story(application, read)
    assert answer(request, shown=shown).outcome == "endorsed"
