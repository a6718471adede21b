"""The mayor's page, by a link from a mail and without an account: one minute to read, three things to do."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from applications import permissions, services
from applications.forms.endorsement import DELEGATE, MAYOR, AnswerForm
from applications.models import Application, Endorsement, EndorsementRequest
from applications.services import endorsement as endorsing
from cda_portal.accounts.models import User
from cda_portal.core import clock, links
from cda_portal.core.limits import limited
from cda_portal.core.models import SecretLink
from cda_portal.core.requests import Request


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("endorse")
def endorse(request: Request, token: str) -> HttpResponse:
    """Opening uses nothing, since mail scanners open links; one of the three buttons does."""
    link = links.past(token, endorsing.LINK)
    if link is None:
        raise Http404
    asked = EndorsementRequest.objects.select_related("application__city", "application__call").get(pk=link.object_id)
    context = _about(request, asked)
    application = context["application"]
    if not permissions.can_sign_endorsement(context["person"], application):
        return render(request, "applications/endorse_office.html", context, status=403)
    if (word := Endorsement.objects.filter(request=asked).first()) is not None:
        return redirect(request.get_full_path()) if request.method == "POST" else _done(request, context, word)
    if why := _over(link, asked, application):
        return render(request, "applications/endorse_over.html", {**context, "why": why}, status=410)
    form = AnswerForm(request.POST if request.method == "POST" else None, initial=_first_guess(asked))
    if request.method == "POST" and form.is_valid():
        return _answer(request, context, link, form)
    return _page(request, context, form, status=422 if form.is_bound else 200)


def _about(request: Request, asked: EndorsementRequest) -> dict[str, Any]:
    """What each of these pages shows, in the language that was chosen for the mayor or by the mayor."""
    person: User | None = request.user if request.user.is_authenticated else None
    chosen = request.GET.get("language", "")
    translation.activate(chosen if chosen in dict(settings.LANGUAGES) else asked.language)
    application: Application = asked.application
    if person is not None:
        application = Application.objects.for_page(person).get(pk=asked.application_id)
    return {
        "asked": asked,
        "application": application,
        "call": application.call,
        "city": application.city,
        "person": person,
        "lead": endorsing.lead_of(application),
        "alternates": [
            {"code": code, "label": name, "href": f"?language={code}", "current": code == get_language()}
            for code, name in settings.LANGUAGES
        ],
    }


def _over(link: SecretLink, asked: EndorsementRequest, application: Application) -> str:
    """Why this link opens nothing any more; "" while it does."""
    if asked.revoked_at is not None:
        return "taken back"
    if link.revoked_at is not None:
        return "newer"
    if link.used_at is not None or link.expires_at <= clock.now():
        return "expired"
    wanted = application.status in endorsing.OPEN and application.call.endorsement != "none"
    return "" if wanted else "closed"


def _first_guess(asked: EndorsementRequest) -> dict[str, Any]:
    return {"signer": DELEGATE if asked.to_delegate else MAYOR, "name": asked.name, "title": asked.title}


def _page(
    request: Request, context: dict[str, Any], form: AnswerForm, *, status: int = 200, changed: str | Promise = ""
) -> HttpResponse:
    application = context["application"]
    reading = endorsing.what_is_read(application, get_language() or "en")
    if form.is_bound and not changed and form.data.get("shown") != reading.digest:
        changed = endorsing.CHANGED
    context = {**context, "form": form, "reading": reading, "changed": changed, "page_has_errors": bool(changed)}
    context["due"] = endorsing.due(application)
    return render(request, "applications/endorse.html", context, status=status)


def _answer(request: Request, context: dict[str, Any], link: SecretLink, form: AnswerForm) -> HttpResponse:
    try:
        services.answer_request(
            link,
            **form.told(),
            language=get_language() or "en",
            arrived=request.arrived_at,
            by=context["person"],
        )
    except services.TextChanged as error:
        return _page(request, context, form, status=409, changed=str(error))
    except services.NotAllowed:
        pass  # the page that follows says what has become of the link
    return redirect(request.get_full_path())


def _done(request: Request, context: dict[str, Any], word: Endorsement) -> HttpResponse:
    """What was recorded: survives a reload, for as long as the request is kept."""
    return render(request, "applications/endorse_done.html", {**context, "word": word})
