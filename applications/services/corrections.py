"""What staff enter or correct in a city's name, each with a reason that the city reads.

Only what was sent is corrected: a draft is the city's own, and staff do not read it (docs/decisions/corrections.md).
"""

from copy import deepcopy
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import snapshot
from applications.kinds import KINDS
from applications.models import (
    Answer,
    Application,
    Call,
    Correction,
    EligibilityCheck,
    InterestForm,
    Question,
    Submission,
)
from applications.permissions import SENDERS
from applications.services import interest, judging
from applications.services.check import start_check
from applications.services.errors import NotAllowed
from applications.services.versions import keep_version
from cda_portal.accounts import services as accounts
from cda_portal.accounts.models import CityMember, Place, User
from cda_portal.core import audit, clock, queue
from cda_portal.notifications.services import notify

Status = Application.Status
READY = ("commitment", "data", "analysis", "team")
# What of a received form can be corrected; the terms and the answers of the check are one field each.
FORM_FIELDS = (
    "sender_title population population_year population_source mayor_name mayor_title terms transition_plan "
    "city_manager problem answers"
).split()
CORRECTABLE = frozenset({Status.SUBMITTED, Status.IN_REVIEW})
# Answers with files and people of their own are the city's to change.
KINDS_CORRECTED = frozenset(
    {"short_text", "long_text", "number", "date", "choice", "several", "yes_no", "link", "metric"}
)


@transaction.atomic
def enter_interest(
    call: Call,
    interest_told: dict[str, Any],
    ready: dict[str, str],
    *,
    by: User,
    why: str,
    arrived: datetime,
    place: Place | None = None,
    name: str = "",
    country: str = "",
    region: str = "",
) -> InterestForm:
    """An interest form that came on paper or by telephone, entered for a city: `interest_told` as its page keeps it.

    Its sender is the person with `email`, who is added if the portal does not know them and told by mail in either
    case. The window of the call is not asked: staff answer for when it reached them. Raises AlreadySent when the city
    has a form for this call, NotAllowed for somebody of the programme team.
    """
    sender = _sender(interest_told, call)
    check = start_check(call, place=place, name=name, country=country, region=region)
    for field in READY:
        setattr(check, field, ready[field])
    check.term_answered, check.interest, check.interest_at = True, interest_told, arrived
    check.save()
    known = InterestForm.objects.filter(call=call, city__in=interest.cities_of(check)).first()
    if known is not None:
        raise interest.AlreadySent(_("This city has an interest form for this call already."), known)
    form = interest.receive(check, by=sender)
    form.entered_by, form.entered_why = by, why
    form.save(update_fields=["entered_by", "entered_why"])
    EligibilityCheck.objects.filter(pk=check.pk).delete()
    audit.record(form, "entered for the city", by=by, why=why)
    _tell(form, [sender], by=by, why=why, link=form.get_absolute_url(), occurrence="entered")
    return form


def _sender(told: dict[str, Any], call: Call) -> User:
    email = str(told["email"]).strip().lower()
    person = User.objects.filter(email=email).first() or accounts.add_person(email, told["full_name"])
    if not person.is_active:
        raise NotAllowed(_("The account of %(name)s is closed.") % {"name": person})
    if person.is_programme_staff:
        raise NotAllowed(_("People of the programme team cannot act for a city."))
    return person


@transaction.atomic
def correct_form(form: InterestForm, values: dict[str, Any], *, by: User, reason: str) -> list[Correction]:
    """Change what a form tells; one record a field, with what stood there. Eligibility is judged anew.

    Raises NotAllowed when nothing differs.
    """
    form = InterestForm.objects.select_for_update(of=("self",)).select_related("city", "call", "sender").get(pk=form.pk)
    changed = {name: values[name] for name in FORM_FIELDS if name in values and values[name] != getattr(form, name)}
    if not changed:
        raise NotAllowed(_("Nothing was changed: what you typed is what stands there."))
    made = [
        Correction(form=form, field=name, before=getattr(form, name), after=value, reason=reason, by=by)
        for name, value in changed.items()
    ]
    Correction.objects.bulk_create(made)
    for name, value in changed.items():
        setattr(form, name, value)
    form.save(update_fields=list(changed))
    judging.judge(form)
    audit.record(form, "form corrected", by=by, target=", ".join(changed)[:60], why=reason)
    _tell(form, [form.sender], by=by, why=reason, link=form.get_absolute_url(), occurrence=f"correction {made[0].pk}")
    return made


