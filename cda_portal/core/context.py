"""What the shell of every page needs: menu, languages, and whether this is demonstration data."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from cda_portal.core import registry
from cda_portal.core.middleware import content_language
from cda_portal.core.models import Mark


def demonstration() -> bool:
    """Whether this database is marked as demonstration data; looked up once a minute."""
    return bool(cache.get_or_set("demonstration", lambda: int(Mark.objects.filter(name="demonstration").exists()), 60))


def shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    # A visitor without a session is not looked up: content pages stay free of the user, and cacheable.
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    signed_in = has_session and user is not None and user.is_authenticated
    links = [link for links in registry.contributions("navigation") for link in links(user)] if signed_in else []
    entries = [
        {
            "label": link.label,
            "href": link.href,
            "area": link.area,
            "count": link.count,
            "current": request.path == link.href,
        }
        for link in sorted(links, key=lambda link: link.place)
    ]
    more = [entry for entry in entries if entry["area"] == "more"]
    return {
        "signed_in": signed_in,
        "navigation": entries,
        "more": more,
        "more_current": any(entry["current"] for entry in more),
        "alternates": alternates(request),
        "demonstration": demonstration(),
        "request_id": getattr(request, "id", ""),
        "local": settings.LOCAL,
        # By name, since the search stands on a higher floor; only staff have it.
        "search_url": reverse("dashboards:search") if signed_in and getattr(user, "is_programme_staff", False) else "",
    }


def alternates(request: HttpRequest) -> list[dict[str, Any]]:
    """The languages; on content pages each with the address of this page in it."""
    content = content_language(request.path_info)
    now = translation.get_language()
    return [
        {
            "code": code,
            "label": name,
            "href": (content[1] if code == settings.LANGUAGE_CODE else f"/{code}{content[1]}") if content else "",
            "current": code == now,
        }
        for code, name in settings.LANGUAGES
    ]
