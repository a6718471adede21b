"""What a city writes: one row a question, with a version that colleagues' saves are checked against."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models

from applications.models.application import Application
from applications.models.call import Question
from cda_portal.core import clock
from cda_portal.core.models import StoredFile


class AnswerQuerySet(models.QuerySet["Answer"]):
    def values_of(self, application: Application) -> dict[int, Any]:
        """The application's answers by the id of their question."""
        return dict(self.filter(application=application).values_list("question", "value"))

    def readings(self, application: Application) -> tuple[dict[int, Any], dict[int, str]]:
        """The application's answers, and the languages they are written in, by the id of their question."""
        rows = list(self.filter(application=application).values_list("question", "value", "language"))
        return {pk: value for pk, value, _language in rows}, {pk: language for pk, _value, language in rows}

    def with_editors(self, application: Application, questions: Iterable[Question]) -> dict[int, "Answer"]:
        """The answers to these by the id of their question, with who wrote them: what a page shows, and no more."""
        shown = (
            "question",
            "value",
            "version",
            "language",
            "copied_from__call__programme_start",
            "edited_at",
            "editor__full_name",
            "editor__email",
        )
        rows = (
            self.filter(application=application, question__in=[one.pk for one in questions])
            .select_related("editor", "copied_from__call")
            .only(*shown)
        )
        return {answer.question_id: answer for answer in rows}


class Answer(models.Model):
    """The current answer to one question, kept as typed, errors and all; `version` counts its saves."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    value = models.JSONField(null=True)
    version = models.PositiveIntegerField(default=1)
    language = models.CharField(max_length=10)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField(default=clock.now)
    copied_from = models.ForeignKey(
        Application,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="the earlier application whose answer this is, until somebody changes it",
    )

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "question"], name="one_answer_per_question")]

    def __str__(self) -> str:
        return f"{self.application_id}/{self.question_id} v{self.version}"


class AnswerVersion(models.Model):
    """An answer as it was before somebody else's change, or before a later sitting: nothing written is lost."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    version = models.PositiveIntegerField()
    value = models.JSONField(null=True)
    editor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["answer", "version"], name="one_row_per_answer_version")]

    def __str__(self) -> str:
        return f"{self.answer_id} v{self.version}"


class AnswerTranslation(models.Model):
    """A translation of an answer's text, bound to the words that were translated: of others it is none."""

    class Origin(models.TextChoices):
        HUMAN = "human"
        MACHINE = "machine"

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="translations")
    digest = models.CharField(max_length=64, help_text="SHA-256 of the text that was translated")
    language = models.CharField(max_length=10)
    text = models.TextField()
    origin = models.CharField(max_length=10, choices=Origin)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "digest", "language"], name="one_translation_per_text")
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.language}"


class TeamMember(models.Model):
    """A person of the city's project team, read from the team answer when the application is submitted."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="team_members")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    department = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=20, blank=True)
    decides = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["application", "position"]
        constraints = [models.UniqueConstraint(fields=["application", "position"], name="one_team_member_per_position")]

    def __str__(self) -> str:
        return self.name


class Attachment(models.Model):
    """A file given as an answer."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="attachments")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="attachments")
    file = models.OneToOneField(StoredFile, on_delete=models.PROTECT, related_name="attachment")
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.file)
