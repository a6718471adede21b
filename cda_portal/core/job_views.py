"""Pages of work in the background: what one asked for, how far it is, its file; and the page that starts an export."""

from typing import TYPE_CHECKING, Any

from allauth.account.decorators import reauthentication_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import ListView

from cda_portal.core import exports, files, jobs
from cda_portal.core.access import check
from cda_portal.core.exports import Export
from cda_portal.core.forms import ExportForm
from cda_portal.core.models import Job
from cda_portal.core.requests import Request

if TYPE_CHECKING:
    from cda_portal.accounts.models import User

TAGS = {"queued": "plain", "running": "doing", "done": "done", "failed": "bad", "cancelled": "mute"}


class JobList(ListView):
    paginate_by = 20
    template_name = "core/jobs.html"

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.request.user).order_by("-created_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        rows = [{"job": job, "label": jobs.label(job), "tag": TAGS[job.status]} for job in context["object_list"]]
        return {**context, "rows": rows}


def seen(user: "User", job: Job) -> dict[str, Any]:
    """What a page prints of a job."""
    there = is_there(job)
    allowed = there and jobs.can_fetch(user, job)
    return {
        "job": job,
        "label": jobs.label(job),
        "tag": TAGS[job.status],
        "total": max(job.total, job.done),
        "fetchable": allowed,
        "refused": there and not allowed,
        "page": jobs.page(job),
        "steps": jobs.counts_steps(job),
    }


def is_there(job: Job) -> bool:
    return job.result is not None and job.result.purged_at is None and not job.is_expired


def my_job(request: Request, pk: int) -> Job:
    return get_object_or_404(Job.objects.visible_to(request.user).select_related("result"), pk=pk)


@require_GET
def job_page(request: Request, pk: int) -> HttpResponse:
    context = seen(request.user, my_job(request, pk))
    return render(request, "core/_job.html" if request.headers.get("HX-Request") else "core/job.html", context)


@require_POST
def job_cancel(request: Request, pk: int) -> HttpResponse:
    job = my_job(request, pk)
    jobs.cancel(job)
    return redirect(job)


@require_GET
def job_file(request: Request, pk: int) -> HttpResponseBase:
    """The result, to who asked for it and may still see what is in it; once expired, the page says so."""
    job = my_job(request, pk)
    if job.result is None:
        raise Http404
    check(jobs.can_fetch(request.user, job))
    if not is_there(job):
        return render(request, "core/job.html", seen(request.user, job), status=410)
    return files.download(job.result)


# ---- starting an export


@require_http_methods(["GET", "POST"])
def export(request: Request, what: str) -> HttpResponse:
    """Which format, for the list as it is filtered; people confirm who they are before they take data away."""
    wanted = exports.declared().get(what)
    if wanted is None:
        raise Http404
    check(wanted.may(request.user))
    return _confirmed(request, wanted)


@reauthentication_required
def _confirmed(request: Request, wanted: Export) -> HttpResponse:
    form = ExportForm(request.POST or None, wanted=wanted, initial={"query": request.GET.urlencode()})
    if request.method == "POST" and form.is_valid():
        parameters = {"what": wanted.name, **form.cleaned_data}
        return redirect(jobs.start("export", by=request.user, parameters=parameters))
    query = form["query"].value() or ""
    context = {"form": form, "wanted": wanted, "filtered": bool(query), "back": back(wanted, query)}
    return render(request, "core/export.html", context, status=422 if form.errors else 200)


def back(wanted: Export, query: str) -> str:
    if wanted.page and (page := wanted.page(QueryDict(query))):
        return page
    return f"{reverse(wanted.back)}?{query}" if query else reverse(wanted.back)
