"""Which applications go on to reviewers: those that are in the call, have been sent and were not screened out."""

from django.db.models import Exists, Expression, OuterRef, QuerySet

from applications.models import Application
from selection.models import ReviewRound, Screening

Status = Application.Status
READ = (Status.SUBMITTED, Status.IN_REVIEW)


def applications_to_read(round: ReviewRound) -> QuerySet[Application]:
    """Of the round's call: sent, neither withdrawn nor decided, and passed by its screening where there is one.

    Rows are not narrowed to what a person may see: whoever shows them adds `visible_to`.
    """
    rows = Application.objects.filter(call=round.call_id, status__in=READ)
    return rows.filter(passed()) if round.kind != ReviewRound.Kind.SCREENING else rows


def passed() -> Expression:
    """Of an application: no screening round of its call has not let it pass."""
    mine = Screening.objects.filter(
        round=OuterRef("pk"), application=OuterRef(OuterRef("pk")), outcome=Screening.Outcome.PASS
    )
    stops = ReviewRound.objects.filter(call=OuterRef("call"), kind=ReviewRound.Kind.SCREENING).exclude(Exists(mine))
    return ~Exists(stops)
