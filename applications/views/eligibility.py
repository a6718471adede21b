"""The eligibility check: no account, six questions on three pages, a reason and a way on for each criterion."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from applications import services
from applications.content.eligibility_words import QUESTIONS
from applications.findings import explained
from applications.forms.eligibility import UNLISTED, PlaceForm, ReadinessForm, TermForm, UnlistedForm, WhichPlaceForm
from applications.models import Call, EligibilityCheck
from cda_portal.accounts.models import Place
from cda_portal.core import clock, moments
from cda_portal.core.limits import limited
from cda_portal.core.requests import Request

FOUND = 8  # places offered to choose from without JavaScript


def current_call() -> Call:
    """The call whose thresholds the check uses; between two calls those of the last one."""
    call = Call.objects.for_check()
    if call is None:
        raise Http404
    return call


def open_check(key: str) -> EligibilityCheck:
    return get_object_or_404(EligibilityCheck.objects.open().select_related("call", "place"), key=key)


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("check")
def start(request: Request) -> HttpResponse:
    call = Call.objects.for_check()
    if call is None:
        return render(request, "applications/eligibility_closed.html")
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if place := form.cleaned_data["place"]:
            return redirect("applications:eligibility-term", services.start_check(call, place=place).key)
        return redirect(f"{reverse('applications:eligibility-which')}?{urlencode({'name': form.cleaned_data['city']})}")
    return render(request, "applications/eligibility_start.html", {"form": form, "call": call})


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("check")
def which(request: Request) -> HttpResponse:
    """Without JavaScript, and for a name typed and not chosen: the places it may mean."""
    call = current_call()
    name = request.GET.get("name", "")[:120].replace("\x00", "").strip()
    form = WhichPlaceForm(request.POST or None, places=list(Place.objects.search(name)[:FOUND]))
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["which"] == UNLISTED:
            return redirect(f"{reverse('applications:eligibility-unlisted')}?{urlencode({'name': name})}")
        place = get_object_or_404(Place, pk=form.cleaned_data["which"])
        return redirect("applications:eligibility-term", services.start_check(call, place=place).key)
    return render(request, "applications/eligibility_which.html", {"form": form, "name": name})


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("check")
def unlisted(request: Request) -> HttpResponse:
    call = current_call()
    form = UnlistedForm(request.POST or None, initial={"name": request.GET.get("name", "")[:120]})
    if request.method == "POST" and form.is_valid():
        check = services.start_check(call, **form.cleaned_data)
        return redirect("applications:eligibility-term", check.key)
    return render(request, "applications/eligibility_unlisted.html", {"form": form})


@login_not_required
@require_http_methods(["GET", "POST"])
def term(request: Request, key: str) -> HttpResponse:
    check = open_check(key)
    initial = {name: getattr(check, name) for name in ("term_end", "next_start", "next_end")}
    initial["unknown"] = check.term_answered and check.term_end is None
    form = TermForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.answer_term(check, **form.cleaned_data)
        return redirect(
            "applications:eligibility-result" if check.commitment else "applications:eligibility-readiness", key
        )
    return render(request, "applications/eligibility_term.html", {"form": form, "check": check})


@login_not_required
@require_http_methods(["GET", "POST"])
def readiness(request: Request, key: str) -> HttpResponse:
    check = open_check(key)
    form = ReadinessForm(request.POST or None, instance=check, words=QUESTIONS)
    if request.method == "POST" and form.is_valid():
        form.save()
        return redirect("applications:eligibility-result", key)
    return render(request, "applications/eligibility_readiness.html", {"form": form, "check": check})


@login_not_required
@require_GET
def result(request: Request, key: str) -> HttpResponse:
    check = open_check(key)
    if not check.is_complete:
        step = "readiness" if check.term_answered else "term"
        return redirect(f"applications:eligibility-{step}", key)
    found = explained(check)
    context = {
        "check": check,
        "findings": found,
        "all_meet": all(finding.outcome == "meets" for finding in found),
        "expires": moments.read(check.expires_at, check.call.zone).day,
        "link": request.build_absolute_uri(check.get_absolute_url()),
        "interest_open": check.call.interest_open(clock.now()),
    }
    return render(request, "applications/eligibility_result.html", context)
