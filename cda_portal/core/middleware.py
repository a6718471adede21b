"""What happens to every request before a view sees it. Order and reasons: settings.MIDDLEWARE."""

import re
import uuid
from collections.abc import Callable
from functools import cache as once
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.cache import cache
from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseNotModified
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header
from pghistory.middleware import HistoryMiddleware
from structlog.contextvars import bind_contextvars, clear_contextvars

from cda_portal.core import clock, registry
from cda_portal.core.requests import Request

Next = Callable[[Request], HttpResponse]
PUBLIC_PAGE_SECONDS = 60
METHODS = ("GET", "HEAD", "POST", "OPTIONS")  # generic views would take a PUT for a POST
HEADERS = {
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
    "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
    "X-Content-Type-Options": "nosniff",
}


class Arrival:
    """Notes when a request came in, which is what deadlines are judged by, and gives it an id."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        request.arrived_at = clock.now()
        request.id = uuid.uuid4().hex[:12]
        clear_contextvars()
        bind_contextvars(request_id=request.id)
        response = self.get_response(request)
        response["X-Request-ID"] = request.id
        return response


class Headers:
    """What every answer carries; a page is not stored anywhere unless its view says so.

    Some of it Django's SecurityMiddleware sets too, but not on what it refuses itself: an unknown host by plain HTTP.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        if "Cache-Control" not in response:
            response["Cache-Control"] = "no-store"
        return response


@once
def content_paths() -> frozenset[str]:
    """Paths of the public content pages, without language prefix."""
    return frozenset().union(*(paths() for paths in registry.contributions("content_paths")))


@once
def _prefix() -> re.Pattern[str]:
    codes = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
    return re.compile(rf"^/({'|'.join(codes)})(?=/)")


def content_language(path: str) -> tuple[str, str] | None:
    """(language, path without prefix) of a public content page; None for every other path."""
    prefix = _prefix().match(path)
    language, rest = (prefix[1], path[prefix.end() :]) if prefix else (settings.LANGUAGE_CODE, path)
    return (language, rest) if rest in content_paths() else None


class Language:
    """Content pages speak the language of their prefix; all others follow cookie, then browser.

    Django's own middleware would force English on every path without a prefix. A signed-in person's
    own choice comes later, once we know them (accounts.middleware.UserLanguage).
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        content = content_language(request.path_info)
        language = content[0] if content else self.asked(request)
        request.is_content = content is not None
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.setdefault("Content-Language", translation.get_language())
        if content and request.method == "GET" and request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) != language:
            remember(response, language)  # the page after this one goes on in the language just read
        return response

    def asked(self, request: Request) -> str:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        if chosen in dict(settings.LANGUAGES):
            return str(chosen)
        for asked, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")[:200]):
            if (code := nearest(asked)) is not None:
                return code
        return settings.LANGUAGE_CODE


def nearest(asked: str) -> str | None:
    """Our language for a browser's: es-419 is es, any Portuguese is pt-br; None when we have none."""
    if asked == "*":
        return None
    base = asked.split("-")[0]
    return next((code for code, _name in settings.LANGUAGES if code == asked or code.split("-")[0] == base), None)


def remember(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        samesite="Lax",
        httponly=True,
    )


class PublicPages:
    """Content pages for people who are not signed in come from the cache for up to a minute.

    It stands before the session, so such a page costs no query. Only pages without a session cookie
    and without a query string are kept; they carry no form and no token.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: Request) -> HttpResponse:
        cookies = request.COOKIES
        if (
            not request.is_content
            or request.method != "GET"
            or request.META["QUERY_STRING"]
            or settings.SESSION_COOKIE_NAME in cookies
        ):
            return self.get_response(request)
        key = page_key(request.path_info)
        body = cache.get(key)
        if body is None:
            response = self.get_response(request)
            if response.status_code != 200 or response.cookies or response.streaming:
                return response
            body = response.content
            cache.set(key, body, PUBLIC_PAGE_SECONDS)
        return self.answer(request, body)

    def answer(self, request: Request, body: bytes) -> HttpResponse:
        etag = f'W/"{sha256(body).hexdigest()[:16]}"'
        seen = request.headers.get("If-None-Match", "")
        response = HttpResponseNotModified() if etag in seen else HttpResponse(body)
        response["ETag"] = etag
        response["Cache-Control"] = "private, no-cache"
        patch_vary_headers(response, ["Cookie"])
        return response


def page_key(path: str) -> str:
    return f"page:{sha256(path.encode()).hexdigest()[:24]}"


def forget_content() -> None:
    """Drop every kept content page: what staff have just changed is seen at once."""
    prefixes = ["", *(f"/{code}" for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)]
    cache.delete_many([page_key(prefix + path) for prefix in prefixes for path in content_paths()])


class SignInRequired(LoginRequiredMiddleware):
    """Django's own reads the user before it looks whether the view is public: then every page varies on Cookie."""

    def process_view(  # type: ignore[override]
        self, request: Request, view_func: Any, view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        if any("\x00" in str(value) for value in view_kwargs.values()):
            raise Http404  # no id of ours has one, and PostgreSQL refuses to compare it
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


class History(HistoryMiddleware):
    """Rows of history tell who and in which request; not at which address, since some addresses are keys."""

    def get_context(self, request: Request) -> dict[str, Any]:
        return {"user": super().get_context(request)["user"], "request": request.id}
