"""The mayor's endorsement, as the team and the mayor's office prepare it, and as staff read it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import endorsements, permissions, services
from applications.endorsements import Standing, State
from applications.forms.endorsement import (
    DELEGATE,
    MAYOR,
    NEXT,
    AddressForm,
    LetterForm,
    RefuseForm,
    ReplyForm,
    RequestForm,
)
from applications.models import Application, Endorsement, EndorsementRequest
from applications.panels import Panel
from applications.services import endorsement as endorsing
from applications.views.shared import mine, page_context
from cda_portal.accounts.models import MayorTerm
from cda_portal.core import clock, files
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request


def asked_for(request: Request, reference: str) -> tuple[Application, Standing]:
    """The application, if this person acts for its city and its call asks for an endorsement."""
    application = mine(request, reference)
    standing = endorsing.standing_of(application)
    if standing is None:
        raise Http404
    return application, standing


# ---- the page


@require_http_methods(["GET", "POST"])
def endorsement(request: Request, reference: str) -> HttpResponse:
    """Where it stands, what the mayor reads, and for those who prepare it: asking. A POST asks."""
    application, standing = asked_for(request, reference)
    if request.method == "GET":
        return _page(request, application, standing)
    allow(permissions.can_prepare_endorsement(request.user, application))
    form = RequestForm(request.POST, **_about(application), preparers=endorsing.addresses_of_preparers(application))
    if not form.is_valid():
        return _page(request, application, standing, request_form=form)
    told = form.told()
    return _do(
        request,
        application,
        lambda: services.request_endorsement(application, **told, by=request.user),
        _("The request is on its way to %(address)s.") % {"address": told["email"]},
    )


def _page(request: Request, application: Application, standing: Standing, **bound: forms.Form | None) -> HttpResponse:
    """The page, with the form in `bound` as it was sent where it could not be done."""
    may = permissions.can_prepare_endorsement(request.user, application)
    wrong = next(iter(bound.values()), None)
    context = {
        **page_context(request, application),
        "standing": standing,
        "sentence": endorsements.sentence(standing, application.call.zone),
        "reading": endorsing.what_is_read(application, get_language() or "en"),
        "requests": list(application.endorsement_requests.select_related("by").order_by("-at", "-pk")),
        "words": list(application.endorsements.select_related("letter", "recorded_by", "term").order_by("-at", "-pk")),
        "may_prepare": may,
        "may_ask": may and standing.can_be_asked and application.status in endorsing.OPEN,
        "may_upload": may and standing.state is not State.ENDORSED and application.status in endorsing.OPEN,
        **(_forms(application) if may else {}),
        **bound,
        "form": wrong,
    }
    return render(request, "applications/endorsement.html", context, status=422 if wrong is not None else 200)


def _forms(application: Application) -> dict[str, forms.Form]:
    about = _about(application)
    guess = _first_guess(application, about["terms"])
    return {
        "request_form": RequestForm(**about, preparers=set(), initial=guess),
        "address_form": AddressForm(preparers=set()),
        "reply_form": ReplyForm(),
        "letter_form": LetterForm(**about, initial=guess),
    }


def _about(application: Application) -> dict[str, Any]:
    return {"terms": list(application.city.terms.all()), "zone": application.city.time_zone}


def _first_guess(application: Application, terms: list[MayorTerm]) -> dict[str, Any]:
    """What the fields begin with: who was asked last, else the term in which the programme begins."""
    within = [term for term in terms if _lasts(term, application.call.programme_start)]
    term = (within or terms or [None])[-1]
    last: EndorsementRequest | None = application.endorsement_requests.order_by("-at", "-pk").first()
    return {
        "name": last.name if last else term.name if term else "",
        "title": last.title if last else term.title if term else "",
        "signer": DELEGATE if last and last.to_delegate else MAYOR,
        "term": str(term.pk) if term else NEXT,
        "email": last.email if last else "",
        "language": last.language if last else application.language,
    }


def _lasts(term: MayorTerm, on: Any) -> bool:
    return (term.start is None or term.start <= on) and (term.end is None or on <= term.end)


def _do(request: Request, application: Application, act: Callable[[], object], said: str) -> HttpResponse:
    """One act: do it, say it, and back to the page."""
    try:
        act()
        messages.success(request, said)
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:application-endorsement", application.reference)


# ---- a request that is open


def _open_request(request: Request, reference: str) -> tuple[Application, Standing, EndorsementRequest]:
    application, standing = asked_for(request, reference)
    allow(permissions.can_prepare_endorsement(request.user, application))
    asked = application.endorsement_requests.select_related("application").order_by("-at", "-pk").first()
    if asked is None:
        raise Http404
    return application, standing, asked


@require_POST
def resend(request: Request, reference: str) -> HttpResponse:
    application, _standing, asked = _open_request(request, reference)
    said = _("A new link is on its way to %(address)s. The earlier one no longer works.") % {"address": asked.email}
    return _do(request, application, lambda: services.resend_request(asked, by=request.user), said)


@require_POST
def address(request: Request, reference: str) -> HttpResponse:
    application, standing, asked = _open_request(request, reference)
    form = AddressForm(request.POST, preparers=endorsing.addresses_of_preparers(application))
    if not form.is_valid():
        return _page(request, application, standing, address_form=form)
    email = form.cleaned_data["email"]
    said = _("The request is on its way to %(address)s. The earlier link no longer works.") % {"address": email}
    return _do(request, application, lambda: services.change_address(asked, email, by=request.user), said)


@require_POST
def take_back(request: Request, reference: str) -> HttpResponse:
    application, _standing, asked = _open_request(request, reference)
    said = _("The request is taken back, and its link no longer works. You can ask again.")
    return _do(request, application, lambda: services.take_request_back(asked, by=request.user), said)


@require_POST
def reply(request: Request, reference: str) -> HttpResponse:
    application, standing = asked_for(request, reference)
    allow(permissions.can_prepare_endorsement(request.user, application))
    form = ReplyForm(request.POST)
    if not form.is_valid():
        return _page(request, application, standing, reply_form=form)
    said = _("Your answer is on its way, with a fresh link.")
    text = form.cleaned_data["reply"]
    return _do(request, application, lambda: services.answer_the_mayor(application, text, by=request.user), said)


# ---- a letter


@require_POST
def upload_letter(request: Request, reference: str) -> HttpResponse:
    application, standing = asked_for(request, reference)
    allow(permissions.can_prepare_endorsement(request.user, application))
    form = LetterForm(request.POST, request.FILES, **_about(application))
    if not form.is_valid():
        return _page(request, application, standing, letter_form=form)
    upload = form.cleaned_data["letter"]
    try:
        return _do(
            request,
            application,
            lambda: services.record_letter(application, upload, **form.told(), by=request.user),
            _("The letter is here. It counts once its file has been checked."),
        )
    except files.Refused as refusal:
        form.add_error("letter", str(refusal))
        return _page(request, application, standing, letter_form=form)


@require_GET
def letter(request: Request, reference: str, pk: int) -> HttpResponse:
    """The file, for the city's people and for staff once the application is sent; not while it is held or flagged."""
    rows = Application.objects.visible_to(request.user).for_page(request.user)
    application = get_object_or_404(rows, reference=reference)
    allow(permissions.can_read_answers(request.user, application))
    cleared = Endorsement.objects.filter(letter__scan="clean", letter__personal_data=False, letter__purged_at=None)
    word = get_object_or_404(cleared.select_related("letter"), application=application, pk=pk)
    return files.download(word.letter)


