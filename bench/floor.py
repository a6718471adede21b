"""What every page is compared with: answers that Django could hardly give faster, behind the same middleware."""

from collections.abc import Callable
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine

from applications.models import Application, Call

STRING = "A fixed answer of twenty thousand bytes. " * 488  # 20,008 bytes
ROWS = Engine(builtins=["django.templatetags.i18n"]).from_string("""<!doctype html><title>Applications</title><table>
<tr><th>City<th>Region<th>Country<th>Residents<th>Reference<th>Language<th>Status<th>Sent</tr>
{% for row in rows %}<tr><td><a href="/staff/applications/{{ row.reference }}/">{{ row.city.name }}</a><td>{{ row.city.region }}<td>{{ row.city.country }}
<td>{{ row.city.population }}<td>{{ row.reference }}<td>{{ row.language }}<td>{{ row.get_status_display }}<td>{{ row.submitted_at|date:"Y-m-d" }}</tr>
{% endfor %}</table>""")


def string(request: HttpRequest) -> HttpResponse:
    return HttpResponse(STRING)


@cache
def first_call() -> int:
    """The call of the bench's own data; selection's has another 2,000 applications."""
    return Call.objects.earliest("pk").pk


def plain_list(request: HttpRequest) -> HttpResponse:
    """Fifty rows of a call's 2,000 in eight columns: one query, one loop, no shell around it."""
    rows = Application.objects.filter(call=first_call()).select_related("city").order_by("-submitted_at")[:50]
    return HttpResponse(ROWS.render(Context({"rows": rows})))


class CountQueries:
    """Says in a header how many statements a request made; only in the server that counts, never in the one that is timed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        count = 0

        def counted(execute: Callable[..., Any], *call: Any) -> Any:
            nonlocal count
            count += 1
            return execute(*call)

        with connection.execute_wrapper(counted):
            response = self.get_response(request)
        response["X-Queries"] = str(count)
        return response
