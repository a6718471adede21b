"""What an answer said before: kept when somebody else writes on, or when a later sitting does."""

from datetime import timedelta

from applications.models import Answer, AnswerVersion
from cda_portal.accounts.models import User
from cda_portal.core import clock

SITTING = timedelta(minutes=15)  # saves of one person within it are one edit


def keep_version(answer: Answer, *, by: User) -> None:
    """Keep the answer as it stands, just before `by` overwrites it; the caller holds the application's lock.

    Without it every pause of a writer would be an edit of its own: autosave writes every few seconds.
    """
    same_sitting = answer.editor_id == by.pk and clock.now() - answer.edited_at < SITTING
    if not same_sitting:
        keep(answer)


def keep(answer: Answer) -> None:
    """Keep the answer as it stands, whoever wrote it and whenever; twice is once."""
    AnswerVersion.objects.bulk_create(
        [
            AnswerVersion(
                answer=answer,
                version=answer.version,
                value=answer.value,
                editor_id=answer.editor_id,
                edited_at=answer.edited_at,
            )
        ],
        ignore_conflicts=True,
    )
