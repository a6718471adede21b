"""The portal's addresses, and some that break: what people see then."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.db import OperationalError
from django.urls import path

from cda_portal.urls import *  # noqa: F403 - the error pages too
from cda_portal.urls import urlpatterns as portal

FAULTS = {
    "400": BadRequest,
    "403": PermissionDenied,
    "413": RequestDataTooBig,
    "413-files": TooManyFilesSent,
    "500": RuntimeError,
    "503": OperationalError,
}


def breaking(name):
    @login_not_required
    def view(request):
        raise FAULTS[name]("the words of the fault: swordfish")

    return path(f"breaks/{name}/", view)


urlpatterns = [*(breaking(name) for name in FAULTS), *portal]
