"""Files that come in pieces, for the script: begin, bring a piece, ask how far it is, finish, cancel. All answer JSON but
`finish`, which answers the piece of the page that shows the file.

A failed request is repeated: 409 says where to go on (`received`), 422 and 403 why it ends (`error`).
"""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from applications import permissions, services
from applications.forms.files import UploadForm
from applications.models import Application, Question
from applications.views.files import given, writable
from applications.views.shared import mine
from cda_portal.core import files, pieces
from cda_portal.core.access import check as allow
from cda_portal.core.models import Upload
from cda_portal.core.requests import Request


def _answer(reference: str, upload: Upload, status: int = 200) -> JsonResponse:
    address = reverse("applications:application-upload", args=[reference, upload.key])
    state: dict[str, Any] = {"url": address, "received": upload.received, "size": upload.size}
    return JsonResponse({**state, "piece": pieces.MAX_PIECE}, status=status)


@require_POST
def begin(request: Request, reference: str, pk: int) -> HttpResponse:
    application, question = writable(request, reference, pk)
    form = UploadForm(request.POST)
    if not form.is_valid():
        raise Http404  # nothing that the script sends
    try:
        upload = services.begin_upload(
            application, question, **form.cleaned_data, by=request.user, arrived=request.arrived_at
        )
    except files.Refused as refusal:
        return JsonResponse({"error": str(refusal)}, status=422)
    except services.NotAllowed as error:
        return JsonResponse({"error": str(error)}, status=403)
    return _answer(reference, upload, 201)


def _own(request: Request, reference: str, key: str) -> tuple[Application, Upload]:
    """An upload that this person began in this application."""
    application = mine(request, reference)
    allow(permissions.can_write_answers(request.user, application))
    kind = ContentType.objects.get_for_model(Application)
    rows = Upload.objects.filter(object_type=kind, object_id=application.pk, by=request.user).select_related("file")
    upload = get_object_or_404(rows, key=key)
    upload.about = application
    return application, upload


@require_GET
def upload(request: Request, reference: str, key: str) -> HttpResponse:
    """How far it is."""
    return _answer(reference, _own(request, reference, key)[1])


@require_POST
def piece(request: Request, reference: str, key: str, offset: int) -> HttpResponse:
    """The bytes that begin at `offset`, as they are."""
    found = _own(request, reference, key)[1]
    if request.content_type != "application/octet-stream":  # a form's body has been read already
        return JsonResponse({}, status=415)
    try:
        return _answer(reference, pieces.take(found, offset, request.body))
    except pieces.OutOfPlace as out:
        return JsonResponse({"received": out.received}, status=409)


@require_POST
def finish(request: Request, reference: str, key: str) -> HttpResponse:
    application, found = _own(request, reference, key)
    question = get_object_or_404(Question, section__call=application.call_id, key=found.slot, retired_at=None)
    try:
        stored = services.finish_upload(found, question, by=request.user, arrived=request.arrived_at)
    except pieces.OutOfPlace as out:
        return JsonResponse({"received": out.received}, status=409)
    except (files.Refused, services.NotAllowed) as refusal:
        services.cancel_upload(found)
        status = 422 if isinstance(refusal, files.Refused) else 403
        return JsonResponse({"error": str(refusal)}, status=status)
    row = {"question": question, "given": {**given(stored, reference), "live": True}}
    return render(request, "applications/questions/_file_given.html", {"row": row})


@require_POST
def cancel(request: Request, reference: str, key: str) -> HttpResponse:
    _application, found = _own(request, reference, key)
    services.cancel_upload(found)
    return JsonResponse({})
