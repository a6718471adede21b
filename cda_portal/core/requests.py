"""What our middleware adds to Django's request, for those who read and check types; and the rows that a list posts."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from cda_portal.core.text import whole

if TYPE_CHECKING:
    from cda_portal.accounts.models import User


class Request(HttpRequest):
    """A request as views of signed-in pages get it; public views ask `user.is_authenticated` first."""

    user: "User"
    arrived_at: datetime
    id: str
    is_content: bool


def ticked(request: HttpRequest, most: int) -> list[int]:
    """The ids of the rows that were ticked in a list, without what is none; one more than `most`, where there are more."""
    return [pk for text in request.POST.getlist("row")[: most + 1] if (pk := whole(text))]
