"""Links that carry a right: made, opened without being used, and used once by a POST."""

from datetime import datetime
from hmac import compare_digest

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import F

from cda_portal.core import clock
from cda_portal.core.models import SecretLink


def make(purpose: str, about: models.Model, *, recipient: str, expires_at: datetime) -> SecretLink:
    return SecretLink.objects.create(
        purpose=purpose,
        object_type=ContentType.objects.get_for_model(about),
        object_id=about.pk,
        recipient=recipient,
        expires_at=expires_at,
    )


def open_link(token: str, purpose: str) -> SecretLink | None:
    """The link behind `token` if it is genuine, in time, neither revoked nor used; else None."""
    pk, _dash, signature = token.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19):
        return None
    link = SecretLink.objects.filter(pk=int(pk), purpose=purpose).first()
    if link is None or not signature.isascii():
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    genuine = any(compare_digest(link.signature(key), signature) for key in keys)
    alive = link.revoked_at is None and link.used_at is None and link.expires_at > clock.now()
    return link if genuine and alive else None


def past(token: str, purpose: str) -> SecretLink | None:
    """The link behind a token that was genuine once, whatever became of it: a page can say why it opens nothing."""
    pk, _dash, signature = token.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 19 and signature.isascii()):
        return None
    link = SecretLink.objects.filter(pk=int(pk), purpose=purpose).first()
    if link is None:
        return None
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    for generation in range(1, link.generation + 1):
        then = SecretLink(pk=link.pk, purpose=purpose, generation=generation)
        if any(compare_digest(then.signature(key), signature) for key in keys):
            return link
    return None


def latest(purpose: str, about: models.Model) -> SecretLink | None:
    """The open link about an object, for somebody who is known by other means to be whom it was sent to."""
    rows = SecretLink.objects.filter(
        object_type=ContentType.objects.get_for_model(about),
        object_id=about.pk,
        purpose=purpose,
        used_at=None,
        revoked_at=None,
        expires_at__gt=clock.now(),
    )
    return rows.order_by("-pk").first()


@transaction.atomic
def use(link: SecretLink) -> bool:
    """Use the link up; False when somebody was quicker."""
    unused = SecretLink.objects.filter(pk=link.pk, used_at=None, revoked_at=None)
    return bool(unused.update(used_at=clock.now()))


@transaction.atomic
def revoke(about: models.Model, purpose: str) -> int:
    """End every open link of this purpose about the object; how many there were."""
    links = SecretLink.objects.filter(
        object_type=ContentType.objects.get_for_model(about),
        object_id=about.pk,
        purpose=purpose,
        used_at=None,
        revoked_at=None,
    )
    return links.update(revoked_at=clock.now(), generation=F("generation") + 1)
