"""An application whose mayor may be asked, and the acts on it as the tests of the endorsement do them."""

from datetime import date, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile

from applications import services
from applications.models import Answer, Question
from applications.services import endorsement as endorsing
from applications.tests.factories import call_with_form, complete_draft, question_of
from cda_portal.accounts.models import MayorTerm
from cda_portal.core import clock, links
from cda_portal.core.models import SecretLink

MAYOR = "mayor@city.example"
STATEMENT = {"en": "I endorse it.", "es": "Lo respaldo.", "pt-br": "Eu apoio.", "fr": "Je la soutiens."}


def a_call(rule="before_sending", **fields):
    """Its story and its team are read by the mayor; another story asks for a new endorsement."""
    call = call_with_form(
        endorsement=rule,
        endorsement_due=clock.ahead(days=100) if rule == "by_date" else None,
        texts={"endorsement": STATEMENT},
        **fields,
    )
    Question.objects.filter(section__call=call, key__in=["story", "team"]).update(in_summary=True)
    Question.objects.filter(section__call=call, key="story").update(renews_endorsement=True)
    return call


def a_term(city, start=date(2024, 1, 1), end=date(2027, 12, 31), name="Eva Alcaldesa", title="Alcaldesa"):
    return MayorTerm.objects.create(city=city, name=name, title=title, start=start, end=end)


def a_draft(rule="before_sending", **fields):
    """A complete draft of a city whose mayor's term we know, and its lead."""
    application, lead = complete_draft(call=a_call(rule, **fields))
    a_term(application.city)
    return application, lead


def ask(application, lead, **changed):
    told = {
        "term": application.city.terms.first(),
        "name": "Eva Alcaldesa",
        "title": "Alcaldesa",
        "email": MAYOR,
        "language": "en",
        "to_delegate": False,
    }
    return services.request_endorsement(application, **{**told, "by": lead, **changed})


def link_of(request):
    """The newest link of a request."""
    return SecretLink.objects.filter(purpose=endorsing.LINK, object_id=request.pk).latest("pk")


def answer(request, outcome="endorsed", comment="", link=None, **changed):
    reading = endorsing.what_is_read(request.application, "en")
    told = {
        "outcome": outcome,
        "name": "Eva Alcaldesa",
        "title": "Alcaldesa",
        "by_delegate": False,
        "comment": comment,
        "language": "en",
        "shown": reading.digest,
        "arrived": clock.now(),
    }
    return services.answer_request(link or link_of(request), **{**told, **changed})


def endorsed(application, lead):
    return answer(ask(application, lead))


def pdf(name="letter.pdf", text="signed"):
    return SimpleUploadedFile(name, b"%PDF-1.7\n" + text.encode() + b"\n%%EOF\n")


def upload(application, lead, **changed):
    told = {
        "term": application.city.terms.first(),
        "name": "Eva Alcaldesa",
        "title": "Alcaldesa",
        "by_delegate": False,
        "signed_on": clock.today("UTC"),
    }
    return services.record_letter(application, changed.pop("file", None) or pdf(), **{**told, "by": lead, **changed})


def change_story(application, text="Another story"):
    """A colleague's save of an answer that renews an endorsement."""
    row = Answer.objects.get(application=application, question=question_of(application.call, "story"))
    Answer.objects.filter(pk=row.pk).update(value=text, version=row.version + 1, edited_at=clock.now())


def state(application):
    standing = endorsing.standing_of(application)
    return standing.state.value if standing else None


def over(request):
    """A link whose time is over."""
    past = clock.now() - timedelta(minutes=5)
    link = links.make(endorsing.LINK, request, recipient=request.email, expires_at=past)
    type(request).objects.filter(pk=request.pk).update(expires_at=past)
    return link
