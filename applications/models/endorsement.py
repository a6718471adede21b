"""The mayor's word on an application: who was asked, and what was answered."""

import json
from functools import cache
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection, models
from django.db.models import F, Func, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models.answer import Answer
from applications.models.application import Application, Submission
from applications.models.call import Call, Question
from cda_portal.accounts.models import MayorTerm
from cda_portal.core import clock
from cda_portal.core.models import StoredFile

# What `Endorsement.objects.facts` reads of each row.
FACTS = ("rule", "due", "statement_version", "programme_start", "words", "requests", "terms", "renewing")
WORD = "outcome statement_version read by_delegate signer_name signer_title signed_on comment at request_id letter_id"
REQUEST = "name title email language to_delegate at sent_at expires_at revoked_at answered_at"
FILE = {"scan": "letter__scan", "personal_data": "letter__personal_data", "purged_at": "letter__purged_at"}


ENTRY = "$.answers[*] ? (@.section == $section && @.question == $question)"  # of a submission's snapshot


def _row(names: str, **more: Any) -> JSONObject:
    return JSONObject(id="pk", **{name: name for name in names.split()}, **more)


class EndorsementRequest(models.Model):
    """The mayor, or a delegate, asked by mail to endorse: prepared by the team or the mayor's office."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="endorsement_requests")
    term = models.ForeignKey(MayorTerm, on_delete=models.PROTECT, related_name="endorsement_requests")
    email = models.EmailField()
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=120)
    to_delegate = models.BooleanField(default=False)
    language = models.CharField(max_length=10)
    note = models.TextField(blank=True, help_text="what the team adds to the mail")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(default=clock.now, help_text="when its latest mail was queued")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(revoked_at=None, answered_at=None),
                name="one_open_endorsement_request",
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.name}"


def _own_answer() -> Subquery:
    """The answer to a question, as the city has it now."""
    answers = Answer.objects.filter(application=OuterRef(OuterRef("pk")), question=OuterRef("pk"))
    return Subquery(answers.values(json=JSONObject(value="value", language="language")))


def _sent_answer() -> Subquery:
    """The answer to a question, as it stands in the submission that counts."""
    about = JSONObject(section=OuterRef("section__key"), question=OuterRef("key"))
    entry = Func(F("snapshot"), about, function="jsonb_path_query_first", arg_joiner=f", '{ENTRY}', ")
    submissions = Submission.objects.filter(application=OuterRef(OuterRef("pk"))).counting_first()
    return Subquery(submissions.values(json=entry)[:1])


ANYBODY = -1  # stands for the application in the statement that is written once


@cache
def _facts_statement(sent: bool) -> tuple[str, tuple[Any, ...]]:
    """Written once a process: to write it anew takes Django four times as long as PostgreSQL needs to answer it."""
    sql, parameters = Endorsement.objects.facts_of(ANYBODY, sent=sent).query.sql_with_params()
    return sql, parameters


class EndorsementQuerySet(models.QuerySet["Endorsement"]):
    def facts(self, application_id: int, *, sent: bool = False) -> "dict[str, Any] | None":
        """What `applications.endorsements` judges by, in one query: None when the call asks for no endorsement.

        With `sent` the answers are those of the submission that counts, in place of what the city has written since.
        """
        sql, parameters = _facts_statement(sent)
        with connection.cursor() as cursor:
            cursor.execute(sql, [application_id if value == ANYBODY else value for value in parameters])
            row = cursor.fetchone()
        if row is None:
            return None
        facts = {
            name: [json.loads(one) for one in value] if isinstance(value, list) else value
            for name, value in zip(FACTS, row, strict=True)
        }
        if sent:  # what was not asked of the city when it sent is no part of what it sent
            facts["renewing"] = [question for question in facts["renewing"] if question["answer"]]
        return facts

    def facts_of(self, application_id: int, *, sent: bool) -> models.QuerySet[Any, Any]:
        """The rows that `facts` reads."""
        mine = {"application": OuterRef("pk")}
        words = Endorsement.objects.filter(**mine, withdrawn_at=None).order_by("at", "pk")
        requests = EndorsementRequest.objects.filter(**mine).order_by("at", "pk")
        terms = MayorTerm.objects.filter(city=OuterRef("city")).order_by("pk")
        answer = _sent_answer() if sent else _own_answer()
        renewing = Question.objects.filter(
            section__call=OuterRef("call"), renews_endorsement=True, retired_at=None, section__retired_at=None
        ).order_by("section__position", "position")
        asked = _row("label kind", section="section__key", answer=answer)
        rows = Application.objects.filter(pk=application_id).exclude(call__endorsement=Call.EndorsementRule.NONE)
        return rows.annotate(
            rule=F("call__endorsement"),
            due=F("call__endorsement_due"),
            statement_version=F("call__endorsement_version"),
            programme_start=F("call__programme_start"),
            words=ArraySubquery(words.values(json=_row(WORD, term="term_id", **FILE))),
            requests=ArraySubquery(requests.values(json=_row(REQUEST))),
            terms=ArraySubquery(terms.values(json=_row("start end"))),
            renewing=ArraySubquery(renewing.values(json=asked)),
        ).values(*FACTS)


@pghistory.track(pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
class Endorsement(models.Model):
    """The mayor's word, for a term of office, a version of the statement and the answers as they were read."""

    class Outcome(models.TextChoices):
        ENDORSED = "endorsed", _("Endorsed")
        ASKED = "asked", _("Asked the team")
        DECLINED = "declined", pgettext_lazy("endorsement", "Declined")

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="endorsements")
    request = models.ForeignKey(EndorsementRequest, null=True, on_delete=models.PROTECT, related_name="endorsements")
    term = models.ForeignKey(MayorTerm, on_delete=models.PROTECT, related_name="endorsements")
    statement_version = models.CharField(max_length=20)
    statement = models.TextField(blank=True, help_text="the words that were agreed to")
    language = models.CharField(max_length=10, default="en")
    outcome = models.CharField(max_length=10, choices=Outcome)
    signer_name = models.CharField(max_length=120)
    signer_title = models.CharField(max_length=120)
    by_delegate = models.BooleanField(default=False)
    letter = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True, help_text="the date that a letter bears")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    read = models.JSONField(default=dict, help_text="{question id: mark} of the answers that renew an endorsement")
    comment = models.TextField(blank=True)
    at = models.DateTimeField(default=clock.now)
    withdrawn_at = models.DateTimeField(null=True, help_text="when a letter stopped counting")
    withdrawn_why = models.TextField(
        blank=True, help_text="why staff did not accept the letter; the team reads it. Empty: the team took it back"
    )

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        # Whoever asks again, after a question or a no, makes a new request: of two answers at once one stands.
        constraints = [models.UniqueConstraint(fields=["request"], name="one_answer_per_endorsement_request")]

    def __str__(self) -> str:
        return f"{self.application_id}: {self.outcome}"

    def get_absolute_url(self) -> str:
        return reverse("applications:application-endorsement", args=[self.application.reference])
