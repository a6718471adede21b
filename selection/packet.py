"""The packet: all that a reviewer reads in a round as one PDF. Loads WeasyPrint: for workers only."""

from functools import partial

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cda_portal.core import clock, pdf
from cda_portal.core.jobs import Failed, Made, Run
from cda_portal.core.models import Mark
from selection import permissions, reading
from selection.models import ReviewAssignment, ReviewGuide, ReviewRound
from selection.services import reviewing
from selection.services.translating import translations_of

PAGES = 7  # of an application, about: nothing but what is told of the progress rests on it


def build(run: Run) -> Made:
    """With the rights of who asked at this moment. Raises Failed where nothing may be read."""
    person, language = run.job.by, get_language() or "en"
    round = ReviewRound.objects.select_related("call").filter(pk=run.job.parameters["round"]).first()
    guide = ReviewGuide.objects.filter(call=round.call_id).first() if round else None
    if round is None or not permissions.is_reviewer(person) or not reviewing.has_agreed(person, guide):
        raise Failed(_("You can no longer read these applications."))
    rows = ReviewAssignment.objects.mine(person).filter(round=round, round__opens__lte=clock.now())
    mine = list(rows.select_related("application__city").order_by("pk"))
    if not mine:
        raise Failed(_("Nothing is assigned to you in this round."))
    parts = []
    for number, assignment in enumerate(mine):
        run.step(number, len(mine))
        if submission := reading.submission_of(assignment.application):
            sheet, translations = submission.snapshot, translations_of(submission, language)
            parts.append({"application": assignment.application, "sections": reading.sections(sheet, translations, {})})
    demonstration = Mark.objects.filter(name="demonstration").exists()
    context = {"round": round, "parts": parts, "person": person, "demonstration": demonstration}
    path = run.folder / "packet.pdf"
    path.write_bytes(pdf.render("pdf/packet.html", context, language, partial(_beat, run, len(mine))))
    name = f"{round.call.slug}-{clock.now():%Y-%m-%d}.pdf"
    return Made(path, name, "application/pdf", act="packet made", what="pdf", count=len(parts))


def _beat(run: Run, total: int, done: int, pages: int) -> None:
    """At each page, so that the lease outlives the longest packet. Half of the way is the layout."""
    laid = min(total / 2, done / PAGES / 2)
    run.step(int(total / 2 + total / 2 * done / pages if pages else laid), total)
