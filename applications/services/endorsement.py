"""The mayor's endorsement: asked for by the team or the mayor's office, given by whoever holds the link."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications import endorsements, permissions, progress
from applications.kinds import KINDS
from applications.models import Answer, Application, Endorsement, EndorsementRequest, Extension, Question
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import CityMember, MayorTerm, User
from cda_portal.core import audit, clock, links
from cda_portal.core.models import SecretLink
from cda_portal.core.text import say
from cda_portal.notifications.services import Address, notify

LINK = "endorsement"
LASTS = timedelta(days=30)
AT_ONCE = timedelta(minutes=1)  # two clicks on "send again" within it are one
STATEMENT = "endorsement"  # in Call.texts
CHANGED = gettext_lazy("The team changed the application while you were reading. Read it again, then decide.")
Status = Application.Status
OPEN = frozenset({Status.DRAFT, Status.SUBMITTED, Status.IN_REVIEW})
Outcome = Endorsement.Outcome


class TextChanged(NotAllowed):
    """What the mayor agreed to is no longer what stands there: the page shows the new text and asks again."""


# ---- what is read


@dataclass(frozen=True)
class Entry:
    """One answer of the summary: `short` is its beginning where it is long."""

    label: dict[str, str]
    lines: list[str]
    short: str
    language: str


@dataclass(frozen=True)
class Reading:
    """What the mayor reads before answering, and `digest`, which tells it from what stood there earlier.

    `read` has the marks of the answers that renew an endorsement, by the id of their question.
    """

    entries: list[Entry]
    statement: str
    version: str
    read: dict[int, str]
    digest: str


def standing_of(application: Application) -> endorsements.Standing | None:
    """Where the endorsement of this application stands now; None when its call asks for none. At most one query."""
    if application.call.endorsement == "none":
        return None
    facts = Endorsement.objects.facts(application.pk)
    return endorsements.judge(facts, now=clock.now()) if facts else None


def missing(application: Application) -> str:
    """Why the application cannot be sent for want of an endorsement; "" when it can."""
    if application.call.endorsement != "before_sending":
        return ""
    return endorsements.missing(standing_of(application))


def what_is_read(application: Application, language: str) -> Reading:
    """The summary and the statement in `language`, as they stand at this moment."""
    live = Question.objects.filter(section__call=application.call_id, section__retired_at=None, retired_at=None)
    asked = list(live.filter(Q(in_summary=True) | Q(renews_endorsement=True)).order_by("section__position", "position"))
    wanted = [question.pk for question in asked] + [q.depends_on_id for q in asked if q.depends_on_id]
    answers = {one.question_id: one for one in Answer.objects.filter(application=application, question__in=wanted)}
    values, others = {pk: answer.value for pk, answer in answers.items()}, {q.pk: q for q in asked}
    read = {q.pk: _mark(q, answers.get(q.pk)) for q in asked}
    statement = say(application.call.texts.get(STATEMENT), language)
    version = application.call.endorsement_version
    return Reading(
        entries=[_entry(q, answers.get(q.pk)) for q in asked if q.in_summary and progress.applies(q, values, others)],
        statement=statement,
        version=version,
        read={q.pk: read[q.pk] for q in asked if q.renews_endorsement},
        digest=endorsements.shown_as(statement, version, read),
    )


def _mark(question: Question, answer: Answer | None) -> str:
    return endorsements.mark(question.kind, answer.value, answer.language) if answer else ""


def _entry(question: Question, answer: Answer | None) -> Entry:
    lines = list(KINDS[question.kind].show(question, answer.value, answer.language)) if answer else []
    return Entry(question.label, lines, endorsements.shorten(lines), answer.language if answer else "")


# ---- asking


@transaction.atomic
def request_endorsement(
    application: Application,
    *,
    term: MayorTerm | None,
    name: str,
    title: str,
    email: str,
    language: str,
    to_delegate: bool,
    by: User,
    note: str = "",
    next_term: tuple[date | None, date | None] = (None, None),
) -> EndorsementRequest:
    """Ask the mayor, or a delegate, by mail. Without a `term`, a new one is kept that lasts for `next_term`.

    Asked twice with the same address it is asked once. Raises NotAllowed where it is no longer or not now wanted,
    and for the address of somebody who only prepares for the mayor.
    """
    application = locked(application)
    standing = wanted(application)
    if (open_one := open_request(application)) is not None and open_one.email.lower() == email.lower():
        return open_one
    if not standing.can_be_asked:
        raise NotAllowed(_("The mayor has been asked, or has endorsed already. Load the page again."))
    _not_a_preparer(application, email)
    if term is None:
        term = MayorTerm.objects.create(
            city=application.city, name=name, title=title[:80], start=next_term[0], end=next_term[1],
            source=_("Endorsement request"),
        )  # fmt: skip
    request = EndorsementRequest.objects.create(
        application=application, term=term, name=name, title=title, email=email, language=language,
        to_delegate=to_delegate, note=note, by=by, expires_at=clock.now() + LASTS,
    )  # fmt: skip
    audit.record(application, "endorsement asked", by=by)
    _send(request, application)
    return request


@transaction.atomic
def resend_request(request: EndorsementRequest, *, by: User) -> EndorsementRequest:
    """A new link for the same request; the old one ends. Twice within a minute is once."""
    application, request = _open(request)
    if clock.now() - request.sent_at < AT_ONCE:
        return request
    audit.record(application, "endorsement sent again", by=by)
    return _anew(request, application)


@transaction.atomic
def change_address(request: EndorsementRequest, email: str, *, by: User) -> EndorsementRequest:
    """Send the request to another address; the old link ends."""
    application, request = _open(request)
    if request.email.lower() == email.lower():
        return request
    _not_a_preparer(application, email)
    request.email = email
    audit.record(application, "endorsement address changed", by=by)
    return _anew(request, application)


@transaction.atomic
def take_request_back(request: EndorsementRequest, *, by: User) -> EndorsementRequest:
    """End the request and its link. Taken back already, nothing happens."""
    application = locked(request.application)
    request = EndorsementRequest.objects.get(pk=request.pk)
    if request.answered_at is not None:
        raise NotAllowed(_("The request has been answered meanwhile."))
    if request.revoked_at is None:
        revoke(request)
        audit.record(application, "endorsement taken back", by=by)
    return request


@transaction.atomic
def answer_the_mayor(application: Application, reply: str, *, by: User) -> EndorsementRequest:
    """Answer the mayor's question: a new request with the reply, and a fresh link. Sent twice it is sent once."""
    application = locked(application)
    standing = wanted(application)
    if standing.state is endorsements.State.WAITING and (open_one := open_request(application)):
        return open_one
    if standing.state is not endorsements.State.ASKED_US or standing.word is None:
        raise NotAllowed(_("There is no open question of the mayor. Load the page again."))
    asked = EndorsementRequest.objects.get(pk=standing.word["request_id"])
    request = EndorsementRequest.objects.create(
        application=application, term=asked.term, name=asked.name, title=asked.title, email=asked.email,
        language=asked.language, to_delegate=asked.to_delegate, note=reply, by=by, expires_at=clock.now() + LASTS,
    )  # fmt: skip
    audit.record(application, "endorsement question answered", by=by)
    _send(request, application)
    return request


