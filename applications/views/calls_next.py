"""“Tell me about the next call”: asked for without an account, confirmed and stopped by a mailed link."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from applications.forms.calls import NextCallForm
from applications.models import CallInterest
from applications.services import calls_next
from applications.views.calls import posted
from cda_portal.core import links
from cda_portal.core.limits import limited
from cda_portal.core.requests import Request


@login_not_required
@require_http_methods(["GET", "POST"])
@limited("next_call")
def ask(request: Request) -> HttpResponse:
    """The answer is the same for an address that is known and for one that is new."""
    city = request.GET.get("city", "")[:120].replace("\x00", "")
    initial = {"language": get_language(), "city_name": city, "email": getattr(request.user, "email", "")}
    form = NextCallForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        calls_next.register(**form.cleaned_data)
        return redirect(f"{reverse('applications:next-call')}?done=1")
    context = {"form": form, "done": "done" in request.GET, "days": settings.NEXT_CALL_KEPT_DAYS}
    return render(request, "applications/call_next.html", context, status=422 if form.errors else 200)


def _row(token: str, purpose: str) -> CallInterest:
    link = links.open_link(token, purpose)
    row = CallInterest.objects.filter(pk=link.object_id).first() if link else None
    if row is None:
        raise Http404
    return row


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm(request: Request, token: str) -> HttpResponse:
    """Opening the link confirms nothing: mail scanners open links. The button does, as often as it is pressed."""
    row = _row(token, calls_next.CONFIRM)
    if request.method == "POST":
        row = calls_next.confirm(row)
    done = request.method == "POST"
    return render(request, "applications/call_next_confirm.html", {"row": row, "done": done})


@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request: Request, token: str) -> HttpResponse:
    row = _row(token, calls_next.STOP)
    if request.method == "POST":
        row = calls_next.stop(row)
    return render(request, "applications/call_next_stop.html", {"row": row, "done": row.stopped_at is not None})