@require_POST
def take_letter_back(request: Request, reference: str, pk: int) -> HttpResponse:
    application, _standing = asked_for(request, reference)
    allow(permissions.can_prepare_endorsement(request.user, application))
    word = get_object_or_404(application.endorsements.exclude(letter=None), pk=pk)
    said = _("The letter is taken back. Upload another one, or ask by mail.")
    return _do(request, application, lambda: services.take_letter_back(word, by=request.user), said)


@require_POST
def refuse_letter(request: Request, reference: str, pk: int) -> HttpResponse:
    """Staff: the letter is not accepted, and the team reads why."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Application.objects.visible_to(request.user).submitted()
    application = get_object_or_404(rows, reference=reference)
    allow(permissions.can_refuse_letter(request.user, application))
    word = get_object_or_404(application.endorsements.exclude(letter=None), pk=pk)
    form = RefuseForm(request.POST)
    if not form.is_valid():
        context = {"application": application, "word": word, "form": form}
        return render(request, "applications/endorsement_refuse.html", context, status=422)
    try:
        services.refuse_letter(word, form.cleaned_data["why"], by=request.user)
        messages.success(request, _("The letter no longer counts. The city has been told why."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect("applications:staff-application", reference)


# ---- parts of other pages


def task(application: Application, standing: Standing | None) -> dict[str, Any] | None:
    """The endorsement as a line of the task list."""
    if standing is None:
        return None
    words, kind = standing.tag
    return {
        "title": _("Mayor’s endorsement"),
        "href": reverse("applications:application-endorsement", args=[application.reference]),
        "hint": endorsements.needed(standing, application.call.zone),
        "word": words,
        "kind": kind,
    }


def section_panel(request: Request, application: Application) -> Panel | None:
    """Warns where a changed answer asks, or has asked, for a new endorsement."""
    if application.call.endorsement == "none":
        return None
    standing = endorsing.standing_of(application)
    section = request.resolver_match.kwargs.get("section", "") if request.resolver_match else ""
    text = endorsements.warning(standing, section) if standing else ""
    return (
        Panel("applications/_endorsement_warning.html", {"text": text, "reference": application.reference})
        if text
        else None
    )


def status_panel(request: Request, application: Application) -> Panel | None:
    if application.call.endorsement == "none":
        return None
    standing = endorsing.standing_of(application)
    if standing is None:
        return None
    context = {
        "standing": standing,
        "application": application,
        "sentence": endorsements.sentence(standing, application.call.zone),
        "may_prepare": permissions.can_prepare_endorsement(request.user, application),
    }
    return Panel("applications/_endorsement_status.html", context)


def staff_panel(request: Request, application: Application) -> Panel | None:
    """Once the application is sent; changes that are not sent yet are the city's own and do not show."""
    if application.call.endorsement == "none" or application.submitted_at is None:
        return None
    facts = Endorsement.objects.facts(application.pk, sent=True)
    if facts is None:
        return None
    standing = endorsements.judge(facts, now=clock.now())
    word = standing.letter or standing.word
    context = {
        "standing": standing,
        "application": application,
        "word": word,
        "at": datetime.fromisoformat(word["at"]) if word else None,
        "late": endorsements.is_late(standing),
        "sentence": endorsements.sentence(standing, application.call.zone),
        "cleared": bool(standing.letter and endorsements.counts(standing.letter)),
        "refuse_form": RefuseForm(auto_id="refuse_%s"),
        "may_refuse": bool(standing.letter) and permissions.can_refuse_letter(request.user, application),
    }
    return Panel("applications/_endorsement_staff.html", context)
