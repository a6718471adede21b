"""Staff: what a call asks of mayors."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from applications.forms.endorsement import EndorsementSettingsForm
from applications.services import NotAllowed, calls
from applications.views.calls import page, posted, staff_call, status_of
from cda_portal.core.requests import Request


@require_http_methods(["GET", "POST"])
def endorsement(request: Request, slug: str) -> HttpResponse:
    """Whether and by when the mayor's word is needed, the statement, and which answers the mayor reads."""
    call = staff_call(request, slug, edit=request.method == "POST")
    form = EndorsementSettingsForm(posted(request), call=call)
    was, status = calls.endorsement_mark(call), status_of(form)
    if request.method == "POST" and form.is_valid():
        try:
            calls.set_endorsement(call, form.told(), was=request.POST.get("was", ""), by=request.user)
            messages.success(request, _("Saved."))
            return redirect("applications:staff-call-endorsement", slug)
        except NotAllowed as error:
            form.add_error(None, str(error))
            status = 409
    context = page(request, call, "endorsement", form=form, was=was)
    return render(request, "applications/call_endorsement.html", context, status=status)
