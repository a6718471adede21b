"""Staff: each application looked through before it goes to reviewers."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from applications import snapshot
from applications.findings import facts_of
from applications.models import Application, EligibilityOverride
from cda_portal.accounts.countries import country_name
from cda_portal.core import clock
from cda_portal.core.access import check as allow
from cda_portal.core.requests import Request, ticked
from selection import permissions
from selection.forms.setup import InstantForm, ListForm, RowsForm, ScreenForm
from selection.models import ReviewRound, Screening
from selection.readable import READ
from selection.services import setup
from selection.services.errors import NotAllowed, Stale
from selection.views.setup_shared import page, posted, round_for

MOST = 200  # rows that one act changes
NAMED = 10  # of which the confirmation names so many
OUTCOMES: dict[str, tuple[Any, str]] = {
    "waiting": (gettext_lazy("Not screened"), "open"),
    "pass": (gettext_lazy("Pass"), "done"),
    "fail": (gettext_lazy("Fail"), "bad"),
    "unsure": (gettext_lazy("Unsure"), "watch"),
}


def _round(request: Request, pk: int) -> ReviewRound:
    round = round_for(request, pk)
    if round.kind != ReviewRound.Kind.SCREENING:
        raise Http404
    return round


def _may_screen(request: Request, round: ReviewRound) -> bool:
    return round.call.archived_at is None and permissions.can_screen(request.user, round, clock.now())


def _rows(request: Request, round: ReviewRound) -> QuerySet[Application]:
    """Applications to read or that were screened, with what was found; none of a city this person conflicts with."""
    mine = Screening.objects.filter(round=round)
    found = Prefetch("screenings", queryset=mine.select_related("by"), to_attr="found")
    rows = Application.objects.visible_to(request.user).submitted().filter(call=round.call_id)
    rows = rows.annotate(is_screened=Exists(mine.filter(application=OuterRef("pk"))))
    rows = rows.filter(Q(status__in=READ) | Q(is_screened=True))
    return rows.select_related("city").prefetch_related(found).order_by("city__name_folded", "pk")


def _shown(rows: QuerySet[Application], round: ReviewRound, show: str) -> QuerySet[Application]:
    if show == "waiting":
        return rows.filter(is_screened=False)
    return rows.filter(screenings__round=round, screenings__outcome=show) if show else rows


@require_GET
def screening(request: Request, pk: int) -> HttpResponse:
    round = _round(request, pk)
    form = ListForm(request.GET)
    show = form.cleaned_data["show"] if form.is_valid() else ""
    rows = _rows(request, round)
    listed = Paginator(_shown(rows, round, show), 50).get_page(request.GET.get("page"))
    counts = _counts(rows, round)
    context = page(
        request,
        round.call,
        "call",
        round=round,
        rows=[_row(one, round) for one in listed],
        page_obj=listed,
        show=show,
        tabs=_tabs(round, counts, show),
        total=sum(counts.values()),
        may_screen=_may_screen(request, round),
        now=clock.now(),
    )
    return render(request, "selection/setup_screening.html", context)


def _counts(rows: QuerySet[Application], round: ReviewRound) -> dict[str, int]:
    told = {name: Count("pk", filter=Q(screenings__round=round, screenings__outcome=name)) for name in OUTCOMES}
    # Without order and annotations: one row.
    plain = Application.objects.filter(pk__in=rows.order_by().values("pk"))
    found = plain.aggregate(total=Count("pk", distinct=True), **told)
    total = found.pop("total")
    return {**found, "waiting": total - sum(found.values())}


def _tabs(round: ReviewRound, counts: dict[str, int], show: str) -> list[dict[str, Any]]:
    href = reverse("selection:screening", args=[round.pk])
    tabs = [
        {"label": pgettext("applications", "All"), "href": href, "current": not show, "count": sum(counts.values())}
    ]
    return tabs + [
        {"label": label, "href": f"{href}?show={name}", "current": show == name, "count": counts[name]}
        for name, (label, _kind) in OUTCOMES.items()
    ]


def _row(application: Application, round: ReviewRound) -> dict[str, Any]:
    found = next(iter(application.found), None)  # type: ignore[attr-defined]  # prefetched
    word, kind = OUTCOMES[found.outcome if found else "waiting"]
    href = reverse("selection:screening-one", args=[round.pk, application.reference])
    country = country_name(application.city.country, get_language() or "en")
    return {"application": application, "found": found, "word": word, "kind": kind, "href": href, "country": country}


@require_http_methods(["GET", "POST"])
def one(request: Request, pk: int, reference: str) -> HttpResponse:
    """One application with what the city sent; pass, fail or unsure opens the next one that waits."""
    round = _round(request, pk)
    application = get_object_or_404(
        _rows(request, round).select_related("city", "call", "form__city"), reference=reference
    )
    found = next(iter(application.found), None)  # type: ignore[attr-defined]  # prefetched
    initial = {"version": found.version, "reason": found.reason} if found else {"version": 0}
    form = ScreenForm(posted(request), initial=initial)
    theirs, status = None, 200
    if form.is_bound:
        done, theirs, status = _screen(request, round, application, form)
        if done:
            return done
    context = page(
        request,
        round.call,
        "call",
        round=round,
        application=application,
        row=_row(application, round),
        form=form,
        theirs=theirs,
        may_screen=_may_screen(request, round) and application.status in READ,
        now=clock.now(),
        **_read(application),
    )
    return render(request, "selection/setup_screen.html", context, status=status)


def _screen(
    request: Request, round: ReviewRound, application: Application, form: ScreenForm
) -> tuple[HttpResponse | None, Screening | None, int]:
    """Where it leads, else what somebody else found meanwhile, and the status."""
    if not form.is_valid():
        return None, None, 422
    data = form.cleaned_data
    try:
        setup.screen(round, application, data["outcome"], data["reason"], data["version"], by=request.user)
    except Stale as stale:
        form.data = form.data.copy()
        form.data["version"] = stale.current.version if stale.current else 0
        if stale.current is None:
            form.add_error(None, _("It was taken back meanwhile, so nobody has screened it. Press a button again."))
        return None, stale.current, 409
    except NotAllowed as error:
        form.add_error(None, str(error))
        return None, None, 409
    word = OUTCOMES[data["outcome"]][0]
    messages.success(request, _("%(city)s: %(outcome)s.") % {"city": application.city, "outcome": word})
    return _onwards(request, round, application), None, 302


def _onwards(request: Request, round: ReviewRound, application: Application) -> HttpResponse:
    """The next one in the list's order that nobody has screened, else the list."""
    waiting = _rows(request, round).filter(is_screened=False)
    name = application.city.name_folded
    after = waiting.filter(Q(city__name_folded__gt=name) | Q(city__name_folded=name, pk__gt=application.pk))
    following = after.first() or waiting.first()
    if following is None:
        return redirect("selection:screening", round.pk)
    return redirect("selection:screening-one", round.pk, following.reference)


