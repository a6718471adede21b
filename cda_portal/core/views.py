"""Pages of the platform itself: errors, probes, choice of language."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import Error, InterfaceError, OperationalError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from cda_portal.core.forms import LanguageForm
from cda_portal.core.middleware import content_language, remember


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """503 while PostgreSQL is away. Redis is reported and not required: nothing is lost without it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        database = True
    except Error:
        database = False
    cache.set("readyz", 1, 10)
    state = {"database": database, "redis": cache.get("readyz") == 1}
    return JsonResponse(state, status=200 if database else 503)


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the portal: kept in a cookie, and with the person when signed in."""
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return redirect(settings.LOGIN_REDIRECT_URL)
    chosen, back = form.cleaned_data["language"], form.cleaned_data["next"]
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure()):
        back = "/"
    if (content := content_language(back)) is not None:
        back = content[1] if chosen == settings.LANGUAGE_CODE else f"/{chosen}{content[1]}"
    if request.user.is_authenticated:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    response = redirect(back)
    remember(response, chosen)
    return response


def error(request: HttpRequest, status: int) -> HttpResponse:
    """An error page in the portal's look, with the reference id that the logs know."""
    return render(request, f"{status}.html", {"request_id": getattr(request, "id", "")}, status=status)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error(request, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    too_big = type(exception).__name__ in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
    return error(request, 413 if too_big else 400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 404)


def too_many_requests(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return error(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Without context processors: whatever broke the page may break them too."""
    # Only where the database itself is away: a row it refused is a fault of ours.
    status = 503 if isinstance(sys.exc_info()[1], InterfaceError | OperationalError) else 500
    return render(None, f"{status}.html", {"request_id": getattr(request, "id", "")}, status=status)
