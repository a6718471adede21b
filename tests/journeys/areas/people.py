"""People, cities, claims, corrections and the audit page."""

from django.urls import reverse

from applications.models import Application, InterestForm
from applications.services.corrections import KINDS_CORRECTED
from cda_portal.accounts import invitations
from cda_portal.accounts.models import City, User
from cda_portal.core.models import SecretLink
from tests.journeys.visit import Visit, at


def _person(who: str):
    return lambda: reverse("accounts:person", args=[User.objects.get(email=f"{who}@demo.example").pk])


def _city(name: str, page: str = "staff-city", query: str = ""):
    def path() -> str:
        city = City.objects.get(name=name, forms__isnull=False)
        return reverse(f"applications:{page}", args=[city.pk]) + query

    return path


def _merge() -> str:
    into = City.objects.get(name="Regina").pk
    return _city("Green Bay", "staff-city-merge", f"?into={into}")()


def _sent() -> Application:
    return Application.objects.filter(status="submitted").order_by("pk").first()


def _answer() -> str:
    answers = _sent().answers.filter(question__kind__in=KINDS_CORRECTED, question__dependents=None)
    pk = answers.order_by("question__position").values_list("question", flat=True)[0]
    return reverse("applications:staff-correct-answer", args=[_sent().reference, pk])


def _form() -> str:
    return reverse("applications:staff-form-correct", args=[InterestForm.objects.filter(status="received").first().pk])


def _invitation() -> str:
    link = SecretLink.objects.filter(purpose=invitations.ROLE_LINK).latest("pk")
    return reverse("accounts:invitation", args=[link.token])


VISITS = [
    Visit("people", "officer", at("/staff/people/")),
    Visit("people-none", "officer", at("/staff/people/?q=zzzz")),
    Visit("person", "approver", _person("lead")),
    Visit("person-read", "observer", _person("officer")),
    Visit("people-invite", "approver", at("/staff/people/invite/")),
    Visit("people-invitations", "officer", at("/staff/people/invitations/")),
    Visit("invitation", "", _invitation),
    Visit("invitation-gone", "", at("/invitation/1-none/")),
    Visit("cities", "officer", at("/staff/cities/")),
    Visit("cities-former", "officer", at("/staff/cities/?q=hull")),
    Visit("city", "officer", _city("Bucaramanga")),
    Visit("city-merged", "observer", _city("Gatineau")),
    Visit("city-edit", "officer", _city("Bucaramanga", "staff-city-edit")),
    Visit("city-term", "officer", _city("Bucaramanga", "staff-city-term-new")),
    Visit("city-merge-search", "officer", _city("Green Bay", "staff-city-merge")),
    Visit("city-merge", "officer", _merge),
    Visit("claims", "officer", at("/staff/claims/")),
    Visit("form-enter", "officer", at("/staff/forms/new/")),
    Visit("form-correct", "officer", _form),
    Visit("answers-correct", "officer", lambda: f"/staff/applications/{_sent().reference}/correct/"),
    Visit("answer-correct", "officer", _answer),
    Visit("audit", "officer", at("/staff/audit/")),
    Visit("audit-none", "observer", at("/staff/audit/?object=zzzz")),
    Visit("oidc-refused", "", at("/account/oidc/refused/")),
]