def locked(application: Application) -> Application:
    """The row's lock, which the saves of answers and the sending take too: nothing changes while this goes on."""
    rows = Application.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("call", "city").get(pk=application.pk)


def wanted(application: Application) -> endorsements.Standing:
    standing = standing_of(application)
    if standing is None or application.status not in OPEN:
        raise NotAllowed(_("This application needs no endorsement now."))
    return standing


def open_request(application: Application) -> EndorsementRequest | None:
    return application.endorsement_requests.filter(revoked_at=None, answered_at=None).first()


def _open(request: EndorsementRequest) -> tuple[Application, EndorsementRequest]:
    application = locked(request.application)
    wanted(application)
    request = EndorsementRequest.objects.get(pk=request.pk)
    if request.revoked_at is not None or request.answered_at is not None:
        raise NotAllowed(_("This request has been answered or taken back. Load the page again."))
    return application, request


def _not_a_preparer(application: Application, email: str) -> None:
    if email.lower() in addresses_of_preparers(application):
        raise NotAllowed(
            _("This is the address of somebody who prepares for the mayor and does not sign. Enter the mayor’s own.")
        )


def addresses_of_preparers(application: Application) -> set[str]:
    """Addresses of those who prepare the endorsement here and are not the mayor: nobody is asked to answer themselves."""
    rows = CityMember.objects.active().filter(city=application.city_id).values_list("user__email", "role")
    people = list(rows)
    mayors = {email for email, role in people if role == CityMember.Role.MAYOR}
    return {email.lower() for email, role in people if role in permissions.PREPARERS and email not in mayors}


