"""One world in two states that differ only in what a reader may not see, and every page as they read it.

The states differ in content and never in the number of rows; tokens and references of a request are masked.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils.http import urlencode

from applications import services
from applications.models import (
    Answer,
    Application,
    Attachment,
    Clarification,
    EligibilityCheck,
    InterestForm,
    Submission,
)
from applications.tests.factories import (
    ApplicationFactory,
    CheckFactory,
    InterestFormFactory,
    call_with_form,
    fill,
    member,
    question_of,
    theme,
)
from cda_portal.accounts.models import City, CityMember, Conflict, MayorTerm, User
from cda_portal.accounts.tests.factories import CityFactory, UserFactory
from cda_portal.core import audit, clock, secrets
from cda_portal.core.models import Change, StoredFile
from cda_portal.notifications.models import Message, Notice
from cda_portal.notifications.services import queue_rendered
from tests.security import team_world

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
WORD = "zarzamora"  # stands in the second state only, so it can be searched for
FORM = {
    "population": 900_000,
    "population_source": WORD,
    "mayor_name": WORD,
    "mayor_title": WORD,
    "sender_title": WORD,
    "terms": [["2020-01-01", "2030-12-31"]],
    "transition_plan": WORD,
    "office_email": f"{WORD}@city.example",
    "office_objected_at": NOW,
    "city_manager": WORD,
    "problem": WORD,
    "language": "fr",
    "answers": {"commitment": "no", "data": "no", "analysis": "no", "team": "no"},
    "findings": {"population": "below", "mandate": "meets", "commitment": "below", "data": "below", "team": "meets"},
    "message": WORD,
    "received_at": NOW - timedelta(days=20),
}


@dataclass
class World:
    """Bello and its people; Envigado, another city; and who else reads the portal."""

    bello: City
    draft: Application
    sent: Application
    form: InterestForm
    waiting: InterestForm
    check: EligibilityCheck
    hidden: User
    own: Application
    readers: dict[str, User | None]


def make():
    call = call_with_form()
    housing = theme("housing")
    bello, sabaneta, envigado = (CityFactory(name=name) for name in ("Bello", "Sabaneta", "Envigado"))
    hidden, other = member(bello, full_name="Hilda Hidden"), member(envigado, full_name="Otto Other")
    form = InterestFormFactory(call=call, city=bello, sender=hidden, status="invited")
    waiting = InterestFormFactory(call=call, city=sabaneta, sender=UserFactory(full_name="Waldo Waiting"))
    services.ask(waiting, "Which census?", by=UserFactory(role="officer"))
    draft = fill(ApplicationFactory(call=call, city=bello, form=form, reference="CDA-2027-BLLO"), editor=hidden)
    letter = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 letter\n%%EOF")
    services.store_file(draft, question_of(call, "letter"), letter, by=hidden, arrived=clock.now())
    own = fill(ApplicationFactory(call=call, city=envigado, reference="CDA-2027-NVGD"), editor=other, story=None)
    sent = fill(ApplicationFactory(call=call, city=sabaneta, form=waiting, reference="CDA-2027-SBNT"))
    sara = member(sabaneta, full_name="Sara Sent")
    marked = SimpleUploadedFile("letter.pdf", b"%PDF-1.7 names\n%%EOF")
    attachment = services.store_file(sent, question_of(call, "letter"), marked, by=sara, arrived=clock.now())
    services.submit(sent, by=sara, arrived=clock.now())
    services.hide_file(attachment.file, by=sara)
    queue_rendered("hello", to=hidden, subject="Hello", text="The code is here", secret=True)
    form.themes.add(housing)
    check = CheckFactory(call=call, name="Itagüí", interest=kept("What we see"), interest_at=clock.now())
    audit.record(draft, "application begun", by=hidden)
    team_world.make(draft, hidden, waiting)
    MayorTerm.objects.create(city=bello, name="Somebody", title="Alcalde")
    world = World(bello, draft, sent, form, waiting, check, hidden, own, {})
    world.readers = readers(world, other)
    return world


def kept(word):
    return {"email": f"{word.split()[0].lower()}@city.example", "full_name": word, "problem": word, "mayor_name": word}


def readers(world, other):
    former = UserFactory(full_name="Fred Former")
    yesterday = clock.today("UTC") - timedelta(days=1)
    CityMember.objects.create(city=world.bello, user=former, role="deputy", since="2025-01-01", until=yesterday)
    conflicted = UserFactory(full_name="Clara Conflicted", role="officer")
    for city in (world.bello, world.sent.city):
        Conflict.objects.create(user=conflicted, city=city, reason="Worked there", declared_by=conflicted)
    return {
        "visitor": None,
        "person": UserFactory(full_name="Pat Person"),
        "another city's lead": other,
        "former member": former,
        "reviewer": UserFactory(full_name="Rita Reviewer", role="reviewer"),
        "officer": UserFactory(full_name="Olga Officer", role="officer"),
        "observer": UserFactory(full_name="Oscar Observer", role="observer"),
        "officer with a conflict": conflicted,
    }


# ---- what differs in the second state


def draft_answers(world):
    """What a city has not sent; how far it is stays the same."""
    for answer in Answer.objects.filter(application=world.draft):
        rewrite(answer)
    StoredFile.objects.filter(attachment__application=world.draft).update(name=f"{WORD}.pdf", size=77)


def hidden_files(world):
    """What a file holds that was marked as containing personal data, and what it is called."""
    for stored in StoredFile.objects.filter(personal_data=True):
        stored.file.storage.delete(stored.file.name)
        stored.file.storage.save(stored.file.name, ContentFile(WORD.encode()))
        StoredFile.objects.filter(pk=stored.pk).update(name=f"{WORD}.pdf", size=len(WORD), sha256=WORD)


def rewrite(answer):
    value = answer.value
    if isinstance(value, str) and answer.question.kind in ("short_text", "long_text"):
        value = f"{WORD} again"
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        value = [{**row, "name": WORD} for row in value]
    elif isinstance(value, dict) and "unit" in value:
        value = {**value, "unit": WORD}
    Answer.objects.filter(pk=answer.pk).update(
        value=value, version=9, language="fr", editor=None, edited_at=NOW - timedelta(days=5)
    )


def kept_forms(world):
    """An interest form that waits for its sender's address."""
    EligibilityCheck.objects.filter(pk=world.check.pk).update(interest=kept(WORD), interest_at=NOW - timedelta(days=3))


