"""Staff: the page of an application."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from applications import history, panels, permissions, progress, snapshot
from applications.findings import facts_of
from applications.models import Answer, Application, EligibilityOverride, Section
from applications.views import desk
from applications.views.files import show_sent_files
from applications.views.panels import STAFF_PANELS
from cda_portal.accounts.models import named
from cda_portal.core.access import check as allow
from cda_portal.core.models import Change
from cda_portal.core.requests import Request

# What the page and its panels print: a call's texts in four languages alone are most of the rows.
READ = (
    *"call city form reference language status findings submitted_at late withdrawn_at withdrawn_why".split(),
    *"call__zone call__zone_place call__endorsement call__application_closes call__grace_minutes".split(),
    *"city__name city__place city__place__population".split(),
    *"form__city form__population form__terms form__answers form__findings form__near_misses".split(),
)

SENT = ("application", "arrived_at", "late", "snapshot", *named("by"))


@require_GET
def application_page(request: Request, reference: str) -> HttpResponse:
    """An application as staff read it: what was sent, team, findings, history; of a draft only how far it is."""
    allow(permissions.can_see_staff_pages(request.user))
    rows = Application.objects.visible_to(request.user).with_own_closes().with_open_question()
    rows = rows.select_related("call", "form", "city__place").only(*READ)
    application = get_object_or_404(rows, reference=reference)
    if application.form:
        application.form.city = application.city  # which they share: neither city nor place is asked for again
    about = [application, application.form] if application.form else [application]
    context = {
        "application": application,
        **_answers(request, application),
        "people": application.city.members.active().select_related("user").only("role", "city", *named("user")),
        "facts": facts_of(application, EligibilityOverride.objects.standing_for(application)),
        "can_set": permissions.can_set_finding(request.user),
        "closes": permissions.closes(application),
        "history": history.lines(Change.objects.about(*about).for_timeline()),
        "panels": [
            *panels.brought("staff_told", application, request.user),
            *panels.of(STAFF_PANELS, request, application),
        ],
        **desk.context(application, request.user),
    }
    return render(request, "applications/staff_application.html", context)


def _answers(request: Request, application: Application) -> dict[str, Any]:
    """What was sent; of what is not sent yet only how much is done."""
    readable = permissions.can_read_answers(request.user, application)
    submission = application.submissions.select_related("by").only(*SENT).counting_first().first() if readable else None
    if submission is not None:
        return {
            "submission": submission,
            "sections": show_sent_files(application, snapshot.sections_of(submission.snapshot)),
            "team": application.team_members.all(),
        }
    asked = Section.objects.for_form(application.call_id)
    done = progress.of_sections(asked, Answer.objects.values_of(application))
    return {"completed": sum(one.state is progress.State.COMPLETED for one in done), "total": len(done)}
