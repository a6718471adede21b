"""A call with two questions that are answered in words, what cities sent to it, and translators of it."""

from applications.models import Answer, AnswerTranslation
from applications.tests.factories import CallFactory, QuestionFactory, SectionFactory
from cda_portal.accounts.tests.factories import UserFactory
from selection.services.translating import digest_of
from selection.tests.factories import entry, sent_application

KINDS = {"title": "short_text", "problem": "long_text"}


def a_call(**fields):
    call = CallFactory(**fields)
    section = SectionFactory(call=call, key="problem")
    for position, (key, kind) in enumerate(KINDS.items()):
        QuestionFactory(section=section, key=key, kind=kind, position=position)
    return call


def sent(call, *, language="es", title="Buses a tiempo", problem="Los buses llegan tarde.", **fields):
    """An application in review, with its answers; a text that is None was left out."""
    texts = {"title": title, "problem": problem}
    given = [entry(key, value, kind=KINDS[key], language=language) for key, value in texts.items() if value is not None]
    application = sent_application(call, answers=given, language=language, **fields)
    for section in call.sections.all():
        for question in section.questions.all():
            if texts.get(question.key) is not None:
                Answer.objects.create(
                    application=application, question=question, value=texts[question.key], language=language
                )
    return application


def translated(application, key, text, *, language="en", origin="human"):
    answer = application.answers.get(question__key=key)
    return AnswerTranslation.objects.create(
        answer=answer, digest=digest_of(answer.value), language=language, text=text, origin=origin, by=UserFactory()
    )


class Loud:
    """Turns words into capitals and says from and into what."""

    def translate(self, texts, source, target):
        return [f"{source}>{target} {text.upper()}" for text in texts]


class Away:
    def translate(self, texts, source, target):
        raise TimeoutError("no answer")


class Short:
    def translate(self, texts, source, target):
        return [text.upper() for text in texts[1:]]


class AwayAfterOne:
    """Answers once, and then no more."""

    calls = 0

    def translate(self, texts, source, target):
        AwayAfterOne.calls += 1
        if AwayAfterOne.calls > 1:
            raise ConnectionError("gone")
        return Loud().translate(texts, source, target)
