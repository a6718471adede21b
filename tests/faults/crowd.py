"""People who save answers and send applications for as long as a block lasts, and remember what they were promised."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from django.conf import settings
from django.test import Client

from applications.models import Answer, Application, Question, Submission
from applications.tests.factories import ApplicationFactory, call_with_form, fill, member, question_of
from cda_portal.accounts.models import User
from cda_portal.notifications.models import Message, Notice
from tests.faults.site import Site

FIRST = "What the story begins with"
TEAM = 2  # people in the answers that `fill` writes


@dataclass
class Writer:
    """One person who saves the same answer over and over; each save is tried until it is promised."""

    session: str
    reference: str
    question: Question
    promised: int = 0
    version: int = 1
    answers: Counter[int] = field(default_factory=Counter)

    def text(self) -> str:
        return f"Text {self.promised + 1} of {self.reference}"

    def save(self, site: Site) -> None:
        form = {"story": self.text(), "version": str(self.version), "language": "en"}
        answer = site.post(f"/apply/{self.reference}/answer/{self.question.pk}/", self.session, form)
        self.answers[answer.status] += 1
        if answer.status == 200:
            self.version = json.loads(answer.body)["version"]
            self.promised += 1


@dataclass
class Sender:
    """One person who sends a complete application, and tries until it is promised."""

    session: str
    reference: str
    promised: bool = False
    answers: Counter[int] = field(default_factory=Counter)

    def send(self, site: Site) -> None:
        answer = site.post(f"/apply/{self.reference}/submit/", self.session)
        self.answers[answer.status] += 1
        where = PurePosixPath(answer.headers.get("location", "")).name
        self.promised = self.promised or (answer.status == 302 and where == "status")


class Crowd:
    def __init__(self, writers: int, senders: int) -> None:
        call = call_with_form()
        story = question_of(call, "story")
        self.writers = [Writer(session, reference, story) for session, reference in drafts(call, writers)]
        self.senders = [Sender(session, reference) for session, reference in drafts(call, senders)]
        self.lost: list[str] = []
        self.halves: list[str] = []

    @contextmanager
    def at_work(self, site: Site) -> Iterator[None]:
        """At the end everybody goes on until what they began is promised."""
        stop = threading.Event()
        shares = [self.senders[number::2] for number in range(2)]
        jobs = [threading.Thread(target=self._write, args=(site, one, stop)) for one in self.writers]
        jobs += [threading.Thread(target=self._send, args=(site, share, stop)) for share in shares if share]
        for job in jobs:
            job.start()
        try:
            yield
        finally:
            stop.set()
            for job in jobs:
                job.join(60)

    def _write(self, site: Site, writer: Writer, stop: threading.Event) -> None:
        while not stop.is_set():
            writer.save(site)
        begun = writer.promised
        for _attempt in range(50):
            if writer.promised == begun:
                writer.save(site)

    def _send(self, site: Site, senders: list[Sender], stop: threading.Event) -> None:
        for sender in senders:
            while not sender.promised and not stop.wait(0.1):
                sender.send(site)
        for sender in senders:
            if not sender.promised:
                sender.send(site)

    @property
    def saves(self) -> int:
        return sum(writer.promised for writer in self.writers)

    @property
    def answers(self) -> Counter[int]:
        return sum((one.answers for one in [*self.writers, *self.senders]), Counter())

    @property
    def faults(self) -> int:
        return sum(count for status, count in self.answers.items() if status >= 500)

    # ---- what became of it

    def look(self) -> None:
        """Inside `site.database()`."""
        self.lost, self.halves = self._lost(), self._halves()

    def _lost(self) -> list[str]:
        """Promises that the database does not keep: each promised save is one version of the answer."""
        broken = []
        for writer in self.writers:
            answer = Answer.objects.get(application__reference=writer.reference, question=writer.question)
            if (answer.version, answer.value) != (writer.promised + 1, f"Text {writer.promised} of {writer.reference}"):
                broken.append(f"{writer.reference}: {writer.promised} promised, {answer.version}: {answer.value!r}")
        return broken + [f"{sender.reference} was not sent" for sender in self.senders if not sender.promised]

    def _halves(self) -> list[str]:
        """Applications of which only a part was written; a whole one has all of it once."""
        wrong = []
        for application in Application.objects.filter(reference__in=[sender.reference for sender in self.senders]):
            found = (
                application.status,
                Submission.objects.filter(application=application).count(),
                application.team_members.count(),
                Notice.objects.filter(kind="application_receipt", object_id=application.pk).count(),
                Message.objects.filter(kind="application_receipt", object_id=application.pk).count(),
            )
            if found not in (("submitted", 1, TEAM, 1, 1), ("draft", 0, 0, 0, 0)):
                wrong.append(f"{application.reference}: {found}")
        return wrong


def drafts(call, count: int) -> list[tuple[str, str]]:
    """Complete drafts, each with its lead's session."""
    made = []
    for _number in range(count):
        draft = fill(ApplicationFactory(call=call), story=FIRST)
        made.append((session_of(member(draft.city)), draft.reference))
    return made


def session_of(user: User) -> str:
    client = Client()
    client.force_login(user)
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)
