"""The record of acts. Rows are added in the caller's transaction: no change without its record."""

from functools import cache
from typing import TYPE_CHECKING

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.functional import Promise
from structlog.contextvars import get_contextvars

from cda_portal.core import registry
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


@cache
def labels() -> dict[str, str | Promise]:
    """What each act is called; each app tells its own."""
    return {act: label for acts in registry.contributions("acts") for act, label in acts().items()}


def label(act: str) -> str:
    """The act in the reader's words; the bare name of one that no app declares."""
    return str(labels().get(act, act))
