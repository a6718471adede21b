"""The interest form: received from a verified address, then invited or declined by staff."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from applications import eligibility
from applications.models import (
    Answer,
    Application,
    Clarification,
    EligibilityCheck,
    InterestForm,
    Question,
)
from applications.models.application import random_reference
from applications.services import judging
from applications.services.errors import AlreadySent, NotAllowed
from cda_portal.accounts.models import City, CityMember, MayorTerm, User
from cda_portal.accounts.services import make_member
from cda_portal.core import audit, clock, links
from cda_portal.core.models import Theme
from cda_portal.notifications.services import Address, notify

Status = InterestForm.Status

# Which statuses each status may be reached from.
SOURCES: dict[str, set[str]] = {
    Status.INVITED: {Status.RECEIVED},
    Status.DECLINED: {Status.RECEIVED},
    Status.RECEIVED: {Status.DECLINED},
}
OFFICE_LINK = "interest-office"


@transaction.atomic
def receive(check: EligibilityCheck, *, by: User) -> InterestForm:
    """The form kept with the check becomes the city's interest form, sent by a verified person.

    Sent twice by the same person it is the same form. Raises AlreadySent when somebody else's stands for this
    city, NotAllowed when the check holds no form.
    """
    check = EligibilityCheck.objects.select_for_update(of=("self",)).select_related("call", "place").get(pk=check.pk)
    if check.interest is None or check.interest_at is None:
        if sent := InterestForm.objects.filter(call=check.call, city__in=cities_of(check), sender=by).first():
            return sent  # a second click on the button: the first one's request has just received it
        raise NotAllowed(_("There is no interest form to send here. Start from the eligibility check."))
    city = _city_of(check)
    form, created = InterestForm.objects.get_or_create(call=check.call, city=city, defaults=_fields(check, by))
    if not created:
        if form.sender_id != by.pk:
            raise AlreadySent(_("Your city has already sent an interest form for this call."), form)
        return form
    form.themes.set(Theme.objects.filter(key__in=check.interest.get("themes", [])))
    _keep_terms(form)
    check.interest = None
    check.save(update_fields=["interest"])
    audit.record(form, "interest received", by=by, target=Status.RECEIVED)
    notify("interest_received", to=by, about=form, context={"form": form})
    if form.office_email:
        _tell_office(form)
    return form


def _fields(check: EligibilityCheck, by: User) -> dict[str, Any]:
    sent: dict[str, Any] = check.interest or {}
    terms = [[sent.get("term_start"), sent.get("term_end")], [sent.get("next_start"), sent.get("next_end")]]
    answers = {name: getattr(check, name) for name in ("commitment", "data", "analysis", "team")}
    form = {
        name: sent.get(name, "")
        for name in (
            "sender_title",
            "population_source",
            "mayor_name",
            "mayor_title",
            "transition_plan",
            "office_email",
            "city_manager",
            "problem",
        )
    }
    kept_terms = [term for term in terms if any(term)]
    facts = eligibility.Facts(
        population=sent.get("population"),
        terms=tuple((_day(start), _day(end)) for start, end in kept_terms),
        commitment=check.commitment,
        foundations=check.data,
        analysis=check.analysis,
        team=check.team,
    )
    return {
        **form,
        "sender": by,
        "language": check.language,
        "population": sent.get("population"),
        "population_year": sent.get("population_year"),
        "office_aware": bool(sent.get("office_aware")),
        "terms": kept_terms,
        "answers": answers,
        **judging.judged(facts, check.call),
        "received_at": check.interest_at,
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def cities_of(check: EligibilityCheck) -> QuerySet[City]:
    """The city the check speaks of, if we have it."""
    if check.place:
        return City.objects.at(check.place)
    return City.objects.same_as(name=check.name, country=check.country, region=check.region)


def _city_of(check: EligibilityCheck) -> City:
    """The city the check speaks of, made when this is the first word we hear of it."""
    sent: dict[str, Any] = check.interest or {}
    known = cities_of(check)
    if city := known.first():
        return city
    try:
        with transaction.atomic():
            return City.objects.create(
                name=check.name,
                kind=sent.get("kind") or City.Kind.MUNICIPALITY,
                country=check.country,
                region=check.region,
                place=check.place,
                population=sent.get("population"),
                population_year=sent.get("population_year"),
                population_source=sent.get("population_source", ""),
                time_zone=check.place.time_zone if check.place else "UTC",
                latitude=check.place.latitude if check.place else None,
                longitude=check.place.longitude if check.place else None,
                city_manager=sent.get("city_manager", ""),
            )
    except IntegrityError:
        # Two people of one city sent at the same moment: the other one has just made it.
        return known.get()


def _keep_terms(form: InterestForm) -> None:
    """The mayor's terms as the form tells them, unless the city already has a term with that end."""
    for start, end in form.terms:
        if not form.city.terms.filter(end=_day(end)).exists():
            MayorTerm.objects.create(
                city=form.city,
                name=form.mayor_name,
                title=form.mayor_title,
                start=_day(start),
                end=_day(end),
                source=_("Interest form"),
                transition_plan=form.transition_plan,
            )


def _tell_office(form: InterestForm) -> None:
    link = links.make(OFFICE_LINK, form, recipient=form.office_email, expires_at=clock.ahead(days=60))
    notify(
        "interest_office",
        to=Address(form.office_email, form.language, form.city.time_zone),
        about=form,
        context={"form": form},
        secret={"token": link.token},
    )


