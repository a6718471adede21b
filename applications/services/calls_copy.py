"""Next year's call from this year's: everything is copied, dates move, and nothing of it is published."""

import calendar
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models, transaction

from applications.models import Call, Question, Section
from applications.services.calls import made as save_new
from cda_portal.accounts.models import User
from cda_portal.core import audit

# What a copy does not take over. Everything else it does, so that a new field cannot be forgotten.
OWN = {
    Call: {"id", "slug", "copied_from", "published_at", "archived_at", "updated_at"},
    Section: {"id", "call"},
    Question: {"id", "section", "depends_on"},
}


@transaction.atomic
def copy(call: Call, *, slug: str, years: int = 0, weeks: int = 0, by: User) -> Call:
    """A draft with all texts, sections, questions and thresholds, its dates later by whole years or weeks.

    Times on the wall in the call's zone stay. What was retired stays behind: no answer of the new call needs it.
    """
    made = Call(slug=slug, copied_from=call, **_fields(call, call.zone, years, weeks))
    made.to_be_confirmed = True
    save_new(made)
    known: dict[int, Question] = {}
    for section in Section.objects.for_form(call.pk, stamps=True):
        new = Section.objects.create(call=made, **_fields(section, call.zone, years, weeks))
        for question in section.live_questions:
            known[question.pk] = Question(section=new, **_fields(question, call.zone, years, weeks))
            known[question.pk].depends_on = known.get(question.depends_on_id or 0)
            known[question.pk].save()
    audit.record(made, "call copied", by=by, source=call.slug, target=slug)
    return made


def _fields(obj: models.Model, zone: str, years: int, weeks: int) -> dict[str, Any]:
    left_out = OWN[type(obj)]
    return {
        field.attname: later(getattr(obj, field.attname), zone=zone, years=years, weeks=weeks)
        for field in obj._meta.concrete_fields
        if field.name not in left_out
    }


def later(value: Any, *, zone: str, years: int = 0, weeks: int = 0) -> Any:
    """A day or an instant that much later, at the same time on the wall in `zone`; anything else as it is."""
    if isinstance(value, datetime):
        local = value.astimezone(ZoneInfo(zone))
        moved = _later_day(local.date(), years, weeks)
        return local.replace(year=moved.year, month=moved.month, day=moved.day)
    return _later_day(value, years, weeks) if isinstance(value, date) else value


def _later_day(day: date, years: int, weeks: int) -> date:
    """29 February becomes the 28th in a year without one."""
    year = day.year + years
    last = calendar.monthrange(year, day.month)[1]
    return day.replace(year=year, day=min(day.day, last)) + timedelta(weeks=weeks)
