"""The record of acts. Rows are added in the caller's transaction: no change without its record."""

from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import models
from structlog.contextvars import get_contextvars

from cda_portal.core.models import Change

if TYPE_CHECKING:
    from cda_portal.accounts.models import User


def record(
    obj: models.Model, act: str, *, by: "User | None" = None, source: str = "", target: str = "", why: str = ""
) -> Change:
    """Write that `by` (None: the portal itself) did `act` to `obj`."""
    return Change.objects.create(
        object_type=ContentType.objects.get_for_model(obj),
        object_id=obj.pk,
        act=act,
        source=source,
        target=target,
        by=by,
        why=why,
        request_id=str(get_contextvars().get("request_id", "")),
    )