def inboxes(world):
    """What another person has read, and when."""
    for notice in Notice.objects.filter(user__in=[world.hidden, *people_of(world.sent.city)]):
        Notice.objects.filter(pk=notice.pk).update(read_at=NOW, acknowledged_at=NOW)


def secrets_in_mails(world):
    for message in Message.objects.exclude(secret=""):
        Message.objects.filter(pk=message.pk).update(
            secret=secrets.encrypt(f'{{"whole_text": "{WORD}", "whole_html": ""}}')
        )


def people_of(city):
    return User.objects.filter(memberships__city=city)


def forms(world):
    InterestForm.objects.filter(pk__in=[world.form.pk, world.waiting.pk]).update(**FORM)
    Clarification.objects.filter(form=world.waiting).update(question=WORD, answer=WORD, answered_at=NOW)
    MayorTerm.objects.filter(city=world.bello).update(name=WORD, title=WORD)


def sent_answers(world):
    submission = Submission.objects.get(application=world.sent)
    snapshot = {
        **submission.snapshot,
        "answers": [{**one, "value": WORD} for one in submission.snapshot["answers"][:1]],
    }
    Submission.objects.filter(pk=submission.pk).update(snapshot=snapshot, late=True, arrived_at=NOW - timedelta(days=2))
    Application.objects.filter(pk=world.sent.pk).update(
        late=True,
        submitted_at=NOW - timedelta(days=2),
        language="fr",
        findings=FORM["findings"],
        status="declined",
        feedback=WORD,
    )


def histories(world):
    mine = [world.draft, world.sent, world.form, world.waiting]
    Change.objects.about(*mine).update(why=WORD, act=WORD, at=NOW - timedelta(days=9))


def mails(world):
    Message.objects.filter(object_id__isnull=False).update(
        subject=WORD,
        text=WORD,
        html=WORD,
        email=f"{WORD}@city.example",
        recipient_folded=WORD,
        status="failed",
        error=WORD,
    )


def cities(world):
    for city in (world.bello, world.sent.city):
        City.objects.filter(pk=city.pk).update(
            name=f"{WORD.title()} {city.name}",
            name_folded=f"{WORD} {city.name}",
            names_folded=f"|{WORD}|",
            region="Antioch",
            country="BR",
            population=5,
            population_source=WORD,
        )


def people(world):
    User.objects.filter(pk__in=[world.hidden.pk, *people_of(world.sent.city).values_list("pk", flat=True)]).update(
        full_name=WORD, full_name_folded=WORD, time_zone="America/Lima", language="fr"
    )


PEOPLE_LISTS = [("people", "city"), ("people", "q"), ("cities", "q"), ("audit", "object"), ("audit", "person")]
UNSENT = [draft_answers, hidden_files, kept_forms, inboxes, secrets_in_mails, team_world.remarks(WORD)]
EVERYTHING = [*UNSENT, forms, sent_answers, histories, mails, cities, people, team_world.talks(WORD)]
HIDDEN = {
    "visitor": EVERYTHING,
    "person": EVERYTHING,
    "another city's lead": EVERYTHING,
    "former member": EVERYTHING,
    "reviewer": EVERYTHING,
    "officer": UNSENT,
    "observer": UNSENT,
    "officer with a conflict": [*UNSENT, forms, sent_answers, histories, mails, cities, team_world.talks(WORD)],
}