@transaction.atomic
def object_to(form: InterestForm) -> InterestForm:
    """The mayor's office says that this form is not the city's; staff see it and decide."""
    form = InterestForm.objects.select_for_update().get(pk=form.pk)
    if form.office_objected_at is None:
        form.office_objected_at = clock.now()
        form.save(update_fields=["office_objected_at"])
        audit.record(form, "mayor's office objected")
    return form


@transaction.atomic
def ask(form: InterestForm, question: str, *, by: User, due_on: date | None = None) -> Clarification:
    """Ask the sender something; an open question is the status "We have a question for you"."""
    form = InterestForm.objects.select_for_update(of=("self",)).select_related("sender", "city", "call").get(pk=form.pk)
    if form.status != Status.RECEIVED:
        raise NotAllowed(_("This form has been decided. Reopen it to ask a question."))
    if form.clarifications.open().exists():
        raise NotAllowed(_("A question is open already. Wait for its answer."))
    clarification = Clarification.objects.create(form=form, question=question, asked_by=by, due_on=due_on)
    audit.record(form, "question asked", by=by)
    notify(
        "interest_question",
        to=form.sender,
        about=form,
        context={"form": form, "question": question, "due": clarification.due_at},
        occurrence=str(clarification.pk),
    )
    return clarification


@transaction.atomic
def answer_question(form: InterestForm, answer: str, *, by: User) -> Clarification:
    """Answer the open question. Raises NotAllowed when there is none, as after a second click."""
    clarification = form.clarifications.open().select_for_update().first()
    if clarification is None:
        raise NotAllowed(_("This question has been answered."))
    clarification.answer, clarification.answered_by, clarification.answered_at = answer, by, clock.now()
    clarification.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.record(form, "question answered", by=by)
    return clarification


@transaction.atomic
def invite(form: InterestForm, *, by: User, reference: str = "") -> Application:
    """Invite the city: its application begins as a draft, and the form's sender leads it.

    The reference is drawn at random; only demonstration data brings its own.
    """
    form = _move(form, Status.INVITED, by=by)
    if form.city.merged_into_id is not None:
        raise NotAllowed(_("This city was merged into another. Go on with the form of that one."))
    application = _new_application(form, reference)
    _make_lead(form, by=by)
    _prefill(application, form)
    audit.record(application, "application begun", by=by, target=application.status)
    notify("invited", to=form.sender, about=application, context={"form": form, "application": application})
    return application


@transaction.atomic
def decline(form: InterestForm, message: str, *, by: User) -> InterestForm:
    """Decline with a message for the city; `reopen` takes it back."""
    form = _move(form, Status.DECLINED, by=by, message=message)
    notify(
        "interest_declined",
        to=form.sender,
        about=form,
        context={"form": form, "message": message},
        occurrence=f"{form.decided_at:%Y-%m-%dT%H:%M:%S.%f}",  # each decline is told, also after a reopening
    )
    return form


@transaction.atomic
def reopen(form: InterestForm, *, by: User, why: str) -> InterestForm:
    """Take a decline back; the form waits for a decision again."""
    return _move(form, Status.RECEIVED, by=by, why=why)


def _move(form: InterestForm, to: str, *, by: User, why: str = "", message: str = "") -> InterestForm:
    # Locked, so that two officers deciding at once cannot both succeed.
    form = InterestForm.objects.select_for_update(of=("self",)).select_related("call", "city", "sender").get(pk=form.pk)
    if form.status not in SOURCES[to]:
        raise NotAllowed(
            _("This form is “%(status)s” now. Load the page again.") % {"status": form.get_status_display()}
        )
    audit.record(form, "interest form", by=by, source=form.status, target=to, why=why)
    form.status, form.message = to, message
    form.decided_at = None if to == Status.RECEIVED else clock.now()
    form.save(update_fields=["status", "message", "decided_at"])
    return form


def _new_application(form: InterestForm, reference: str) -> Application:
    year = f"{form.call.programme_start:%Y}"
    while not reference or Application.objects.filter(reference=reference).exists():
        reference = random_reference(year)
    return Application.objects.create(
        call=form.call, city=form.city, form=form, reference=reference, language=form.language, findings=form.findings
    )


def _make_lead(form: InterestForm, *, by: User) -> None:
    """The sender leads the city's work; where somebody leads it already, nobody is put in their place."""
    leads = CityMember.objects.active().filter(city=form.city, role=CityMember.Role.LEAD)
    if leads.filter(user=form.sender).exists():
        return
    role = CityMember.Role.DEPUTY if leads.exists() else CityMember.Role.LEAD
    make_member(form.city, form.sender, role, by=by)


def _prefill(application: Application, form: InterestForm) -> None:
    """Copy what the form told already, so that each fact is asked once."""
    known: dict[str, Any] = {
        "population": str(form.population or ""),
        "population_year": str(form.population_year or ""),
        "population_source": form.population_source,
        "mayor_name": form.mayor_name,
        "mayor_title": form.mayor_title,
        "mayor_term_start": form.terms[-1][0] if form.terms else "",
        "mayor_term_end": form.terms[-1][1] if form.terms else "",
        "transition_plan": form.transition_plan,
        "city_manager": form.city_manager,
        "problem": form.problem,
    }
    questions = Question.objects.filter(
        section__call=form.call, semantic__in=[name for name, value in known.items() if value], retired_at=None
    )
    Answer.objects.bulk_create(
        Answer(application=application, question=question, value=known[question.semantic], language=form.language)
        for question in questions
    )
