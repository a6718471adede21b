"""The PDF of a submission, made by a worker. Loads WeasyPrint through core.pdf: imported by tasks, never by pages."""

from django.db import transaction
from django.utils import translation

from applications import snapshot
from applications.models import Application, Submission, SubmissionPdf
from cda_portal.core import files, moments, pdf
from cda_portal.core.models import Mark

AT_ONCE = 50  # how many lost ones a sweep makes


def build(pk: int) -> SubmissionPdf:
    """Make the submission's PDF in the application's language, and keep it. Made twice it is made once."""
    submission = Submission.objects.select_related("application__call", "application__city", "by").get(pk=pk)
    if made := SubmissionPdf.objects.filter(submission=submission).first():
        return made
    application = submission.application
    with translation.override(application.language):
        context = {
            "submission": submission,
            "call": application.call,
            "sections": snapshot.sections_of(submission.snapshot),
            "arrived": moments.in_words(
                submission.arrived_at,
                application.call.zone,
                application.city.time_zone,
                place=application.call.zone_place,
            ),
            "demonstration": Mark.objects.filter(name="demonstration").exists(),
        }
        content = pdf.render("pdf/submission.html", context, application.language)
    return _keep(submission, content)


@transaction.atomic
def _keep(submission: Submission, content: bytes) -> SubmissionPdf:
    # Locked, so that of two workers with the same bell one keeps its file and the other finds it. (The serving role
    # may lock no submission: they are only ever added.)
    application = Application.objects.select_for_update(of=("self",), no_key=True).get(pk=submission.application_id)
    if made := SubmissionPdf.objects.filter(submission=submission).first():
        return made
    name = f"{application.reference}-{submission.number}.pdf"
    return SubmissionPdf.objects.create(submission=submission, file=files.keep(name, content, "application/pdf"))


def build_missing() -> int:
    """Make those whose bell was lost: how many."""
    lost = Submission.objects.filter(pdf=None).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    return len([build(pk) for pk in lost])
