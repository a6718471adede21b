"""When things happened in the demonstration: in the past, in office hours, each after the one before."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from applications.models import Call
from cda_portal.core import clock

BEGUN = timedelta(days=4)  # applications must have been open for so long, or nobody could have sent one
LEFT = timedelta(days=14)
FIRST, LAST, FRIDAY = 8, 18, 4  # office hours
WINDOWS = ("interest_opens", "interest_closes", "application_opens", "application_closes", "endorsement_due")


def open_today(call: Call) -> Call:
    """The call as it is, if both windows are open today; else all of its dates moved by whole days until they are."""
    now = clock.now()
    if not (call.application_opens + BEGUN <= now and now + LEFT <= call.interest_closes):
        move = timedelta(days=(now - call.application_opens).days - 7)
        for name in (name for name in WINDOWS if getattr(call, name)):
            local = getattr(call, name).astimezone(ZoneInfo(call.zone))
            setattr(call, name, local + move)  # the same time on the wall, whatever the clocks have done meanwhile
        call.reference_date += move
        call.programme_start += move
    call.published_at = call.interest_opens - timedelta(days=7)
    call.save()
    return call


def between(since: datetime, until: datetime, share: float, zone: str) -> datetime:
    """That share of the way from one instant to another, in office hours there where there is room for it."""
    plain = since + (until - since) * share
    there = plain.astimezone(ZoneInfo(zone))
    if there.hour < FIRST:
        there = there.replace(hour=FIRST)
    elif there.hour >= LAST:
        there = there.replace(hour=LAST - 1)
    there += timedelta(days=max(0, 7 - there.weekday()) if there.weekday() > FRIDAY else 0)
    return there if since < there < until else plain
