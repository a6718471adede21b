"""Every change of state in intake is a verb of this package: `services.submit(application, by=user, ...)`."""

from applications.services.answers import CLOSED, remove_file, save_answer, store_file
from applications.services.application import submit
from applications.services.check import answer_term, forget_checks, keep_interest, start_check
from applications.services.errors import AlreadySent, NotAllowed, NotReady, StaleAnswer
from applications.services.interest import answer_question, ask, decline, invite, object_to, receive, reopen

__all__ = [
    "CLOSED",
    "AlreadySent",
    "NotAllowed",
    "NotReady",
    "StaleAnswer",
    "answer_question",
    "answer_term",
    "ask",
    "decline",
    "forget_checks",
    "invite",
    "keep_interest",
    "object_to",
    "receive",
    "remove_file",
    "reopen",
    "save_answer",
    "start_check",
    "store_file",
    "submit",
]
