"""Which browsers a person has signed in with before: a cookie that this browser keeps for a year.

It holds an HMAC of each person's id and no id, so nothing is stored here and nobody can write one
themselves. Who clears their cookies gets one mail more; who steals the cookie is spared a mail to the
owner and gains nothing else.
"""

from datetime import timedelta
from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from cda_portal.accounts.models import User

COOKIE = "__Host-devices" if settings.SECURE else "devices"
KEPT = timedelta(days=365)
PEOPLE = 5  # who share one computer

# Part of the browser's line about itself: what people call it. The first that fits counts: every browser names others too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "Firefox/": "Firefox",
    "FxiOS/": "Firefox",
    "CriOS/": "Chrome",
    "Chrome/": "Chrome",
    "Safari/": "Safari",
}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "CrOS": "ChromeOS",
    "Mac OS X": "macOS",
    "Linux": "Linux",
}


def mark(user: User) -> str:
    return salted_hmac("portal.devices", str(user.pk), algorithm="sha256").hexdigest()[:32]


def marks(request: HttpRequest) -> list[str]:
    return [found for found in request.COOKIES.get(COOKIE, "").split(".") if found.isascii()]


def knows(request: HttpRequest, user: User) -> bool:
    return any(compare_digest(found, mark(user)) for found in marks(request))


def keep(request: HttpRequest, response: HttpResponse, user: User) -> None:
    value = ".".join([mark(user), *marks(request)][:PEOPLE])
    response.set_cookie(
        COOKIE, value, max_age=int(KEPT.total_seconds()), secure=settings.SECURE, httponly=True, samesite="Lax"
    )


def name(user_agent: str) -> str:
    """What a person calls the browser and the machine that sent this line, such as "Firefox, Windows"."""
    known = [next((word for part, word in words.items() if part in user_agent), "") for words in (BROWSERS, SYSTEMS)]
    return ", ".join(filter(None, known)) or _("an unknown device")
