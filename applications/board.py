"""The call's board: how many forms, drafts and applications there are, by country and by day."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, F, Q
from django.db.models.functions import TruncDate
from django.utils.translation import get_language

from applications import desk
from applications.models import Application, Call, Enquiry, InterestForm
from cda_portal.accounts.countries import country_name
from cda_portal.accounts.models import User
from cda_portal.core import clock
from cda_portal.core.text import fold

DAYS = 28


def of_call(call: Call, user: User) -> dict[str, Any]:
    """Everything the board shows, in a constant number of queries; days are the call's own."""
    forms = InterestForm.objects.visible_to(user).filter(call=call)
    applications = Application.objects.visible_to(user).filter(call=call)
    return {
        "forms": _by_status(forms),
        "applications": _by_status(applications),
        "countries": _by_country(forms, applications),
        "days": _by_day(call, forms, applications),
        "waiting": list(
            forms.filter(status=InterestForm.Status.RECEIVED).select_related("city").order_by("received_at")[:5]
        ),
        **_of_forms(forms),
        "asked": _asked(applications),
        "enquiries": Enquiry.objects.open().filter(application__in=applications).count(),
        "follow_ups": len(desk.due_rows(user)),
    }


def _of_forms(forms: Any) -> dict[str, int]:
    """Objections to forms that are not declined, near misses that wait for a decision, forms with an open question."""
    counted: dict[str, int] = forms.with_open_question().aggregate(
        objected=Count("pk", filter=Q(office_objected_at__isnull=False) & ~Q(status=InterestForm.Status.DECLINED)),
        near=Count("pk", filter=~Q(near_misses=[]) & Q(status=InterestForm.Status.RECEIVED)),
        asked_forms=Count("pk", filter=Q(has_open_question=True)),
    )
    return counted


def _asked(applications: Any) -> int:
    count: int = applications.with_open_question().filter(has_open_question=True).count()
    return count


def _by_status(rows: Any) -> dict[str, int]:
    counts = dict(rows.order_by().values_list("status").annotate(Count("pk")))
    sent = sum(count for status, count in counts.items() if status not in ("draft", "withdrawn"))
    return {**counts, "total": sum(counts.values()), "sent": sent}


def _by_country(forms: Any, applications: Any) -> list[dict[str, Any]]:
    rows: dict[str, dict[str, Any]] = {}
    counted = forms.order_by().values("city__country").annotate(number=Count("pk"))
    for row in counted:
        rows[row["city__country"]] = {"forms": row["number"], "drafts": 0, "sent": 0}
    drafts = Q(status=Application.Status.DRAFT)
    counted = (
        applications.order_by()
        .values("city__country")
        .annotate(
            drafts=Count("pk", filter=drafts),
            sent=Count("pk", filter=Q(submitted_at__isnull=False) & ~Q(status=Application.Status.WITHDRAWN)),
        )
    )
    for row in counted:
        known = rows.setdefault(row["city__country"], {"forms": 0, "drafts": 0, "sent": 0})
        known.update(drafts=row["drafts"], sent=row["sent"])
    language = get_language() or "en"
    named = [{"code": code, "country": country_name(code, language), **row} for code, row in rows.items()]
    return sorted(named, key=lambda row: (-row["forms"], fold(row["country"])))


def _by_day(call: Call, forms: Any, applications: Any) -> list[dict[str, Any]]:
    """The last four weeks, oldest first; heights are percent of the busiest day."""
    last = clock.today(call.zone)
    days = [last - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    received = _counts(forms.annotate(day=TruncDate(F("received_at"), tzinfo=clock.zone(call.zone))), days[0])
    sent = _counts(
        applications.filter(submitted_at__isnull=False)
        .exclude(status=Application.Status.WITHDRAWN)
        .annotate(day=TruncDate(F("submitted_at"), tzinfo=clock.zone(call.zone))),
        days[0],
    )
    most = max([1, *received.values(), *sent.values()])
    return [
        {
            "day": day,
            "forms": received.get(day, 0),
            "sent": sent.get(day, 0),
            "x": number * 22,
            "forms_height": round(100 * received.get(day, 0) / most),
            "sent_height": round(100 * sent.get(day, 0) / most),
        }
        for number, day in enumerate(days)
    ]


def _counts(rows: Any, since: date) -> dict[date, int]:
    return dict(rows.filter(day__gte=since).order_by().values_list("day").annotate(Count("pk")))
