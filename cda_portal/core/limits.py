"""A limit per address for public pages that write: they need no account and cost the database something."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core import ratelimit
from django.http import HttpRequest, HttpResponse

from cda_portal.core import views


def limited(action: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Answer 429 to POSTs beyond the rate that ACCOUNT_RATE_LIMITS has for `action`."""

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST" and not ratelimit.consume(request, action=action):
                return views.too_many_requests(request)
            return view(request, *args, **kwargs)

        return inner

    return wrap
