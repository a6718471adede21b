"""The interest form: written from a check, sent by a verified person, followed by its sender."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import permissions, services
from applications.findings import term_words
from applications.forms.interest import InterestForm as Form
from applications.forms.staff import AnswerForm
from applications.models import EligibilityCheck, InterestForm
from applications.services.check import PENDING
from applications.services.interest import OFFICE_LINK
from applications.steps import interest_steps
from applications.views.corrections import of_form
from applications.views.eligibility import open_check
from applications.views.joining import exists_context
from cda_portal.core import clock, links, moments
from cda_portal.core.access import check as allow
from cda_portal.core.limits import limited
from cda_portal.core.requests import Request


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("interest")
def write(request: Request, key: str) -> HttpResponse:
    check = open_check(key)
    if not check.is_complete:
        return redirect("applications:eligibility-result", key)
    if not check.call.interest_open(clock.now()) and check.interest is None:
        return _closed(request, check)
    user = request.user if request.user.is_authenticated else None
    mine = permissions.can_see_draft_form(user, check, request.session.get(PENDING, ""))
    kept = check.interest if mine and check.interest else {}
    form = Form(request.POST or None, check=check, kept=kept, signed_in=user is not None)
    if request.method == "POST" and form.is_valid():
        interest = {**form.for_keeping(), "user": user.pk if user else None}
        afresh = check.interest is not None and not mine
        try:
            check = services.keep_interest(check, interest, arrived=request.arrived_at, afresh=afresh)
        except services.NotAllowed:
            return _closed(request, check)
        request.session[PENDING] = check.key
        return redirect("applications:interest-send", check.key) if user else _to_sign_up(request, check, form)
    return render(request, "applications/interest_write.html", {"form": form, "check": check})


def _closed(request: Request, check: EligibilityCheck) -> HttpResponse:
    call = check.call
    context = {
        "check": check,
        "opens": moments.read(call.interest_opens, call.zone).text,
        "closes": moments.read(call.interest_closes, call.zone).text,
    }
    return render(request, "applications/interest_closed.html", context)


def _to_sign_up(request: Request, check: EligibilityCheck, form: Form) -> HttpResponse:
    request.session["signup_initial"] = {name: form.cleaned_data[name] for name in ("email", "full_name")}
    after = reverse("applications:interest-send", args=[check.key])
    return redirect(f"{reverse('account_signup')}?next={after}")


@require_http_methods(["GET", "POST"])
def send(request: Request, key: str) -> HttpResponse:
    """Sending what is kept with the check. Whoever has just verified their address is brought here by the sign-up."""
    check = get_object_or_404(EligibilityCheck.objects.open().select_related("call", "place"), key=key)
    if check.interest is not None and not permissions.can_see_draft_form(
        request.user, check, request.session.get(PENDING, "")
    ):
        raise Http404
    if request.method == "POST":
        try:
            form = services.receive(check, by=request.user)
        except services.AlreadySent:
            return render(request, "applications/interest_exists.html", exists_context(request, check), status=409)
        except services.NotAllowed as error:
            messages.error(request, str(error))
            return redirect("dashboards:home")
        return redirect(form)
    if check.interest is None:
        sent = InterestForm.objects.filter(call=check.call, sender=request.user).order_by("-received_at").first()
        return redirect(sent) if sent else redirect("applications:eligibility-result", key)
    return render(request, "applications/interest_send.html", {"check": check})


def visible_form(request: Request, pk: int) -> InterestForm:
    forms = InterestForm.objects.visible_to(request.user).filter(sender=request.user)
    return get_object_or_404(forms.select_related("call", "city").prefetch_related("clarifications", "themes"), pk=pk)


@require_GET
def detail(request: Request, pk: int) -> HttpResponse:
    """What its sender sees: what was sent, where it stands, what happens next."""
    form = visible_form(request, pk)
    return render(request, "applications/interest_detail.html", _detail(form, AnswerForm()))


def _detail(form: InterestForm, answer_form: AnswerForm) -> dict[str, object]:
    clarifications = list(form.clarifications.all())
    open_question = next((one for one in clarifications if one.is_open), None)
    application = form.applications.first() if form.status == InterestForm.Status.INVITED else None
    return {
        "interest": form,
        "clarifications": clarifications,
        "terms": [term_words(term) for term in form.terms],
        "open_question": open_question,
        "form": answer_form,
        "application": application,
        "steps": interest_steps(form),
        "corrections": of_form(form),
    }


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    interest = visible_form(request, pk)
    allow(permissions.can_answer_form(request.user, interest))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return render(request, "applications/interest_detail.html", _detail(interest, form), status=422)
    try:
        services.answer_question(interest, form.cleaned_data["answer"], by=request.user)
        messages.success(request, _("Your answer has been sent."))
    except services.NotAllowed as error:
        messages.error(request, str(error))
    return redirect(interest)


@login_not_required
@require_http_methods(["GET", "POST"])
def not_us(request: Request, token: str) -> HttpResponse:
    """The mayor's office, by its link. Opening it uses nothing: only the button does."""
    link = links.open_link(token, OFFICE_LINK)
    if link is None:
        raise Http404
    form = InterestForm.objects.select_related("city", "call").get(pk=link.object_id)
    said = form.office_objected_at is not None
    if request.method == "POST" and not said:
        services.object_to(form)
        said = True
    return render(request, "applications/interest_not_us.html", {"interest": form, "said": said})
