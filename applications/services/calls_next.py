"""Who wants to hear of the next call: an address is kept once its owner has confirmed it, and told once a call."""

from datetime import timedelta

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet

from applications.models import Call, CallInterest
from applications.services.calls import locked
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock, links
from cda_portal.core.models import SecretLink
from cda_portal.notifications.services import Address, notify

CONFIRM, STOP = "next-call-confirm", "next-call-stop"


def waiting(call: Call) -> QuerySet[CallInterest]:
    """Confirmed, not stopped, and not told of this call yet."""
    alive = CallInterest.objects.filter(confirmed_at__isnull=False, stopped_at=None)
    return alive.filter(Q(told_of=None) | ~Q(told_of=call))


@transaction.atomic
def register(*, email: str, language: str, city_name: str) -> None:
    """Keep the address and mail it a link to confirm; what the caller sees is the same for known and new addresses."""
    row, _created = CallInterest.objects.get_or_create(
        email=email.lower(), defaults={"language": language, "city_name": city_name}
    )
    if row.confirmed_at is not None and row.stopped_at is None:
        return
    row.language, row.city_name, row.at = language, city_name, clock.now()
    row.save(update_fields=["language", "city_name", "at"])
    link = links.make(CONFIRM, row, recipient=row.email, expires_at=clock.ahead(days=7))
    # One mail a day and address: nobody's inbox is filled by somebody else's clicks.
    notify(
        "next_call_confirm",
        to=_address(row),
        about=row,
        secret={"token": link.token},
        occurrence=clock.today("UTC").isoformat(),
    )


def _address(row: CallInterest) -> Address:
    return Address(row.email, row.language, "UTC")


@transaction.atomic
def confirm(row: CallInterest) -> CallInterest:
    """Doing it twice changes nothing the second time."""
    row = CallInterest.objects.select_for_update().get(pk=row.pk)
    if row.confirmed_at is None or row.stopped_at is not None:
        row.confirmed_at, row.stopped_at = clock.now(), None
        row.save(update_fields=["confirmed_at", "stopped_at"])
    return row


@transaction.atomic
def stop(row: CallInterest) -> CallInterest:
    row = CallInterest.objects.select_for_update().get(pk=row.pk)
    if row.stopped_at is None:
        row.stopped_at = clock.now()
        row.save(update_fields=["stopped_at"])
    return row


@transaction.atomic
def forget() -> int:
    """Delete addresses that nobody confirmed or whose owner stopped the mails, with their links; how many.

    `settings.NEXT_CALL_KEPT_DAYS` after it: the page and the privacy notice say so.
    """
    before = clock.now() - timedelta(days=settings.NEXT_CALL_KEPT_DAYS)
    unconfirmed = Q(confirmed_at=None, at__lte=before)
    # Whoever stopped and asks anew has that long again to confirm it.
    stopped = Q(stopped_at__lte=before, at__lte=before)
    gone = [row.pk for row in CallInterest.objects.select_for_update().filter(unconfirmed | stopped)]
    about = ContentType.objects.get_for_model(CallInterest)
    SecretLink.objects.filter(object_type=about, object_id__in=gone).delete()
    return CallInterest.objects.filter(pk__in=gone).delete()[0]


@transaction.atomic
def tell(call: Call, *, by: User, why: str = "") -> int:
    """Mail everybody who waits for it; each is told once a call, also when two officers press the button."""
    call = locked(call, "tell")
    told = list(waiting(call).select_for_update(of=("self",)))
    for row in told:
        link = links.make(STOP, row, recipient=row.email, expires_at=clock.ahead(days=730))
        notify(
            "next_call",
            to=_address(row),
            about=row,
            context={"call": call},
            secret={"token": link.token},
            occurrence=call.slug,
        )
    CallInterest.objects.filter(pk__in=[row.pk for row in told]).update(told_of=call)
    audit.record(call, "next call told", by=by, target=str(len(told)), why=why)
    return len(told)