# ---- every page


def paths(world):
    """Addresses to open, hidden ones among them, and what to send to those that take something."""
    staff_lists = [
        f"/staff/{name}/?{urlencode(query)}"
        for name in ("forms", "applications")
        for query in [
            {},
            {"q": WORD},
            {"q": "bello"},
            {"q": "CDA"},
            {"country": "BR"},
            {"status": "declined"},
            {"flag": "population"},
        ]
        + [{"sort": sort} for sort in ("city", "population", "status", "sent", "-received")]
    ]
    messages = [
        f"/staff/messages/?{urlencode({name: value})}"
        for name, value in [("q", WORD), ("status", "failed"), ("sort", "subject")]
    ]
    for pk in Message.objects.values_list("pk", flat=True):
        messages += [f"/staff/messages/{pk}/", f"/staff/messages/{pk}/mail/"]
    applications = [
        f"/apply/{one.reference}/{page}"
        for one in (world.draft, world.sent, world.own)
        for page in (
            "",
            "check/",
            "status/",
            "section/basics/",
            "section/people/",
            f"file/{question_of(one.call, 'letter').pk}/",
        )
    ]
    for letter in Attachment.objects.select_related("application", "file").order_by("pk"):
        address = f"/apply/{letter.application.reference}/files/{letter.file.key}/"
        applications += [address, f"{address}hide/"]
    rows = [f"/staff/applications/{one.reference}/" for one in (world.draft, world.sent, world.own)]
    rows += [f"/{area}/{one.pk}/" for one in (world.form, world.waiting) for area in ("staff/forms", "interest/form")]
    rows += team_world.paths([one.reference for one in (world.draft, world.sent, world.own)])
    key = world.check.key
    checks = [f"/eligibility/{key}/", f"/eligibility/{key}/term/", f"/interest/{key}/", f"/interest/{key}/send/"]
    front = [
        "/",
        "/call/",
        "/home/",
        "/inbox/",
        "/profile/",
        "/apply/",
        "/eligibility/which/?name=bello",
        f"/places/?q={WORD}",
    ]
    return [
        *front,
        "/staff/",
        "/staff/files/",
        "/staff/messages/",
        "/admin/",
        *people_pages(world),
        *staff_lists,
        *messages,
        *applications,
        *rows,
        *checks,
    ]


def people_pages(world):
    return [
        "/staff/claims/",
        f"/staff/cities/{world.bello.pk}/",
        f"/staff/people/{world.hidden.pk}/",
        *(f"/staff/{name}/?{urlencode({field: word})}" for word in ("bello", WORD) for name, field in PEOPLE_LISTS),
    ]


def posts(world):
    notices = list(Notice.objects.filter(user=world.hidden))  # before the posts below make more of them
    answer = question_of(world.draft.call, "story")
    for one in (world.draft, world.sent):
        yield f"/apply/{one.reference}/answer/{answer.pk}/", {"story": "Mine", "version": "0"}
        yield f"/apply/{one.reference}/submit/", {}
        yield f"/apply/{one.reference}/section/problem/", {"story": "Mine"}
    yield f"/interest/form/{world.waiting.pk}/answer/", {"answer": "Mine"}
    yield f"/interest/{world.check.key}/send/", {}
    for notice in notices:
        yield f"/inbox/{notice.pk}/read/", {}


def read(world, who):
    """What this reader gets from every page: {address: (status, headers, body)}."""
    cache.clear()
    user = world.readers[who]
    found = {}
    with transaction.atomic(), clock.standing_at(NOW):
        client = Client()
        if user is not None:
            client.force_login(user)
        for path in paths(world):
            found[path] = seen(client.get(path))
        for path, data in posts(world):
            if user is None or not user.is_programme_staff:
                found[f"POST {path}"] = seen(client.post(path, data))
        transaction.set_rollback(True)
    return found


def seen(response):
    body = response.getvalue()
    headers = {name: value for name, value in response.headers.items() if name not in ("X-Request-ID", "Expires")}
    return response.status_code, headers, masked(body.decode(errors="replace"))


def masked(body):
    body = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", body)
    body = re.sub(r'("X-CSRFToken": ")\w+', r"\1", body.replace("&quot;", '"'))
    return re.sub(r"Reference: \w+", "", body)


def differences(world, who, changes):
    """Addresses that this reader finds different once `changes` have been made."""
    first = read(world, who)
    for change in changes:
        change(world)
    second = read(world, who)
    return sorted(path for path in first if first[path] != second[path])