@transaction.atomic
def correct_answer(
    application: Application, question: Question, value: Any, *, by: User, reason: str, language: str, arrived: datetime
) -> Submission:
    """Change one answer of what was sent: another submission with that answer, as late or on time as the one before.

    What the city has changed since and not sent stays its own; where it has not touched the answer, it is changed
    there too. Raises NotAllowed for a draft, a withdrawn or decided application, and an answer that cannot be changed
    this way.
    """
    application = (
        Application.objects.select_for_update(of=("self",)).select_related("call", "city").get(pk=application.pk)
    )
    if application.status not in CORRECTABLE:
        raise NotAllowed(_("Only what was sent and is not decided can be corrected."))
    if question.kind not in KINDS_CORRECTED or Question.objects.filter(depends_on=question, retired_at=None).exists():
        raise NotAllowed(_("This answer is the city’s own to change. Ask the city."))
    counting = application.submissions.counting_first().first()
    sheet = deepcopy(counting.snapshot) if counting else {"answers": []}
    entry = next((one for one in sheet["answers"] if is_about(one, question)), None)
    if counting is None or entry is None:
        raise NotAllowed(_("This question was not part of what the city sent."))
    before = entry["value"]
    if before == value:
        raise NotAllowed(_("Nothing was changed: what you typed is what stands there."))
    kind = KINDS[question.kind]
    meant = None if kind.is_empty(value) else kind.meant(value, language)
    entry.update(value=value, language=language, meant=meant, words=kind.words(value))
    _follow(application, question, before, value, by=by, language=language)
    submission = Submission.objects.create(
        application=application,
        number=1 + application.submissions.latest("number").number,
        arrived_at=arrived,
        late=counting.late,
        by=by,
        on_behalf_why=reason,
        snapshot=sheet,
        sha256=snapshot.digest(sheet),
    )
    Correction.objects.create(
        application=application, question=question, before=before, after=value, reason=reason, by=by
    )
    audit.record(application, "answer corrected", by=by, target=str(submission.number), why=reason)
    link = reverse("applications:application-status", args=[application.reference])
    _tell(application, _senders(application), by=by, why=reason, link=link, occurrence=f"submission {submission.pk}")
    queue.later("applications.build_pdf", submission.pk)
    return submission


def is_about(entry: dict[str, Any], question: Question) -> bool:
    return bool(entry["section"] == question.section.key and entry["question"] == question.key)


def _follow(application: Application, question: Question, before: Any, value: Any, *, by: User, language: str) -> None:
    """The city's own answer, unless the city has changed it since."""
    answer = Answer.objects.filter(application=application, question=question).first()
    if answer is None or answer.value != before:
        return
    keep_version(answer, by=by)
    answer.value, answer.language, answer.editor, answer.edited_at = value, language, by, clock.now()
    answer.version += 1
    answer.save(update_fields=["value", "language", "editor", "edited_at", "version"])


def _senders(application: Application) -> list[User]:
    rows = CityMember.objects.active().filter(city=application.city_id, role__in=SENDERS).select_related("user")
    return list({row.user_id: row.user for row in rows.order_by("pk")}.values())


def _tell(
    about: InterestForm | Application, people: list[User], *, by: User, why: str, link: str, occurrence: str
) -> None:
    entered = occurrence == "entered"
    for person in people:
        context = {"city": about.city, "by": by, "why": why, "link": link, "entered": entered}
        notify("corrected", to=person, about=about, context=context, occurrence=occurrence)


def terms_of(data: dict[str, Any]) -> list[list[str | None]]:
    """The terms as a form keeps them, from the fields of its page."""
    pairs = [(data.get("term_start"), data.get("term_end")), (data.get("next_start"), data.get("next_end"))]
    return [[_iso(start), _iso(end)] for start, end in pairs if start or end]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