def _read(application: Application) -> dict[str, Any]:
    """What was sent, and how the city stood in the eligibility check."""
    submission = application.submissions.counting_first().first()
    return {
        "sections": snapshot.sections_of(submission.snapshot) if submission else [],
        "submission": submission,
        "facts": facts_of(application, EligibilityOverride.objects.standing_for(application)),
    }


@require_POST
def pass_many(request: Request, pk: int) -> HttpResponse:
    """From the list: the confirmation, by number and name. From the confirmation: the act."""
    round = _round(request, pk)
    allow(permissions.can_set_up(request.user))
    confirmed = RowsForm(request.POST) if "confirm" in request.POST else None
    ids = ticked(request, MOST) if confirmed is None else confirmed.cleaned_data["rows"] if confirmed.is_valid() else []
    rows = list(_rows(request, round).filter(pk__in=ids, is_screened=False)[: MOST + 1])
    if not rows or len(rows) > MOST:
        messages.error(request, _refused(ids, rows))
        return redirect("selection:screening", round.pk)
    if confirmed is not None:
        return _pass(request, round, rows)
    context = page(
        request,
        round.call,
        "call",
        round=round,
        ids=",".join(str(row.pk) for row in rows),
        count=len(rows),
        names=", ".join(str(row.city) for row in rows[:NAMED]),
        others=max(0, len(rows) - NAMED),
        skipped=len(ids) - len(rows),
    )
    return render(request, "selection/setup_screening_pass.html", context)


def _refused(ids: list[int], rows: list[Application]) -> str:
    if not ids:
        return _("Tick at least one row.")
    if not rows:
        return _("All the rows that you ticked are screened already.")
    return _("At most %(most)d rows can be changed at once.") % {"most": MOST}


def _pass(request: Request, round: ReviewRound, rows: list[Application]) -> HttpResponse:
    try:
        count, at = setup.pass_all(round, [row.pk for row in rows], by=request.user)
        words = ngettext("%(count)d application passes.", "%(count)d applications pass.", count)
        undo = f"{reverse('selection:screening-unpass', args=[round.pk])}?{urlencode({'at': at.isoformat()})}"
        messages.success(request, words % {"count": count}, extra_tags=undo if count else "")
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect("selection:screening", round.pk)


@require_POST
def unpass(request: Request, pk: int) -> HttpResponse:
    """Undo one's own act on many, but for what somebody has changed since."""
    round = _round(request, pk)
    allow(permissions.can_set_up(request.user))
    form = InstantForm(request.GET)
    try:
        count = setup.unpass(round, form.cleaned_data["at"], by=request.user) if form.is_valid() else 0
    except NotAllowed as error:
        messages.error(request, str(error))
    else:
        words = ngettext("%(count)d application waits again.", "%(count)d applications wait again.", count)
        told = words % {"count": count} if count else _("There is nothing to undo any more.")
        (messages.success if count else messages.error)(request, told)
    return redirect("selection:screening", round.pk)
