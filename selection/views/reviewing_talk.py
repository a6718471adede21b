"""The discussion of an application: a remark said, changed or taken back, by a reviewer of the round or by staff."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from applications.models import Application
from cda_portal.core.access import check as allow
from cda_portal.core.models import Comment
from cda_portal.core.requests import Request
from cda_portal.core.text import whole
from selection import permissions, review_queue
from selection.forms.reviewing import RemarkForm
from selection.models import Review, ReviewAssignment
from selection.services import discussing
from selection.services.errors import NotAllowed, Stale
from selection.views.reviewing_shared import my_assignment, not_entered


def _shared(request: Request, pk: int) -> ReviewAssignment:
    """One's own, once the round lets its reviewers see one another; 404 before."""
    assignment = my_assignment(request, pk)
    own = Review.objects.filter(assignment=assignment).first()
    if not permissions.can_see_others(request.user, assignment.round, own) or not_entered(request, assignment.round):
        raise Http404
    return assignment


def _back(request: Request, assignment: ReviewAssignment) -> str:
    query = review_queue.query(review_queue.wish(request.GET))
    return f"{assignment.get_absolute_url()}{f'?{query}' if query else ''}#talk"


@require_POST
def discuss(request: Request, pk: int) -> HttpResponse:
    """A remark on the application, for those who may see the others' reviews; or the end of one's own."""
    assignment = _shared(request, pk)
    try:
        if "remove" in request.POST:
            own = discussing.talk(assignment.application, assignment.round).filter(by=request.user)
            _take_back(request, get_object_or_404(own, pk=whole(request.POST["remove"], 18)))
        else:
            text = request.POST.get("text", "")
            discussing.discuss(assignment.round, assignment.application, text, by=request.user)
    except NotAllowed as error:
        messages.error(request, str(error))
    return redirect(_back(request, assignment))


def _take_back(request: Request, remark: Comment) -> None:
    discussing.take_back(remark, by=request.user)
    messages.success(request, _("The remark is taken back."))


@require_http_methods(["GET", "POST"])
def remark(request: Request, pk: int, remark: int) -> HttpResponse:
    """A reviewer's own remark in other words."""
    assignment = _shared(request, pk)
    own = discussing.talk(assignment.application, assignment.round).filter(by=request.user)
    return _change(request, get_object_or_404(own, pk=remark), _back(request, assignment), "base.html")


@require_http_methods(["GET", "POST"])
def staff_remark(request: Request, reference: str, remark: int) -> HttpResponse:
    """A remark of staff in other words, or taken back; each their own."""
    allow(permissions.can_set_up(request.user))
    application = get_object_or_404(Application.objects.visible_to(request.user), reference=reference)
    found = get_object_or_404(discussing.talk(application).filter(by=request.user), pk=remark)
    back = f"{reverse('selection:application-reviews', args=[reference])}#talk"
    if request.method == "POST" and "remove" in request.POST:
        _take_back(request, found)
        return redirect(back)
    return _change(request, found, back, "base_staff.html")


def _change(request: Request, found: Comment, back: str, shell: str) -> HttpResponse:
    initial = {"text": found.text, "was": discussing.mark(found)}
    form = RemarkForm(request.POST if request.method == "POST" else None, initial=initial)
    status, theirs = 200, None
    if form.is_bound:
        status, theirs = _changed(request, found, form)
        if status == 302:
            return redirect(back)
    context = {"form": form, "back_url": back, "shell": shell, "theirs": theirs}
    return render(request, "selection/reviewing_remark.html", context, status=status)


def _changed(request: Request, found: Comment, form: RemarkForm) -> tuple[int, Comment | None]:
    """The status of the answer, and the remark as another window left it."""
    if not form.is_valid():
        return 422, None
    data = form.cleaned_data
    try:
        discussing.edit(found, data["text"], was=data["was"], by=request.user)
    except Stale as stale:
        form.data = form.data.copy()
        form.data["was"] = discussing.mark(stale.current)
        return 409, stale.current
    except NotAllowed as error:
        form.add_error(None, str(error))
        return 409, None
    messages.success(request, _("The remark is changed."))
    return 302, None
