"""What our middleware adds to Django's request, for those who read and check types."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from cda_portal.accounts.models import User


class Request(HttpRequest):
    """A request as views of signed-in pages get it; public views ask `user.is_authenticated` first."""

    user: "User"
    arrived_at: datetime
    id: str
    is_content: bool