def revoke(request: EndorsementRequest) -> None:
    request.revoked_at = clock.now()
    request.save(update_fields=["revoked_at"])
    links.revoke(request, LINK)


def _anew(request: EndorsementRequest, application: Application) -> EndorsementRequest:
    links.revoke(request, LINK)
    request.sent_at, request.expires_at = clock.now(), clock.now() + LASTS
    request.save(update_fields=["email", "sent_at", "expires_at"])
    _send(request, application)
    return request


def _send(request: EndorsementRequest, application: Application) -> None:
    link = links.make(LINK, request, recipient=request.email, expires_at=request.expires_at)
    notify(
        "endorsement_request",
        to=Address(request.email, request.language, application.city.time_zone, request.name),
        about=application,
        context={"application": application, "asked": request, "lead": lead_of(application), "due": due(application)},
        occurrence=str(link.pk),
        expires_at=request.expires_at,
        secret={"token": link.token},
    )


def due(application: Application) -> datetime:
    """Until when the mayor's word is needed: the date of its own, else the city's deadline."""
    own = Extension.objects.filter(call=application.call_id, city=application.city_id).values_list("closes", flat=True)
    closes = application.call.application_closes
    return application.call.endorsement_due or max([closes, *own])


def lead_of(application: Application) -> User | None:
    lead = CityMember.objects.active().filter(city=application.city_id, role=CityMember.Role.LEAD)
    member = lead.select_related("user").first()
    return member.user if member else None


# ---- the mayor


@transaction.atomic
def answer_request(
    link: SecretLink,
    *,
    outcome: str,
    name: str,
    title: str,
    by_delegate: bool,
    comment: str,
    language: str,
    shown: str,
    arrived: datetime,
    by: User | None = None,
) -> Endorsement:
    """The mayor's word. The same button twice, or two at once, is one word: the first.

    Raises TextChanged when an endorsement speaks of a text that was changed since (`shown` is its digest), and
    NotAllowed when the link or the application does no longer allow it. `by` is who was signed in, if anybody.
    """
    request = EndorsementRequest.objects.select_related("application", "term").get(pk=link.object_id)
    application = locked(request.application)
    if (first := Endorsement.objects.filter(request=request).first()) is not None:
        return first
    wanted(application)
    reading = what_is_read(application, language)
    if outcome == Outcome.ENDORSED and shown != reading.digest:
        raise TextChanged(CHANGED)
    if link.expires_at <= arrived or not links.use(link):
        raise NotAllowed(_("This link is no longer valid."))
    EndorsementRequest.objects.filter(pk=request.pk).update(answered_at=clock.now())
    word = Endorsement.objects.create(
        application=application, request=request, term=request.term, statement_version=reading.version,
        statement=reading.statement, language=language, outcome=outcome, signer_name=name, signer_title=title,
        by_delegate=by_delegate, comment=comment, read={str(pk): mark for pk, mark in reading.read.items()},
        recorded_by=by,
    )  # fmt: skip
    audit.record(application, ACTS[outcome], by=by)
    tell_team(KINDS_OF_MAIL[outcome], word, request.by)
    return word


ACTS: dict[str, str] = {
    Outcome.ENDORSED: "endorsement given",
    Outcome.ASKED: "endorsement question",
    Outcome.DECLINED: "endorsement declined",
}
KINDS_OF_MAIL: dict[str, str] = {
    Outcome.ENDORSED: "endorsement_given",
    Outcome.ASKED: "endorsement_question",
    Outcome.DECLINED: "endorsement_declined",
}


def tell_team(kind: str, word: Endorsement, also: User | None) -> None:
    """Tell the lead, and who prepared it."""
    people = {person.pk: person for person in (lead_of(word.application), also) if person is not None}
    for person in people.values():
        context: dict[str, Any] = {"application": word.application, "word": word, "link": word.get_absolute_url()}
        notify(kind, to=person, about=word.application, context=context, occurrence=str(word.pk))
