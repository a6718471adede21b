from applications.models.answer import Answer, AnswerTranslation, AnswerVersion, Attachment, TeamMember
from applications.models.application import Application, Clarification, Enquiry, SectionReady, Submission, SubmissionPdf
from applications.models.call import Call, CallInterest, Extension, Question, Section
from applications.models.desk import Correction, EligibilityOverride, JoinRequest
from applications.models.endorsement import Endorsement, EndorsementRequest
from applications.models.interest import EligibilityCheck, InterestForm

__all__ = [
    "Answer",
    "AnswerTranslation",
    "AnswerVersion",
    "Application",
    "Attachment",
    "Call",
    "CallInterest",
    "Clarification",
    "Correction",
    "EligibilityCheck",
    "EligibilityOverride",
    "Endorsement",
    "EndorsementRequest",
    "Enquiry",
    "Extension",
    "InterestForm",
    "JoinRequest",
    "Question",
    "Section",
    "SectionReady",
    "Submission",
    "SubmissionPdf",
    "TeamMember",
]
