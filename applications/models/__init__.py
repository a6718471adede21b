from applications.models.answer import Answer, AnswerTranslation, Attachment, TeamMember
from applications.models.application import (
    Application,
    Clarification,
    EligibilityOverride,
    Endorsement,
    JoinRequest,
    Submission,
)
from applications.models.call import Call, CallInterest, Extension, Question, Section
from applications.models.interest import EligibilityCheck, InterestForm

__all__ = [
    "Answer",
    "AnswerTranslation",
    "Application",
    "Attachment",
    "Call",
    "CallInterest",
    "Clarification",
    "EligibilityCheck",
    "EligibilityOverride",
    "Endorsement",
    "Extension",
    "InterestForm",
    "JoinRequest",
    "Question",
    "Section",
    "Submission",
    "TeamMember",
]
